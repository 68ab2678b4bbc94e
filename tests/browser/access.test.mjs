// For everybody: the controls in ordinary HTML, themes and sizes, less motion.

import assert from 'node:assert/strict';

import {delay, draws, openApp, test, until} from './harness.mjs';

const control = (page, selector) => page.waitForSelector(`#controls ${selector}`);

// The mirror.

test('Tab goes from the page’s start through real controls to the canvas and on', async ({open, page}) => {
  await open();
  await page.evaluate(() => document.activeElement?.blur());
  const seen = [];
  for (let i = 0; i < 14 && seen.at(-1) !== 'canvas'; ++i) {
    await page.keyboard.press('Tab');
    const [what, box, hidden] = await page.evaluate(() => {
      const element = document.activeElement;
      const {width, height, top} = element.getBoundingClientRect();
      return [element.id || element.dataset.command || element.dataset.field, [width, height], top < 0];
    });
    seen.push(what);
    assert.ok(box[0] >= 24 && box[1] >= 24 && !hidden, `${what} is seen while it has the focus`);
  }
  assert.deepEqual(seen, [
    'toggle',
    'step',
    'reset',
    'seed',
    'share',
    'dataset',
    'layers',
    'lr',
    'lr',
    'seed',
    'article',
    'canvas',
  ]);
  assert.equal(await page.evaluate(() => document.elementFromPoint(10, 8).id), 'canvas', 'they are out of sight again');
});

test('the keyboard alone trains, pauses, steps, resets and reseeds', async ({open, page}) => {
  const app = await open();
  const first = await app.state();
  const toggle = await control(page, '[data-command=toggle]');
  const label = () => toggle.evaluate((button) => button.textContent);
  await until(async () => (await label()) === 'Play', 'the button says that the run is paused');
  await toggle.focus();
  await page.keyboard.press('Enter');
  await app.until(({playing, step}) => playing && step > 5);
  await until(async () => (await label()) === 'Pause', 'the button says what it does now');
  await page.keyboard.press(' ');
  await app.until(({playing}) => !playing);
  const {step} = await app.state();
  for (const [command, predicate] of [
    ['step', (state) => state.step === step + 1],
    ['reset', (state) => state.hash === first.hash],
    ['seed', (state) => state.config === 'seed=2'],
  ]) {
    await (await control(page, `[data-command=${command}]`)).focus();
    await page.keyboard.press('Enter');
    await app.until(predicate, `${command} is done`);
  }
});

test('fields set and show what the application has, and say what was refused', async ({open, page}) => {
  const app = await open();
  const dataset = await control(page, 'select[data-field=dataset]');
  const {choices} = await app.state();
  assert.equal(await dataset.evaluate((select) => select.length), choices.dataset.length);
  assert.equal(await dataset.evaluate((select) => select.value), 'spiral');
  await dataset.select('moons');
  await app.until(({config}) => config === 'dataset=moons');

  const layers = await control(page, 'input[data-field=layers]');
  await layers.focus();
  await layers.evaluate((input) => input.select());
  await page.keyboard.type('3,9999');
  await page.keyboard.press('Enter');
  await app.until(({config}) => config.includes('layers=3,1024'));
  await until(() => page.$eval('#answer', (output) => /9999 is outside/.test(output.textContent)), 'the limit is said');

  const rate = await control(page, 'input[data-field=lr][type=range]');
  await rate.focus();
  await page.keyboard.press('ArrowRight');
  await app.until(({config}) => /lr=0\.018/.test(config));
  await app.command('set lr=0.1');
  await until(
    () => page.$eval('input[data-field=lr][type=number]', (input) => Number(input.value) === 0.1),
    'the field follows a change made elsewhere',
  );
});

test('every control has a name, the live region speaks now and then', async ({open, page}) => {
  const app = await open();
  const names = await page.$$eval('#controls :is(button, select, input)', (elements) =>
    elements.map((element) => (element.labels?.[0]?.textContent ?? element.textContent).trim()),
  );
  assert.ok(
    names.every((name) => name.length > 2),
    names.join(),
  );
  assert.equal(await page.$eval('#live', (live) => live.ariaLive), 'polite');
  await page.evaluate(() => {
    window.spoken = [];
    const live = document.getElementById('live');
    new MutationObserver(() => window.spoken.push([performance.now(), live.textContent])).observe(live, {
      childList: true,
    });
  });
  await app.command('play');
  const spoken = await until(async () => {
    const all = await page.evaluate(() => window.spoken);
    return all.length >= 2 && all;
  }, 'two announcements are made');
  assert.match(spoken.at(-1)[1], /^(Paused\. )?Step \d+, training loss [\d.e-]+, test loss [\d.e-]+\.$/);
  assert.ok(spoken[1][0] - spoken[0][0] > 4500, 'not more than one in five seconds');
});

test('the canvas has a role, a name and a ring when the keyboard comes to it', async ({open, page}) => {
  await open();
  await page.evaluate(() => document.activeElement?.blur());
  const canvas = await page.$eval('#canvas', ({tabIndex, role, ariaLabel}) => ({tabIndex, role, ariaLabel}));
  assert.deepEqual([canvas.tabIndex, canvas.role], [0, 'application']);
  assert.match(canvas.ariaLabel, /network/);
  for (let i = 0; i < 12; ++i) await page.keyboard.press('Tab'); // after Share and the article
  assert.equal(await page.evaluate(() => document.activeElement.id), 'canvas');
  assert.ok(await page.$eval('#canvas', (element) => parseFloat(getComputedStyle(element).outlineWidth) >= 2));
});

// Motion.

test('who asks for less motion finds the page paused', async ({page, site}) => {
  await page.emulateMediaFeatures([{name: 'prefers-reduced-motion', value: 'reduce'}]);
  const app = await openApp(page, `${site}#dataset=xor`, {running: true});
  await delay(500);
  const {step, playing} = await app.state();
  assert.deepEqual([step, playing], [0, false]);
  await app.click('play');
  await app.until((state) => state.step > 5);
});

// Look.

test('the theme is toggled, painted around the canvas too, and survives a reload', async ({open, page}) => {
  const app = await open();
  const corner = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await corner();
  await app.click('theme');
  await app.until(({dark}) => dark);
  await until(async () => (await corner()) !== light, 'the page is dark');
  assert.equal(await corner(), 'rgb(20, 22, 26)');
  await page.reload();
  await draws(page);
  assert.equal((await app.state()).dark, true);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
});

test('without a choice the theme is the system’s and follows it', async ({open, page}) => {
  await page.emulateMediaFeatures([{name: 'prefers-color-scheme', value: 'dark'}]);
  const app = await open();
  assert.equal((await app.state()).dark, true);
  await page.emulateMediaFeatures([{name: 'prefers-color-scheme', value: 'light'}]);
  await app.until(({dark}) => !dark);
});

test('the size of the screen goes to 200 % and survives a reload', async ({open, page}) => {
  const app = await open();
  const [, , before] = await app.rect('play');
  await app.click('about');
  await app.click('about.scale.3');
  await app.key('Escape');
  await app.until(
    ({widgets}) => widgets.play?.[2] > 1.8 * before && !widgets['about.box'],
    'everything is twice as large',
  );
  await app.settled();
  assert.ok((await app.pixels()).colors > 100);
  await page.reload();
  await draws(page);
  assert.ok((await app.rect('play'))[2] > 1.8 * before);
  await app.click('step');
  await app.until(({step}) => step > 0);
});

test('blocked storage is no obstacle', async ({page, site}) => {
  await page.evaluateOnNewDocument(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('blocked', 'SecurityError');
      },
    });
  });
  const app = await openApp(page, site);
  await app.click('theme');
  await app.until(({dark}) => dark);
});
