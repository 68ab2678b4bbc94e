// What the tests of the Share panel are written with.

import assert from 'node:assert/strict';

import {until} from './harness.mjs';

export const kRun = 'dataset=moons&layers=6,5&lr=0.02&seed=3';

/** The open panel, pressed and read as a person does. */
export class Panel {
  constructor(page, frame = page, origin = [0, 0]) {
    Object.assign(this, {page, frame, origin});
  }
  opened() {
    return until(
      () =>
        this.frame.evaluate(
          () => document.getElementById('share')?.open && document.getElementById('share-link').value,
        ),
      'the panel is open',
    );
  }
  closed() {
    return until(() => this.frame.evaluate(() => !document.getElementById('share')?.open), 'the panel is closed');
  }
  value(id) {
    return this.frame.evaluate((name) => document.getElementById(`share-${name}`).value, id);
  }
  said(pattern) {
    const ask = () => this.frame.evaluate(() => document.getElementById('share-said').textContent);
    return until(async () => pattern.test(await ask()) && (await ask()), `the panel says ${pattern}`);
  }
  async press(selector) {
    let before = '';
    const at = await until(async () => {
      const now = await this.place(selector);
      const rests = `${now}` === before; // in two looks
      before = `${now}`;
      return rests && now;
    }, `${selector} is at rest`);
    await this.page.mouse.click(at[0] + this.origin[0], at[1] + this.origin[1]);
  }
  /** The centre of something in the panel, scrolled to where it is seen. */
  place(selector) {
    return this.frame.evaluate((text) => {
      const element = document.querySelector(`#share ${text}`);
      element.scrollIntoView({block: 'center'});
      const {left, top, width, height} = element.getBoundingClientRect();
      return [left + width / 2, top + height / 2];
    }, selector);
  }
  do(action) {
    return this.press(`[data-do=${action}]`);
  }
  choose(name, value) {
    return this.frame.evaluate(
      (field, chosen) => {
        const element = document.querySelector(`#share form [name=${field}]`);
        if (typeof chosen === 'boolean') element.checked = chosen;
        else element.value = chosen;
        element.dispatchEvent(new Event('input', {bubbles: true}));
      },
      name,
      value,
    );
  }
}

/** Opens the panel on a run. */
export async function openPanel(app) {
  await app.command('share');
  const panel = new Panel(app.page, app.frame, app.origin);
  await panel.opened();
  return panel;
}

/** What is saved from now on is kept in `saved` and not downloaded: a headless browser may ask somebody where to. */
export const keepFiles = (frame) =>
  frame.evaluate(() => {
    window.saved = [];
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => (window.saved.push({blob}), make.call(URL, blob));
    HTMLAnchorElement.prototype.click = function () {
      window.saved.at(-1).name = this.download;
    };
  });
/**
 * The next file: {name, type, size, text}; text is Latin-1 of the bytes, of so many at most. It stays as
 * window.lastSaved, a Blob.
 */
export async function nextFile(frame, most = 1 << 26) {
  return until(
    () =>
      frame.evaluate(async (length) => {
        const file = window.saved.find(({name}) => name);
        if (!file) return null;
        window.saved = [];
        window.lastSaved = file.blob;
        const bytes = new Uint8Array(await file.blob.slice(0, length).arrayBuffer());
        let text = '';
        for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
        return {name: file.name, type: file.blob.type, size: file.blob.size, text};
      }, most),
    'a file is saved',
  );
}
export const utf8 = ({text}) => Buffer.from(text, 'latin1').toString('utf8');
export const pngSize = ({text}) => {
  const bytes = Buffer.from(text, 'latin1');
  assert.equal(bytes.toString('latin1', 1, 4), 'PNG');
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
};
export const canvasSize = (frame) =>
  frame.evaluate(() => [document.getElementById('canvas').width, document.getElementById('canvas').height]);
