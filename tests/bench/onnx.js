// As much of ONNX's protobuf as it takes to write a training graph by hand.
function varint(value) {
  const bytes = [];
  let left = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(left & 127n) | (left > 127n ? 128 : 0));
    left >>= 7n;
  } while (left);
  return bytes;
}
const int = (field, value) => [...varint(field << 3), ...varint(value)];
const bytes = (field, content) => [...varint((field << 3) | 2), ...varint(content.length), ...content];
const text = (field, content) => bytes(field, new TextEncoder().encode(content));
const float = (field, value) => [...varint((field << 3) | 5), ...new Uint8Array(new Float32Array([value]).buffer)];
export const FLOAT = 1,
  INT64 = 7,
  BOOL = 9;

// value: an integer, {float: x} or {graph: bytes}
function attribute(name, value) {
  const content = value?.graph
    ? [...bytes(6, value.graph), ...int(20, 5)]
    : value?.float !== undefined
      ? [...float(2, value.float), ...int(20, 1)]
      : [...int(3, value), ...int(20, 2)];
  return bytes(5, [...text(1, name), ...content]);
}
export const node = (op, inputs, outputs, attributes = {}) =>
  bytes(1, [
    ...inputs.flatMap((name) => text(1, name)),
    ...outputs.flatMap((name) => text(2, name)),
    ...text(4, op),
    ...Object.entries(attributes).flatMap(([name, value]) => attribute(name, value)),
  ]);
function valueInfo(field, [name, type, shape]) {
  const tensor = [
    ...int(1, type),
    ...bytes(
      2,
      shape.flatMap((d) => bytes(1, int(1, d))),
    ),
  ];
  return bytes(field, [...text(1, name), ...bytes(2, bytes(1, tensor))]);
}
export const constant = (name, type, shape, array) =>
  bytes(5, [
    ...shape.flatMap((d) => int(1, d)),
    ...int(2, type),
    ...text(8, name),
    ...bytes(9, new Uint8Array(array.buffer)),
  ]);
export const graph = (nodes, inputs, outputs, constants = []) => [
  ...nodes.flat(),
  ...text(2, 'g'),
  ...constants.flat(),
  ...inputs.flatMap((value) => valueInfo(11, value)),
  ...outputs.flatMap((value) => valueInfo(12, value)),
];
export const model = (main) =>
  new Uint8Array([...int(1, 8), ...bytes(7, main), ...bytes(8, [...text(1, ''), ...int(2, 17)])]);
