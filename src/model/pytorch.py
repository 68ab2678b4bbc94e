"""A run of Lockstep, repeated in PyTorch (1.12 or later): python3 run.py

From the same initial weights it makes the same steps on the same mini-batches, once in 64 bits and once in 32, and
prints the loss of each beside the one that Lockstep had, which trains in 32. It fails if Lockstep's first losses are
further from those in 64 bits than rounding explains: 1e-5 of their norm, or ten times what PyTorch's in 32 bits are.
Later steps are shown, not judged: rounding has had time to grow by then, in PyTorch as in Lockstep.
"""

import json
import math
import sys

import torch
from torch import nn
from torch.nn import functional as F

CONFIG = @config@  # opens it in Lockstep: what follows # in the address
JUDGED = 50  # steps
@if rates
RATES = [@rates@]  # a multiplier of the learning rate for each layer; 0 freezes it
@end


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([
@linears@
        ])
@if norms
        self.norms = nn.ModuleList([
@norms@
        ])
@end

@if dropout
    def forward(self, x, step=None):
@else
    def forward(self, x):
@end
@forward@
        return x

    def of_layer(self, l):
        """What layer l learns."""
@if norms
        return [p for part in (self.layers[l], *self.norms[l : l + 1]) for p in part.parameters()]
@else
        return list(self.layers[l].parameters())
@end


@if dropout
MASK = (1 << 64) - 1


def mixed(z):
    z = (z + 0x9E3779B97F4A7C15) & MASK
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
    return z ^ z >> 31


def random_numbers(seed, index):
    """Lockstep's own generator for dropout, PCG32: whole numbers below 2^32, another sequence for each index."""
    seed = mixed(mixed(seed) ^ mixed(2 + 0x51ED27) ^ mixed(index * 2 + 1))
    increment = mixed(seed) | 1
    following = lambda state: state * 6364136223846793005 + increment & MASK
    state = following(seed)
    while True:
        shifted, turn = (state >> 18 ^ state) >> 27 & 0xFFFFFFFF, state >> 59
        yield (shifted >> turn | shifted << (32 - turn & 31)) & 0xFFFFFFFF
        state = following(state)


def dropped(h, step, layer):
    """Sets a share of the values of a training step to 0; without a step it leaves all."""
    if step is None:
        return h
    numbers = random_numbers(@seed@, step * 64 + layer)
    keep = [[next(numbers) >= @threshold@ for _ in h] for _ in range(h.shape[1])]
    return h * torch.tensor(keep).T / (1 - @share@)


@end
def loss_of(z, t):
    """Mean over the samples of the sum over the outputs."""
@if mse
    return F.mse_loss(z, t, reduction="sum") / (2 * len(z))
@end
@if bce
    return F.binary_cross_entropy_with_logits(z, t, reduction="sum") / len(z)
@end
@if softmax
    return F.cross_entropy(z, t)
@end


def rate(step):
    """The learning rate of a step, the first being 0."""
@if warmup
    factor = min(1, (step + 1) / @period@)
@end
@if step
    factor = @gamma@ ** (step // @period@)
@end
@if exponential
    factor = @gamma@ ** (step / @period@)
@end
@if cosine
    factor = (1 + math.cos(math.pi * min(1, step / @period@))) / 2
@end
@if onecycle
    top, last = 0.3 * @period@ - 1, @period@ - 1
    if step <= top:
        factor = 1 + (0.04 - 1) / 2 * (1 + math.cos(math.pi * step / top))
    else:
        share = min(1, (step - top) / max(1, last - top))
        factor = 4e-6 + (1 - 4e-6) / 2 * (1 + math.cos(math.pi * share))
@end
@if ramp
    factor *= min(1, (step + 1) / @ramp@)
@end
@if constant
    return @lr@
@else
    return @lr@ * factor
@end


def make_optimizer(net):
@if rates
    parameters = [{"params": net.of_layer(l)} for l in range(len(RATES))]
@else
    parameters = net.parameters()
@end
@if sgd
    return torch.optim.SGD(parameters, lr=rate(0))
@end
@if momentum
    return torch.optim.SGD(parameters, lr=rate(0), momentum=@momentum@)
@end
@if nesterov
    return torch.optim.SGD(parameters, lr=rate(0), momentum=@momentum@, nesterov=True)
@end
@if rmsprop
    return torch.optim.RMSprop(parameters, alpha=@rho@, eps=@epsilon@)
@end
@if adam
    return torch.optim.Adam(parameters, betas=(@beta1@, @beta2@), eps=@epsilon@)
@end


@if alone
def descend(net, optimizer, x, t, step, moved):
    """One update of the layer `moved`; returns the loss before it."""
@else
def descend(net, optimizer, x, t, step):
    """One update; returns the loss before it."""
@end
@if sweptnorm
    for norm in net.norms:  # running statistics move once in a sweep
        norm.momentum = 0.1 if moved == len(net.layers) - 1 else 0
@end
    optimizer.zero_grad(set_to_none=True)
@if dropout
    loss = loss_of(net(x, step), t)
@else
    loss = loss_of(net(x), t)
@end
@if penalty
    penalty = sum(@l1@ * w.abs().sum() + @l2@ / 2 * (w * w).sum() for w in (layer.weight for layer in net.layers))
    (loss + penalty).backward()
@else
    loss.backward()
@end
@if clip
    nn.utils.clip_grad_norm_(net.parameters(), @clip@)
@end
@if alone
    for l in range(len(net.layers)):  # the optimiser passes over what has no gradient
        for p in net.of_layer(l):
            p.grad = p.grad if l == moved else None
@end
@if rates
    for group, multiplier in zip(optimizer.param_groups, RATES):
        group["lr"] = rate(step) * multiplier
@else
    for group in optimizer.param_groups:
        group["lr"] = rate(step)
@end
@if decay
    with torch.no_grad():  # decoupled, as in AdamW, and of weights alone
        for l, layer in enumerate(net.layers):
            if layer.weight.grad is not None:
                layer.weight.mul_(max(0, 1 - @own@ * @decay@))
@end
    optimizer.step()
    return loss.item()


def load(net, recorded):
    """Gives every layer its recorded numbers."""
    with torch.no_grad():
        for l, values in enumerate(recorded):
            net.layers[l].weight.copy_(torch.tensor(values["weight"]))
            net.layers[l].bias.copy_(torch.tensor(values["bias"]))
            if "scale" in values:
                net.norms[l].weight.copy_(torch.tensor(values["scale"]))
                net.norms[l].bias.copy_(torch.tensor(values["shift"]))
    return net


def samples_of(share, dtype):
    """Inputs and targets of RUN["train"] or RUN["test"]."""
    return [torch.tensor(RUN[share][part]).to(dtype) for part in ("inputs", "targets")]


def train(dtype):
    """All steps of the run: the network that comes of it, and the loss of every step."""
    net = load(Network(), RUN["initial"]).to(dtype)
    optimizer = make_optimizer(net)
    x, t = samples_of("train", dtype)
    losses = []
    for step, batch in enumerate(RUN["batches"]):
@if together
        losses.append(descend(net, optimizer, x[batch], t[batch], step))
@end
@if turns
        losses.append(descend(net, optimizer, x[batch], t[batch], step, step % len(net.layers)))
@end
@if sweep
        losses.append([descend(net, optimizer, x[batch], t[batch], step, l) for l in range(len(net.layers))][0])
@end
    return net, losses


def evaluate(net, share):
    """The loss over a whole set."""
    net.eval()
    with torch.no_grad():
        x, t = samples_of(share, torch.float64)
        return loss_of(net(x), t).item()


def distance(losses, truth):
    losses, truth = (torch.tensor(values[:JUDGED], dtype=torch.float64) for values in (losses, truth))
    return ((losses - truth).norm() / truth.norm()).item()


def main():
    net, exact = train(torch.float64)
    single = train(torch.float32)[1]
    print("  step       PyTorch      Lockstep  difference")
    for step, (a, b) in enumerate(zip(exact, RUN["losses"])):
        print(f"{step:6d}  {a:12.8f}  {b:12.8f}  {b - a:+10.1e}")
    for share in ("train", "test"):
        if RUN[share + "Loss"] is not None:
            a, b = evaluate(net, share), RUN[share + "Loss"]
            print(f"{share:>6}  {a:12.8f}  {b:12.8f}  {b - a:+10.1e}  after the last step, all samples")
    found, rounding = distance(RUN["losses"], exact), distance(single, exact)
    bound = max(1e-5, 10 * rounding)
    print(f"first {min(JUDGED, len(exact))} losses: Lockstep is {found:.1e} from PyTorch in 64 bits, PyTorch in 32 "
          f"bits {rounding:.1e}; at most {bound:.1e} is allowed")
    sys.exit(not found <= bound)


# What the run began with and what came of it.
RUN = json.loads("""
@run@
""")

if __name__ == "__main__":
    main()
