// What the browser tests are written with: test(), open() and App.
//
//   test('Space pauses and goes on', async ({open}) => {
//     const app = await open('dataset=xor');
//     await app.key('Space');
//     await app.until((state) => state.playing);
//   });
//
// Tests put in real events at the places that the application says its widgets are, and ask it what became of them.

import assert from 'node:assert/strict';

const kEffect = 5000; // ms that a click has for its effect
const kPatience = 30_000; // ms for anything to happen; machines that build at the same time are slow
const kPoll = 20; // ms

export const delay = (ms) => new Promise((done) => setTimeout(done, ms));
export const kSize = {width: 1024, height: 768};
export const everywhere = {engines: ['chromium', 'firefox', 'webkit']}; // an option of test()

/** All tests, in order. */
export const tests = [];

/**
 * @param {string} sentence What is true.
 * @param {object} [options] engines: where it runs, by default only in Chromium; allow: console errors that belong to
 *     it; viewport: of the page, as Puppeteer takes it; time: ms that it may take; alone: it times what it sees, and
 *     nothing runs beside it.
 * @param {(t: {open, page, context, site, folder, article, engine}) => Promise<void>} body
 */
export function test(sentence, options, body) {
  if (!body) return test(sentence, {}, options);
  tests.push({sentence, body, engines: ['chromium'], viewport: kSize, ...options});
}

/** Waits until `ask` answers with something true and returns that. */
export async function until(ask, what, patience = kPatience) {
  const deadline = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`in ${patience / 1000} s it did not happen that ${what}`);
    await delay(kPoll);
  }
}

const centre = ([left, top, right, bottom]) => [(left + right) / 2, (top + bottom) / 2];

/** Waits until the application in a page, or in a frame, has drawn; it may still be on its way there. */
export const draws = (frame) =>
  until(() => frame.evaluate(() => window.lockstep?.frames() > 0).catch(() => false), 'it has drawn', 30_000);

/** The application in a page, or in a frame of it whose canvas starts at `origin` of the page. */
export class App {
  constructor(page, frame = page, origin = [0, 0]) {
    Object.assign(this, {page, frame, origin});
  }

  async state() {
    const state = await this.frame.evaluate(() => window.lockstep.state());
    if (state.widgets) return state;
    throw new Error(await this.frame.evaluate(() => document.getElementById('report').textContent));
  }
  /** What the platform layer believes: buttons, keysDown, mouse, visible, pixelRatio, due (ms to the next frame), … */
  input() {
    return this.frame.evaluate(() => window.lockstep.input());
  }
  frames() {
    return this.frame.evaluate(() => window.lockstep.frames());
  }
  /** One of the page's commands; it must not be refused. */
  async command(line) {
    const refused = await this.frame.evaluate((text) => window.lockstep.command(text), line);
    assert.equal(refused, '', `“${line}” was refused`);
    return this.state();
  }

  /** Waits for a state; returns it. `what` says it in words where the code is not clear. */
  async until(predicate, what = `${predicate}`, patience = kPatience) {
    let state;
    try {
      return await until(async () => predicate((state = await this.state())) && state, what, patience);
    } catch (error) {
      if (!/did not happen/.test(error.message)) throw error;
      const {widgets, choices, ...rest} = state;
      throw new Error(`${error.message}; the state is ${JSON.stringify(rest)}`);
    }
  }
  /** Waits until no frame is due at once: what was done is on the screen, and nothing moves. */
  settled() {
    return until(async () => (await this.input()).due > 0, 'drawing ends');
  }

  // Where things are.

  /** The rectangle of a widget on screen, once it is there and at rest: [left, top, right, bottom] in the page. */
  async rect(name) {
    if (/^config(\.[a-z]+){1,2}$/i.test(name) && !(await this.has(name))) await this.scrollTo(name);
    let before = {};
    const {widgets} = await until(async () => {
      const {frames, due} = await this.input();
      const state = await this.state();
      const place = `${state.widgets[name]}`;
      // The same in two looks says nothing as long as a frame is due that was not drawn in between.
      const resting = place === before.place && (frames > before.frames || due > 0);
      before = resting || place !== before.place ? {place, frames} : before;
      return resting && state.widgets[name] && state;
    }, `there is a widget “${name}”`);
    const [x, y] = this.origin;
    const [left, top, right, bottom] = widgets[name];
    return [left + x, top + y, right + x, bottom + y];
  }
  async at(name) {
    return centre(await this.rect(name));
  }
  async has(name) {
    return name in (await this.state()).widgets;
  }

  // Real input.

  async hover(name) {
    await this.page.mouse.move(...(await this.at(name)));
  }
  async click(name, options) {
    await this.page.mouse.click(...(await this.at(name)), options);
  }
  /** Clicks until it has the effect: a notice that comes or goes may move the widget away from under the pointer. */
  async press(name, hasEffect, what) {
    const happens = () => until(hasEffect, what, kEffect).catch(() => false);
    await until(async () => (await this.click(name), await happens()), what);
  }
  /** Scrolls the settings until all of a widget is seen; returns its rectangle. */
  async reveal(name) {
    await this.scrollTo(name);
    return this.rect(name);
  }
  async scrollTo(name) {
    const [, , , bottom] = await this.rect('config');
    await this.hover('config');
    for (let tries = 0; tries < 40; ++tries) {
      const now = (await this.state()).widgets[name];
      if (now && now[3] < bottom - 8) return;
      await this.page.mouse.wheel({deltaY: 120});
      await this.settled();
    }
    throw new Error(`“${name}” is not in the settings`);
  }
  async wheel(name, deltaY) {
    await this.hover(name);
    await this.page.mouse.wheel({deltaY});
  }
  async drag([fromX, fromY], [toX, toY], steps = 8) {
    const {mouse} = this.page;
    await mouse.move(fromX, fromY);
    await mouse.down();
    await mouse.move(toX, toY, {steps});
    await mouse.up();
  }
  /** A key, with the canvas in focus. */
  async key(name, ...held) {
    await this.focus();
    for (const key of held) await this.page.keyboard.down(key);
    await this.page.keyboard.press(name);
    for (const key of held) await this.page.keyboard.up(key);
  }
  focus() {
    return this.frame.evaluate(() => document.getElementById('canvas').focus());
  }
  /** Opens a list with the mouse and clicks one of its rows. */
  async choose(name, index) {
    const row = `${name}.${index}`;
    await this.press(name, () => this.has(row), `“${name}” opens its list`);
    await this.click(row);
  }
  /** Types into the field of a slider or a text, which a click on `at` opens. */
  async enter(at, text) {
    await this.page.mouse.click(...at);
    await until(async () => (await this.input()).wantText, 'a text field is open');
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Enter');
    await until(async () => !(await this.input()).wantText, 'the text field is closed');
  }

  // Pixels.

  /** Of a widget, or of the whole canvas: {colors: how many different ones, hash of them all}. */
  async pixels(name) {
    const {width, height} = await this.input();
    const [x, y] = this.origin;
    const rect = name ? await this.rect(name) : [x, y, x + width, y + height];
    return this.frame.evaluate(
      readPixels,
      rect.map((edge, i) => edge - this.origin[i % 2]),
    );
  }
}

async function readPixels([left, top, right, bottom]) {
  const image = new Image();
  image.src = window.lockstep.screenshot();
  await image.decode();
  const ratio = window.lockstep.input().pixelRatio;
  const canvas = document.createElement('canvas');
  Object.assign(canvas, {width: (right - left) * ratio, height: (bottom - top) * ratio});
  const context = canvas.getContext('2d');
  context.drawImage(image, -left * ratio, -top * ratio);
  const pixels = new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  let hash = 2166136261;
  for (const pixel of pixels) hash = Math.imul(hash ^ pixel, 16777619);
  return {colors: new Set(pixels).size, hash: hash >>> 0};
}

/** What a picture shows when it is drawn small: {width, its own; data, 4 × width × height bytes of what is drawn}. */
export const drawnSmall = (page, source, [width, height]) =>
  page.evaluate(
    async (src, width, height) => {
      const image = Object.assign(new Image(), {src});
      await image.decode();
      const canvas = Object.assign(document.createElement('canvas'), {width, height});
      const context = canvas.getContext('2d');
      context.imageSmoothingQuality = 'high';
      context.drawImage(image, 0, 0, width, height);
      return {width: image.width, data: [...context.getImageData(0, 0, width, height).data]};
    },
    source,
    width,
    height,
  );
/** How far two of them are from each other: the mean of 0 … 255. */
export const apart = (one, two) =>
  one.data.reduce((sum, value, i) => sum + Math.abs(value - two.data[i]), 0) / one.data.length;

/** Fetches addresses from within a page: the status of each, or 'refused'. */
export const statuses = (frame, ...urls) =>
  frame.evaluate(
    (...all) =>
      Promise.all(
        all.map((url) =>
          fetch(url).then(
            ({status}) => status,
            () => 'refused',
          ),
        ),
      ),
    ...urls,
  );

/**
 * Goes to an address and waits for the application: running as it opens, or at step 0 with open settings. An address
 * without a run opens that of all defaults; with `opening` the product's own.
 */
export async function openApp(page, url, {running = false, settings = !running, opening = false} = {}) {
  await page.goto(opening || /#./.test(url) ? url : `${url.replace('#', '')}#seed=1`);
  await draws(page);
  const app = new App(page);
  if (settings) await app.command('settings open');
  if (running) return app;
  await app.command('pause');
  if ((await app.state()).step) await app.command('reset');
  return app;
}
