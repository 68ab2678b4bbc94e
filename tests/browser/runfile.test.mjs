// A run that leaves the page and comes back: as a link with the changes made on the way, and as a file.

import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';

import {everywhere, openApp, test, until} from './harness.mjs';

const twoPages = {engines: ['chromium', 'firefox']}; // WebKit is driven in one window
const kRun = 'dataset=moons&layers=4&seed=3';

const fragmentOf = (page) => page.evaluate(() => decodeURIComponent(location.hash.slice(1)));
const linkOf = (page) => page.evaluate(() => window.lockstep.link());
const said =
  (pattern) =>
  ({notices}) =>
    notices.some((notice) => pattern.test(notice));

function nativeHash(line) {
  const args = ['run', line, '--steps', '0', '--json'];
  return JSON.parse(execFileSync(process.env.LOCKSTEP_CLI, args, {encoding: 'utf8'})).hash;
}

/** What the page gives to download, by the command or by Ctrl+S: {name, bytes}. */
async function saved(page, save) {
  await page.evaluate(() => {
    window.downloads = [];
    const create = URL.createObjectURL;
    URL.createObjectURL = (blob) => (window.downloads.push(blob), create(blob));
    HTMLAnchorElement.prototype.click = function () {
      window.downloads.name = this.download;
    };
  });
  await save();
  await until(() => page.evaluate(() => window.downloads.name), 'a file is saved');
  return page.evaluate(async () => ({
    name: window.downloads.name,
    bytes: [...new Uint8Array(await window.downloads[0].arrayBuffer())],
  }));
}

function drop(page, name, bytes) {
  return page.evaluate(
    (fileName, content) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(content)], fileName));
      for (const type of ['dragover', 'drop'])
        document
          .getElementById('canvas')
          .dispatchEvent(new DragEvent(type, {dataTransfer: transfer, bubbles: true, cancelable: true}));
    },
    name,
    bytes,
  );
}

/** 50 steps, another rate, 30 steps, another architecture, 20 steps. */
async function change(app) {
  await app.command('step 50');
  await app.command('set lr=0.1&momentum=0.5');
  await app.command('step 30');
  await app.command('set layers=4,3');
  return app.command('step 20');
}

test('a link with changes opens the run that made it, to the bit', twoPages, async ({open, newPage, page, site}) => {
  const app = await open(kRun);
  const made = await change(app);
  const {link, words, leftOut} = await linkOf(page);
  assert.equal(words, 'dataset=moons&layers=4&seed=3&at=50:lr=0.1;momentum=0.5&at=80:layers=4,3&at=100');
  assert.deepEqual([link, leftOut], [`${site}#${words}`, '']);
  if (process.env.LOCKSTEP_CLI) assert.equal(nativeHash(words), made.hash);
  await until(async () => (await fragmentOf(page)) === words.replace('&at=100', ''), 'the address has the changes');

  const other = await openApp(await newPage(), link, {running: true});
  const there = await other.until(({step, goal}) => goal === null && step === 100);
  assert.deepEqual([there.hash, there.config, there.playing], [made.hash, made.config, false]);
  assert.equal(await fragmentOf(other.page), words, 'the address stays as long as the run stands there');
  assert.equal((await other.command('step 50')).hash, (await app.command('step 50')).hash);
  await until(async () => !(await fragmentOf(other.page)).endsWith('at=100'), 'the run has left the step');
});

test('the way to a step is shown when it is long, and can be stopped', async ({page, site}) => {
  const app = await openApp(page, `${site}#${kRun}&at=90000000`, {running: true});
  await app.click('loading.stop');
  const {step, playing} = await app.until(({goal}) => goal === null);
  assert.ok(step > 0 && step < 90000000 && !playing);
  assert.equal((await app.command('step 1')).step, step + 1);
});

test('an address with a step opens its run in the place of another, and undo brings that back', async ({
  open,
  page,
}) => {
  const app = await open('dataset=xor');
  const before = await app.command('step 30');
  await page.evaluate((line) => (location.hash = line), `${kRun}&at=20:batch=5&at=40`);
  const {config} = await app.until(({step, goal}) => step === 40 && goal === null);
  assert.match(config, /batch=5/);
  await app.command('undo');
  const after = await app.until(({step}) => step === 30);
  assert.deepEqual([after.hash, after.config], [before.hash, before.config]);
});

test('a link says what it leaves out, and offers the file', async ({open, page, context, site}) => {
  await context.overridePermissions(site, ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write']);
  const app = await open(kRun);
  await app.command('step 30');
  await app.command('twin open');
  await app.command('link');
  await app.until(
    said(/^The link is on the clipboard\. It leaves out run B\. A file keeps the whole state of this run$/),
  );
  const {name, bytes} = await saved(page, () => app.click('notice.0.action'));
  assert.match(name, /\.lockstep$/);
  assert.equal(String.fromCharCode(...bytes.slice(0, 8)), 'LOCKSTEP');
});

test(
  'a saved run is dropped on a new page, and goes on to the same bits',
  twoPages,
  async ({open, page, newPage, site}) => {
    const app = await open(kRun);
    const made = await change(app);
    const {name, bytes} = await saved(page, () => app.key('s', 'Control'));
    assert.equal(name, 'moons-step-100.lockstep');
    const later = await app.command('step 50');

    const other = await openApp(await newPage(), `${site}#dataset=xor`);
    const own = await other.command('step 12');
    await drop(other.page, name, bytes);
    const opened = await other.until(({step}) => step === 100);
    assert.deepEqual([opened.hash, opened.config], [made.hash, made.config]);
    await other.until(said(/^moons-step-100\.lockstep: the run goes on from step 100$/));
    assert.equal((await linkOf(other.page)).words, (await linkOf(page)).words.replace('at=150', 'at=100'));
    assert.equal((await other.command('step 50')).hash, later.hash);
    await other.command('undo');
    const back = await other.until(({step}) => step === 12);
    assert.deepEqual([back.hash, back.config], [own.hash, own.config]);
    await other.command('redo');
    assert.equal((await other.until(({step}) => step === 150)).hash, later.hash);
  },
);

test('a run on the digits waits for them when its file is opened', async ({open, page, newPage, site}) => {
  const app = await open('dataset=digits&samples=200&layers=6');
  await app.until(({loading, samples}) => !loading && samples === 200);
  const made = await app.command('step 20');
  const {bytes} = await saved(page, () => app.command('save'));
  const other = await openApp(await newPage(), `${site}#dataset=xor`);
  await drop(other.page, 'digits.lockstep', bytes);
  const opened = await other.until(({step, loading}) => step === 20 && !loading);
  assert.equal(opened.hash, made.hash);
  assert.equal((await other.command('step 50')).hash, (await app.command('step 50')).hash);
});

test('a damaged file leaves the run as it was, and says so', everywhere, async ({open, page}) => {
  const app = await open(kRun);
  const {name, bytes} = await saved(page, () => app.command('save'));
  const before = await app.command('step 5');
  const damaged = bytes.with ? bytes.with(200, bytes[200] ^ 1) : bytes.map((byte, i) => (i === 200 ? byte ^ 1 : byte));
  for (const [content, why] of [
    [damaged, /it is damaged: copy or download it again\. The run goes on as it was$/],
    [bytes.slice(0, 100), /it ends after 100 of \d+ bytes: copy or download it again\. The run goes on as it was$/],
    [[1, 2, 3], /this is no run of Lockstep's\. The run goes on as it was$/],
  ]) {
    await drop(page, name, content);
    const state = await app.until(said(why));
    assert.deepEqual(
      [state.hash, state.config, state.step, state.undoSteps],
      [before.hash, before.config, 5, before.undoSteps],
    );
  }
});

test('a state has the whole run in it, and a state that is damaged changes nothing', async ({open, page}) => {
  const app = await open(kRun);
  const made = await change(app);
  const result = await page.evaluate(async () => {
    const {lockstep} = window;
    const kept = lockstep.getState();
    await lockstep.step(30);
    await lockstep.command('config dataset=xor');
    await lockstep.step(7);
    const before = lockstep.state();
    const refused = await lockstep.setState({...kept, run: kept.run.slice(0, 400)}).catch(({message}) => message);
    const after = lockstep.state();
    const same = await lockstep.setState(kept);
    const {step, hash, config} = lockstep.state();
    const untouched = before.hash === after.hash && before.config === after.config && before.step === after.step;
    return {version: kept.v, refused, untouched, same, step, hash, config};
  });
  assert.match(result.refused, /it ends after 300 of \d+ bytes/);
  assert.deepEqual(
    {...result, refused: ''},
    {version: 2, refused: '', untouched: true, same: true, step: 100, hash: made.hash, config: made.config},
  );
});
