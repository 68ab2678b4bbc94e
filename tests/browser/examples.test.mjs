// web/examples that stand in the tools of other people: a deck of reveal.js and a Markdown file.

import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

import {delay, everywhere, test, until} from './harness.mjs';

test(
  'a deck’s figures start and stop with its slides, and a clicker turns them after a click into one',
  {...everywhere, viewport: {width: 1280, height: 720}, time: 120_000},
  async ({page, site}) => {
    await page.goto(`${site}examples/deck/index.html`);
    const now = () =>
      page.evaluate(() => {
        const slides = [...document.querySelectorAll('.slides > section')];
        const at = slides.findIndex((slide) => slide.classList.contains('present'));
        const figure = slides[at]?.querySelector('lock-step');
        const {width, height, left, top, bottom} = figure?.getBoundingClientRect() ?? {};
        return {
          count: slides.length,
          at,
          mode: figure?.mode,
          width,
          height,
          bottom,
          centre: [left + width / 2, top + height / 2],
        };
      });
    await until(async () => (await now()).at === 0, 'the first slide is on');
    assert.equal((await now()).count, 8);
    const state = (at) =>
      page.evaluate((i) => document.querySelectorAll('.slides > section')[i].querySelector('lock-step').getState(), at);
    for (let at = 1; at < 8; ++at) {
      await page.keyboard.press('PageDown');
      const slide = await until(async () => ((await now()).at === at ? now() : null), `slide ${at + 1} is on`);
      if (!slide.mode) continue;
      await until(async () => (await now()).mode === 'live', `the figure of slide ${at + 1} runs`, 30_000);
      assert.ok(slide.width > 1100 && slide.height > 500 && slide.bottom <= 720, JSON.stringify(slide));
      if (at === 1) await until(async () => (await state(1)).step > 5, 'it trains by itself');
      else await page.mouse.click(...slide.centre); // into the figure, which takes the focus
      if (at === 2) {
        const {step} = await state(1);
        await delay(500);
        assert.equal((await state(1)).step, step, 'the one before is held');
      }
    }
    await page.keyboard.press('PageUp');
    await until(async () => (await now()).at === 6, 'it goes back');
  },
);

test('a Markdown file has a figure as a picture, a frame and an element', async ({page, folder, article, site}) => {
  const {marked} = createRequire(import.meta.url)('marked');
  const html = marked.parse(readFileSync(join(folder, 'examples/article.md'), 'utf8'));
  await page.goto(article(`<base href="${site}examples/" />${html}`));
  const link = await page.evaluate(() => {
    const image = document.querySelector('a > img');
    return [image.naturalWidth > 0, new URL(image.parentElement.href).hash];
  });
  assert.deepEqual(link, [true, '#dataset=moons&layers=8,8&lr=0.01']);
  await page.evaluate(() => document.querySelector('iframe').scrollIntoView());
  const frame = () => page.frames().find((each) => /index\.html/.test(each.url()));
  await until(
    () =>
      frame()
        ?.evaluate(() => window.lockstep?.frames() > 0)
        .catch(() => false),
    'the frame runs',
    30_000,
  );
  await page.evaluate(() => document.querySelector('lock-step').scrollIntoView());
  await until(
    () => page.evaluate(() => document.querySelector('lock-step').mode === 'live'),
    'the element runs',
    30_000,
  );
  await until(() => page.evaluate(() => document.querySelector('lock-step').getState().step > 10), 'it trains');
});

test(
  'a frame’s buttons are those of the page around it, which says how far it is',
  everywhere,
  async ({page, site}) => {
    await page.goto(`${site}examples/frame.html`);
    const shown = (id) => page.evaluate((name) => document.getElementById(name).textContent, id);
    const press = (id) => page.evaluate((name) => document.getElementById(name).click(), id);
    const comesTo = (id, is, what) => until(async () => is(await shown(id)), what);
    // Nobody answers before the frame has said that it is ready.
    await until(
      async () => (await press('step'), await delay(500), Number(await shown('at')) >= 100),
      'it makes steps',
    );
    await comesTo('loss', (text) => Number(text) > 0, 'it says its loss');
    await press('play');
    await comesTo('play', (text) => text === 'Pause', 'the button is for the other way');
    await comesTo('at', (text) => Number(text) % 100 > 0, 'it trains');
    await press('play');
    await comesTo('play', (text) => text === 'Play', 'it is held');
    await press('reset');
    await comesTo('at', (text) => text === '0', 'it is at the start');
    assert.equal(await shown('note'), '');
  },
);
