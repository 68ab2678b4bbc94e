// Opens a scene in a browser and takes its picture.

import {openApp} from '../browser/harness.mjs';
import {act} from './actions.mjs';
import {holdTime} from './clock.mjs';

/** What the browser remembers of the viewer, before the page begins. */
function remember(preferences) {
  localStorage.clear();
  for (const [name, value] of Object.entries(preferences)) localStorage.setItem(`lockstep.${name}`, value);
}

/**
 * @param {object} context of the browser; scenes that share one follow each other.
 * @param {string} site Where the build is served.
 * @param {object} scene See scenes.mjs.
 * @return {Promise<Uint8Array>} A PNG file. Rejects where the page refuses a line, or lacks what it is about.
 */
export async function takePicture(context, site, scene) {
  const {link = '', does = [], dark = false, touch = false, ratio = 1, preferences = {}} = scene;
  const [width, height] = scene.size;
  const page = await context.newPage();
  try {
    await page.setViewport({width, height, deviceScaleFactor: ratio, hasTouch: touch, isMobile: touch});
    await page.emulateMediaFeatures([
      {name: 'prefers-color-scheme', value: dark ? 'dark' : 'light'},
      {name: 'prefers-reduced-motion', value: 'reduce'}, // it opens paused, and panels are where they will be
    ]);
    await page.evaluateOnNewDocument(holdTime);
    await page.evaluateOnNewDocument(remember, {welcomed: '1', ...preferences});
    const app = await openApp(page, `${site}#${link}`, {settings: false, opening: true});
    await page.evaluate(() => window.held.settled());
    for (const line of does) await act(app, line);
    if (!/^(hover|wheel) /.test(does.at(-1))) await act(app, 'park');
    await page.evaluate(() => window.held.passed());
    return await page.screenshot({optimizeForSpeed: true});
  } finally {
    await page.close();
  }
}
