// What a scene does, line by line: gestures of a viewer, and the page's own commands.

import {readFileSync} from 'node:fs';
import {basename} from 'node:path';

const kStrokeSteps = 8; // between two places of a stroke
const kParts = 8; // of a run: each is drawn once and measured, so that there are curves to see

const settled = (app) => app.page.evaluate(() => window.held.settled());

/** Points of a widget, given as shares of it: "0.2,0.5". */
async function pointsOf(app, name, shares) {
  const [left, top, right, bottom] = await app.rect(name);
  return shares.map((share) => {
    const [x, y] = share.split(',').map(Number);
    return [left + (right - left) * x, top + (bottom - top) * y];
  });
}

/** Gives the canvas a file, as far as a page can tell. */
function dropFile(page, name, text) {
  return page.evaluate(
    (fileName, content) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], fileName));
      const event = new DragEvent('drop', {dataTransfer: transfer, bubbles: true, cancelable: true});
      document.getElementById('canvas').dispatchEvent(event);
    },
    name,
    text,
  );
}

const kGestures = {
  /** run STEPS: in parts, so that losses and instruments are measured on the way. */
  async run(app, steps) {
    await app.page.evaluate(
      async (parts, whole) => {
        for (let part = 0; part < parts; ++part) {
          window.lockstep.command(
            `step ${Math.floor(((part + 1) * whole) / parts) - Math.floor((part * whole) / parts)}`,
          );
          await window.held.drawn();
        }
      },
      kParts,
      Number(steps),
    );
  },
  /** click NAME [X,Y]: with the mouse, or with a finger where there is one. */
  async click(app, name, share = '0.5,0.5') {
    const [at] = await pointsOf(app, name, [share]);
    if ((await app.input()).touch) await app.page.touchscreen.tap(...at);
    else await app.page.mouse.click(...at);
  },
  /** hover NAME [X,Y]: the pointer stays there. */
  async hover(app, name, share = '0.5,0.5') {
    const [at] = await pointsOf(app, name, [share]);
    await app.page.mouse.move(...at);
  },
  /** park: the pointer goes where there is nothing. */
  async park(app) {
    if (!(await app.input()).touch) await app.page.mouse.move(2, 2);
  },
  /** stroke NAME X,Y X,Y …: with the button held; the page sees every place, in a picture of its own. */
  async stroke(app, name, ...shares) {
    const {mouse} = app.page;
    const drawn = () => app.page.evaluate(() => window.held.drawn());
    let [from, ...others] = await pointsOf(app, name, shares);
    await mouse.move(...from);
    await mouse.down();
    await drawn();
    for (const to of others) {
      for (let i = 1; i <= kStrokeSteps; ++i) {
        await mouse.move(...from.map((at, axis) => at + ((to[axis] - at) * i) / kStrokeSteps));
        await drawn();
      }
      from = to;
    }
    await mouse.up();
  },
  /** wheel NAME PIXELS */
  async wheel(app, name, pixels) {
    await app.page.mouse.move(...(await app.at(name)));
    await app.page.mouse.wheel({deltaY: Number(pixels)});
  },
  async key(app, name) {
    await app.key(name);
  },
  /** drop FILE of this folder. */
  async drop(app, file) {
    await dropFile(app.page, basename(file), readFileSync(new URL(file, import.meta.url), 'utf8'));
    await app.until(({config, notices}) => config.includes('dataset=csv') || notices.length > 0, 'the file is read');
  },
};

/** Does one line and waits until the screen shows what came of it. */
export async function act(app, line) {
  const [verb, ...words] = line.split(' ');
  if (verb in kGestures) await kGestures[verb](app, ...words);
  else await app.command(line);
  await settled(app);
}
