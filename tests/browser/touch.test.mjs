// Fingers on a phone.

import assert from 'node:assert/strict';

import {App, delay, draws, test, until} from './harness.mjs';

const phone = {viewport: {width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true}};

const tap = async (app, name) => app.page.touchscreen.tap(...(await app.at(name)));

async function swipe(page, [fromX, fromY], [toX, toY], steps = 10) {
  const finger = await page.touchscreen.touchStart(fromX, fromY);
  for (let i = 1; i <= steps; ++i) {
    await finger.move(fromX + ((toX - fromX) * i) / steps, fromY + ((toY - fromY) * i) / steps);
    await delay(12);
  }
  await finger.end();
}

async function openTab(app, index) {
  await tap(app, `tab.${index}`);
  await app.rect(['network', 'loss', 'config'][index]);
  await app.settled();
}

test('on a phone everything is in one column, the first tap on anything works', phone, async ({open, page}) => {
  const app = await open();
  assert.equal((await app.input()).touch, true);
  const {css, device} = await page.evaluate(() => {
    const canvas = document.getElementById('canvas');
    return {css: [canvas.clientWidth, canvas.clientHeight], device: [canvas.width, canvas.height]};
  });
  assert.deepEqual(
    [css, device],
    [
      [390, 844],
      [780, 1688],
    ],
  );
  await tap(app, 'play');
  await app.until(({playing, step}) => playing && step > 5);
  await tap(app, 'play');
  await app.until(({playing}) => !playing);
  const {step} = await app.state();
  await tap(app, 'step');
  await app.until((state) => state.step === step + 1);
  await tap(app, 'reset');
  await app.until((state) => state.step === 0);
  await openTab(app, 1);
  await openTab(app, 2);
  await openTab(app, 0);
  await tap(app, 'theme');
  await app.until(({dark}) => dark);
  assert.deepEqual((await app.input()).mouse, [-1, -1], 'no pointer stays behind');
});

test('buttons on a phone have 44 px each', phone, async ({open}) => {
  const app = await open();
  const {widgets} = await app.state();
  const names = ['play', 'step', 'epoch', 'reset', 'seed', 'undo', 'redo', 'link', 'theme', 'about'];
  const centres = names.map((name) => {
    const [left, top, right, bottom] = widgets[name];
    return [(left + right) / 2, (top + bottom) / 2];
  });
  centres.forEach(([x, y], i) =>
    centres.slice(i + 1).forEach(([otherX, otherY], j) => {
      const distance = Math.max(Math.abs(x - otherX), Math.abs(y - otherY));
      assert.ok(distance >= 43.5, `${names[i]} and ${names[i + 1 + j]} are ${distance.toFixed(1)} px apart`);
    }),
  );
});

test('a finger scrolls the settings, also from a slider, and changes nothing', phone, async ({open, page}) => {
  const app = await open();
  await openTab(app, 2);
  const before = await app.state();
  const [, y] = await app.rect('config.noise.label');
  const [left, top, right, bottom] = await app.rect('config.samples');
  await swipe(page, [(left + right) / 2, (top + bottom) / 2], [(left + right) / 2, top - 150]);
  await app.until(
    ({widgets}) => !widgets['config.noise.label'] || widgets['config.noise.label'][1] < y - 60,
    'the settings move',
  );
  await app.settled();
  assert.equal((await app.state()).config, before.config);
  assert.equal((await app.state()).undoSteps, before.undoSteps);
});

test('a finger moved sideways moves the slider under it', phone, async ({open, page}) => {
  const app = await open();
  await openTab(app, 2);
  const [left, top, , bottom] = await app.rect('config.noise');
  const y = (top + bottom) / 2;
  const {undoSteps} = await app.state();
  await swipe(page, [left + 12, y], [left + 72, y + 3]);
  const state = await app.until(({config}) => /^noise=0\.[0-9]+$/.test(config));
  await app.settled();
  assert.equal((await app.state()).undoSteps, undoSteps + 1);
  assert.ok(state.widgets['config.noise']);
});

test('a list is opened and chosen from with taps', phone, async ({open}) => {
  const app = await open();
  await openTab(app, 2);
  await tap(app, 'config.dataset');
  await app.rect('config.dataset.1');
  await app.settled();
  await tap(app, 'config.dataset.1');
  await app.until(({config}) => config === 'dataset=xor');
});

test('a tap on a number opens the keyboard, what it sends is entered', phone, async ({open, page}) => {
  const app = await open();
  await openTab(app, 2);
  const [left, , , bottom] = await app.rect('config');
  while (!(await app.has('config.layers')) || (await app.rect('config.layers'))[3] > bottom - 20) {
    await swipe(page, [left + 40, bottom - 40], [left + 40, bottom - 160]); // not past it
    await app.settled();
  }
  await tap(app, 'config.layers');
  await until(async () => (await app.input()).wantText, 'text is edited');
  await until(
    () => page.evaluate(() => document.activeElement.tagName === 'TEXTAREA'),
    'a text field has the focus: the keyboard opens',
  );
  await page.evaluate(() => document.execCommand('insertText', false, '6,')); // as screen keyboards do, without keys
  await page.evaluate(() => document.execCommand('insertText', false, '33'));
  await page.evaluate(() => document.execCommand('delete'));
  await page.keyboard.press('Enter');
  await app.until(({config}) => config === 'layers=6,3');
  await until(() => page.evaluate(() => document.activeElement.id === 'canvas'), 'the keyboard closes');
});

test('a finger draws points and does not scroll', phone, async ({open, page}) => {
  const app = await open('dataset=drawn');
  const [left, top, right, bottom] = await app.rect('plane');
  await swipe(page, [left + 40, top + 30], [left + 60, bottom - 30], 20);
  await app.until(({samples}) => samples >= 4);
});

test('a finger pulls a weight up in the network', phone, async ({open, page}) => {
  const app = await open('dataset=xor&layers=3');
  const before = await app.state();
  const [left, , , bottom] = await app.rect('unit.1.1');
  await swipe(page, [left + 1, bottom - 1], [left + 1, bottom - 61], 12);
  const after = await app.until(({hash}) => hash !== before.hash);
  assert.equal(after.undoSteps, before.undoSteps + 1);
});

test('a second finger and a cancelled touch leave nothing pressed', phone, async ({open, page}) => {
  const app = await open();
  const [x, y] = await app.at('play');
  const first = await page.touchscreen.touchStart(x, y);
  const second = await page.touchscreen.touchStart(200, 500);
  await second.move(220, 420);
  await second.end();
  await first.end();
  const client = await page.createCDPSession();
  await client.send('Input.dispatchTouchEvent', {type: 'touchStart', touchPoints: [{x: 100, y: 300}]});
  await client.send('Input.dispatchTouchEvent', {type: 'touchCancel', touchPoints: []});
  await until(async () => {
    const {buttons, touchPhase, active} = await app.input();
    return buttons === 0 && touchPhase === 0 && !active;
  }, 'nothing is pressed');
});

test('in an article a finger on the picture scrolls the article', phone, async ({page, article, site}) => {
  await page.goto(
    article(`<meta name="viewport" content="width=device-width"><style>body { margin: 0 } iframe { border: 0; display: block }</style>
    <div style="height:100px">text</div><iframe src="${site}#layers=4" style="width:390px;height:600px"></iframe>
    <div style="height:3000px">text</div>`),
  );
  const frame = await until(
    async () => page.frames().find((candidate) => candidate.url().startsWith(site)),
    'the frame is there',
  );
  await draws(frame);
  const app = new App(page, frame, [0, 100]);
  await app.command('pause');
  await app.settled();
  const [x, y] = await app.at('plane');
  await swipe(page, [x, y + 60], [x, y - 120], 14);
  await until(() => page.evaluate(() => window.scrollY > 40), 'the article scrolls');
  assert.equal((await app.input()).active, false);
});
