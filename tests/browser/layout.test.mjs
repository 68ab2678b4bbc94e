// Nothing lies over anything else and nothing is cut, on the screens that people have.

import assert from 'node:assert/strict';

import {openApp, test} from './harness.mjs';

const kScreens = [
  [1280, 720],
  [1366, 768],
  [1440, 780],
  [1536, 730],
  [1024, 768],
  [900, 600],
  [2560, 1440],
  [820, 1180, 'touch'],
  [844, 390, 'touch'],
  [390, 844, 'touch'],
];
const kSlack = 1.5; // px

const inside = (a, b) =>
  a.left >= b.left - kSlack && a.right <= b.right + kSlack && a.top >= b.top - kSlack && a.bottom <= b.bottom + kSlack;
const meet = (a, b) =>
  Math.min(a.right, b.right) - Math.max(a.left, b.left) > kSlack &&
  Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > kSlack;

/** What is wrong with where the widgets are, in words. */
function complaints(widgets, width, height) {
  const all = Object.entries(widgets).map(([name, [left, top, right, bottom]]) => ({name, left, top, right, bottom}));
  // What has been scrolled half out of the column of an experiment is where it should be.
  const column = all.find(({name}) => name === 'experiment');
  const boxes = all.filter((box) => !column || !meet(box, column) || inside(box, column) || inside(column, box));
  const screen = {left: 0, top: 0, right: width, bottom: height};
  const cut = boxes.filter((box) => !inside(box, screen)).map(({name}) => `${name} is cut`);
  const over = boxes.flatMap((a, i) =>
    boxes.slice(i + 1).flatMap((b) => (meet(a, b) && !inside(a, b) && !inside(b, a) ? [`${a.name} × ${b.name}`] : [])),
  );
  return [...cut, ...over];
}

for (const [width, height, touch] of kScreens)
  for (const link of ['', 'step=8', 'experiment=together'])
    test(
      `nothing overlaps and nothing is cut at ${width}×${height}: ${link || 'as it comes'}`,
      {viewport: {width, height, hasTouch: !!touch, isMobile: !!touch}},
      async ({page, site}) => {
        const app = await openApp(page, `${site}#${link}`, {settings: false, opening: true});
        if (link.startsWith('experiment')) {
          const asked = (await app.state()).widgets;
          assert.deepEqual(complaints(asked, width, height), []);
          await app.command('experiment guess 0.4');
        }
        await app.command('step 50');
        if (link.startsWith('step')) await app.until(({stage, step}) => stage.step === step && stage.complete);
        await app.settled();
        assert.deepEqual(complaints((await app.state()).widgets, width, height), []);
      },
    );
