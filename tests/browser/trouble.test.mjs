// When something is missing or goes wrong: what happened, what was kept, what to do.

import assert from 'node:assert/strict';

import {launchChromium} from './engines.mjs';
import {openApp, test, until} from './harness.mjs';

/** Waits for the page to give up and returns what it says. */
async function readCover(page) {
  await until(
    () => page.evaluate(() => document.getElementById('cover') && !document.getElementById('actions').hidden),
    'the page says what is wrong',
  );
  return page.evaluate(() => {
    const text = (id) => document.getElementById(id).textContent;
    return {
      message: text('message'),
      remedy: text('remedy'),
      report: text('report'),
      role: document.getElementById('cover').role,
      seen: document.getElementById('message').getBoundingClientRect().height > 0,
    };
  });
}

async function checkCover(page, message, remedy) {
  const cover = await readCover(page);
  assert.match(cover.message, message);
  assert.match(cover.remedy, remedy);
  assert.match(cover.report, /http:\/\/127/);
  assert.deepEqual([cover.role, cover.seen], ['alert', true]);
}

// The browser lacks something.

test('without WebGL2 the page says so', async ({page, site}) => {
  await page.evaluateOnNewDocument(() => {
    HTMLCanvasElement.prototype.getContext = () => null;
  });
  await page.goto(site);
  await checkCover(page, /no WebGL2/, /hardware acceleration/);
  const width = () => page.evaluate(() => document.querySelector('#cover img')?.naturalWidth);
  await until(width, 'a picture shows what it would look like');
  await page.click('#remedy a');
  await until(() => page.url().endsWith('/article/'), 'the article is there');
});

test('a browser whose graphics are switched off gets the same answer', async ({site}) => {
  const browser = await launchChromium('--disable-gpu', '--disable-3d-apis');
  try {
    const page = await browser.newPage();
    await page.goto(site);
    await checkCover(page, /no WebGL2/, /hardware acceleration/);
  } finally {
    await browser.close();
  }
});

test('without WebAssembly SIMD the page says so', async ({page, site}) => {
  await page.evaluateOnNewDocument(() => {
    WebAssembly.validate = () => false;
  });
  await page.goto(site);
  await checkCover(page, /no WebAssembly SIMD/, /Safari 16\.4/);
});

test('without JavaScript the page asks for it', async ({page, site}) => {
  await page.setJavaScriptEnabled(false);
  await page.goto(site);
  assert.match(await page.$eval('noscript', (element) => element.textContent), /allow JavaScript/);
});

// The network fails.

for (const [name, message] of [
  ['lockstep.wasm', /could not be loaded: the server answered 404/],
  ['lockstep.js', /could not be started/],
]) {
  test(`a missing ${name} is explained`, {allow: /404|dynamically imported module/}, async ({page, site}) => {
    await page.setRequestInterception(true);
    page.on('request', (request) =>
      request.url().endsWith(name) ? request.respond({status: 404, body: 'gone'}) : request.continue(),
    );
    await page.goto(site);
    await checkCover(page, message, /Reload/);
  });
}

test('a damaged program is explained', {allow: /is not the program/}, async ({page, site}) => {
  await page.setRequestInterception(true);
  page.on('request', (request) =>
    request.url().endsWith('.wasm')
      ? request.respond({
          status: 200,
          contentType: 'application/wasm',
          body: Buffer.from([0, 97, 115, 109, 1, 0, 0, 0, 99]),
        })
      : request.continue(),
  );
  await page.goto(site);
  await checkCover(page, /could not be loaded/, /Reload/);
});

test('a page script that does not load is explained by the one before it', {allow: /404/}, async ({page, site}) => {
  await page.setRequestInterception(true);
  page.on('request', (request) =>
    request.url().endsWith('controls.js') ? request.respond({status: 404, body: 'gone'}) : request.continue(),
  );
  await page.goto(site);
  await until(
    () => page.$eval('#message', (element) => /could not start/.test(element.textContent)),
    'the page says so',
  );
});

/** Opens the page, answers for lockstep-rest.wasm as `answer(request)` says: 'gone' (404), 'damaged', or 'here'. */
async function openWithRest(page, site, answer, fragment = '') {
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    const what = request.url().endsWith('lockstep-rest.wasm') ? answer(request) : 'here';
    if (what === 'here') return request.continue();
    return request.respond({
      status: what === 'gone' ? 404 : 200,
      contentType: 'application/wasm',
      body: 'not a program',
    });
  });
  return openApp(page, `${site}#${fragment}`, {running: true});
}

test(
  'the rows under the network wait for the rest of the program and ask for it again',
  {allow: /404/},
  async ({page, site}) => {
    let answer = 'gone';
    const app = await openWithRest(page, site, () => answer);
    await app.until(({step}) => step > 300, 'it trains meanwhile');
    assert.equal(await app.has('rows'), false);
    answer = 'here';
    await until(() => app.has('rows'), 'the rows are there');
  },
);

// Training goes wrong.

const kDiverging = 'dataset=plane&optimizer=sgd&lr=10&activation=relu&loss=mse&layers=16,16';

test('a diverging run stops with an alarm at its last good step, the remedy trains on', async ({open}) => {
  const app = await open(kDiverging);
  await app.click('play');
  const state = await app.until(({alarm, playing}) => alarm !== '' && !playing);
  assert.match(state.alarm, /layer|loss/i);
  assert.match(state.alarm, new RegExp(`step ${state.step}\\b`));
  const {trainLoss} = await app.until(({measuredAt, step}) => measuredAt === step);
  assert.ok(Number.isFinite(trainLoss), 'the last good state is finite');
  await app.click('remedy.0');
  const tried = await app.until(({config}) => !config.includes('lr=10&'), 'the rate is lower');
  assert.ok(Number(new URLSearchParams(tried.config).get('lr')) < 1);
  const {alarm, trainLoss: after} = await app.until(({playing, step}) => playing && step > 300, 'it trains');
  assert.equal(alarm, '');
  assert.ok(after < trainLoss, `${after} < ${trainLoss}`);
});

test('a run that is stuck says where and why, one press helps, undo brings it back', async ({open, page}) => {
  const app = await open('initScale=0');
  await app.command('speed 0');
  await app.click('play');
  const {complaint, config} = await app.until((state) => state.complaint, 'it is found');
  assert.equal(complaint.layer, 1);
  await app.command('pause');
  await app.click('remedy.0');
  await app.until((state) => state.complaint === null && state.playing && state.config !== config);
  await app.until(({step}) => step > 450, 'it has been looked at, and is well');
  await app.command('pause');
  await app.click('undo');
  const back = await app.until((state) => state.config === config && state.complaint, 'it is as it was');
  assert.equal(back.complaint.title, complaint.title);
  await app.click('trouble.close');
  await app.until((state) => state.complaint === null);
});

test('nothing is said of a run that is well', async ({open}) => {
  const app = await open();
  await app.command('step 3300');
  assert.equal((await app.state()).complaint, null);
});

test('a step or reset after a divergence is possible', async ({open}) => {
  const app = await open(kDiverging);
  const first = await app.state();
  await app.click('play');
  await app.until(({alarm, playing}) => alarm !== '' && !playing);
  await app.click('reset');
  const {hash} = await app.until(({step, alarm}) => step === 0 && alarm === '');
  assert.equal(hash, first.hash);
  await app.command('set lr=0.000001');
  await app.click('step');
  await app.until(({step}) => step === 1);
});

test('commands that make no sense are refused with a reason', async ({open, page}) => {
  await open();
  const answers = await page.evaluate(() =>
    Promise.all(
      ['', 'dance', 'theme pink', 'set lr=fast', 'set colour=red', 'config nonsense=1'].map((line) =>
        window.lockstep.command(line),
      ),
    ),
  );
  assert.ok(
    answers.every((answer) => answer.length > 5),
    JSON.stringify(answers),
  );
});

test('a program that breaks off while it starts says so', {allow: /./}, async ({page, site}) => {
  await page.evaluateOnNewDocument(() => {
    window.ResizeObserver = class {
      constructor() {
        throw new Error('no such thing here');
      }
    };
  });
  await page.goto(`${site}#layers=4`);
  const told = () => page.evaluate(() => ['message', 'report'].map((id) => document.getElementById(id).textContent));
  await until(async () => (await told())[0] === 'The program could not be started.', 'it is told', 30_000);
  assert.match((await told())[1], /no such thing here/);
});
