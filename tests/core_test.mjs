// Tests lockstep-core.js: the headless trainer as other people's programs use it.
//
//   node tests/core_test.mjs FOLDER LOCKSTEP    (see core_helpers.mjs)

import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {dirname, extname, join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {Worker} from 'node:worker_threads';

import {Trainer, finish, folder, kRuns, lockstep, moduleUrl, nativeRun, test} from './core_helpers.mjs';

/** Two classes of points, one left and one right of x = 0. */
function halves(rows) {
  const inputs = [];
  const targets = [];
  for (let n = 0; n < rows; ++n) {
    inputs.push((n % 2 ? 1 : -1) * (0.5 + (n % 7) / 3), ((n * 37) % 11) / 5);
    targets.push(n % 2);
  }
  return {inputs, targets, columns: 2, classes: 2};
}

// The same run as the command line.

for (const config of kRuns)
  await test(`trains to the bits of the command line: ${config}`, async () => {
    const trainer = await Trainer.create(config);
    assert.deepEqual(trainer.notes, []);
    assert.equal(trainer.step(150), 150);
    const native = nativeRun(config, 150);
    assert.equal(trainer.hash, native.hash);
    assert.equal(trainer.stepCount, native.step);
    assert.equal(trainer.learningRate, Math.fround(native.learningRate));
    for (const [name, value] of Object.entries(trainer.evaluate()))
      assert.equal(Number.isNaN(value) ? null : value, native[name], name);
    assert.equal(trainer.config, (await Trainer.create(trainer.config)).config);
  });

for (const config of [...kRuns, 'layers=8,8&optimizer=sgd&lr=5', 'dataset=sine&layers=5&norm=batch&batch=0'])
  await test(`takes one step apart as the command line does: ${config}`, async () => {
    const trainer = await Trainer.create(config);
    trainer.step(30);
    const {hash} = trainer;
    for (const length of [1, 0.25, 18]) {
      const args = ['probe', 'step', config, '--steps', '30', '--length', String(length), '--json'];
      const {tables} = JSON.parse(spawnSync(lockstep, args, {encoding: 'utf8'}).stdout);
      const native = Object.fromEntries(
        tables.map(({name, columns}) => [name, columns.map(({name, values}) => [name, values])]),
      );
      const {layers, lengths, ...summary} = trainer.measureStep(length);
      assert.equal(layers.length, trainer.layers.length);
      for (const [name, rows] of Object.entries({summary: [summary], layers, lengths}))
        for (const [column, values] of native[name])
          assert.deepEqual(
            rows.map((row) => row[column]),
            values.map((value) => value ?? NaN),
            `${name}.${column} at ${length}`,
          );
    }
    assert.equal(trainer.hash, hash);
    trainer.step(20);
    assert.equal(trainer.hash, nativeRun(config, 50).hash);
  });

await test('looking at a run leaves it untouched', async () => {
  const trainer = await Trainer.create(kRuns[1]);
  for (let i = 0; i < 15; ++i) {
    trainer.step(10);
    trainer.evaluate();
    trainer.forward([i, 1, 2, 3, -4, 5]);
    for (const name of ['loss', 'gradients', 'parameters', 'layers', 'config', 'divergence', 'notes']) trainer[name];
  }
  assert.equal(trainer.hash, nativeRun(kRuns[1], 150).hash);
});

await test('several trainers side by side do not meet', async () => {
  const trainers = await Promise.all(kRuns.map((config) => Trainer.create(config)));
  for (let i = 0; i < 5; ++i) for (const trainer of trainers) trainer.step(10);
  for (const [i, trainer] of trainers.entries()) assert.equal(trainer.hash, nativeRun(kRuns[i], 50).hash);
});

await test('reset brings back the first weights, seed others', async () => {
  const trainer = await Trainer.create();
  const first = trainer.hash;
  assert.ok(Number.isNaN(trainer.loss));
  trainer.step(40);
  assert.notEqual(trainer.hash, first);
  assert.ok(trainer.loss > 0 && trainer.epoch === 2 && trainer.gradientNorm > 0 && trainer.penalty === 0);
  trainer.reset();
  assert.equal(trainer.hash, first);
  assert.equal(trainer.stepCount, 0);
  assert.ok(Number.isNaN(trainer.loss));
  trainer.set('seed=2');
  assert.notEqual(trainer.hash, first);
});

// Views.

await test('layers tile the parameters', async () => {
  const trainer = await Trainer.create('layers=5,5&norm=batch&skip=0.5&activations=relu,-,sine');
  let end = 0;
  for (const layer of trainer.layers) {
    assert.equal(layer.weight, end);
    assert.equal(layer.bias, end + layer.inputs * layer.outputs);
    end = layer.bias + layer.outputs;
    if (layer.norm === 'none') continue;
    assert.deepEqual([layer.scale, layer.shift], [end, end + layer.outputs]);
    end += 2 * layer.outputs;
  }
  assert.equal(trainer.parameters.length, end);
  assert.equal(trainer.gradients.length, end);
  assert.equal(trainer.statistics.length, 20);
  assert.deepEqual(
    trainer.layers.map((layer) => layer.activation),
    ['relu', 'tanh', 'sine'],
  );
  assert.deepEqual(
    trainer.layers.map((layer) => layer.skip),
    [0, 0.5, 0],
  );
  assert.deepEqual(
    trainer.layers.map((layer) => layer.scale),
    [15, 55, null],
  );
  assert.deepEqual(
    trainer.layers.map((layer) => layer.mean),
    [0, 10, null],
  );
  assert.deepEqual([trainer.columns, trainer.outputs, trainer.classes], [2, 1, 2]);
  assert.deepEqual([trainer.trainSamples, trainer.testSamples], [250, 250]);
});

await test('parameters can be written', async () => {
  const trainer = await Trainer.create('layers=3');
  const [first] = trainer.forward([1, 2]);
  const {hash, parameters} = trainer;
  assert.equal(trainer.parameters, parameters);
  parameters[trainer.layers[1].bias] += 0.25;
  assert.notEqual(trainer.hash, hash);
  assert.ok(Math.abs(trainer.forward([1, 2])[0] - first - 0.25) < 1e-6);
  parameters[trainer.layers[1].bias] -= 0.25;
  assert.equal(trainer.hash, hash);
});

await test('an SGD step is the learning rate times the gradient', async () => {
  const trainer = await Trainer.create('optimizer=sgd&lr=0.5&layers=7');
  const before = trainer.parameters.slice();
  trainer.step();
  const {gradients} = trainer;
  assert.ok(gradients.some((g) => g !== 0));
  trainer.parameters.forEach((p, i) => assert.equal(p, Math.fround(before[i] - Math.fround(0.5 * gradients[i]))));
});

await test('forward is the network that the layers describe', async () => {
  const trainer = await Trainer.create('layers=4&activation=relu');
  const [a, b] = trainer.layers;
  const p = trainer.parameters;
  const rows = Array.from({length: 600}, (_, i) => Math.sin(i) * 5); // 300 samples: more than one internal batch
  const outputs = trainer.forward(rows);
  assert.equal(outputs.length, 300);
  for (let n = 0; n < 300; ++n) {
    let z = p[b.bias];
    for (let h = 0; h < 4; ++h) {
      const sum = p[a.weight + 2 * h] * rows[2 * n] + p[a.weight + 2 * h + 1] * rows[2 * n + 1] + p[a.bias + h];
      z += p[b.weight + h] * Math.max(0, sum);
    }
    assert.ok(Math.abs(z - outputs[n]) < 1e-4);
  }
  assert.equal(trainer.forward([]).length, 0);
});

await test('memory grows under a running trainer', async () => {
  const trainer = await Trainer.create();
  trainer.step(10);
  const {buffer} = trainer.parameters;
  trainer.set('layers=1024,1024,1024');
  assert.notEqual(trainer.parameters.buffer, buffer);
  assert.equal(buffer.byteLength, 0); // detached
  assert.equal(trainer.parameters.length, 1024 * 3 + 2 * 1025 * 1024 + 1025);
  assert.equal(trainer.stepCount, 10);
  assert.equal(trainer.step(2), 2);
  assert.ok(trainer.loss > 0);
});

// Changes.

await test('settings change without losing the run', async () => {
  const trainer = await Trainer.create('layers=8,6');
  trainer.step(20);
  const {hash} = trainer;
  assert.deepEqual(trainer.set('lr=0.5&schedule=cosine&batch=32'), []);
  assert.equal(trainer.hash, hash);
  assert.equal(trainer.config, 'layers=8,6&batch=32&lr=0.5&schedule=cosine');
  const weights = trainer.parameters.slice(0, 16);
  assert.match(trainer.set('layers=8,6,4').join(), /New weights in layer 3; the rest is kept/);
  assert.deepEqual(trainer.parameters.slice(0, 16), weights);
  assert.equal(trainer.stepCount, 20);
  assert.equal(trainer.step(5), 5);
});

await test('a line with changes on the way begins at its step, with the bits of the command line', async () => {
  const line = 'dataset=moons&layers=4&at=50:lr=0.1;momentum=0.5&at=70:layers=4,3&at=100';
  const trainer = await Trainer.create(line);
  assert.deepEqual([trainer.notes, trainer.stepCount], [[], 100]);
  assert.equal(trainer.hash, nativeRun(line, 0).hash);
  trainer.step(30);
  assert.equal(trainer.hash, nativeRun(line, 30).hash);
  const short = await Trainer.create('layers=4&at=5:weights&at=9');
  assert.deepEqual(short.notes, ['The line does not carry weights set by hand at step 5']);
});

await test('a saved run goes on to the same bits, here and on the command line', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'lockstep-run-')), 'run.lockstep');
  for (const config of kRuns) {
    const trainer = await Trainer.create(config);
    trainer.step(40);
    trainer.set('lr=0.005');
    trainer.parameters[3] += 0.5;
    trainer.step(10);
    const bytes = trainer.save();
    const other = await Trainer.open(bytes);
    assert.deepEqual(other.save(), bytes);
    for (const name of ['hash', 'config', 'loss', 'epoch', 'learningRate']) assert.equal(other[name], trainer[name]);
    trainer.step(30);
    other.step(30);
    assert.equal(other.hash, trainer.hash);
    writeFileSync(path, bytes);
    assert.equal(nativeRun(path, 30).hash, trainer.hash);
    assert.match(Buffer.from(bytes).toString('latin1'), /at=40:weights&at=40:lr=0.005|at=40:lr=0.005&at=40:weights/);
  }
  rmSync(dirname(path), {recursive: true});
});

await test('rows go into the file, and a damaged file is refused', async () => {
  const trainer = await Trainer.create('layers=4', {rows: halves(40)});
  trainer.step(20);
  const bytes = trainer.save();
  const other = await Trainer.open(bytes.buffer);
  trainer.step(10);
  other.step(10);
  assert.equal(other.hash, trainer.hash);
  await assert.rejects(Trainer.open(bytes.subarray(0, 500)), /cannot be opened: it ends after 500 of \d+ bytes/);
  bytes[300] ^= 1;
  await assert.rejects(Trainer.open(bytes), /cannot be opened: it is damaged: copy or download it again/);
});

await test('a bad configuration is corrected and says so', async () => {
  const trainer = await Trainer.create('lr=99&dataset=nothing&colour=red&layers=8,x&seed=%41');
  assert.equal(trainer.notes.length, 5);
  assert.match(trainer.notes[0], /lr: 99 is outside 1e-6 … 10, so 10 is used/);
  assert.match(trainer.notes[1], /dataset: “nothing”.*so spiral is used/);
  assert.match(trainer.notes[2], /“colour” is not a setting/);
  assert.equal(trainer.config, 'layers=8&lr=10');
  assert.equal(trainer.set('batch=-3').length, 1);
  assert.deepEqual(trainer.set('batch=3'), []);
});

// Data.

await test('classes of one’s own are learned', async () => {
  const trainer = await Trainer.create('layers=4&lr=0.05', {rows: halves(100)});
  assert.match(trainer.config, /dataset=csv/);
  assert.deepEqual([trainer.columns, trainer.classes, trainer.outputs], [2, 2, 1]);
  trainer.step(300);
  const {trainAccuracy, testAccuracy} = trainer.evaluate();
  assert.deepEqual([trainAccuracy, testAccuracy], [1, 1]);
  const [left, right] = trainer.forward(new Float64Array([-1, 1, 1, 1]));
  assert.ok(left < -1 && right > 1);
});

await test('numbers of one’s own are learned, in their own units', async () => {
  const inputs = Array.from({length: 300}, (_, i) => 100 + 20 * Math.sin(i * i));
  const targets = inputs.filter((_, i) => i % 3 === 0).map((a, n) => 5 * a - 2 * inputs[3 * n + 1] + 1000);
  const trainer = await Trainer.create('layers=&lr=0.05&batch=0');
  trainer.step(3);
  trainer.setData({inputs, targets, columns: 3});
  assert.equal(trainer.stepCount, 0);
  assert.equal(trainer.classes, 0);
  trainer.step(400);
  const metrics = trainer.evaluate();
  assert.ok(metrics.testLoss < 1e-3 && Number.isNaN(metrics.testAccuracy));
  assert.ok(Math.abs(trainer.forward([100, 90, 110])[0] - 1320) < 5);
});

await test('setData twice, then a built-in set again', async () => {
  const trainer = await Trainer.create();
  trainer.setData(halves(40));
  trainer.setData({...halves(60), columns: 2});
  assert.equal(trainer.trainSamples + trainer.testSamples, 60);
  trainer.set('dataset=xor');
  assert.equal(trainer.trainSamples + trainer.testSamples, 500);
  trainer.set('dataset=csv');
  assert.equal(trainer.trainSamples + trainer.testSamples, 60);
});

await test('a table is read as the page reads it', async () => {
  const text = `kind;size;weight\n${Array.from({length: 60}, (_, i) => `${i % 2 ? 'wren' : 'owl'};${i % 7},5;${i}`).join('\n')}\n`;
  const trainer = await Trainer.create('layers=4', {table: text});
  assert.deepEqual([trainer.columns, trainer.classes, trainer.trainSamples + trainer.testSamples], [2, 2, 60]);
  assert.match(
    trainer.notes[0],
    /^The table: 60 rows, 2 inputs; kind is the class \(2 values, the only column of words\)/,
  );
  trainer.step(5);
  trainer.set('target=weight');
  assert.deepEqual([trainer.stepCount, trainer.classes, trainer.columns], [0, 0, 2]);
  const {hash} = trainer;
  assert.throws(() => trainer.set('target=height'), /the table: there is no column “height”/);
  assert.equal(trainer.hash, hash);
  trainer.set('lr=0.5');
  assert.equal(trainer.stepCount, 0);
  const bytes = await Trainer.create('target=weight&layers=4', {table: Buffer.from(text, 'utf16le')});
  assert.equal(bytes.hash, hash);
  const again = await Trainer.open(bytes.save());
  again.set('target=kind');
  assert.equal(again.classes, 2);
  await assert.rejects(Trainer.create('', {table: 'a\n1\n'}), /the table: only one column/);
});

await test('digits come from bytes', async () => {
  const bytes = readFileSync(join(folder, 'digits.bin'));
  const trainer = await Trainer.create();
  assert.throws(() => trainer.set('dataset=digits'), /loadDigits with the bytes of digits.bin/);
  assert.throws(() => trainer.loadDigits(bytes.subarray(0, 1000)), /digits file is damaged/);
  trainer.loadDigits(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  assert.throws(() => trainer.set('dataset=1v7'), /digits-1v7.bin/);
  trainer.set('dataset=digits&samples=100');
  assert.deepEqual([trainer.columns, trainer.outputs], [784, 10]);
  const pair = await Trainer.create('dataset=1v7&samples=100', {digits: readFileSync(join(folder, 'digits-1v7.bin'))});
  assert.deepEqual([pair.columns, pair.outputs], [784, 1]);
});

await test('bad data are refused and the run goes on', async () => {
  const trainer = await Trainer.create();
  trainer.step(5);
  const {hash} = trainer;
  const good = halves(10);
  const refused = (change, message) => assert.throws(() => trainer.setData({...good, ...change}), message);
  refused({columns: 3}, /20 inputs are not 10 rows of 3/);
  refused({columns: 0}, /0 columns/);
  refused({columns: 1.5, inputs: Array(15).fill(0)}, /1\.5 columns/);
  refused({classes: 2.5}, /2\.5 classes/);
  refused({inputs: [1, 2], targets: [1]}, /1 rows; at least 2/);
  refused({classes: 1}, /1 classes/);
  refused({targets: [0, 1, 0, 2, 0, 1, 0, 1, 0, 1]}, /target of row 3 is 2, not a class from 0 to 1/);
  refused({targets: [0, 1, 0.5, 1, 0, 1, 0, 1, 0, 1]}, /target of row 2 is 0.5/);
  refused({inputs: good.inputs.map((x, i) => (i === 7 ? NaN : x))}, /row 3, column 1 is not a finite number/);
  refused({targets: good.targets.map((y, i) => (i === 9 ? Infinity : y)), classes: 0}, /target of row 9/);
  assert.throws(() => trainer.set('dataset=csv'), /call setData first/);
  assert.equal(trainer.hash, hash);
  assert.equal(trainer.config, '');
  assert.equal(trainer.step(5), 5);
  await assert.rejects(Trainer.create('dataset=csv'), /pass \{rows\} or \{table\}/);
  await assert.rejects(Trainer.create(null), /create\(null\): settings as a text, please/);
  await assert.rejects(Trainer.create(7), TypeError);
  assert.equal((await Trainer.create('', null)).config, '');
});

// The end of a run.

await test('divergence stops the run, says where, and keeps the last good state', async () => {
  const config = 'dataset=plane&layers=16,16&activation=relu&optimizer=sgd&lr=10&initScale=5';
  const trainer = await Trainer.create(config);
  assert.equal(trainer.divergence, null);
  const made = trainer.step(1000);
  assert.ok(made < 1000);
  const {step, layer, quantity, message} = trainer.divergence;
  assert.equal(step, made);
  assert.ok(layer >= 0 && layer < 3 && ['activations', 'loss', 'gradient'].includes(quantity));
  assert.ok(trainer.parameters.every(Number.isFinite));
  assert.equal(trainer.step(1), 0);
  const native = spawnSync(lockstep, ['run', config, '--steps', '1000', '--json'], {encoding: 'utf8'});
  assert.equal(native.status, 2);
  assert.deepEqual(JSON.parse(native.stdout.trim().split('\n').at(-1)), {step, error: message});
  trainer.reset();
  assert.equal(trainer.divergence, null);
  assert.ok(trainer.step(1) === 1);
});

await test('a freed trainer refuses, others live on', async () => {
  const [gone, alive] = [await Trainer.create(), await Trainer.create()];
  gone.free();
  gone.free();
  const uses = [
    (t) => t.step(),
    (t) => t.loss,
    (t) => t.parameters,
    (t) => t.layers,
    (t) => t.notes,
    (t) => t.hash,
    (t) => t.evaluate(),
    (t) => t.forward([]),
    (t) => t.exportModel('onnx'),
    (t) => t.measureStep(),
    (t) => t.set('lr=1'),
    (t) => t.setData(halves(4)),
    (t) => t.reset(),
  ];
  for (const use of uses) assert.throws(() => use(gone), /this trainer was freed/);
  for (const use of uses) use(alive);
  for (let i = 0; i < 50; ++i) (await Trainer.create('layers=64,64')).free();
});

await test('misuse is named', async () => {
  const trainer = await Trainer.create();
  for (const count of [-1, 1.5, NaN, '10']) assert.throws(() => trainer.step(count), /whole number of steps/);
  assert.equal(trainer.step(0), 0);
  for (const length of [0, -1, NaN, Infinity, 'long'])
    assert.throws(() => trainer.measureStep(length), /a length above 0/);
  for (const format of [undefined, '', 'pickle', 0])
    assert.throws(() => trainer.exportModel(format), /onnx or safetensors, please/);
  assert.throws(() => trainer.forward([1, 2, 3]), /3 numbers are not rows of 2/);
  await assert.rejects(Trainer.create('', {wasm: new URL('nothing.wasm', moduleUrl)}), /nothing.wasm/);
});

// Elsewhere.

await test('runs in a worker, with a module that was compiled once', async () => {
  const wasm = await WebAssembly.compile(readFileSync(join(folder, 'lockstep-core.wasm')));
  const source = `
    import {parentPort, workerData} from 'node:worker_threads';
    const {Trainer} = await import(workerData.moduleUrl);
    const trainer = await Trainer.create(workerData.config, {wasm: workerData.wasm});
    trainer.step(50);
    parentPort.postMessage(trainer.hash);`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
    workerData: {moduleUrl, wasm, config: kRuns[0]},
  });
  const hash = await new Promise((done, fail) => worker.once('message', done).once('error', fail));
  assert.equal(hash, nativeRun(kRuns[0], 50).hash);
  await worker.terminate();
});

await test('loads over HTTP, streamed or not, and tries again after a failure', async () => {
  const types = {'.wasm': 'application/wasm', '.plain': 'text/plain'};
  const server = createServer((request, response) => {
    const name = request.url.slice(1).replace('.plain', '');
    const found = ['lockstep-core.wasm'].includes(name);
    response.writeHead(found ? 200 : 404, {'content-type': types[extname(request.url)] ?? 'text/html'});
    response.end(found ? readFileSync(join(folder, name)) : '');
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const base = `http://127.0.0.1:${server.address().port}/`;
  for (const name of ['lockstep-core.wasm', 'lockstep-core.wasm.plain'])
    assert.equal((await Trainer.create('', {wasm: base + name})).step(3), 3);
  await assert.rejects(Trainer.create('', {wasm: `${base}gone.wasm`}), /cannot load \/gone.wasm: 404/);
  server.close();

  // A copy of the module without its program, which then appears.
  const bare = mkdtempSync(join(tmpdir(), 'lockstep-core-'));
  for (const name of ['lockstep-core.js', 'package.json']) cpSync(join(folder, name), join(bare, name));
  const other = await import(pathToFileURL(join(bare, 'lockstep-core.js')).href);
  await assert.rejects(other.Trainer.create(), /lockstep-core.wasm/);
  cpSync(join(folder, 'lockstep-core.wasm'), join(bare, 'lockstep-core.wasm'));
  assert.equal((await other.Trainer.create()).step(3), 3);
  rmSync(bare, {recursive: true});
});

finish();
