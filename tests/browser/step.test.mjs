// One step, slowed down: the stage, the handle, the link.

import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';

import {openApp, test, until} from './harness.mjs';

const kPhone = {viewport: {width: 390, height: 844, hasTouch: true, isMobile: true}};
const kRun = 'layers=8,8,8&activation=gelu&lr=0.005';
const hash = (page) => page.evaluate(() => location.hash);
const first = (page) =>
  page.evaluateOnNewDocument(() => {
    localStorage.removeItem('lockstep.welcomed');
    localStorage.removeItem('lockstep.settings');
  });

/** The state once the stage has measured the step from here at its length, and how far it helps. */
const measured = (app) =>
  app.until(
    ({stage, step}) => stage && stage.step === step && stage.measured === stage.length && stage.complete,
    'the step is measured',
  );

test('the question’s first answer: a press holds the run and shows one step', async ({page, site}) => {
  await first(page);
  const app = await openApp(page, site, {settings: false, opening: true});
  await app.click('welcome.step');
  const state = await measured(app);
  assert.equal(state.playing, false);
  for (const name of ['step.headline', 'step.changes', 'step.length', 'step.1.before', 'step.1.change'])
    await app.rect(name);
  assert.ok(!(await app.has('welcome.step')), 'the question has been answered');
});

test('dragging the handle measures the step anew, past the length at which it does harm', async ({page, site}) => {
  const app = await openApp(page, `${site}#${kRun}&step`);
  await app.command('step 300');
  const own = await measured(app);
  assert.equal(own.stage.verdict, 'addUp');
  assert.ok(own.stage.together < 0 && own.stage.limit > 2 && own.stage.limit < 100, JSON.stringify(own.stage));
  const [left, top, right, bottom] = await app.rect('step.length');
  const y = (top + bottom) / 2;
  const at = (length) => left + 13 + ((right - left - 26) * (Math.log10(length) + 1)) / 3;
  await page.mouse.move(at(1), y);
  await page.mouse.down();
  const seen = new Set();
  for (let length = 1.5; length < 95; length *= 1.5) {
    await page.mouse.move(at(length), y);
    const {stage} = await app.until(({stage}) => stage.measured === stage.length && stage.length > length * 0.9);
    assert.equal(stage.together < 0, stage.length <= stage.limit, JSON.stringify(stage));
    seen.add(stage.verdict);
  }
  await page.mouse.up();
  const {stage, hash: after} = await measured(app);
  assert.ok(seen.has('addUp') && (seen.has('harm') || seen.has('tooLong')), [...seen].join());
  assert.equal(after, own.hash, 'trying a step does not make it');
  await until(
    async () => (await hash(page)).includes(`step=${`${stage.length}`.slice(0, 4)}`),
    'the link says the length',
  );
  await app.click('step.own');
  assert.equal((await measured(app)).stage.length, 1);
});

test('a command sets the length, within the handle’s', async ({page, site}) => {
  const app = await openApp(page, `${site}#${kRun}&step`);
  const own = await measured(app);
  await app.command('length 8');
  const {stage} = await measured(app);
  assert.deepEqual([own.stage.length, stage.length], [1, 8]);
  assert.notEqual(stage.together, own.stage.together);
  await app.command('length 1e9');
  assert.equal((await measured(app)).stage.length, 100);
});

test('the step is taken, and the next one appears', async ({page, site}) => {
  const app = await openApp(page, `${site}#${kRun}&step=3`);
  const before = await measured(app);
  await app.click('step.take');
  const after = await app.until(({stage}) => stage.step === before.stage.step + 1 && stage.measured === 3);
  assert.equal(after.step, before.step + 1);
  assert.notEqual(after.stage.together, before.stage.together);
});

test('a link opens the stage at its length, and closing it leaves the link without', async ({page, site}) => {
  const app = await openApp(page, `${site}#${kRun}&step=18`);
  assert.equal((await measured(app)).stage.measured, 18);
  await app.click('instrument.close');
  await app.until(({stage}) => stage === null);
  await until(async () => !(await hash(page)).includes('step'), 'the link is without');
});

test('the page’s figures are those of the command line', async ({page, site}) => {
  const cli = process.env.LOCKSTEP_CLI;
  if (!cli) return;
  const app = await openApp(page, `${site}#${kRun}&step=7`);
  await app.command('pause');
  const {step} = await measured(app);
  const {stage} = await (await app.command(`step ${40 - step}`),
  app.until(({stage}) => stage.step === 40 && stage.measured === 7));
  const {tables} = JSON.parse(execFileSync(cli, ['probe', 'step', kRun, '--steps', '40', '--length', '7', '--json']));
  const summary = Object.fromEntries(tables[0].columns.map(({name, values}) => [name, values[0]]));
  for (const name of ['sum', 'together'])
    assert.ok(Math.abs(stage[name] - summary[name]) <= 1e-8 * Math.abs(summary[name]), `${name}: ${stage[name]}`);
});

test('the story of a step goes on by itself and by key', async ({page, site}) => {
  await page.emulateMediaFeatures([{name: 'prefers-reduced-motion', value: 'no-preference'}]);
  const app = await openApp(page, `${site}#${kRun}&step`);
  await measured(app);
  await app.settled();
  const before = await app.frames();
  await app.click('step.play');
  await app.until(async () => true);
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageDown');
  await app.settled();
  assert.ok((await app.frames()) > before);
});

test('an arrow key belongs to the handle while it has the focus', async ({page, site}) => {
  const app = await openApp(page, `${site}#${kRun}&step`);
  await measured(app);
  await app.click('step.length');
  const before = await measured(app);
  await page.keyboard.press('ArrowRight');
  const after = await app.until(({stage}) => stage.length > before.stage.length);
  assert.equal(after.step, before.step, 'no step was made');
});

test('the way back from the stage lets the run go on', async ({page, site}) => {
  await first(page);
  const app = await openApp(page, site, {running: true, opening: true});
  await app.click('welcome.step');
  await app.until(({playing, stage}) => !playing && stage);
  await page.keyboard.press('Escape');
  await app.until(({playing, stage}) => playing && stage === null);
});

test('the tab of instruments on a phone is not the stage', kPhone, async ({page, site}) => {
  const app = await openApp(page, site, {settings: false, opening: true});
  await page.touchscreen.tap(...(await app.at('tab.5')));
  await app.rect('instrument.panel');
  assert.equal((await app.state()).stage, null);
  assert.ok(await app.has('tab.0'));
});
