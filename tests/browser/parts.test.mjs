// The program comes in two parts: what src/rooms.cmake keeps for later is not called before somebody touches the page.

import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {delay, test, until} from './harness.mjs';

const kLook = 5000; // ms that nobody touches a page
const kRest = 'lockstep-rest.wasm';
// Every shape of the screen, and what stands in addresses: what articles like to set.
const kPhone = {width: 390, height: 844, hasTouch: true, isMobile: true};
const kScenes = [
  {viewport: kPhone},
  {viewport: {width: 844, height: 390, hasTouch: true, isMobile: true}, fragment: 'dataset=circles&theme=dark'},
  {viewport: {width: 360, height: 740, deviceScaleFactor: 3}, dark: true},
  {viewport: kPhone, fragment: 'embed&layers=4,4&activation=relu&lr=0.01&optimizer=sgd&dataset=xor'},
  {viewport: {width: 640, height: 400}, fragment: 'embed&dataset=arms&normalize=batch', dark: true},
  {
    viewport: {width: 700, height: 500},
    fragment: 'embed&dataset=circles&noise=0.1&normalize=layer&schedule=cosine&momentum=0.9',
  },
  {viewport: {width: 820, height: 1180, deviceScaleFactor: 2}, fragment: 'embed'},
  {viewport: {width: 1024, height: 768}, fragment: 'dataset=gauss&layers=6,6,6&skip=1&l2=0.001'},
  {viewport: {width: 1280, height: 800}},
  {viewport: {width: 1440, height: 900}, fragment: 'dataset=plane&loss=mse&batch=32&clip=1'},
  {viewport: {width: 1920, height: 1080}, fragment: 'layers=32,32,32', dark: true},
];

const fetchedRest = (page) =>
  page.evaluate((rest) => performance.getEntriesByType('resource').some(({name}) => name.endsWith(rest)), kRest);

/** Notes which functions of the second part the first calls before it is there, by their places in the table. */
function noteEarlyCalls() {
  window.early = new Set();
  const instantiate = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = (response, imports) => {
    const {placeholder} = imports;
    if (!placeholder) return instantiate(response, imports);
    const noting = new Proxy(placeholder, {
      get:
        (all, place) =>
        (...values) => (window.early.add(place), all[place](...values)),
    });
    return instantiate(response, {...imports, placeholder: noting});
  };
}

for (const {viewport, fragment = '', dark} of kScenes) {
  const scene = `${viewport.width}×${viewport.height} ${dark ? 'dark ' : ''}${fragment || 'as it comes'}`;
  test(
    `nothing that is for later is called on a page that nobody touches: ${scene}`,
    async ({page, site, folder}) => {
      await page.emulateMediaFeatures([{name: 'prefers-color-scheme', value: dark ? 'dark' : 'light'}]);
      await page.evaluateOnNewDocument(noteEarlyCalls);
      // A wide screen asks for the rest, to show the desk: late enough for everything else to have been
      // drawn without it.
      await page.setRequestInterception(true);
      page.on('request', async (request) => {
        if (request.url().endsWith(kRest)) await delay(kLook);
        await request.continue();
      });
      await page.goto(`${site}#${fragment}`);
      await until(() => page.evaluate(() => window.lockstep?.frames() > 10).catch(() => false), 'it draws', 60_000);
      await delay(kLook);
      const places = await page.evaluate(() => [...window.early]);
      const names = readFileSync(join(folder, '../whole/lockstep.names'), 'utf8')
        .split('\n')
        .map((line) => line.split(':'));
      const called = names.filter(([place]) => places.includes(place)).map(([, name]) => name);
      assert.deepEqual(called, [], 'src/rooms.cmake keeps for later what is called at once');
      if (viewport.isMobile) assert.equal(await fetchedRest(page), false, 'a phone that only looks asks for the rest');
    },
    {viewport},
  );
}

test(
  'a touch brings the rest of the program',
  async ({open, page}) => {
    const app = await open('embed&layers=6,6&dataset=circles&lr=0.01');
    assert.ok((await app.command('play')) && (await fetchedRest(page)), 'a command is a touch');
    await page.reload();
    await until(() => page.evaluate(() => window.lockstep?.state().step > 600).catch(() => false), 'it trains');
    assert.equal(await fetchedRest(page), false);
    await app.click('step');
    await until(() => fetchedRest(page), 'the rest is fetched');
  },
  {viewport: kPhone},
);
