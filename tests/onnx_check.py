"""Holds exported ONNX files to ONNX's own checker, with the shapes that it infers.

    /usr/bin/python3 tests/onnx_check.py FOLDER        (Debian: python3-onnx)

FOLDER holds what tests/export.mjs left.
"""

import pathlib
import sys

import onnx

OPSET = 17


def problem_of(model):
    """Why the checker refuses a model, or what else is not as it should be; None: all is well."""
    try:
        onnx.checker.check_model(model, full_check=True)
    except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as error:
        return str(error).strip().splitlines()[0]
    if [entry.version for entry in model.opset_import] != [OPSET]:
        return "another opset"
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    if not {"config", "step", "hash", "loss", "outputs"} <= metadata.keys():
        return f"metadata has only {sorted(metadata)}"
    if [value.name for value in model.graph.output] != [metadata["outputs"]]:
        return "the output is not named as the metadata says"
    return None


def spoilt(model):
    """Copies that the checker has to refuse."""
    for field in ("initializer", "node", "output"):
        copy = onnx.ModelProto.FromString(model.SerializeToString())
        del getattr(copy.graph, field)[0]
        yield f"a file without its first {field}", copy
    copy = onnx.ModelProto.FromString(model.SerializeToString())
    copy.graph.node[0].op_type = "Gem"
    yield "a file with an operator that there is not", copy


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    passed = failed = 0
    paths = sorted(pathlib.Path(sys.argv[1]).glob("*.onnx"))
    for path in paths:
        problem = problem_of(onnx.load(path))
        passed, failed = passed + (not problem), failed + bool(problem)
        if problem:
            print(f"✗ {path}: {problem}")
    for what, model in spoilt(onnx.load(paths[0])):
        caught = problem_of(model)
        passed, failed = passed + bool(caught), failed + (not caught)
        print(f"{'✓' if caught else '✗ not'} refused: {what}: {caught}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
