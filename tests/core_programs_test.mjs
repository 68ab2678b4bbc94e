// Tests the other programs of lockstep-core.js against the reproducible one on one thread.
//
//   node tests/core_programs_test.mjs FOLDER LOCKSTEP    (see core_helpers.mjs)

import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {Worker} from 'node:worker_threads';

import {Trainer, finish, folder, kRuns, nativeRun, test} from './core_helpers.mjs';

// Threads.

const kWide = [
  'dataset=digits&samples=400&layers=512,512&activation=relu&batch=128&optimizer=adam',
  'dataset=digits&samples=300&layers=201,201,70&norm=batch&skip=0.5&dropout=0.1&batch=37&optimizer=momentum&l2=0.001',
  kRuns[0],
];
for (const config of kWide)
  await test(`several threads train to the bits of one: ${config}`, async () => {
    const [one, ...others] = await Promise.all([1, 2, 5].map((threads) => Trainer.create(config, {threads})));
    one.step(12);
    for (const trainer of others) {
      assert.deepEqual(trainer.notes, []);
      for (let i = 0; i < 4; ++i) assert.equal(trainer.step(3), 3);
      assert.equal(trainer.hash, one.hash);
      assert.deepEqual(trainer.evaluate(), one.evaluate());
      trainer.free();
    }
  });

await test('memory grows under several threads', async () => {
  const [one, two] = [await Trainer.create(), await Trainer.create('', {threads: 2})];
  assert.deepEqual(two.exportModel('safetensors'), one.exportModel('safetensors'));
  for (const trainer of [one, two]) {
    trainer.step(10);
    trainer.set('layers=1024,1024,1024');
    trainer.step(2);
  }
  assert.equal(two.hash, one.hash);
  assert.deepEqual(two.parameters.slice(-9), one.parameters.slice(-9));
  two.free();
});

await test('without shared memory there is one thread, and a note', async () => {
  globalThis.crossOriginIsolated = false;
  const trainer = await Trainer.create(kRuns[0], {threads: 2});
  delete globalThis.crossOriginIsolated;
  assert.match(trainer.notes.join(), /^threads: .* so 1 is used, not 2$/);
  assert.ok(trainer.parameters.buffer instanceof ArrayBuffer);
  for (const threads of [0, 1.5, 17, '2']) await assert.rejects(Trainer.create('', {threads}), /1 to 16 are possible/);
});

await test('free ends the threads', async () => {
  const {terminate} = Worker.prototype;
  const ends = [];
  Worker.prototype.terminate = function () {
    ends.push(new Promise((end) => this.once('exit', end)));
    return terminate.call(this);
  };
  const trainer = await Trainer.create(kWide[0], {threads: 4});
  trainer.step();
  trainer.free();
  trainer.free();
  Worker.prototype.terminate = terminate;
  assert.equal(ends.length, 3);
  await Promise.all(ends);
});

// Fast arithmetic.

const relaxed = readFileSync(join(folder, 'lockstep-core-relaxed.wasm'));

await test('the fast program has fused multiply-add, the others have none', () => {
  const count = (bytes) => bytes.toString('latin1').split('\xfd\x85\x02').length - 1; // f32x4.relaxed_madd
  assert.ok(count(relaxed) > 50, String(count(relaxed)));
  for (const name of ['lockstep-core.wasm', 'lockstep-core-threads.wasm'])
    assert.equal(count(readFileSync(join(folder, name))), 0, name);
});

if (WebAssembly.validate(relaxed)) {
  for (const config of kRuns)
    await test(`fast arithmetic differs from the reproducible one by roundings only: ${config}`, async () => {
      const [exact, fast, again] = await Promise.all([false, true, true].map((fast) => Trainer.create(config, {fast})));
      assert.deepEqual(
        [exact, fast].map(({reproducible}) => reproducible),
        [true, false],
      );
      assert.deepEqual(fast.notes, []);
      const rows = Array.from({length: exact.columns * 5}, (_, i) => Math.sin(3 * i));
      const near = (a, b, error, what) =>
        assert.ok(Math.abs(a - b) <= error * Math.max(1, Math.abs(b)), `${what}: ${a}, reproducible ${b}`);
      const expected = exact.forward(rows);
      fast.forward(rows).forEach((z, i) => near(z, expected[i], 1e-5, `output ${i}`));
      for (const trainer of [exact, fast, again]) trainer.step(30);
      near(fast.evaluate().trainLoss, exact.evaluate().trainLoss, 1e-3, 'loss');
      assert.equal(fast.hash, again.hash);
    });
} else {
  console.log('this Node has no relaxed SIMD: that fast runs are right is left to the browsers');
}

await test('without relaxed SIMD, and on several threads, arithmetic stays reproducible, and a note says so', async () => {
  const {validate} = WebAssembly;
  WebAssembly.validate = () => false;
  const one = await Trainer.create(kRuns[0], {fast: true});
  WebAssembly.validate = validate;
  const two = await Trainer.create(kRuns[0], {fast: true, threads: 2});
  assert.deepEqual(one.notes, ['fast: without relaxed SIMD arithmetic stays reproducible']);
  assert.deepEqual(two.notes, ['fast: on several threads arithmetic stays reproducible']);
  for (const trainer of [one, two]) {
    trainer.step(50);
    assert.ok(trainer.reproducible);
    assert.equal(trainer.hash, nativeRun(kRuns[0], 50).hash);
  }
  two.free();
});

finish();
