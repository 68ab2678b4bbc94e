// Fast arithmetic: the program with relaxed SIMD, for those who ask for it.

import assert from 'node:assert/strict';

import {kEngineNames} from './engines.mjs';
import {openApp, test, until} from './harness.mjs';

const everywhere = {engines: kEngineNames};
const onImage = {...everywhere, allow: /favicon/}; // a page that is an image asks for a favicon
const hasRelaxedSimd = (engine) => engine !== 'webkit';
const kRun = 'dataset=moons&layers=16,16&activation=relu&seed=3';
const kRefused = /^Arithmetic stays reproducible/;

const fragmentOf = (page) => page.evaluate(() => location.hash.slice(1));
const programsOf = (page) =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({name}) => /[^/]*\.wasm$/.exec(name)?.[0])
      .filter(Boolean),
  );

function near(actual, expected, error, what) {
  assert.ok(Math.abs(actual - expected) <= error * Math.abs(expected), `${what}: ${actual}, reproducible ${expected}`);
}

test('“fast” in the address takes the fast program if there is one', everywhere, async ({open, page, engine}) => {
  const trained = async (app) => {
    await app.command('step 100');
    return app.until(({measuredAt}) => measuredAt === 100, 'the loss is measured');
  };
  const reproducible = await trained(await open(kRun));
  assert.equal(reproducible.fast, false);
  await page.goto('about:blank');
  const app = await open(`${kRun}&fast`);
  const first = await trained(app);
  assert.equal(first.config, kRun);
  near(first.trainLoss, reproducible.trainLoss, 1e-3, 'loss');
  assert.equal(first.fast, hasRelaxedSimd(engine));
  if (hasRelaxedSimd(engine)) {
    const programs = await programsOf(page);
    assert.ok(programs.includes('lockstep-relaxed.wasm') && !programs.includes('lockstep-rest.wasm'), programs.join());
    assert.ok(!first.notices.some((text) => kRefused.test(text)));
  } else {
    assert.equal(first.hash, reproducible.hash);
    assert.ok(
      first.notices.some((text) => kRefused.test(text)),
      first.notices.join(),
    );
  }
  await app.command('reset');
  assert.equal((await app.command('step 100')).hash, first.hash);
  await app.command('seek 50');
  await app.command('seek 100');
  assert.equal((await app.state()).hash, first.hash);
});

test('the trainer takes its fast program where there is relaxed SIMD', onImage, async ({page, site, engine}) => {
  await page.goto(`${site}icon.svg`);
  const [exact, fast] = await page.evaluate(async () => {
    const {Trainer} = await import('./lockstep-core.js');
    const trainers = await Promise.all([false, true].map((fast) => Trainer.create('layers=64,64', {fast})));
    return trainers.map((trainer) => {
      trainer.step(30);
      return {
        loss: trainer.evaluate().trainLoss,
        hash: trainer.hash,
        reproducible: trainer.reproducible,
        notes: trainer.notes,
      };
    });
  });
  near(fast.loss, exact.loss, 1e-3, 'loss');
  assert.deepEqual([exact.reproducible, fast.reproducible], [true, !hasRelaxedSimd(engine)]);
  assert.deepEqual(
    fast.notes,
    hasRelaxedSimd(engine) ? [] : ['fast: without relaxed SIMD arithmetic stays reproducible'],
  );
  if (!hasRelaxedSimd(engine)) assert.equal(fast.hash, exact.hash);
});

test('the arithmetic is chosen in the info box: the page opens the same setting anew', async ({open, page}) => {
  const choose = async (app, choice, fast) => {
    await app.click('about');
    await app.click(`about.arithmetic.${choice}`);
    return until(
      async () => {
        const state = await page
          .evaluate(() => window.lockstep?.frames() > 0 && window.lockstep.state())
          .catch(() => null);
        return state?.fast === fast && state;
      },
      `the arithmetic is ${fast ? 'fast' : 'reproducible'}`,
    );
  };
  const app = await open(kRun);
  await app.command('set lr=0.02');
  assert.equal((await choose(app, 1, true)).config, `${kRun}&lr=0.02`.replace('&seed=3&lr=0.02', '&lr=0.02&seed=3'));
  assert.match(await fragmentOf(page), /&fast$/);
  await choose(app, 0, false);
  assert.doesNotMatch(await fragmentOf(page), /fast/);
});

test('the link says that it opens the run with reproducible arithmetic', async ({open, page, site}) => {
  const app = await open(`${kRun}&fast`);
  await app.command('step 3'); // what was not made yet cannot be left out
  await app.click('link');
  const link = await until(() => page.evaluate(() => document.getElementById('share-link')?.value), 'there is a link');
  assert.equal(link, `${site}#${kRun}&at=3`);
  const note = await page.evaluate(() => document.getElementById('share-note').textContent);
  assert.match(note, /leaves out the last digits, which fast arithmetic/);
});

test('the words of the page stay in an address that changes; “fast” typed into it takes the other program', async ({
  open,
  page,
  newPage,
  site,
}) => {
  const app = await open(`embed&${kRun}&fast`);
  await app.command('set noise=0.2');
  await until(
    async () => /noise=0\.2.*&embed&fast$/.test(await fragmentOf(page)),
    'the address has the change and both words',
  );
  const other = await newPage();
  const second = await openApp(other, `${site}#${kRun}`);
  assert.equal((await second.state()).fast, false);
  await other.evaluate(() => (location.hash += '&fast'));
  await until(
    () => other.evaluate(() => window.lockstep?.frames() > 0 && window.lockstep.state().fast).catch(() => false),
    'it is fast',
  );
});
