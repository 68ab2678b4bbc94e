"""Replays recorded runs in PyTorch and compares: first gradient, losses, learning rates, parameters, evaluation.

    /usr/bin/python3 tests/torch_replay.py LOCKSTEP        (Debian: python3-torch)

For each config line below, `LOCKSTEP dump` records 50 steps. The network is then built anew from the settings alone,
with torch.nn, torch.optim and torch.optim.lr_scheduler, starts from the recorded initial parameters and trains on the
recorded mini-batches: in float64, which is taken for the truth, and in float32, which shows how far rounding alone
leads PyTorch itself astray. Dropout is left out: its masks are drawn from a generator PyTorch does not have.
"""

import json
import subprocess
import sys
import time
import warnings

import torch
from torch import nn
from torch.nn import functional as F
from torch.optim import lr_scheduler

STEPS = 50
# The largest relative errors against float64. Rounding to 24 bits costs 6e-8 per operation; fifty steps amplify it.
TOLERANCE = {"gradient": 1e-5, "losses": 1e-4, "parameters": 1e-4, "rates": 1e-6, "evaluation": 1e-4}

# Where a gradient is 0 by symmetry or in front of a batch normalisation, Adam with a small epsilon turns its rounding
# noise into whole steps, in PyTorch as here; such runs cannot be compared and are not among these.
CONFIGS = [
    # optimisers and activations
    "dataset=spiral&layers=8,8&activation=tanh&optimizer=sgd&lr=0.1",
    "dataset=xor&layers=12&activation=sigmoid&optimizer=momentum&momentum=0.8&lr=0.05",
    "dataset=moons&layers=10,10&activation=relu&init=he&optimizer=nesterov&lr=0.03",
    "dataset=rings&layers=16&activation=silu&optimizer=rmsprop&rho=0.9&lr=0.01",
    "dataset=spiral&layers=16,16&activation=gelu&optimizer=adam&lr=0.01",
    "dataset=checkerboard&layers=20,20&activation=leaky&optimizer=adamw&lr=0.01",
    "dataset=gauss&noise=0.5&layers=6,6&activation=linear&optimizer=adam&beta1=0.8&beta2=0.99&epsilon=1e-4&lr=0.02",
    "dataset=circle&layers=8,8,8&activations=relu,sine,-,tanh&activation=silu&loss=mse&optimizer=sgd&lr=0.05",
    # normalisation and residual skips
    "dataset=spiral&layers=12,12,12&norm=batch&activation=relu&optimizer=sgd&lr=0.1",
    "dataset=arms&layers=16,16,16&norm=batch&skip=0.5&activation=tanh&optimizer=adam&epsilon=1e-4&lr=0.01",
    "dataset=moons&layers=10,10&norm=layer&activation=gelu&optimizer=momentum&lr=0.02",
    "dataset=spiral&layers=16x6&norm=layer&skip=1&activation=relu&optimizer=adamw&decay=0.1&lr=0.005",
    "dataset=checkerboard&layers=14x8&skip=0.3&activation=silu&init=lecun&optimizer=rmsprop&lr=0.003",
    # losses and data
    "dataset=arms&noise=0.1&layers=24&activation=relu&optimizer=nesterov&lr=0.02&batch=32",
    "dataset=arms&layers=10&loss=mse&output=tanh&optimizer=adam&lr=0.01",
    "dataset=xor&layers=8&loss=softmax&activation=sine&optimizer=sgd&lr=0.05",
    "dataset=multigauss&layers=20,20&activation=tanh&optimizer=adam&lr=0.01&noise=0.05",
    "dataset=plane&layers=&optimizer=sgd&lr=0.01",
    "dataset=chebyshev&degree=4&samples=61&trainShare=1&batch=0&layers=16,16&activation=sine&optimizer=adam&lr=0.01",
    "dataset=digits&samples=600&layers=32&activation=relu&init=he&optimizer=adam&lr=0.002&batch=25",
    "dataset=1v7&samples=400&layers=24,24&norm=batch&activation=gelu&optimizer=momentum&lr=0.01",
    "dataset=spiral&samples=103&trainShare=0.7&batch=31&layers=9&features=x,y,x2,y2,xy,sinx,siny,r,angle&lr=0.01",
    # initialisation
    "dataset=spiral&layers=16x5&init=linear&activation=relu&optimizer=sgd&lr=0.02",
    "dataset=rings&layers=12x4&init=orthogonal&initScale=1.2&activation=tanh&optimizer=momentum&lr=0.02",
    "dataset=plane&layers=7,5&init=uniform&initScale=0.5&activation=leaky&optimizer=adam&lr=0.01",
    "dataset=moons&layers=7,5&init=normal&initScale=0.3&activation=sigmoid&optimizer=sgd&lr=0.3",
    # regularisation
    "dataset=spiral&layers=16,16&l1=0.003&l2=0.01&optimizer=adam&lr=0.01",
    "dataset=circle&layers=12,12&decay=0.3&optimizer=momentum&lr=0.05&activation=relu",
    "dataset=circle&layers=12,12&decay=0.5&optimizer=adam&lr=0.02&activation=relu",
    "dataset=multigauss&layers=12,12&clip=0.05&l2=0.01&optimizer=sgd&lr=0.5",
    "dataset=arms&layers=12,12,12&rates=1,0,0.5&decay=0.05&clip=0.5&optimizer=nesterov&lr=0.05",
    # schedules
    "dataset=spiral&layers=8,8&schedule=warmup&period=30&optimizer=sgd&lr=0.2",
    "dataset=spiral&layers=8,8&schedule=step&period=12&gamma=0.4&optimizer=sgd&lr=0.2",
    "dataset=spiral&layers=8,8&schedule=exponential&period=20&gamma=0.3&optimizer=adam&lr=0.02",
    "dataset=spiral&layers=8,8&schedule=cosine&period=40&optimizer=momentum&lr=0.1&rates=0.5,1,2",
    "dataset=spiral&layers=8,8&schedule=cosine&period=70&warmup=15&optimizer=sgd&lr=0.2",
    "dataset=spiral&layers=8,8&schedule=onecycle&period=50&optimizer=adam&lr=0.05&rates=1,0,1",
]

# A comparison is worth something if it fails where it should: settings changed behind PyTorch's back.
PLANTED = [
    ("dataset=spiral&layers=8,8&optimizer=momentum&lr=0.05", {"optimizer": "nesterov"}),
    ("dataset=spiral&layers=8,8&optimizer=adam&lr=0.01", {"beta2": "0.99"}),
    ("dataset=spiral&layers=8,8&norm=batch&optimizer=sgd&lr=0.1", {"norm": "layer"}),
    ("dataset=spiral&layers=8,8&activation=gelu&optimizer=sgd&lr=0.1", {"activation": "silu"}),
    ("dataset=spiral&layers=8,8&schedule=cosine&period=70&optimizer=sgd&lr=0.1", {"period": "75"}),
]

ACTIVATIONS = {
    "linear": lambda z: z,
    "relu": F.relu,
    "leaky": lambda z: F.leaky_relu(z, 0.01),
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "gelu": lambda z: F.gelu(z, approximate="tanh"),
    "silu": F.silu,
    "sine": torch.sin,
}
NORMS = {"none": lambda units: nn.Identity(), "batch": nn.BatchNorm1d, "layer": nn.LayerNorm}


def entries(text):
    """The entries of a list setting: "8,8", "32x5"."""
    result = []
    for item in filter(None, text.split(",")):
        value, _, repeats = item.partition("x")
        result += [value] * int(repeats or 1)
    return result


class Network(nn.Module):
    def __init__(self, settings, inputs, outputs):
        super().__init__()
        hidden = [int(width) for width in entries(settings["layers"])]
        widths = [inputs, *hidden, outputs]
        overrides = settings["activations"].split(",") + ["-"] * len(widths)
        defaults = [settings["activation"]] * len(hidden) + [settings["output"]]
        self.activations = [a if a in ACTIVATIONS else d for a, d in zip(overrides, defaults)]
        self.linears = nn.ModuleList(nn.Linear(i, o) for i, o in zip(widths, widths[1:]))
        self.norms = nn.ModuleList([NORMS[settings["norm"]](units) for units in hidden] + [nn.Identity()])
        skip = float(settings["skip"])
        self.skips = [skip if 0 < l < len(hidden) and widths[l] == widths[l + 1] else 0 for l in range(len(widths) - 1)]

    def forward(self, x):
        for linear, norm, activation, skip in zip(self.linears, self.norms, self.activations, self.skips):
            activated = ACTIVATIONS[activation](norm(linear(x)))
            x = x + skip * activated if skip else activated
        return x

    def blocks(self, layer):
        """A layer's parameters by the names they have in the dump."""
        linear, norm = self.linears[layer], self.norms[layer]
        blocks = {"weight": linear.weight, "bias": linear.bias}
        return blocks if isinstance(norm, nn.Identity) else {**blocks, "scale": norm.weight, "shift": norm.bias}

    def load(self, recorded):
        with torch.no_grad():
            for l, values in enumerate(recorded):
                blocks = self.blocks(l)
                assert blocks.keys() == values.keys()
                for name, block in blocks.items():
                    assert block.shape == torch.tensor(values[name]).shape
                    block.copy_(torch.tensor(values[name]))

    def weights(self):
        return [linear.weight for linear in self.linears]


def loss_name(settings, dataset):
    if settings["loss"] != "auto":
        return settings["loss"]
    return "mse" if dataset["task"] == "regression" else "bce" if dataset["classes"] == 2 else "softmax"


def loss_of(name, z, t):
    """Mean over the batch of the sum over outputs; squared error with a half, as in Lockstep's definition."""
    if name == "mse":
        return F.mse_loss(z, t, reduction="sum") / (2 * len(z))
    if name == "bce":
        return F.binary_cross_entropy_with_logits(z, t, reduction="sum") / len(z)
    return F.cross_entropy(z, t.argmax(1))


def accuracy_of(z, t):
    right = (z > 0) == (t > 0) if z.shape[1] == 1 else z.argmax(1) == t.argmax(1)
    return right.double().mean().item()


def make_optimizer(settings, net):
    number = lambda name: float(settings[name])
    kind, decay = settings["optimizer"], number("decay")
    # PyTorch decays decoupled in AdamW only; for the others `train` does it by hand.
    by_torch = decay if kind in ("adam", "adamw") else 0
    rates = [float(rate) for rate in entries(settings["rates"])] + [1.0] * len(net.linears)
    groups = []
    for l in range(len(net.linears)):
        weight, *others = net.blocks(l).values()
        lr = number("lr") * rates[l]
        groups.append({"params": [weight], "lr": lr, "weight_decay": by_torch, "decay": decay - by_torch})
        groups.append({"params": others, "lr": lr, "weight_decay": 0, "decay": 0})
    adam = dict(betas=(number("beta1"), number("beta2")), eps=number("epsilon"))
    if kind == "sgd":
        optimizer = torch.optim.SGD(groups, lr=1)
    elif kind in ("momentum", "nesterov"):
        optimizer = torch.optim.SGD(groups, lr=1, momentum=number("momentum"), nesterov=kind == "nesterov")
    elif kind == "rmsprop":
        optimizer = torch.optim.RMSprop(groups, lr=1, alpha=number("rho"), eps=number("epsilon"))
    elif by_torch:
        optimizer = torch.optim.AdamW(groups, lr=1, **adam)
    else:
        optimizer = torch.optim.Adam(groups, lr=1, **adam)
    return optimizer, rates


def make_schedule(settings, optimizer):
    period, gamma, warmup = int(settings["period"]), float(settings["gamma"]), int(settings["warmup"])
    kind = settings["schedule"]
    ramp = lambda steps: lr_scheduler.LinearLR(optimizer, start_factor=1 / steps, total_iters=steps - 1)
    schedules = []
    if kind == "warmup":
        schedules.append(ramp(period))
    elif kind == "step":
        schedules.append(lr_scheduler.StepLR(optimizer, period, gamma))
    elif kind == "exponential":
        schedules.append(lr_scheduler.ExponentialLR(optimizer, gamma ** (1 / period)))
    elif kind == "cosine" and period >= STEPS:
        schedules.append(lr_scheduler.CosineAnnealingLR(optimizer, period))
    elif kind == "cosine":  # PyTorch's would rise again after the period
        fall = lr_scheduler.CosineAnnealingLR(optimizer, period)
        rest = lr_scheduler.ConstantLR(optimizer, factor=0, total_iters=10**9)
        schedules.append(lr_scheduler.SequentialLR(optimizer, [fall, rest], [period]))
    elif kind == "onecycle":
        rates = [group["lr"] for group in optimizer.param_groups]
        schedules.append(lr_scheduler.OneCycleLR(optimizer, rates, period, cycle_momentum=False))
    if warmup:
        schedules.append(ramp(warmup))
    return schedules


def train(dump, settings, loss, dtype):
    """The whole run in PyTorch: what the dump and `lockstep run` recorded, under the same names."""
    tensor = lambda values: torch.tensor(values, dtype=dtype)
    x, t = tensor(dump["train"]["inputs"]), tensor(dump["train"]["targets"])
    net = Network(settings, x.shape[1], t.shape[1]).to(dtype)
    net.load(dump["initial"])
    optimizer, multipliers = make_optimizer(settings, net)
    schedules = make_schedule(settings, optimizer)
    reference = next(l for l, rate in enumerate(multipliers) if rate)  # a layer that shows the rate
    l1, l2, clip = (float(settings[name]) for name in ("l1", "l2", "clip"))
    losses, rates, gradient = [], [], None
    for batch in dump["batches"]:
        optimizer.zero_grad()
        value = loss_of(loss, net(x[batch]), t[batch])
        penalty = sum(l1 * w.abs().sum() + l2 / 2 * (w * w).sum() for w in net.weights())
        (value + penalty).backward()
        if clip:
            nn.utils.clip_grad_norm_(net.parameters(), clip)
        if gradient is None:
            gradient = [{name: p.grad.clone() for name, p in net.blocks(l).items()} for l in range(len(net.linears))]
        losses.append(value.item())
        rates.append(optimizer.param_groups[2 * reference]["lr"] / multipliers[reference])
        with torch.no_grad():
            for group in optimizer.param_groups:
                for p in group["params"]:
                    p.mul_(1 - group["lr"] * group["decay"])
        optimizer.step()
        for schedule in schedules:
            schedule.step()
    final = [{name: p.detach() for name, p in net.blocks(l).items()} for l in range(len(net.linears))]
    return {"losses": losses, "rates": rates, "gradient": gradient, "final": final, **evaluate(net, dump, loss, tensor)}


def evaluate(net, dump, loss, tensor):
    net.eval()
    result = {}
    with torch.no_grad():
        for share in ("train", "test"):
            x, t = tensor(dump[share]["inputs"]), tensor(dump[share]["targets"])
            if len(x):
                z = net(x)
                result[share + "Loss"], result[share + "Accuracy"] = loss_of(loss, z, t).item(), accuracy_of(z, t)
    return result


def flatten(recorded):
    """Everything in one float64 vector."""
    blocks = (values for layer in recorded for values in layer.values())
    return torch.cat([torch.as_tensor(values).double().flatten() for values in blocks])


def relative(actual, truth):
    scale = truth.norm().item()
    return (actual - truth).norm().item() / scale if scale else actual.norm().item()


def compare(dump, run, truth):
    """Relative errors of the record against a replay."""
    vector = lambda values: torch.tensor(values, dtype=torch.float64)
    base = float(dump["settings"]["lr"])
    errors = {
        "gradient": relative(flatten(dump["firstGradient"]), flatten(truth["gradient"])),
        "losses": relative(vector(dump["losses"]), vector(truth["losses"])),
        "parameters": relative(flatten(dump["final"]), flatten(truth["final"])),
        "rates": (vector(dump["learningRates"]) - vector(truth["rates"])).abs().max().item() / base,
        "evaluation": 0.0,
    }
    for name in ("trainLoss", "testLoss"):
        if run[name] is not None:
            errors["evaluation"] = max(errors["evaluation"], abs(run[name] - truth[name]) / truth[name])
    return errors


def lockstep(program, *arguments):
    result = subprocess.run([program, *arguments], stdout=subprocess.PIPE, check=True)
    return result.stdout.decode().splitlines()


def record(program, config):
    dump = json.loads("".join(lockstep(program, "dump", config, "--steps", str(STEPS))))
    run = json.loads(lockstep(program, "run", config, "--steps", str(STEPS), "--json")[-1])
    return dump, run


def problems_of(dump, run, truth, errors, datasets):
    """What is wrong with a record, as sentences; empty if nothing is."""
    settings = dump["settings"]
    problems = [f"{name} {error:.1e} > {TOLERANCE[name]:.0e}" for name, error in errors.items()
                if not error <= TOLERANCE[name]]
    if len(dump["batches"]) != STEPS:
        problems.append(f"{len(dump['batches'])} steps")
    if dump["loss"] != loss_name(settings, datasets[settings["dataset"]]):
        problems.append(f"loss {dump['loss']}")
    if run["hash"] != dump["hash"]:
        problems.append("run and dump end with different parameters")
    for share in ("train", "test"):
        accuracy, count = run[share + "Accuracy"], len(dump[share]["inputs"])
        # A sample on the very border may fall on either side.
        if accuracy is not None and abs(accuracy - truth[share + "Accuracy"]) * count > 1.01:
            problems.append(f"{share} accuracy {accuracy} instead of {truth[share + 'Accuracy']}")
    return problems


def replay(program, config, datasets):
    began = time.monotonic()
    dump, run = record(program, config)
    settings = dump["settings"]
    loss = loss_name(settings, datasets[settings["dataset"]])
    truth = train(dump, settings, loss, torch.float64)
    single = train(dump, settings, loss, torch.float32)
    errors = compare(dump, run, truth)
    problems = problems_of(dump, run, truth, errors, datasets)
    moved = relative(flatten(dump["initial"]), flatten(truth["final"]))
    if moved < 0.01:
        problems.append(f"the run moved the parameters by {moved:.1e} only: nothing was tested")
    single_error = relative(flatten(single["final"]), flatten(truth["final"]))
    figures = "  ".join(f"{name} {error:.1e}" for name, error in errors.items())
    mark, seconds = "✗" if problems else "✓", time.monotonic() - began
    beside = f"(PyTorch in float32: parameters {single_error:.1e}; moved {moved:.2f})"
    print(f"{mark} {figures}  {beside}  {seconds:.1f} s  {config}")
    for problem in problems:
        print(f"    ✗ {problem}")
    return not problems


def planted(program, config, change, datasets):
    """Whether a replay under wrong settings is told from the record."""
    dump, run = record(program, config)
    wrong = {**dump["settings"], **change}
    truth = train(dump, wrong, dump["loss"], torch.float64)
    caught = bool(problems_of(dump, run, truth, compare(dump, run, truth), datasets))
    print(f"{'✓' if caught else '✗ not'} told apart: {config} replayed with {change}")
    return caught


def attempt(check, program, config, *rest):
    try:
        return check(program, config, *rest)
    except Exception as error:  # a crash or a broken record fails its own test only
        print(f"✗ {config}: {error!r}")
        return False


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.set_num_threads(1)
    warnings.filterwarnings("ignore", message="The epoch parameter")  # SequentialLR's own doing
    program = sys.argv[1]
    listed = json.loads("".join(lockstep(program, "list", "--json")))
    datasets = {dataset["name"]: dataset for dataset in listed["datasets"]}
    results = [attempt(replay, program, config, datasets) for config in CONFIGS]
    results += [attempt(planted, program, config, change, datasets) for config, change in PLANTED]
    print("dropout is not replayed: its masks come from Lockstep's own generator")
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
