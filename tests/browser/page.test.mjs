// The canvas as part of a page: what it takes, what it leaves to the page, when it draws.

import assert from 'node:assert/strict';

import {launchChromium} from './engines.mjs';
import {App, delay, draws, openApp, test, until} from './harness.mjs';

const phone = {viewport: {width: 390, height: 844, hasTouch: true, isMobile: true}};
const kStyle = '<style>body { margin: 0; font: 16px sans-serif } iframe { border: 0; display: block }</style>';

/** An article with the application in an iframe, 200 px down, and text above and below; returns the App in it. */
async function openArticle(
  page,
  article,
  site,
  {fragment = 'seed=1', height = 500, above = '<input id="name">', space = 200} = {},
) {
  await page.goto(
    article(`${kStyle}<div style="height:${space}px">${above}</div>
    <iframe id="embed" src="${site}#${fragment}" style="width:900px;height:${height}px"></iframe>
    <div style="height:3000px">text</div>`),
  );
  const frame = await until(
    async () => page.frames().find((candidate) => candidate.url().startsWith(site)),
    'the frame is there',
  );
  await draws(frame);
  const app = new App(page, frame, [0, space]);
  await app.command('pause');
  return app;
}

const scrolled = (page) => page.evaluate(() => window.scrollY);
/** Scrolling of the page is smooth and starts late: waits up to `patience` ms whether it moves. */
async function scrollsBy(page, act, patience = 10_000) {
  const before = await scrolled(page);
  await act();
  for (const deadline = Date.now() + patience; Date.now() < deadline; await delay(20))
    if ((await scrolled(page)) !== before) return true;
  return false;
}

/** Brings the page back to its top, also from a smooth scroll that is still on its way. */
const scrollToTop = (page) =>
  until(async () => {
    await page.evaluate(() => scrollTo(0, 0));
    await delay(300);
    return (await scrolled(page)) === 0;
  }, 'the page rests at its top');

// Wheel.

test('the wheel scrolls the settings and not the page around, over the network it scrolls the page', async ({
  page,
  article,
  site,
}) => {
  const app = await openArticle(page, article, site, {fragment: 'figure=app&layers=4'});
  await app.click('settings');
  const [, before] = await app.rect('config.noise');
  const follows = await scrollsBy(page, () => app.wheel('config', 60), 500);
  assert.equal(follows, false, 'the page has scrolled with the panel');
  assert.ok((await app.rect('config.noise'))[1] < before - 20, 'the panel scrolls');
  await delay(500); // until a scroll that reached the panel's end would go on into the page
  assert.equal(await scrollsBy(page, () => app.wheel('plane', 100)), true, 'the page does not scroll over the picture');
});

test('the wheel with Ctrl is the browser’s, to zoom with', async ({open, page}) => {
  const app = await open();
  await page.evaluate(() => {
    window.wheels = [];
    window.addEventListener('wheel', (event) => window.wheels.push(event.defaultPrevented));
  });
  await page.keyboard.down('Control');
  await app.wheel('plane', 100);
  await page.keyboard.up('Control');
  await until(() => page.evaluate(() => window.wheels.length), 'the page sees the wheel');
  assert.deepEqual(await page.evaluate(() => window.wheels), [false]);
});

// Keyboard.

test('Tab leaves the canvas, Shift+Tab comes to it from behind', async ({open, page}) => {
  const app = await open();
  const active = () => page.evaluate(() => document.activeElement.id || document.activeElement.tagName);
  await app.focus();
  await page.keyboard.press('Tab');
  assert.notEqual(await active(), 'canvas');
  await app.focus();
  await page.keyboard.down('Shift');
  await page.keyboard.press('Tab');
  await page.keyboard.up('Shift');
  assert.notEqual(await active(), 'canvas');
});

test('typing into the page’s own text leaves the application alone, Backspace works there', async ({
  page,
  article,
  site,
}) => {
  const app = await openArticle(page, article, site);
  const before = await app.state();
  await app.click('step');
  await app.until(({step}) => step === before.step + 1);
  await page.click('#name');
  await page.keyboard.type('new run e');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Delete');
  await page.keyboard.press(' ');
  assert.equal(await page.$eval('#name', (input) => input.value), 'new run ');
  const {step, config, playing} = await app.state();
  assert.deepEqual([step, config, playing], [before.step + 1, before.config, false]);
});

test('text fields and keys beside a canvas in the same document are left alone', async ({open, page}) => {
  const app = await open();
  await page.evaluate(() => {
    const input = Object.assign(document.createElement('input'), {id: 'beside'});
    Object.assign(input.style, {position: 'fixed', left: 0, bottom: 0, zIndex: 9});
    document.body.append(input);
  });
  await app.click('step');
  await app.until(({step}) => step === 1);
  await page.click('#beside');
  await page.keyboard.type('run 7e');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.$eval('#beside', (input) => input.value), 'run 7');
  assert.equal((await app.state()).step, 1);
  assert.equal((await app.input()).keysDown, 0);
});

test('keys that the canvas has no use for reach the page', async ({open, page}) => {
  const app = await open();
  await page.evaluate(() => {
    window.keys = [];
    window.addEventListener('keydown', (event) => window.keys.push([event.key, event.defaultPrevented]));
  });
  await app.focus();
  for (const key of ['F2', 'b', '.', 'PageDown', ' ']) await page.keyboard.press(key);
  assert.deepEqual(await page.evaluate(() => window.keys), [
    ['F2', false],
    ['b', false],
    ['.', false],
    ['PageDown', true],
    [' ', true],
  ]);
});

// What is lost on the way.

test('a button released outside the canvas is not stuck', async ({page, article, site}) => {
  const app = await openArticle(page, article, site, {fragment: 'layers=4'});
  const [left, top, right, bottom] = await app.rect('plane');
  await page.mouse.move((left + right) / 2, (top + bottom) / 2);
  await page.mouse.down();
  await page.mouse.move(20, 40, {steps: 4});
  await page.mouse.up();
  await until(async () => (await app.input()).buttons === 0, 'the button is up');
  // …and where even the release itself is never told:
  await app.frame.evaluate(() => {
    const canvas = document.getElementById('canvas');
    const send = (type, buttons) =>
      canvas.dispatchEvent(
        new PointerEvent(type, {pointerId: 77, pointerType: 'mouse', clientX: 50, clientY: 50, buttons, bubbles: true}),
      );
    send('pointerdown', 1);
    send('pointermove', 0);
  });
  await until(async () => (await app.input()).buttons === 0, 'the button is up again');
});

test('the keyboard is let go when the focus or the window goes', async ({open, page}) => {
  const app = await open();
  for (const leave of [() => document.getElementById('canvas').blur(), () => window.dispatchEvent(new Event('blur'))]) {
    await app.focus();
    await page.keyboard.down('Shift');
    await page.keyboard.down('x');
    await until(async () => (await app.input()).keysDown >= 1, 'the keys are down');
    await page.evaluate(leave);
    await until(
      async () => (await app.input()).keysDown === 0 && (await app.input()).modifiers === 0,
      'the keys are up',
    );
    await page.keyboard.up('x');
    await page.keyboard.up('Shift');
  }
  await app.key('ArrowRight');
  await app.until(({step}) => step === 1);
});

test('a slider held while the focus goes is let go where it is', async ({open, page}) => {
  const app = await open();
  const [left, top, right, bottom] = await app.rect('config.noise');
  const y = (top + bottom) / 2;
  await page.mouse.move(left + 20, y);
  await page.mouse.down();
  await page.mouse.move(left + 40, y, {steps: 3});
  await app.until(({config}) => config.startsWith('noise='));
  await page.evaluate(() => document.getElementById('canvas').blur());
  const {config} = await app.state();
  await page.mouse.move(left + 90, y, {steps: 3});
  await page.mouse.up();
  await app.settled();
  assert.equal((await app.state()).config, config);
  assert.equal((await app.input()).active, false);
});

// Size.

async function pixelsOf(page) {
  return page.evaluate(() => {
    const canvas = document.getElementById('canvas');
    return {
      css: [canvas.clientWidth, canvas.clientHeight],
      device: [canvas.width, canvas.height],
      ratio: devicePixelRatio,
    };
  });
}

test('the canvas has the pixels of the screen at every devicePixelRatio', async ({open, page}) => {
  const app = await open();
  let height = 500;
  for (const deviceScaleFactor of [2, 1.5, 3, 1.25, 1]) {
    await page.setViewport({width: 700, height: ++height, deviceScaleFactor}); // the ratio alone changes no media query
    await until(async () => {
      const {css, device, ratio} = await pixelsOf(page);
      return ratio === deviceScaleFactor && device.every((length, i) => length === Math.round(css[i] * ratio));
    }, `the canvas has ${deviceScaleFactor} pixels per CSS pixel`);
    await until(async () => (await app.input()).pixelRatio === deviceScaleFactor, 'the application knows');
    await app.settled();
    assert.ok((await app.pixels()).colors > 100);
  }
});

test('a browser with two device pixels per CSS pixel gets a crisp canvas and clicks where they are', async ({site}) => {
  const browser = await launchChromium('--force-device-scale-factor=2');
  try {
    const page = await browser.newPage();
    await page.setViewport({width: 1000, height: 600, deviceScaleFactor: 0});
    const app = await openApp(page, site);
    const {css, device, ratio} = await pixelsOf(page);
    assert.equal(ratio, 2);
    assert.deepEqual(
      device,
      css.map((length) => 2 * length),
    );
    await app.click('step');
    await app.until(({step}) => step === 1);
  } finally {
    await browser.close();
  }
});

test('every layout has its controls on screen and none on another', async ({open, page}) => {
  const app = await open();
  for (const [width, height] of [
    [1440, 900],
    [1024, 768],
    [800, 600],
    [390, 844],
    [360, 640],
    [320, 568],
  ]) {
    await page.setViewport({width, height});
    await app.until(({widgets}) => widgets.transport[2] === width);
    await app.settled();
    const {widgets} = await app.state();
    const buttons = ['play', 'step', 'epoch', 'reset', 'seed', 'speed', 'undo', 'redo', 'link', 'theme', 'about'];
    for (const name of buttons) {
      const [left, top, right, bottom] = widgets[name] ?? assert.fail(`${name} is missing at ${width}×${height}`);
      assert.ok(
        left >= 0 && top >= 0 && right <= width && bottom <= height,
        `${name} is off the screen at ${width}×${height}`,
      );
      for (const other of buttons) {
        if (other === name) continue;
        const [l, t, r, b] = widgets[other];
        assert.ok(
          right <= l + 0.5 || r <= left + 0.5 || bottom <= t + 0.5 || b <= top + 0.5,
          `${name} is on ${other} at ${width}×${height}`,
        );
      }
    }
  }
});

// When it draws.

test('a paused page draws nothing and sets no timer', async ({open}) => {
  const app = await open();
  await app.settled();
  await delay(1200); // hover and notices have come to rest
  const before = await app.frames();
  await delay(2000);
  assert.equal((await app.frames()) - before, 0);
});

test('a text caret blinks at its own slow pace', async ({open, page}) => {
  const app = await open();
  await page.mouse.click(...(await app.at('config.layers')));
  await until(async () => (await app.input()).wantText, 'a text field is open');
  await delay(1000);
  const before = await app.frames();
  await delay(2000);
  const drawn = (await app.frames()) - before;
  assert.ok(drawn >= 1 && drawn <= 12, `${drawn} frames in 2 s`);
});

test('a hidden page makes no steps and goes on when it is seen again', async ({open, page, newPage}) => {
  const app = await open('', {running: true});
  await app.until(({step}) => step > 20);
  const setHidden = (hidden) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', {value, configurable: true});
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await setHidden(true);
  await until(async () => !(await app.input()).visible, 'the application knows that it is hidden');
  const {step, playing} = await app.state();
  assert.equal(playing, true);
  await delay(1000);
  assert.equal((await app.state()).step, step);
  await setHidden(false);
  await app.until((state) => state.step > step + 20);
});

test('an iframe scrolled out of sight makes no steps and draws no frames', async ({page, article, site}) => {
  const app = await openArticle(page, article, site);
  await app.command('play');
  const seen = await app.state();
  await app.until(({step}) => step > seen.step + 20);
  await page.evaluate(() => window.scrollTo(0, 2500));
  await until(async () => !(await app.input()).visible, 'the application knows that it is out of sight');
  const {step} = await app.state();
  const frames = await app.frames();
  await delay(1000);
  assert.deepEqual([(await app.state()).step, await app.frames()], [step, frames]);
  await page.evaluate(() => window.scrollTo(0, 0));
  await app.until((state) => state.step > step + 20);
});

test('the speed is steps per second, not per frame', {alone: true}, async ({open}) => {
  const app = await open();
  await app.command('speed 60');
  await app.command('play');
  await delay(500);
  const began = Date.now();
  const {step} = await app.state();
  await delay(3000);
  const after = await app.state();
  const speed = (after.step - step) / ((Date.now() - began) / 1000);
  assert.ok(speed > 20 && speed < 75, `${speed.toFixed(1)} steps per second`);
});

test('frames while training the default network are reported', {alone: true}, async ({open}) => {
  const app = await open('', {running: true});
  await app.until(({step}) => step > 300);
  const before = await app.frames();
  await delay(2000);
  const drawn = (await app.frames()) - before;
  const {frame, stepsPerSecond} = await app.state();
  const [training, ui, rest] = [frame.training, frame.interface, frame.rest].map((time) => time.toFixed(1));
  console.log(
    `    ${drawn / 2} frames/s in software: training ${training} ms, interface ${ui} ms, rest ${rest} ms; ${stepsPerSecond.toFixed(0)} steps/s`,
  );
  assert.ok(drawn > 4);
});

// The graphics context.

test('a lost graphics context comes back with the same picture', async ({open, page}) => {
  const app = await open('dataset=arms&layers=5,20');
  await app.command('step 40');
  await page.mouse.move(2, 2);
  await app.settled();
  const before = await app.pixels();
  for (let round = 1; round <= 2; ++round) {
    await page.evaluate(() => {
      window.lose =
        window.lose ?? document.getElementById('canvas').getContext('webgl2').getExtension('WEBGL_lose_context');
      window.lose.loseContext();
    });
    await delay(100);
    await page.evaluate(() => window.lose.restoreContext());
    await until(async () => (await app.input()).restores === round, 'the context is back');
    await app.settled();
    assert.equal((await app.pixels()).hash, before.hash);
  }
  assert.equal(await page.evaluate(() => document.getElementById('cover').hidden), true);
  await app.click('step');
  await app.until(({step}) => step === 41);
});

test('a graphics context that stays away is explained', async ({open, page}) => {
  const app = await open();
  await page.evaluate(() =>
    document.getElementById('canvas').getContext('webgl2').getExtension('WEBGL_lose_context').loseContext(),
  );
  await until(() => page.evaluate(() => !document.getElementById('cover').hidden), 'the page says so');
  assert.match(await page.$eval('#message', (p) => p.textContent), /graphics/);
  assert.match(await page.$eval('#remedy', (p) => p.textContent), /Reload/);
});

test('an embedded application leaves room to no more than the article gives it', async ({page, article, site}) => {
  const app = await openArticle(page, article, site, {height: 360});
  const {embedded, width, height} = await app.input();
  assert.deepEqual([embedded, width, height], [true, 900, 360]);
  await app.click('play');
  await app.until(({step, playing}) => playing && step > 20);
  assert.equal(
    await scrollsBy(page, () => page.mouse.wheel({deltaY: 80})),
    true,
    'the page scrolls over the play button',
  );
});

test('a figure leaves the reader’s keys to the article, but for those of the handle in hand', async ({
  page,
  article,
  site,
}) => {
  const app = await openArticle(page, article, site, {fragment: 'layers=4&figure=step'});
  await app.command('pause');
  await app.until(({stage}) => stage?.complete);
  const {step} = await app.state();
  await app.click('figure.bar');
  for (const key of ['PageDown', 'ArrowDown', 'Space'])
    assert.equal(await scrollsBy(page, () => page.keyboard.press(key)), true, `${key} scrolls the article`);
  await page.keyboard.press('n');
  await page.keyboard.press('ArrowRight');
  await app.settled();
  assert.equal((await app.state()).step, step);
  await scrollToTop(page);
  await app.click('step.length');
  await app.settled();
  const {length} = (await app.state()).stage;
  await page.keyboard.press('ArrowRight');
  await app.until(({stage}) => stage.length > length);
});
