// Trains the same networks with every contender in one browser and prints how many times faster ours is.
//
//   node tests/bench/run.mjs CORE NPM BUILD [--browser firefox] [--work W1,W3] [--only ours,tfjs] [--rounds 7]
//                                           [--cold 5] [--check 30] [--json FILE] [--threads 2] [--fast]
//
// CORE: folder of lockstep-core.js. NPM: the node_modules of the others. BUILD: folder of peak.wasm and tfjs.js.
// --check trains so many steps from the same start and prints the losses instead: the others' agree to five digits,
// ours is near, because it shuffles its epochs and standardises its inputs. --threads adds ours with so many threads,
// --fast ours with fast arithmetic.
//
// Method: one tab each, all open at once. Every contender is warmed up for a second; then the rounds go through all of
// them in turn, beginning with another one each time, so that whatever else the machine does hits all alike. A ratio is
// the median of the ratios within one round.

import {createReadStream, readFileSync, statSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {createRequire} from 'node:module';
import {cpus} from 'node:os';
import {extname, join, normalize} from 'node:path';
import {parseArgs} from 'node:util';

import {findProgram} from '../browser/engines.mjs';
import {describe, flopsPerStep, workloads} from './workloads.mjs';

const {
  values: options,
  positionals: [core, npm, build],
} = parseArgs({
  allowPositionals: true,
  options: {
    browser: {type: 'string', default: 'chromium'},
    work: {type: 'string'},
    only: {type: 'string'},
    rounds: {type: 'string', default: '7'},
    check: {type: 'string'},
    json: {type: 'string'},
    cold: {type: 'string', default: '5'},
    threads: {type: 'string'},
    fast: {type: 'boolean'},
  },
});
const kWarmUp = 1,
  kSlice = 0.3; // seconds
const kContenders = [
  {id: 'ours', page: 'contender.html?core=/core'},
  ...(options.threads
    ? [{id: `ours × ${options.threads}`, page: `contender.html?core=/core&threads=${options.threads}`}]
    : []),
  ...(options.fast ? [{id: 'ours, fast', page: 'contender.html?core=/core&fast'}] : []),
  {id: 'tfjs', page: 'tfjs.html', npm: '@tensorflow/tfjs-backend-wasm', note: 'with SIMD'},
  {
    id: 'tfjs tuned',
    page: 'tfjs.html?tuned',
    npm: '@tensorflow/tfjs-backend-wasm',
    note: 'the same with gradients of dense layers by hand',
  },
  {id: 'onnxruntime', page: 'ort.html', npm: 'onnxruntime-web', note: 'with SIMD, a training graph by hand'},
  {
    id: 'convnetjs',
    page: 'convnet.html',
    npm: 'convnetjs',
    unlike: ['W4'],
    note: 'double precision; W4 with its RMSProp-like windowgrad',
  },
  {
    id: 'brain.js',
    page: 'brain.html',
    npm: 'brain.js',
    note: 'updates after every sample; squared error only',
    leastSteps: 1 / 32,
    unlike: ['W1', 'W2a', 'W2b', 'W3', 'W4', 'W5'],
  },
];
const among = (list, id) => !list || list.split(',').includes(id);
const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b),
    middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

// The pages.

const kTypes = {'.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm'};
const kIsolated = {'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp'};
const kMounts = {core, npm, build};

function serve() {
  const server = createServer((request, response) => {
    const [, first, rest] = /^\/(?:(core|npm|build)\/)?([^?]*)/.exec(decodeURIComponent(request.url));
    const file = join(
      first ? kMounts[first] : (import.meta.dirname ?? new URL('.', import.meta.url).pathname),
      normalize(`/${rest}`),
    );
    if (!statSync(file, {throwIfNoEntry: false})?.isFile()) return response.writeHead(404).end();
    response.writeHead(200, {
      'content-type': kTypes[extname(file)] ?? 'application/octet-stream',
      ...(/thread/.test(request.url) && kIsolated), // the others stay on one thread
    });
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function launch() {
  const puppeteer = createRequire(import.meta.url)('puppeteer-core');
  const firefox = options.browser === 'firefox';
  const executablePath = firefox ? findProgram('firefox-esr', 'firefox') : findProgram('chromium', 'google-chrome');
  if (!executablePath) throw new Error(`${options.browser} is not installed`);
  return puppeteer.launch({
    browser: firefox ? 'firefox' : 'chrome',
    executablePath,
    headless: true,
    protocolTimeout: 300_000,
    args: firefox
      ? []
      : [
          '--no-sandbox',
          '--disable-background-timer-throttling',
          '--disable-backgrounding-occluded-windows',
          '--disable-renderer-backgrounding',
        ],
  });
}

async function open(browser, url, name) {
  const page = await browser.newPage(),
    errors = [];
  page.on('pageerror', (error) => errors.push(String(error.message)));
  await page.goto(url);
  await page.waitForFunction(`window.${name}`, {timeout: 20_000}).catch((error) => {
    throw new Error(errors[0] ?? error.message);
  });
  return page;
}

// One workload.

const train = (page, spec, steps) => page.evaluate((s) => window.benchTrain(s), {...spec, steps});
const lossOf = (page) => page.evaluate(() => window.evalLoss());

// Builds the model and trains until the browser has settled. Returns how many steps fill a slice.
async function warmUp({page, leastSteps = 1}, spec) {
  await train(page, spec, 0);
  let steps = leastSteps,
    took = await train(page, spec, steps),
    spent = took;
  while (took < kWarmUp && (took < kSlice / 2 || spent < kWarmUp)) {
    steps = Math.ceil(steps * Math.min(8, kSlice / Math.max(took, 1e-4)));
    spent += took = await train(page, spec, steps);
  }
  steps *= kSlice / took;
  return steps >= 1 ? Math.round(steps) : Math.max(steps, leastSteps);
}

async function measure(contenders, gauge, {id, ...spec}) {
  const rows = [],
    peaks = [];
  for (const contender of contenders) {
    const row = {workload: id, contender: contender.id, unlike: contender.unlike?.includes(id), rates: []};
    rows.push(row);
    try {
      row.steps = await warmUp(contender, spec);
    } catch (error) {
      row.error = error.message.split('\n')[0];
    }
  }
  for (let round = 0; round < +options.rounds; round++) {
    peaks.push(await gauge.evaluate(() => window.benchPeak(1e7)));
    for (let i = 0; i < rows.length; i++) {
      const at = (i + round) % rows.length,
        row = rows[at];
      if (!row.error) row.rates.push(row.steps / (await train(contenders[at].page, spec, row.steps)));
    }
  }
  const peak = median(peaks),
    ours = rows.find((row) => row.contender === 'ours');
  for (const row of rows.filter((row) => !row.error)) {
    row.stepsPerSecond = median(row.rates);
    row.gflops = (row.stepsPerSecond * flopsPerStep(spec)) / 1e9;
    row.ofPeak = row.gflops / peak;
    if (ours && !ours.error) row.oursIsFaster = median(row.rates.map((rate, i) => ours.rates[i] / rate));
  }
  return {id, peak, rows};
}

// Milliseconds from opening a contender's page in a browser just started to its first step of W1.
async function startCold({page: url}) {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await new Promise((rested) => setTimeout(rested, 1000));
    await page.evaluateOnNewDocument((spec) => {
      Object.defineProperty(window, 'benchTrain', {
        configurable: true,
        set(train) {
          Object.defineProperty(window, 'benchTrain', {value: train});
          train({...spec, steps: 1}).then(() => (window.firstStep = performance.now()));
        },
      });
    }, workloads[0]);
    await page.goto(`${site}/${url}`);
    return await (await page.waitForFunction('window.firstStep', {timeout: 30_000})).jsonValue();
  } finally {
    await browser.close();
  }
}

async function check(contenders) {
  for (const {id, ...spec} of workloads.filter((w) => among(options.work, w.id)))
    for (const {page, ...contender} of contenders) {
      await train(page, spec, 0);
      const before = await lossOf(page);
      await train(page, spec, +options.check);
      const unlike = contender.unlike?.includes(id) ? ' (not quite the same workload)' : '';
      console.log(
        `${id.padEnd(4)} ${contender.id.padEnd(12)} ${before.toFixed(6)} → ${(await lossOf(page)).toFixed(6)}${unlike}`,
      );
    }
}

// The tables, in Markdown.

const number = (x) => (x >= 100 ? Math.round(x).toLocaleString('en') : x.toPrecision(3));
const versionOf = (name) => JSON.parse(readFileSync(join(npm, name, 'package.json'), 'utf8')).version;
const line = (cells) => `| ${cells.join(' | ')} |`;

function printTables(results, starts, about) {
  console.log(`${about}\n`);
  console.log(line(['workload', 'ours, steps/s', 'GFLOP/s', 'of the peak', 'best other', 'times as fast']));
  console.log(line(['---', '--:', '--:', '--:', '---', '--:']));
  for (const {id, rows} of results) {
    const ours = rows.find((row) => row.contender === 'ours');
    const others = rows.filter((row) => !row.contender.startsWith('ours') && !row.unlike && !row.error);
    const best = others.sort((a, b) => b.stepsPerSecond - a.stepsPerSecond)[0];
    console.log(
      line([
        `${id}: ${describe(workloads.find((w) => w.id === id))}`,
        number(ours.stepsPerSecond),
        number(ours.gflops),
        `${(100 * ours.ofPeak).toFixed(0)} %`,
        ...(best ? [best.contender, number(best.oursIsFaster)] : ['–', '–']),
      ]),
    );
  }
  const ids = results.map(({id}) => id);
  console.log(
    `\nSteps/s; ~ is not quite the same workload\n\n${line(['', ...ids])}\n${line(['---', ...ids.map(() => '--:')])}`,
  );
  for (const contender of new Set(results.flatMap(({rows}) => rows.map((row) => row.contender))))
    console.log(
      line([
        contender,
        ...results.map(({rows}) => {
          const row = rows.find((r) => r.contender === contender);
          return row.error ? 'n/a' : (row.unlike ? '~' : '') + number(row.stepsPerSecond);
        }),
      ]),
    );
  if (+options.cold) {
    console.log(
      `\nFrom opening the page to the first step of W1, in a browser just started, median of ${options.cold}:`,
    );
    console.log(starts.map(({id, times}) => `${id} ${number(median(times))} ms`).join(', ') + '.');
  }
  for (const {id, npm, note} of chosen) if (npm) console.log(`\n${id}: ${npm} ${versionOf(npm)}, ${note}`);
}

const server = await serve(),
  site = `http://127.0.0.1:${server.address().port}`;
const chosen = kContenders.filter(({id}) => among(options.only, id) || /^ours\W/.test(id));
const starts = options.check ? [] : chosen.map((contender) => ({...contender, times: []}));
for (let round = 0; round < +options.cold; ++round)
  for (const start of starts) start.times.push(await startCold(start));
const browser = await launch();
try {
  const gauge = await open(browser, `${site}/peak.html`, 'benchPeak');
  const contenders = [];
  for (const contender of chosen)
    contenders.push({...contender, page: await open(browser, `${site}/${contender.page}`, 'benchTrain')});
  if (options.check) {
    await check(contenders);
  } else {
    const results = [];
    for (const workload of workloads.filter((w) => among(options.work, w.id))) {
      results.push(await measure(contenders, gauge, workload));
      console.error(`${workload.id} measured`);
    }
    const peak = median(results.map((result) => result.peak));
    const about =
      `${new Date().toISOString().slice(0, 10)}, ${await browser.version()}, ${cpus()[0].model} with ${cpus().length} cores, one thread; ` +
      `peak of multiply and add in WebAssembly: ${peak.toFixed(1)} GFLOP/s; median of ${options.rounds} rounds`;
    printTables(results, starts, about);
    if (options.json) writeFileSync(options.json, JSON.stringify({about, results, starts}, null, 1));
  }
} finally {
  await browser.close();
  server.close();
}
