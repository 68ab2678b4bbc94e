// Holds exported networks to ONNX Runtime: its answers to raw samples against the trainer's own.
//
//   NODE_PATH=… node tests/export.mjs FOLDER LOCKSTEP [FILES]    (see core_helpers.mjs)
//
// NODE_PATH leads to onnxruntime-web. What the core exports has to be what the command line exports, byte for byte.
// With FILES the ONNX files are left there, for tests/onnx_check.py.

import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

import {Trainer, finish, folder, lockstep, test} from './core_helpers.mjs';

const ort = createRequire(import.meta.url)('onnxruntime-web');
ort.env.wasm.numThreads = 1;
const files = process.argv[4];

// Answers are sums of tens of products, rounded in another order, and in an activation's approximation of our own.
const kTolerance = 1e-5; // of the answer, or of 1 where that is larger
const kSteps = 60;

const kActivations = ['linear', 'relu', 'leaky', 'tanh', 'sigmoid', 'gelu', 'silu', 'sine'];
const grid = kActivations.flatMap((activation) =>
  ['none', 'batch', 'layer'].flatMap((norm) =>
    ['0', '0.5', '1'].map((skip) => `layers=12,12,12&lr=0.02&activation=${activation}&norm=${norm}&skip=${skip}`),
  ),
);
const others = [
  'layers=',
  'layers=9,5,5,9&skip=0.3&activations=relu,sine,-,gelu,tanh&dropout=0.3',
  'dataset=arms&layers=16',
  'dataset=arms&layers=16&loss=mse&output=tanh',
  'dataset=arms&layers=16&loss=bce',
  'dataset=xor&layers=8&loss=softmax&output=sigmoid',
  'dataset=moons&layers=8&loss=mse',
  'dataset=multigauss&layers=20,20',
  'dataset=sine&layers=12,12&activation=sine',
  'dataset=chebyshev&layers=12,12&features=x,y,x2,sinx,r,angle',
  'layers=8&features=y',
  'layers=8&features=x',
  'layers=8&features=x2,y2,xy',
  'layers=8&features=angle',
  'layers=8&norm=layer&features=x,y,x2,y2,xy,sinx,siny,r,angle',
];
const digits = [
  'dataset=digits&samples=400&layers=32,32&activation=relu&init=he&norm=batch&skip=1',
  'dataset=1v7&samples=300&layers=24&activation=gelu&norm=layer',
  'dataset=digits&samples=200&layers=48&activation=sine',
];

const run = (...args) => execFileSync(lockstep, args, {maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe']});

/** Points that are hard for a feature, and points all over a plane a little larger than the data's. */
function points(columns, count = 400) {
  const rows = [0, 0, 3, 0, -3, 0, 0, 3, 0, -3, -3, 1e-6, -3, -1e-6, 1e-6, 0];
  for (let state = 1; rows.length < 2 * count; rows.push(state / 2 ** 28 - 8)) state = (state * 48271) % 0x7fffffff;
  return Float32Array.from(columns === 2 ? rows : rows.slice(0, count));
}

/** The largest difference between ONNX Runtime's answers and the trainer's, and what the file says of itself. */
async function compare(trainer, bytes, rows) {
  const session = await ort.InferenceSession.create(bytes);
  assert.deepEqual(session.inputNames, ['input']);
  const input = new ort.Tensor('float32', rows, [rows.length / trainer.columns, trainer.columns]);
  const answers = await session.run({input});
  const [name] = session.outputNames;
  const expected = trainer.forward(rows);
  const {data, dims} = answers[name];
  assert.deepEqual(dims, [rows.length / trainer.columns, trainer.outputs]);
  let worst = 0;
  let largest = 0;
  for (const [i, value] of expected.entries()) {
    const difference = Math.abs(data[i] - value) / Math.max(1, Math.abs(value));
    worst = difference <= worst ? worst : difference; // a NaN stays
    largest = Math.max(largest, Math.abs(value));
  }
  await session.release();
  assert.ok(largest > 0.01, 'the network answers nothing: nothing was tested');
  return {name, worst};
}

let next = 0;
let worstOfAll = 0;
async function holds(trainer, bytes, rows) {
  if (files) writeFileSync(join(files, `${next++}.onnx`), bytes);
  const {name, worst} = await compare(trainer, bytes, rows);
  assert.ok(worst <= kTolerance, `off by ${worst}`);
  worstOfAll = Math.max(worstOfAll, worst);
  return name;
}

for (const config of [...grid, ...others, ...digits])
  await test(`ONNX Runtime answers as the trainer does: ${config}`, async () => {
    const trainer = await Trainer.create(config);
    assert.equal(trainer.step(kSteps), kSteps);
    const {hash} = trainer;
    const bytes = trainer.exportModel('onnx');
    assert.equal(trainer.hash, hash);
    const args = [config, '--steps', String(kSteps), '--assets', folder];
    const {inputs} = digits.includes(config)
      ? JSON.parse(run('dump', ...args.slice(0, 1), '--steps', '0', ...args.slice(3))).test
      : {};
    const name = await holds(trainer, bytes, inputs ? Float32Array.from(inputs.flat()) : points(trainer.columns));
    assert.equal(name, trainer.classes === 0 ? 'value' : config.includes('mse') ? 'scores' : 'logits');
    for (const format of ['onnx', 'safetensors'])
      assert.ok(run('export', ...args, '--format', format).equals(trainer.exportModel(format)), `${format} differs`);
    trainer.free();
  });

for (const classes of [0, 3])
  await test(`a table's standardisation is part of the graph, with ${classes} classes`, async () => {
    const rows = 120;
    const inputs = Float32Array.from({length: 4 * rows}, (_, i) => [300, -0.02, 1, 7][i % 4] * (1 + Math.sin(i * i)));
    const targets = Float32Array.from({length: rows}, (_, n) =>
      classes ? n % classes : 40 + 3 * Math.cos(n) + inputs[4 * n] / 10,
    );
    const trainer = await Trainer.create('layers=10,10&norm=batch&skip=1', {
      rows: {inputs, targets, columns: 4, classes},
    });
    trainer.step(kSteps);
    await holds(trainer, trainer.exportModel('onnx'), inputs);
  });

await test('a network that answers otherwise is told apart', async () => {
  const config = 'layers=12,12&activation=gelu';
  const trainer = await Trainer.create(config);
  trainer.step(kSteps);
  const bytes = trainer.exportModel('onnx');
  trainer.parameters[trainer.layers[1].weight] += 1e-3;
  const {worst} = await compare(trainer, bytes, points(2));
  assert.ok(worst > 3 * kTolerance, `${worst}`);
});

console.log(`largest difference ${worstOfAll.toExponential(1)}, ${next} files`);
finish();
