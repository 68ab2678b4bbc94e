// Takes the pictures that stand for the article's figures where there is no script, and in print:
//
//   NODE_PATH=…/node_modules node web/tools/stills.mjs DIST [NAME…]     into web/article/stills
//
// WebP of at most 920 px and 20 KB each, light. They are committed: what builds the page has no browser.
// Experiments are shown when they have been measured, other figures as the article opens them.

import {writeFileSync} from 'node:fs';

import {launchChromium} from '../../tests/browser/engines.mjs';
import {serve} from './serve.mjs';

const kMost = 20_000; // bytes of a picture
const kWait = 120_000; // ms
const [folder, ...names] = process.argv.slice(2);

/** In the page: waits for a figure's run, measures an experiment, and answers with a PNG. */
async function take(name) {
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const image = document.querySelector(`img[src$="/${name}.webp"]`);
  const figure = image.closest('lock-step');
  figure.scrollIntoView({block: 'center'});
  await figure.ready;
  if (figure.experiment) {
    const verdict = new Promise((done) => figure.addEventListener('verdict', done, {once: true}));
    await figure.command('experiment guess none');
    await figure.command('speed 0');
    await figure.command('experiment run');
    await verdict;
  } else if (figure.figure === 'run') {
    await figure.step(500);
  }
  await pause(4000); // instruments measure, charts come to rest
  return figure.screenshot();
}

/** In the page: the picture as WebP, as good and as large as fits into so many bytes. */
async function compress(png, most) {
  const picture = new Image();
  picture.src = png;
  await picture.decode();
  const canvas = document.createElement('canvas');
  for (const scale of [1, 0.8, 0.65]) {
    Object.assign(canvas, {width: picture.width * scale, height: picture.height * scale});
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    for (let quality = 0.9; quality > 0.15; quality -= 0.05) {
      const url = canvas.toDataURL('image/webp', quality);
      const bytes = (url.length - url.indexOf(',') - 1) * 0.75;
      if (bytes <= most) return {url, quality, width: canvas.width, height: canvas.height};
    }
  }
  throw new Error('it is too large at any quality');
}

const site = await serve(folder, 0);
const browser = await launchChromium();
const page = await browser.newPage();
await page.setViewport({width: 1440, height: 900});
await page.goto(`${site.url}article/`);
const all = await page.evaluate(() =>
  [...document.querySelectorAll('lock-step > img')].map((each) => /([\w-]+)\.webp/.exec(each.src)[1]),
);
page.setDefaultTimeout(kWait);
for (const name of names.length ? names : all) {
  const png = await page.evaluate(take, name);
  const {url, quality, width, height} = await page.evaluate(compress, png, kMost);
  const bytes = Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
  writeFileSync(new URL(`../article/stills/${name}.webp`, import.meta.url), bytes);
  console.log(`${name}: ${width} × ${height}, ${bytes.length} bytes, quality ${quality.toFixed(2)}`);
}
await browser.close();
await site.close();
