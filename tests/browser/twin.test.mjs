// Two runs beside each other.

import assert from 'node:assert/strict';

import {test} from './harness.mjs';

const narrow = {viewport: {width: 390, height: 844}};
const wide = {viewport: {width: 1440, height: 900}};

const parted = (state) => state.twin?.partedAt >= 0;

test('a twin with nothing changed is equal to the bit 200 steps later', wide, async ({open}) => {
  const app = await open('dataset=moons&dropout=0.1');
  await app.command('step 25');
  await app.click('compare');
  await app.rect('twin.b');
  const {hash, twin} = await app.command('step 200');
  assert.equal(twin.hash, hash);
  assert.equal(twin.step, 225);
  assert.equal(twin.partedAt, -1);
  await app.click('compare');
  await app.until(
    (state) => state.twin === null && state.hash === hash,
    'the comparison is closed, and A is as it was',
  );
});

test('a setting changed in B alone parts the two, and the mark says where', wide, async ({open}) => {
  const app = await open('dataset=circle&layers=4,4');
  await app.command('step 30');
  await app.click('compare');
  await app.click('twin.b');
  const [left, top, right, bottom] = await app.reveal('config.lr');
  await app.enter([right - 6, (top + bottom) / 2], '0.05');
  const changed = await app.until(({twin}) => twin.difference !== '');
  assert.match(changed.twin.difference, /Learning rate 0\.01 → 0\.05/);
  assert.ok(!changed.config.includes('lr='), changed.config);
  const picture = await app.pixels('b.network');
  const {hash, twin} = await app.command('step 40');
  assert.equal(twin.partedAt, 31);
  assert.notEqual(twin.hash, hash);
  await app.settled();
  assert.notEqual((await app.pixels('b.network')).hash, picture.hash);
  await app.key('z', 'Control');
  await app.until((state) => state.twin.difference === '', 'undo makes the settings equal');
  assert.ok(left < right);
});

test('scrubbing takes both runs along, to the bit, and not before B left A', wide, async ({open}) => {
  const app = await open('dataset=xor&layers=5');
  await app.command('step 40');
  await app.command('twin open');
  await app.command('twin set optimizer=sgd');
  const middle = await app.command('step 30');
  const end = await app.command('step 50');
  await app.command('seek 70');
  await app.until(({step, hash, twin}) => step === 70 && hash === middle.hash && twin.hash === middle.twin.hash);
  const [left, top, right, bottom] = await app.rect('loss.chart');
  await app.drag([(left + right) / 2, (top + bottom) / 2], [left + 2, (top + bottom) / 2]);
  await app.until(({step, twin}) => step === 40 && twin.step === 40, 'both are at the step where B left A');
  await app.click('scrub.now');
  await app.until(({step, hash, twin}) => step === 120 && hash === end.hash && twin.hash === end.twin.hash);
});

test('further seeds catch up and give a median within a band, and a little picture each', wide, async ({open}) => {
  const app = await open('dataset=circle&layers=4');
  await app.command('step 60');
  await app.click('compare');
  await app.command('twin set lr=0.03');
  await app.click('twin.seeds.more');
  await app.until(({twin}) => twin.seeds === 2);
  await app.command('twin seeds 4');
  await app.until(({twin}) => twin.behind === 0, 'the seeds are at the step of A');
  const {twin} = await app.command('step 50');
  for (const [low, median, high, runs] of twin.bands) {
    assert.equal(runs, 4);
    assert.ok(low <= median && median <= high && low < high, `${low} ≤ ${median} ≤ ${high}`);
  }
  await app.settled();
  for (const name of ['multiples.a.1', 'multiples.a.4', 'multiples.b.4']) {
    const {colors} = await app.pixels(name);
    assert.ok(colors > 20, `${name} has ${colors} colours`);
  }
});

test('other data for A begin the comparison anew on both sides; undo brings back the old one', wide, async ({open}) => {
  const app = await open('dataset=circle&layers=4');
  await app.command('twin open');
  await app.command('twin set lr=0.03');
  const before = await app.command('step 50');
  const {twin} = await app.command('set noise=0.3');
  assert.equal(twin.forkStep, 50);
  assert.match(twin.config, /noise=0\.3/);
  assert.match(twin.config, /lr=0\.03/);
  await app.command('step 20');
  await app.key('z', 'Control');
  const after = await app.until(({step}) => step === 50);
  assert.equal(after.hash, before.hash);
  assert.equal(after.twin.hash, before.twin.hash);
  assert.equal(after.twin.partedAt, before.twin.partedAt);
});

test('on a narrow screen one run is shown and the other is a press away', narrow, async ({open}) => {
  const app = await open('dataset=circle&layers=4');
  await app.click('tab.2');
  await app.click('compare');
  await app.command('twin set layers=6');
  await app.click('tab.0');
  await app.rect('b.unit.1.6');
  assert.ok(!(await app.has('unit.1.4')));
  await app.click('twin.side.0');
  await app.rect('unit.1.4');
  await app.until(parted);
  await app.click('twin.close');
  await app.until((state) => state.twin === null);
});
