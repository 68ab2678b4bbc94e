// The program comes in two parts: what src/rooms.cmake keeps for later is not called before somebody touches the page.

import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {delay, openApp, test, until} from './harness.mjs';

const kLook = 5000; // ms that nobody touches a page
const kRest = 'lockstep-rest.wasm';
// Every shape of the screen, and what stands in addresses: what articles like to set.
const kPhone = {width: 390, height: 844, hasTouch: true, isMobile: true};
const kScenes = [
  {viewport: kPhone},
  {viewport: {width: 844, height: 390, hasTouch: true, isMobile: true}, fragment: 'dataset=moons&activation=tanh'},
  {viewport: {width: 360, height: 740, deviceScaleFactor: 3}, dark: true},
  {viewport: kPhone, fragment: 'embed&layers=4,4&activation=relu&lr=0.01&optimizer=sgd&dataset=xor'},
  {viewport: {width: 640, height: 400}, fragment: 'embed&dataset=arms&normalize=batch', dark: true},
  {
    viewport: {width: 700, height: 500},
    fragment: 'embed&dataset=circle&noise=0.1&normalize=layer&schedule=cosine&momentum=0.9',
  },
  {viewport: {width: 820, height: 1180, deviceScaleFactor: 2}, fragment: 'embed&dataset=rings'},
  // These never ask for it by themselves.
  {viewport: {width: 640, height: 400}, fragment: 'embed&figure=answer&speed=0&caption=Two%20arms'},
  {viewport: {width: 640, height: 400}, fragment: 'embed&figure=network&dataset=xor&speed=0', dark: true},
  {viewport: {width: 640, height: 400}, fragment: 'embed&figure=loss&dataset=sine&speed=0&readonly'},
  {viewport: kPhone, fragment: 'dataset=sine&layers=12'},
  {viewport: {width: 1280, height: 720}, fragment: 'dataset=multigauss&loss=crossEntropy'},
  {viewport: {width: 1024, height: 768}, fragment: 'dataset=gauss&layers=6,6,6&skip=1&l2=0.001'},
  {viewport: {width: 1280, height: 800}},
  {viewport: {width: 1440, height: 900}, fragment: 'dataset=plane&loss=mse&batch=32&clip=1'},
  {viewport: {width: 1920, height: 1080}, fragment: 'layers=32,32,32', dark: true},
];

/** Notes which functions of the second part the first calls before it is there, by their places in the table. */
function noteEarlyCalls() {
  window.early = new Set();
  const {instantiate} = WebAssembly;
  WebAssembly.instantiate = (module, imports) => {
    const {placeholder} = imports;
    if (!placeholder) return instantiate(module, imports);
    const noting = new Proxy(placeholder, {
      get:
        (all, place) =>
        (...values) => (window.early.add(place), all[place](...values)),
    });
    return instantiate(module, {...imports, placeholder: noting});
  };
}

for (const {viewport, fragment = '', dark} of kScenes) {
  const scene = `${viewport.width}×${viewport.height} ${dark ? 'dark ' : ''}${fragment || 'as it comes'}`;
  test(
    `nothing that is for later is called on a page that nobody touches: ${scene}`,
    {viewport},
    async ({page, site, folder}) => {
      await page.emulateMediaFeatures([{name: 'prefers-color-scheme', value: dark ? 'dark' : 'light'}]);
      await page.evaluateOnNewDocument(noteEarlyCalls);
      // The page asks for the rest by itself: late enough for everything to have been drawn without it.
      await page.setRequestInterception(true);
      page.on('request', async (request) => {
        if (request.url().endsWith(kRest)) await delay(kLook);
        await request.continue();
      });
      await page.goto(`${site}#${fragment}`);
      await until(() => page.evaluate(() => window.lockstep?.frames() > 10).catch(() => false), 'it draws', 60_000);
      await delay(kLook);
      const places = await page.evaluate(() => [...window.early]);
      const names = readFileSync(join(folder, 'lockstep.names'), 'utf8')
        .split('\n')
        .map((line) => line.split(':'));
      const called = names.filter(([place]) => places.includes(place)).map(([, name]) => name);
      assert.deepEqual(called, [], 'src/rooms.cmake keeps for later what is called at once');
    },
  );
}

// Until it is there.

/** Opens the page; the rest of the program arrives when `gate.open()` is called, or is gone while gate.gone. */
async function openEarly({page, site}, fragment = '') {
  const gate = {gone: false};
  const opened = new Promise((done) => (gate.open = done));
  await page.evaluateOnNewDocument(() => {
    const {open} = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.open = function (method, url, async = true) {
      if (!async) throw new Error(`a request that the page waits for: ${url}`);
      return open.apply(this, arguments);
    };
  });
  await page.setRequestInterception(true);
  page.on('request', async (request) => {
    if (!request.url().endsWith(kRest)) return request.continue();
    if (!gate.gone) await opened;
    await (gate.gone ? request.abort() : request.continue()).catch(() => {});
  });
  return {app: await openApp(page, `${site}#${fragment}`, {running: true}), gate};
}
const isComplete = (page) => page.evaluate(() => window.lockstep.state().complete);

test('an idle page fetches the rest of the program by itself', {viewport: kPhone}, async ({page, site}) => {
  await openApp(page, `${site}#embed&layers=6,6`, {running: true});
  await until(() => isComplete(page), 'it is there');
});

test('what is done before the rest is there happens when it comes, in its order', {}, async ({page, site}) => {
  const {app, gate} = await openEarly({page, site}, 'layers=6,6');
  await app.until(({step}) => step > 5);
  await app.click('play');
  const {step} = await app.until(({playing}) => !playing, 'Pause needs no rest');
  await app.key('ArrowRight');
  await app.until((state) => state.step === step + 1, 'a step needs no rest');
  const answers = page.evaluate(() =>
    Promise.all(['seed', 'set lr=0.5', 'set colour=red'].map((line) => window.lockstep.command(line))),
  );
  await app.key('n');
  await delay(300);
  assert.match((await app.state()).fields, /\bseed=1\b/, 'a new seed has to wait');
  gate.open();
  const [seed, rate, colour] = await answers;
  assert.deepEqual([seed, rate], ['', '']);
  assert.match(colour, /colour/);
  const {fields} = await app.until((state) => /\bseed=3\b/.test(state.fields), 'two seeds later');
  assert.match(fields, /\blr=0.5\b/);
  assert.equal(await isComplete(page), true);
});

test('a change of the address waits for the rest too', {}, async ({page, site}) => {
  const {app, gate} = await openEarly({page, site}, 'layers=6,6');
  await page.evaluate(() => (location.hash = 'layers=4&dataset=xor'));
  await delay(300);
  gate.open();
  await app.until(({config}) => /dataset=xor/.test(config));
});

test('a diverged run waits for the rest, which brings it back', {}, async ({page, site}) => {
  const diverging = 'dataset=plane&optimizer=sgd&lr=10&activation=relu&loss=mse&layers=16,16';
  const {app, gate} = await openEarly({page, site}, diverging);
  let before;
  await app.until(({step}) => {
    const stands = step > 0 && step === before;
    before = step;
    return stands;
  }, 'it stands');
  assert.equal((await app.state()).alarm, '');
  gate.open();
  await app.until(({alarm, playing}) => alarm !== '' && !playing);
});

test(
  'a page that has lost its network pauses, steps and plays, and says what it cannot do',
  {allow: /ERR_FAILED|cannot be reached/},
  async ({page, site}) => {
    const {app, gate} = await openEarly({page, site}, 'layers=6,6');
    gate.gone = true;
    gate.open();
    await app.until(({step}) => step > 5);
    await app.click('play');
    const {step} = await app.until(({playing}) => !playing);
    await app.click('step');
    await app.until((state) => state.step === step + 1);
    await app.click('play');
    await app.until((state) => state.playing && state.step > step + 20);
    await app.click('seed');
    await app.until(({notices}) => notices.some((text) => /could not be loaded/.test(text)), 'it says so');
    const answer = await page.evaluate(() => window.lockstep.command('set lr=0.1'));
    assert.match(answer, /could not be loaded/);
    await app.until((state) => state.step > step + 40, 'it goes on');
    assert.ok(await page.evaluate(() => document.getElementById('cover').hidden));
    gate.gone = false;
    await until(() => isComplete(page), 'the network is back, and with it the rest', 30_000);
    assert.equal((await app.state()).config.includes('seed'), false, 'what could not be done is not done later');
    await app.click('seed');
    await app.until(({config}) => /seed=2/.test(config));
  },
);

test('a function of the rest that is called before it is there is named', {}, async ({page, site, folder}) => {
  await openEarly({page, site}, 'layers=6,6');
  const [place, name] = readFileSync(join(folder, 'lockstep.names'), 'utf8').split('\n')[0].split(':');
  const message = await page.evaluate(async (number) => {
    const {makeProgram} = await import('./host-program.js');
    const program = makeProgram('lockstep', () => {}, new AbortController().signal);
    const {instantiate} = WebAssembly;
    let call;
    WebAssembly.instantiate = async (_, {placeholder}) => ((call = placeholder[number]), {exports: {}});
    await program.start({});
    WebAssembly.instantiate = instantiate;
    try {
      return call();
    } catch (error) {
      return (await program.named(error)).message;
    }
  }, place);
  assert.equal(message, `${name} of lockstep-rest.wasm was called before it was there`);
});
