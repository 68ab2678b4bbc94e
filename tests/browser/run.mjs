// Tests the built page in real browsers.
//
//   node tests/browser/run.mjs DIST [WORD…]     only tests with all of these words in "engine · file · sentence"
//
// Needs puppeteer-core, found through NODE_PATH. With LOCKSTEP_CLI=PATH the page's numbers are also compared with those
// of the native command line. The last line is: N passed, N failed

import {readdirSync} from 'node:fs';
import {createServer} from 'node:http';
import {cpus} from 'node:os';

import {serve} from '../../web/tools/serve.mjs';
import {kEngineNames, openEngine} from './engines.mjs';
import {delay, openApp, tests} from './harness.mjs';

const kTestTime = 60_000; // ms that one test may take, if it does not ask for more
const kClosing = 5_000; // ms that a page may take to go away
const kLanes = 2; // tests side by side
const kFew = 8; // tests that fail beside others and are tried again alone; more are no accident

const [folder, ...words] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node tests/browser/run.mjs DIST [WORD…]');
  process.exit(2);
}

for (const file of readdirSync(new URL('.', import.meta.url))
  .filter((name) => name.endsWith('.test.mjs'))
  .sort()) {
  const before = tests.length;
  await import(`./${file}`);
  for (const test of tests.slice(before)) test.file = file.replace('.test.mjs', '');
}

/** Pages of other people, that the application is embedded in: another origin than the application's. */
function serveArticles() {
  const articles = new Map();
  const server = createServer((request, response) => {
    const html = articles.get(request.url);
    response.writeHead(html ? 200 : 404, {'Content-Type': 'text/html; charset=utf-8'}).end(html ?? 'not found');
  });
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => {
      const url = `http://127.0.0.1:${server.address().port}`;
      const add = (html) => {
        const path = `/${articles.size}`;
        articles.set(path, `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">${html}`);
        return url + path;
      };
      done({add, close: () => server.close()});
    });
  });
}

const articles = await serveArticles();
const kept = await serve(folder, 0); // of the page that browsers keep open
let passed = 0;
let failed = 0;

// What a test left running may fail after it: one failure, and the other tests go on.
for (const event of ['unhandledRejection', 'uncaughtException']) {
  process.on(event, (error) => {
    ++failed;
    console.log(`✗ outside of the tests that were waiting: ${error?.stack ?? error}`);
  });
}

/** Collects what must not happen on a page: errors, and requests that leave this machine's page. */
function watch(page, problems) {
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()} ${message.location()?.url ?? ''}`);
  });
  page.on('pageerror', (error) => problems.push(`page error: ${error.stack ?? error}`));
  page.on('request', (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith('http://127.0.0.1:')) {
      problems.push(`request: ${request.url()}`);
    }
  });
}

/** Each test has a server, thus an origin and storage, of its own. */
async function runBody(engine, {body, viewport, allow}) {
  const context = await engine.newContext();
  const site = await serve(folder, 0);
  const problems = [];
  try {
    const newPage = async () => {
      const page = await context.newPage();
      watch(page, problems);
      await page.setViewport(viewport);
      return page;
    };
    const page = await newPage();
    const open = (fragment = '', options) => openApp(page, `${site.url}#${fragment}`, options);
    const unexpected = () => problems.filter((problem) => !allow?.test(problem)).join('\n');
    try {
      await body({engine: engine.name, page, open, newPage, context, site: site.url, folder, article: articles.add});
    } catch (error) {
      throw unexpected() ? new Error(unexpected(), {cause: error}) : error;
    }
    if (unexpected()) throw new Error(unexpected());
  } finally {
    await Promise.race([context.close().catch(() => {}), delay(kClosing)]);
    await site.close();
  }
}

const unsteady = []; // {name, test}: failed beside others

async function runTest(engine, test) {
  const began = Date.now();
  let timer;
  const tooLong = new Promise((_, reject) => {
    const time = test.time ?? kTestTime;
    timer = setTimeout(() => reject(new Error(`not done after ${time / 1000} s`)), time);
  });
  let error = null;
  try {
    await Promise.race([runBody(engine, test), tooLong]);
    ++passed;
  } catch (thrown) {
    error = thrown;
    if (test.alone) ++failed;
    else unsteady.push({name: engine.name, test});
  }
  clearTimeout(timer);
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  const mark = !error ? '✓' : test.alone ? '✗' : '↻';
  console.log(`${mark} ${engine.name} · ${test.file} · ${test.sentence}  (${seconds} s)`);
  for (let cause = error; cause; cause = cause.cause) console.log(String(cause.stack ?? cause).replace(/^/gm, '    '));
}

const isChosen = (name, {engines, file, sentence}) =>
  engines.includes(name) && words.every((word) => `${name} · ${file} · ${sentence}`.includes(word));
const queue = kEngineNames.flatMap((name) =>
  tests.filter((test) => isChosen(name, test)).map((test) => ({name, test})),
);

/** Opens the engine for a lane; null and no more of its tests where it is not there. */
async function openFor(name) {
  try {
    const engine = await openEngine(name);
    await engine.keepOpen?.(`${kept.url}#play=off`);
    return {...engine, name};
  } catch (error) {
    const missing = /not installed/.test(error.message);
    if (!missing) ++failed;
    console.log(missing ? `– ${name}: ${error.message}, its tests are left out` : `✗ ${name} does not start: ${error}`);
    for (let i = queue.length; i--; ) if (queue[i].name === name) queue.splice(i, 1);
    return null;
  }
}

/** One test after the other, as long as there are any of this kind, in browsers of its own. */
async function runLane(alone) {
  let engine = null;
  const close = () => engine && Promise.race([engine.close(), delay(kClosing)]);
  for (;;) {
    const at = queue.findIndex(({test}) => !test.alone === !alone);
    if (at < 0) break;
    const [{name, test}] = queue.splice(at, 1);
    if (engine?.name !== name) {
      await close();
      engine = await openFor(name);
    }
    if (engine) await runTest(engine, test);
  }
  await close();
}

// Most of a test is waiting. Those that time what they see have the machine to themselves, and those that failed once
// where two shared it: what fails there too is wrong, what does not is told of above.
await Promise.all(Array.from({length: Math.min(kLanes, cpus().length)}, () => runLane(false)));
if (unsteady.length <= kFew) queue.push(...unsteady.map(({name, test}) => ({name, test: {...test, alone: true}})));
else failed += unsteady.length;
await runLane(true);
for (const {name, test} of unsteady) console.log(`failed beside others: ${name} · ${test.file} · ${test.sentence}`);
await kept.close();
articles.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || !passed ? 1 : 0);
