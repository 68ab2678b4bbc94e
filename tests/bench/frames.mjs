// Where the time of a frame goes, in Chromium with its software renderer, on the screens and runs that are hardest.
//
//   node tests/bench/frames.mjs DIST [--seconds 6]
//
// A row is one page that has trained for a while: refreshes are the browser's own, counted beside the program; the
// times are what the program says of itself (F3), per refresh. "training" is its share of the wall clock.

import {parseArgs} from 'node:util';

import {serve} from '../../web/tools/serve.mjs';
import {launchChromium} from '../browser/engines.mjs';

const {
  values: options,
  positionals: [dist],
} = parseArgs({allowPositionals: true, options: {seconds: {type: 'string', default: '6'}}});
const kWarmUp = 14_000; // ms: engines compile, and the program finds out how late it is
const kDeep = 'layers=' + Array(8).fill(32).join();
const kCases = [
  {name: 'default network, 300 steps/s', width: 1440, height: 900, speed: 300},
  {name: 'default network, all speed', width: 1280, height: 720, speed: 0},
  {name: 'default network, all speed', width: 1440, height: 900, speed: 0},
  {
    name: '8 layers of 32, desk and one instrument',
    width: 1440,
    height: 1200,
    speed: 300,
    line: kDeep,
    instrument: 'promise',
  },
  {name: '8 layers of 32, all speed', width: 1440, height: 900, speed: 0, line: kDeep},
];

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const quantile = (sorted, share) => sorted[Math.round(share * (sorted.length - 1))];

// In the page: the times between refreshes, how many were drawn, and the steps of so many milliseconds.
async function watch(ms) {
  const times = [],
    before = lockstep.state(),
    frames = lockstep.frames();
  const began = performance.now();
  await new Promise((done) =>
    requestAnimationFrame(function look(time) {
      times.push(time);
      performance.now() - began < ms ? requestAnimationFrame(look) : done();
    }),
  );
  const seconds = (performance.now() - began) / 1000,
    after = lockstep.state();
  return {
    intervals: times.slice(1).map((time, i) => time - times[i]),
    frame: after.frame,
    drawn: (lockstep.frames() - frames) / seconds,
    steps: (after.step - before.step) / seconds,
  };
}

async function measure(browser, url, {width, height, speed, line = '', instrument}) {
  const page = await browser.newPage();
  try {
    await page.setViewport({width, height});
    await page.goto(`${url}#${line}`);
    await page.waitForFunction('window.lockstep?.frames() > 0', {timeout: 30_000});
    for (const command of ['play', `speed ${speed}`, 'desk open', ...(instrument ? [`instrument ${instrument}`] : [])])
      await page.evaluate((text) => lockstep.command(text), command);
    await wait(kWarmUp);
    return await page.evaluate(watch, 1000 * options.seconds);
  } finally {
    await page.close();
  }
}

const row = (cells) => console.log(`| ${cells.join(' | ')} |`);
const server = await serve(dist, 0),
  browser = await launchChromium();
try {
  console.log(`${await browser.version()}, software renderer\n`);
  row([
    'run',
    'screen',
    'refreshes/s',
    'p95, ms',
    'drawn/s',
    'steps/s',
    'training',
    'interface, ms',
    'GL calls, ms',
    'instruments, ms',
  ]);
  row(['---', '---', ...Array(8).fill('--:')]);
  for (const which of kCases) {
    const {intervals, drawn, steps, frame} = await measure(browser, server.url, which);
    const mean = intervals.reduce((a, b) => a + b) / intervals.length;
    row([
      which.name,
      `${which.width}×${which.height}`,
      (1000 / mean).toFixed(1),
      quantile(
        intervals.sort((a, b) => a - b),
        0.95,
      ).toFixed(1),
      drawn.toFixed(1),
      Math.round(steps).toLocaleString('en'),
      `${((100 * frame.training) / mean).toFixed(0)} %`,
      ...['interface', 'drawing', 'instruments'].map((part) => frame[part].toFixed(1)),
    ]);
  }
} finally {
  await browser.close();
  await server.close();
}
