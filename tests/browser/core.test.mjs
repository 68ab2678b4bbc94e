// What has to work in every browser.

import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';

import {headersOfFolder} from '../../web/tools/headers.mjs';
import {serve} from '../../web/tools/serve.mjs';
import {test, until} from './harness.mjs';
import {kEngineNames} from './engines.mjs';

const everywhere = {engines: kEngineNames};
const sharing = {engines: ['chromium', 'firefox'], allow: /favicon/};

/** The runs that tests/golden_test.cpp holds every build to: [{name, line, hash}]. Without those on tables. */
function readGolden() {
  const source = readFileSync(new URL('../golden_test.cpp', import.meta.url), 'utf8');
  const table = source.slice(source.indexOf('kGolden[] = {'));
  const text = '((?:"[^"]*"\\s*)+)';
  const rows = table.matchAll(new RegExp(`\\{\\s*${text},\\s*${text},\\s*(0x[0-9a-f]+)`, 'g'));
  const join = (literals) => literals.replace(/"\s*"|^\s*"|"\s*$/g, '');
  return [...rows]
    .map(([, name, line, hash]) => ({name: join(name), line: join(line), hash: hash.slice(2).padStart(16, '0')}))
    .filter(({line}) => !line.includes('dataset=csv'));
}

test('the page loads without an error and asks only its own server', everywhere, async ({open, page, site}) => {
  await open();
  const addresses = await page.evaluate(() => performance.getEntriesByType('resource').map(({name}) => name));
  assert.deepEqual(
    addresses.filter((address) => !address.startsWith(site) && !address.startsWith('data:')),
    [],
  );
  assert.ok(addresses.some((address) => address.endsWith('lockstep.wasm')));
  assert.equal(await page.evaluate(() => document.getElementById('cover').hidden), true);
});

test('network, field and loss are drawn', everywhere, async ({open}) => {
  const app = await open();
  await app.command('step 50');
  await app.settled();
  for (const [region, least] of [
    ['network', 200],
    ['unit.1.1', 20],
    ['plane', 200],
    ['loss', 20],
    ['config', 20],
  ]) {
    const {colors} = await app.pixels(region);
    assert.ok(colors >= least, `${region} has ${colors} colours`);
  }
  assert.equal((await app.state()).graphicsError, '');
});

test('runs have the same bits here as in every other build', everywhere, async ({open}) => {
  const golden = readGolden();
  assert.ok(golden.length >= 6, 'the table of tests/golden_test.cpp was not understood');
  const app = await open();
  for (const {name, line, hash} of golden) {
    await app.command(`config ${line}`);
    await app.command('reset');
    const state = await app.command('step 200');
    assert.equal(`${name}: ${state.step}, ${state.hash}`, `${name}: 200, ${hash}`);
  }
});

test('several threads train to the bits of one, where pages share memory', sharing, async ({page, folder}) => {
  const isolated = {'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp'};
  const usual = headersOfFolder(folder);
  const site = await serve(folder, 0, (path) => ({...usual(path), ...isolated}));
  try {
    await page.goto(`${site.url}icon.svg`);
    const runs = await page.evaluate(async () => {
      const {Trainer} = await import('./lockstep-core.js');
      const trainers = await Promise.all([1, 2].map((threads) => Trainer.create('layers=128,128', {threads})));
      return trainers.map((trainer) => [trainer.step(50), trainer.hash, trainer.notes.length]);
    });
    assert.deepEqual(runs[1], runs[0]);
    assert.deepEqual([runs[0][0], runs[0][2]], [50, 0]);
  } finally {
    await site.close();
  }
});

test('a click on Play trains, the loss falls, another click pauses', everywhere, async ({open}) => {
  const app = await open('dataset=circle&lr=0.03');
  const {trainLoss} = await app.until((state) => state.measuredAt === 0);
  await app.click('play');
  await app.until((state) => state.playing && state.trainLoss < trainLoss / 4);
  await app.click('play');
  const {step} = await app.until((state) => !state.playing);
  await app.settled();
  assert.equal((await app.state()).step, step);
});

test('space trains and pauses, the right arrow makes one step', everywhere, async ({open}) => {
  const app = await open();
  await app.key('ArrowRight');
  await app.until(({step, playing}) => step === 1 && !playing);
  await app.key(' ');
  await app.until(({step, playing}) => playing && step > 20);
  await app.key(' ');
  await app.until(({playing}) => !playing);
});

test('the canvas follows the size of the window and stays crisp', everywhere, async ({open, page}) => {
  const app = await open();
  for (const [width, height] of [
    [1100, 700],
    [800, 600],
  ]) {
    await page.setViewport({width, height});
    await until(async () => {
      const input = await app.input();
      return input.width === width && input.height === height;
    }, `the application is ${width} × ${height}`);
    const [cssWidth, cssHeight, pixelWidth, pixelHeight, ratio] = await page.evaluate(() => {
      const canvas = document.getElementById('canvas');
      return [canvas.clientWidth, canvas.clientHeight, canvas.width, canvas.height, devicePixelRatio];
    });
    assert.deepEqual([cssWidth, cssHeight], [width, height]);
    assert.deepEqual([pixelWidth, pixelHeight], [width * ratio, height * ratio]);
    await app.until(({widgets}) => widgets.transport[2] === width, 'the widgets follow');
  }
});

test('the wheel scrolls the settings', everywhere, async ({open}) => {
  const app = await open();
  const [, before] = await app.rect('config.noise');
  await app.wheel('config.samples.label', 120);
  await app.until(({widgets}) => !(widgets['config.noise']?.[1] >= before - 20), 'the settings have moved up');
});
