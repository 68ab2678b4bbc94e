// Data from outside: digits that are fetched, the viewer's own tables, points drawn by hand.

import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

import {App, draws, test, until} from './harness.mjs';

const wide = {viewport: {width: 1440, height: 900}};

/** Answers requests for a name: with `answer(request)`, once it is called. */
async function intercept(page, name, answer) {
  await page.setRequestInterception(true);
  page.on('request', (request) => (request.url().includes(name) ? answer(request) : request.continue()));
}

/** Drops a file on the canvas, as far as a page can tell. */
function drop(app, name, text) {
  return app.page.evaluate(
    (fileName, content) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], fileName));
      for (const type of ['dragover', 'drop']) {
        const event = new DragEvent(type, {dataTransfer: transfer, bubbles: true, cancelable: true});
        document.getElementById('canvas').dispatchEvent(event);
        if (!event.defaultPrevented) throw new Error(`the page would open the file itself on ${type}`);
      }
    },
    name,
    text,
  );
}

const said =
  (pattern) =>
  ({notices}) =>
    notices.some((notice) => pattern.test(notice));

// Digits.

test('digits are fetched when they are asked for, with progress, and are learned', wide, async ({open, page}) => {
  const asked = [];
  let go = null;
  await intercept(page, 'digits', (request) => {
    asked.push(request.url());
    go = () => request.continue();
  });
  const app = await open('layers=4');
  assert.deepEqual(asked, [], 'nothing is fetched before it is wanted');
  await app.command('step 1');
  await app.command('set dataset=1v7');
  await app.until(({loading}) => loading === 'digits-1v7.bin');
  await app.rect('loading.bar');
  assert.equal((await app.command('step 2')).step, 3, 'the run before it goes on meanwhile');
  await until(() => go, 'the digits are asked for');
  await go();
  await app.until(({loading, config}) => loading === '' && config.includes('dataset=1v7'));
  assert.equal(asked.length, 1);
  await app.command('reset');
  await app.command('step 60');
  const {trainLoss, testAccuracy} = await app.until(({measuredAt}) => measuredAt === 60);
  assert.ok(trainLoss < 0.3 && testAccuracy > 0.9, `loss ${trainLoss}, accuracy ${testAccuracy}`);
  await app.settled();
  for (const region of ['network', 'unit.1.1', 'sample.0', 'loss'])
    assert.ok((await app.pixels(region)).colors > 20, region);
});

test('an address with digits shows nothing else before they are there', async ({page, site}) => {
  let go = null;
  await intercept(page, 'digits', (request) => (go = () => request.continue()));
  await page.goto(`${site}#dataset=1v7&layers=4&play`);
  await draws(page);
  await until(() => go, 'the digits are asked for');
  const app = new App(page);
  const {step, playing, widgets} = await app.state();
  assert.deepEqual([step, playing], [0, true]);
  assert.ok(widgets['loading.bar'] && !widgets.network && !widgets.plane);
  await go();
  await app.until(({config, step}) => config.includes('dataset=1v7') && step > 5);
});

test('an address with digits has the bits of the command line', async ({open}) => {
  const line = 'dataset=digits&samples=300&layers=16,12&activation=relu&norm=batch&seed=9';
  const app = await open(line);
  await app.until(({config}) => config === line);
  await app.command('reset');
  const {hash} = await app.command('step 50');
  const cli = process.env.LOCKSTEP_CLI;
  if (!cli) return;
  const lines = execFileSync(cli, ['run', line, '--steps', '50', '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  assert.equal(hash, JSON.parse(lines.trim().split('\n').at(-1)).hash);
});

test('digits: samples, mistakes and a pad to draw on', wide, async ({open, page}) => {
  const app = await open('dataset=1v7&layers=6');
  await app.until(({config}) => config.includes('1v7'));
  await app.command('step 20');
  await app.rect('sample.0');
  assert.ok(await app.has('confusion.0.0'));
  await app.settled();
  const empty = await app.pixels('pad.seen');
  const [left, top, right, bottom] = await app.rect('pad');
  const x = (left + right) / 2;
  await app.drag([x, top + (bottom - top) * 0.2], [x - 8, top + (bottom - top) * 0.8], 10);
  await app.settled();
  const drawn = await app.pixels('pad.seen');
  assert.notEqual(drawn.hash, empty.hash, 'the network is shown the drawing');
  await app.click('pad.clear');
  await page.mouse.move(4, 4);
  await app.settled();
  assert.notEqual((await app.pixels('pad.seen')).hash, drawn.hash);
});

test('digits that cannot be had are explained and the run goes on', {allow: /status of 404/}, async ({open, page}) => {
  await intercept(page, 'digits.bin', (request) => request.respond({status: 404, body: 'gone'}));
  const app = await open('dataset=digits&seed=3');
  const {config} = await app.until(said(/^The digits could not be loaded: .*404.* The run goes on as it was$/));
  assert.ok(!config.includes('digits'));
  await app.rect('notice.0');
  assert.ok((await app.command('step 3')).step === 3);
});

test('digits that are damaged or cut off are explained', async ({open, page}) => {
  const bodies = ['', 'not digits at all', Buffer.alloc(900_000, 7)];
  await intercept(page, '1v7', (request) => request.respond({status: 200, body: bodies.shift()}));
  const app = await open();
  for (let round = 0; round < 3; ++round) {
    await app.command('set dataset=1v7');
    await app.until((state) => state.loading === '' && said(/^The digits could not be loaded/)(state));
    assert.ok(!(await app.state()).config.includes('1v7'));
    await app.click('notice.0.close');
    await app.until(({notices}) => notices.length === 0);
  }
  await app.command('step 1');
});

// Tables.

const kTable = [
  'width,height,kind',
  ...Array.from({length: 60}, (_, i) => `${i % 10},${(i * 7) % 13},${i % 2 ? 'sparrow' : 'wren'}`),
].join('\n');

test('a dropped table is learned, undo takes it back', async ({open, page}) => {
  const app = await open('layers=5');
  const before = await app.command('step 7');
  await drop(app, 'birds.csv', kTable);
  const {samples, step} = await app.until(({config}) => config.includes('dataset=csv'));
  assert.deepEqual([samples, step], [60, 0]);
  await app.until(said(/^birds\.csv: 60 rows, 2 inputs; kind is the class \(2 values, the last column\)/));
  assert.ok(Number.isFinite((await app.command('step 20')).trainLoss));
  await app.settled();
  assert.ok((await app.pixels('network')).colors > 50);
  await app.key('z', 'Control');
  await app.until(({config, hash}) => config === 'layers=5' && hash === before.hash);
});

test('two columns of numbers are a plane with rows on it, one a curve, three neither', async ({open, page}) => {
  const app = await open('layers=5');
  const rows = (row) => Array.from({length: 40}, (_, i) => row(i)).join('\n');
  for (const [name, text, isDrawn] of [
    ['birds.csv', kTable, true],
    [
      'prices.csv',
      `area,age,price\n${rows((i) => `${40 + 3 * i},${(i * 7) % 31},${900 * i + (i % 5) * 333}.5`)}`,
      true,
    ],
    ['scores.csv', `hours,score\n${rows((i) => `${i / 4},${20 + i + (i % 3)}.5`)}`, true],
    ['three.csv', `a,b,c,kind\n${rows((i) => `${i},${(i * 7) % 11},${(i * 3) % 7},${i % 2 ? 'x' : 'y'}`)}`, false],
  ]) {
    await drop(app, name, text);
    await app.until(said(new RegExp(`^${name}`)));
    await app.command('step 50');
    await app.settled();
    assert.equal(await app.has('plane'), isDrawn, name);
    if (!isDrawn) continue;
    await app.hover('plane');
    await app.settled();
    assert.ok((await app.pixels('plane')).colors > (name === 'scores.csv' ? 20 : 100), name);
  }
});

test('a bad cell is reported by row, column and content, and nothing is lost', async ({open}) => {
  const app = await open('dataset=moons');
  const before = await app.command('step 4');
  const bad = [
    ['a,b,t\n1,2,0\n3,x7,1\n5,6,0\n', /bad\.csv: line 3, column 2 \(b\): .x7. is not a number/],
    ['a,b\n1,2\n3\n', /bad\.csv: line 3 has 1 cell, the others have 2/],
    ['', /bad\.csv: the file is empty/],
    ['\0\x01\x02\xff', /bad\.csv: /],
    ['a,"b\n1,2', /bad\.csv: /],
    ['1,2,3', /bad\.csv: /],
  ];
  for (const [text, note] of bad) {
    await drop(app, 'bad.csv', text);
    const state = await app.until(said(note), `${JSON.stringify(text)} is reported`);
    assert.deepEqual([state.config, state.hash, state.step], [before.config, before.hash, before.step]);
    while ((await app.state()).notices.length) await app.click('notice.0.close');
  }
  await drop(app, 'large.csv', `1,2\n${'1,2\n'.repeat(6_000_000)}`);
  await app.until(said(/^large\.csv has .* MB; 20\.0 MB is the largest/));
});

test('a table is opened with the button', async ({open, page}) => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-table-'));
  try {
    const path = join(folder, 'birds.csv');
    writeFileSync(path, kTable);
    const app = await open();
    const [chooser] = await Promise.all([page.waitForFileChooser(), app.click('data.open')]);
    await chooser.accept([path]);
    await app.until(said(/^birds\.csv: 60 rows/));
  } finally {
    rmSync(folder, {recursive: true});
  }
});

test('a link to somebody’s table says that the table is missing, and asks for it', async ({open, page}) => {
  const app = await open('dataset=csv&seed=4');
  await app.until(said(/^There is no table yet\. Drop the file/));
  assert.equal((await app.command('step 1')).step, 1);
  await Promise.all([page.waitForFileChooser(), app.click('notice.0.action')]);
});

test('an address of a table waits for the file, over a reload, and then applies its settings', async ({open, page}) => {
  const words = 'dataset=csv&target=width&layers=5';
  const app = await open(words);
  await app.until(said(/its settings are kept/));
  for (let round = 0; round < 2; ++round) {
    assert.equal(await page.evaluate(() => location.hash), `#${words}`);
    await drop(app, 'birds.csv', kTable);
    await app.until(said(/^birds\.csv: 60 rows.*width is the (class|number)/));
    await app.until(({config}) => config === words);
    if (round) break;
    await page.reload();
    await until(() => page.evaluate(() => window.lockstep?.frames() > 0), 'the page is drawn again');
    await app.until(said(/its settings are kept/));
  }
});

test('twenty megabytes are read beside a living page, and can be stopped', wide, async ({open, page}) => {
  const app = await open('layers=4&samples=50');
  const before = await app.command('step 3');
  await page.evaluate(() => {
    let text = 'id,a,b,kind\n';
    for (let i = 0; i < 1_000_000; ++i) text += `${i},${i % 97}.${i % 10},${(i * 7) % 1000},${i % 3 ? 'x' : 'y'}\n`;
    window.largeTable = text;
    window.longest = 0;
    let last = performance.now();
    const beat = () => {
      const now = performance.now();
      window.longest = Math.max(window.longest, now - last);
      last = now;
      setTimeout(beat, 0);
    };
    window.dropLarge = () => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([window.largeTable], 'large.csv'));
      const canvas = document.getElementById('canvas');
      canvas.dispatchEvent(new DragEvent('drop', {dataTransfer: transfer, bubbles: true, cancelable: true}));
    };
    window.beginBeat = () => ((window.longest = 0), (last = performance.now()), beat());
  });
  await page.evaluate(() => window.dropLarge());
  await app.until(({loading}) => loading === 'table');
  await app.click('loading.stop');
  const stopped = await app.until(({loading}) => loading === '');
  assert.deepEqual([stopped.config, stopped.hash, stopped.step], [before.config, before.hash, before.step]);

  await page.evaluate(() => window.beginBeat());
  const start = performance.now();
  await page.evaluate(() => window.dropLarge());
  await app.until(({loading}) => loading === 'table');
  await app.until(({loading, samples}) => loading === '' && samples === 1_000_000);
  const took = performance.now() - start;
  await app.until(said(/1000000 rows, 2 inputs; kind is the class .*; id left out \(row numbers\)/));
  const longest = await page.evaluate(() => window.longest);
  console.log(`  20 MB in ${(took / 1000).toFixed(1)} s, longest pause ${longest.toFixed(0)} ms`);
  // A million rows become a data set at one go: 1.2 s on a machine that was busy elsewhere.
  assert.ok(longest < 4000, `the page stood still for ${longest.toFixed(0)} ms`);
});

// Drawn points.

test('a brush leaves points of its class, the eraser takes them away, undo brings them back', async ({open, page}) => {
  const app = await open('dataset=drawn');
  assert.equal((await app.state()).samples, 0);
  const [left, top, right, bottom] = await app.rect('plane');
  const at = (x, y) => [left + (right - left) * x, top + (bottom - top) * y];
  await app.drag(at(0.2, 0.2), at(0.2, 0.8), 20);
  const first = (await app.until(({samples}) => samples >= 5)).samples;
  await app.click('draw.class.1');
  await app.drag(at(0.8, 0.2), at(0.8, 0.8), 20);
  const both = await app.until(({samples}) => samples >= first + 5);
  assert.equal(both.undoSteps, 2, 'each stroke is one entry of undo');
  assert.match(both.config, /points=[A-Za-z0-9_-]+/);
  await app.command('step 200');
  const {trainLoss} = await app.until(({measuredAt, step}) => measuredAt === step);
  assert.ok(trainLoss < 0.4, `two lines of points leave a loss of ${trainLoss}`);

  await app.click('draw.erase');
  await app.drag(at(0.8, 0.15), at(0.8, 0.85), 20);
  const {samples} = await app.until((state) => state.samples <= first + 1);
  assert.ok(samples >= first - 1);
  await app.click('undo');
  await app.until((state) => state.samples === both.samples && state.config === both.config);

  await app.click('draw.class.2');
  await app.drag(at(0.5, 0.1), at(0.5, 0.3), 8);
  await app.until((state) => state.samples > both.samples);
  await app.command('step 3'); // three classes now: three outputs
  await app.click('draw.clear');
  await app.until((state) => state.samples === 0);
});

test('drawn points travel in the address', async ({open, page}) => {
  const app = await open('dataset=drawn');
  const [left, top, right, bottom] = await app.rect('plane');
  await app.drag([left + 30, top + 30], [right - 30, bottom - 60], 20);
  const {config, samples} = await app.until((state) => state.samples >= 8);
  await until(() => page.evaluate((line) => location.hash === `#${line}`, config), 'the address has the points');
  await page.reload();
  await draws(page);
  const again = await app.state();
  assert.deepEqual([again.config, again.samples], [config, samples]);
});
