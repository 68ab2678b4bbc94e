"""Runs exported PyTorch scripts, and loads exported safetensors into their networks.

    /usr/bin/python3 tests/torch_export.py LOCKSTEP        (Debian: python3-torch)

A script compares itself with the run; here it has to agree, and to disagree once a line of it was changed. A safetensors
file is read by its format's description alone and has to give the script's network the loss that its metadata names.
That Lockstep trains as PyTorch's own optimisers and schedules do is held by torch_replay.py.
"""

import contextlib
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import torch

STEPS = 60
TOLERANCE = 1e-5  # of a loss over a whole set, in 64 bits there and in 32 here

CONFIGS = [
    "dataset=spiral&layers=8,8&optimizer=sgd&lr=0.1",
    "dataset=xor&layers=12&activation=sigmoid&optimizer=momentum&momentum=0.8&lr=0.05&schedule=warmup&period=30",
    "dataset=moons&layers=10,10&activation=relu&init=he&optimizer=nesterov&lr=0.03&schedule=step&period=12&gamma=0.4",
    "dataset=moons&layers=10,10&activation=relu&optimizer=nesterov&momentum=0&lr=0.03",
    "dataset=rings&layers=16&activation=silu&optimizer=rmsprop&rho=0.9&lr=0.01&schedule=exponential&period=20",
    "dataset=spiral&layers=16,16&activation=gelu&optimizer=adam&lr=0.01&schedule=cosine&period=40&warmup=10",
    "dataset=checkerboard&layers=20,20&activation=leaky&optimizer=adamw&lr=0.01&schedule=onecycle&period=50",
    "dataset=checkerboard&layers=20&activation=linear&optimizer=adamw&lr=0.01&schedule=onecycle&period=3",
    "dataset=spiral&layers=12,12,12&norm=batch&activation=relu&optimizer=sgd&lr=0.1",
    "dataset=spiral&layers=16x6&norm=layer&skip=1&activation=relu&optimizer=adamw&decay=0.1&lr=0.005",
    "dataset=arms&layers=16,16,16&norm=batch&skip=0.5&optimizer=adam&epsilon=1e-4&lr=0.01",
    "dataset=circle&layers=8,8,8&activations=relu,sine,-,tanh&activation=silu&loss=mse&optimizer=sgd&lr=0.05",
    "dataset=arms&layers=12,12&loss=bce&dropout=0.2&norm=layer&lr=0.02&seed=5",
    "dataset=multigauss&layers=12,12&clip=0.05&l1=0.001&l2=0.01&optimizer=sgd&lr=0.5&trainShare=1",
    "dataset=arms&layers=12,12,12&rates=1,0,0.5&decay=0.05&clip=0.5&optimizer=nesterov&lr=0.05",
    "dataset=spiral&layers=8,8&moves=turns&optimizer=adam&lr=0.02&decay=0.1&rates=1,2",
    "dataset=spiral&layers=8,8&moves=sweep&norm=batch&dropout=0.1&optimizer=momentum&lr=0.02",
    "dataset=digits&samples=300&layers=32&activation=relu&init=he&lr=0.002&batch=25",
    "dataset=plane&layers=&optimizer=sgd&lr=0.01&batch=0",
]

# A script whose line says something else: (config, what stands there, what shall).
PLANTED = [
    ("layers=8,8&optimizer=momentum&lr=0.05", "momentum=0.9", "momentum=0.9, nesterov=True"),
    ("layers=8,8&lr=0.01", "betas=(0.9, 0.999)", "betas=(0.9, 0.99)"),
    ("layers=8,8&norm=batch&optimizer=sgd&lr=0.1", "nn.BatchNorm1d", "nn.LayerNorm"),
    ("layers=8,8&skip=0.5&optimizer=sgd&lr=0.1", "x + 0.5 *", "x + 0.51 *"),
    ("layers=8,8&schedule=cosine&period=70&optimizer=sgd&lr=0.1", "step / 70", "step / 75"),
    ("layers=8,8&dropout=0.2", "step * 64 + layer", "step * 64 + layer + 1"),
    ("layers=8,8&moves=turns", "step % len(net.layers)", "(step + 1) % len(net.layers)"),
]


def export(program, config, form, steps=STEPS):
    command = [program, "export", config, "--steps", str(steps), "--format", form]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


def run_script(text):
    """Its names, what it printed, and whether it agreed."""
    names, printed = {"__name__": "script"}, io.StringIO()
    exec(compile(text, "run.py", "exec"), names)
    with contextlib.redirect_stdout(printed):
        try:
            names["main"]()
        except SystemExit as end:
            return names, printed.getvalue(), not end.code
    raise AssertionError("the script does not say how it came out")


def read_safetensors(data):
    """Tensors and metadata: https://github.com/huggingface/safetensors#format"""
    length = int.from_bytes(data[:8], "little")
    header, numbers = json.loads(data[8 : 8 + length]), data[8 + length :]
    metadata, tensors, at = header.pop("__metadata__"), {}, 0
    assert length % 8 == 0
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        assert entry["dtype"] == "F32" and begin == at, "tensors follow each other"
        values = torch.frombuffer(bytearray(numbers[begin:end]), dtype=torch.float32)
        tensors[name], at = values.reshape(entry["shape"]), end
    assert at == len(numbers)
    return tensors, metadata


def check_safetensors(program, config, names):
    """Loads a file into the network of the script for the same run."""
    tensors, metadata = read_safetensors(export(program, config, "safetensors"))
    net = names["Network"]()
    net.load_state_dict(tensors)  # all of its names and shapes, and no others
    loss, recorded = names["evaluate"](net.double(), "train"), float(metadata["trainLoss"])
    assert metadata["config"] == names["CONFIG"] and metadata["step"] == str(STEPS)
    assert abs(loss - recorded) <= TOLERANCE * recorded, f"loss {loss} instead of {recorded}"


def check(program, config):
    began = time.monotonic()
    names, printed, agreed = run_script(export(program, config, "pytorch"))
    check_safetensors(program, config, names)
    lines = printed.splitlines()
    assert len(names["RUN"]["losses"]) == STEPS and len(lines) >= STEPS + 3, printed
    print(f"{'✓' if agreed else '✗'} {lines[-1]}  {time.monotonic() - began:.1f} s  {config}")
    return agreed


def check_planted(program, config, old, new):
    text = export(program, config, "pytorch").decode()
    assert old in text, f"there is no {old}"
    agreed = run_script(text.replace(old, new))[2]
    print(f"{'✗ not' if agreed else '✓'} told apart: {config} with {new} for {old}")
    return not agreed


def check_file(program, config):
    """As a reader runs it: a program of its own, from a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "run.py")
        command = [program, "export", config, "--steps", "5", "--format", "pytorch", "--out", str(path)]
        subprocess.run(command, check=True)
        result = subprocess.run([sys.executable, str(path)], stdout=subprocess.PIPE)
    print(f"{'✗' if result.returncode else '✓'} a script is a program: python3 run.py")
    return result.returncode == 0 and b"first 5 losses" in result.stdout


def attempt(test, *arguments):
    try:
        return test(*arguments)
    except Exception as error:  # fails its own test only
        print(f"✗ {arguments[1:]}: {error!r}")
        return False


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.set_num_threads(1)
    program = sys.argv[1]
    results = [attempt(check, program, config) for config in CONFIGS]
    results += [attempt(check_planted, program, *planted) for planted in PLANTED]
    results.append(attempt(check_file, program, CONFIGS[0]))
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
