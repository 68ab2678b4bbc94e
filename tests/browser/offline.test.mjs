// Without a network: the page in one file, from a disk; and the page that a browser has kept.

import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {appendFileSync, copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

import {serve} from '../../web/tools/serve.mjs';
import {App, openApp, test, until} from './harness.mjs';
import {Panel} from './share-panel.mjs';

const kEverywhere = ['chromium', 'firefox', 'webkit'];
const kLargest = 1_200_000; // bytes of lockstep.html
const kOfflineTool = fileURLToPath(new URL('../../web/tools/offline.mjs', import.meta.url));

async function inFolder(body) {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-offline-'));
  try {
    await body(folder);
  } finally {
    rmSync(folder, {recursive: true, force: true, maxRetries: 5, retryDelay: 100});
  }
}

// One file.

/** lockstep.html alone in a folder, as on a stick. */
async function openSingle(page, dist, folder, fragment, options) {
  const file = join(folder, 'lockstep.html');
  copyFileSync(join(dist, 'lockstep.html'), file);
  return openApp(page, `${pathToFileURL(file)}#${fragment}`, options);
}

test(
  'lockstep.html runs alone from a disk, digits and second part too, to the bits of the page',
  {engines: kEverywhere},
  ({page, folder: dist, open}) =>
    inFolder(async (folder) => {
      const size = readFileSync(join(dist, 'lockstep.html')).length;
      assert.ok(size <= kLargest, `${size} bytes`);
      const hashes = [];
      for (const config of ['dataset=digits&layers=16', 'dataset=1v7&layers=8', 'dataset=moons&layers=4']) {
        const words = `${config}&seed=3&at=20`;
        const single = await openSingle(page, dist, folder, words, {running: true});
        await single.until(({step, loading}) => step >= 20 && !loading, 'it has come to its step');
        await single.command('pause');
        await single.command('seek 20');
        hashes.push((await single.until(({step}) => step === 20)).hash);
        await single.command('settings open'); // of the second part
      }
      for (const [i, config] of [
        'dataset=digits&layers=16',
        'dataset=1v7&layers=8',
        'dataset=moons&layers=4',
      ].entries()) {
        const app = await open(`${config}&seed=3&at=20`, {running: true});
        await app.until(({step, loading}) => step >= 20 && !loading, 'it has come to its step');
        await app.command('pause');
        await app.command('seek 20');
        assert.equal((await app.until(({step}) => step === 20)).hash, hashes[i], config);
      }
    }),
);

test(
  'lockstep.html may connect to nothing, shares a figure and its picture, and says that it has no article',
  {engines: kEverywhere, allow: /Content.Security.Policy|violates/},
  ({page, folder: dist}) =>
    inFolder(async (folder) => {
      const app = await openSingle(page, dist, folder, 'dataset=moons&layers=4');
      const refused = await page.evaluate(() => fetch('https://example.org/').then(() => '', String));
      assert.match(refused, /Error/);
      await app.command('share');
      const panel = new Panel(page);
      await panel.opened();
      assert.match(await panel.value('link'), /^file:.*lockstep\.html#dataset=moons/);
      await panel.choose('show', 'network');
      await until(() => page.evaluate(() => !!document.querySelector('#share-preview canvas')), 'a preview is there');
      await panel.do('savePicture');
      await panel.said(/png|downloads/);
      const seen = await page.evaluate(() =>
        ['.share-disk', '.share-elsewhere', '.share-single'].map(
          (part) => document.querySelector(`#share ${part}`).getBoundingClientRect().height > 0,
        ),
      );
      assert.deepEqual(seen, [true, false, false], 'what leads to this machine only is not offered for elsewhere');
      assert.ok(await page.evaluate(() => document.fonts.check('600 14px Inter')), 'its typeface is there');
      await panel.do('close');
      await panel.closed();
      await app.click('about');
      await app.click('about.article');
      await app.until(({message}) => /article is not in this file/.test(message));
    }),
);

test(
  'the page opened from a disk names lockstep.html, each time, and leads there with its run',
  {engines: kEverywhere, allow: /CORS|Failed to load|blocked/},
  async ({page, folder: dist}) => {
    const address = `${pathToFileURL(join(dist, 'index.html'))}#dataset=moons`;
    const read = () =>
      page.evaluate(() => ['message', 'remedy'].map((id) => document.getElementById(id)?.textContent).join(' '));
    for (let times = 0; times < 6; ++times) {
      await page.goto('about:blank');
      await page.goto(address);
      await new Promise((done) => setTimeout(done, 300)); // for what comes late
      assert.equal(
        await until(read, 'it says something'),
        'Browsers do not run this page from a disk. lockstep.html beside it has all of Lockstep in one file, and runs.',
      );
    }
    await page.evaluate(() => document.querySelector('#remedy a').click());
    const app = new App(page);
    const runs = () => page.evaluate(() => window.lockstep?.frames() > 0).catch(() => false); // while it navigates
    await until(runs, 'it runs');
    assert.match((await app.state()).config, /dataset=moons/);
  },
);

// The page that is kept.

/** A site of our own that can change, and go away. */
const withSite = (dist, body) =>
  inFolder(async (folder) => {
    cpSync(dist, folder, {recursive: true, filter: (path) => !/\.(br|gz)$/.test(path)});
    const site = await serve(folder, 0);
    let open = true;
    const close = async () => open && ((open = false), await site.close());
    try {
      await body({folder, url: site.url, close});
    } finally {
      await close();
    }
  });
const kept = (page) =>
  until(
    () => page.evaluate(() => navigator.serviceWorker.getRegistration().then((found) => !!found?.active)),
    'the page is kept on the device',
  );
/** What a file of the page is, as the page gets it. */
const textOf = (page, name) => page.evaluate((file) => fetch(file).then((answer) => answer.text()), name);
/** A new version: a file is another, and the set is made anew. */
function renew(folder) {
  appendFileSync(join(folder, 'controls.js'), '\n// newer\n');
  execFileSync(process.execPath, [kOfflineTool, folder]);
}

test(
  'once it has been idle the page opens without its server, digits and all',
  {engines: kEverywhere, time: 90_000},
  ({page, folder: dist}) =>
    withSite(dist, async ({url, close}) => {
      await openApp(page, `${url}#dataset=moons`, {running: true});
      await kept(page);
      await close();
      await page.goto('about:blank');
      const app = await openApp(page, `${url}#dataset=digits&layers=8`, {running: true});
      await app.until(({step}) => step > 0, 'it trains on the digits');
      await app.command('share');
      await new Panel(page).opened();
    }),
);

test(
  'a new version waits for the next opening, and the page says so',
  {engines: kEverywhere, time: 120_000},
  ({page: first, newPage, engine, folder: dist}) =>
    withSite(dist, async ({folder, url}) => {
      let page = first;
      const leave = async () => {
        await page.goto('about:blank');
        if (engine !== 'firefox') return; // which keeps a page that was left, to come back to
        const left = page;
        page = await newPage();
        await left.close();
      };
      await openApp(page, `${url}#dataset=moons`, {running: true});
      await kept(page);
      renew(folder);
      await leave();
      const app = await openApp(page, `${url}#dataset=moons`, {running: true});
      await app.until(({message}) => /new version/i.test(message), 'it says so', 30_000);
      assert.doesNotMatch(await textOf(page, 'controls.js'), /newer/, 'the page keeps the set it has come from');
      await until(async () => {
        await leave();
        await openApp(page, `${url}#dataset=moons`, {running: true});
        return /newer/.test(await textOf(page, 'controls.js'));
      }, 'the new set is there');
      assert.equal(await page.evaluate(() => caches.keys().then((keys) => keys.length)), 1, 'the old one is gone');
    }),
);

test(
  'the only page gets the new version with a reload; one of two does not',
  {engines: ['chromium', 'firefox'], time: 120_000}, // WebKit tells no reload from a second page
  ({page, newPage, folder: dist}) =>
    withSite(dist, async ({folder, url}) => {
      const app = new App(page);
      const runs = () =>
        until(() => page.evaluate(() => window.lockstep?.frames() > 0).catch(() => false), 'it runs again');
      await openApp(page, `${url}#dataset=xor`, {running: true});
      await kept(page);
      await page.reload();
      renew(folder);
      await runs();
      await app.until(({message}) => /new version/i.test(message), 'it says so', 30_000);
      const second = await newPage();
      await openApp(second, `${url}#dataset=moons`, {running: true});
      assert.doesNotMatch(await textOf(second, 'controls.js'), /newer/);
      await page.reload();
      assert.doesNotMatch(await textOf(page, 'controls.js'), /newer/);
      await second.close();
      await page.reload();
      await until(
        () =>
          textOf(page, 'controls.js').then(
            (text) => /newer/.test(text),
            () => false,
          ),
        'it is new',
      );
      await runs();
      assert.match(await textOf(page, 'controls.js'), /newer/);
      assert.match((await app.state()).config, /dataset=xor/);
    }),
);

test('files that do not belong together are not taken for a version', {time: 90_000}, ({page, folder: dist}) =>
  withSite(dist, async ({folder, url}) => {
    await openApp(page, `${url}#dataset=moons`, {running: true});
    await kept(page);
    renew(folder);
    appendFileSync(join(folder, 'controls.js'), '// half a version\n');
    const states = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      const seen = [];
      const ended = new Promise((done) =>
        registration.addEventListener('updatefound', () => {
          const {installing} = registration;
          installing.addEventListener('statechange', () => {
            seen.push(installing.state);
            if (installing.state === 'redundant') done();
          });
        }),
      );
      await registration.update().catch(() => {});
      await ended;
      return [seen, (await caches.keys()).length, !!registration.waiting];
    });
    assert.deepEqual(states, [['redundant'], 1, false]);
  }),
);

test('a page in a frame is not kept', async ({page, site, article}) => {
  const words = 'embed&dataset=moons';
  await page.goto(article(`<iframe src="${site}#${words}" width="600" height="400"></iframe>`));
  const frame = await until(() => page.frames().find((one) => one.url().startsWith(site)), 'the frame is there');
  await until(() => frame.evaluate(() => window.lockstep?.frames() > 0), 'it runs');
  await new Promise((done) => setTimeout(done, 6000));
  assert.deepEqual(
    await frame.evaluate(async () => [
      (await navigator.serviceWorker.getRegistrations()).length,
      performance.getEntriesByType('resource').filter(({name}) => /idle|service-worker/.test(name)).length,
    ]),
    [0, 0],
  );
});

test('the article of a kept page comes from the server', {allow: /favicon/}, ({page, folder: dist}) =>
  withSite(dist, async ({folder, url}) => {
    await openApp(page, `${url}#dataset=moons`, {running: true});
    await kept(page);
    writeFileSync(join(folder, 'host.js'), `${readFileSync(join(folder, 'host.js'))}// of the server\n`);
    await page.goto(`${url}article/`);
    assert.ok(await page.evaluate(() => !!navigator.serviceWorker.controller), 'the worker is asked');
    assert.match(await textOf(page, '../host.js'), /of the server/);
    await page.goto(`${url}#dataset=moons`);
    assert.doesNotMatch(await textOf(page, 'host.js'), /of the server/);
  }),
);

// Installed, and in the background.

test('the page can be installed, with icons of the sizes that it names', async ({page, site}) => {
  await openApp(page, `${site}#dataset=moons`, {running: true});
  await kept(page);
  const devtools = await page.createCDPSession();
  const {installabilityErrors} = await devtools.send('Page.getInstallabilityErrors');
  const wrong = installabilityErrors.map(({errorId}) => errorId).filter((id) => id !== 'in-incognito'); // as a test is
  assert.deepEqual(wrong, []);
  const icons = await page.evaluate(async () => {
    const link = document.querySelector('link[rel=manifest]').href;
    const {icons: all} = await fetch(link).then((answer) => answer.json());
    const apple = {src: document.querySelector('link[rel=apple-touch-icon]').href, sizes: '180x180'};
    return Promise.all(
      [...all, apple].map(async ({src, sizes}) => {
        const image = new Image();
        image.src = new URL(src, link);
        await image.decode();
        return [sizes, `${image.naturalWidth}x${image.naturalHeight}`];
      }),
    );
  });
  for (const [named, found] of icons) if (named !== 'any') assert.equal(found, named);
  assert.equal(icons.length, 5);
});

test('whoever comes back to a page that was to train is told that it waited', async ({page, open}) => {
  const app = await open('dataset=moons', {running: true});
  await kept(page); // by now it listens
  const show = (hidden) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', {value, configurable: true});
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await app.until(({playing}) => playing);
  await show(true);
  await new Promise((done) => setTimeout(done, 300));
  await show(false); // a glance elsewhere
  await new Promise((done) => setTimeout(done, 300));
  assert.doesNotMatch((await app.state()).message ?? '', /waited/);
  await show(true);
  await new Promise((done) => setTimeout(done, 5300));
  await show(false);
  await app.until(({message}) => /Training waited/.test(message));
});
