// Without a network: the page in one file, from a disk; and the page that a browser has kept.

import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

import {serve} from '../../web/tools/serve.mjs';
import {App, delay, draws, everywhere, openApp, test, until} from './harness.mjs';
import {Panel} from './share-panel.mjs';

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
  everywhere,
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
  {...everywhere, allow: /Content.Security.Policy|violates/},
  ({page, folder: dist, site}) =>
    inFolder(async (folder) => {
      const app = await openSingle(page, dist, folder, 'dataset=moons&layers=4');
      const refused = await page.evaluate((url) => fetch(url).then(() => '', String), `${site}icon.svg`);
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
      const loaded = () => [...document.fonts].filter(({status}) => status === 'loaded').length;
      assert.equal(await page.evaluate(loaded), 2, 'its typeface is there');
      await panel.do('close');
      await panel.closed();
      await app.click('about');
      await app.click('about.article');
      await app.until(({message}) => /article is not in this file/.test(message));
    }),
);

test(
  'the page opened from a disk names lockstep.html, each time, and leads there with its run',
  {...everywhere, allow: /CORS|Failed to load|blocked/},
  async ({page, folder: dist}) => {
    const address = `${pathToFileURL(join(dist, 'index.html'))}#dataset=moons`;
    const read = () =>
      page.evaluate(() => ['message', 'remedy'].map((id) => document.getElementById(id)?.textContent).join(' '));
    for (let times = 0; times < 6; ++times) {
      await page.goto('about:blank');
      await page.goto(address);
      await until(async () => /lockstep\.html/.test(await read()), 'it names the file');
      await delay(300); // for what comes late
      assert.equal(
        await read(),
        'Browsers do not run this page from a disk. lockstep.html beside it has all of Lockstep in one file, and runs.',
      );
    }
    await page.evaluate(() => document.querySelector('#remedy a').click());
    const app = new App(page);
    await draws(page);
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
/** A new version: the page and a part of its program are others, and the set is made anew. */
function renew(folder) {
  appendFileSync(join(folder, 'index.html'), '<template id="newer"></template>\n');
  appendFileSync(join(folder, 'controls.js'), '\nwindow.isNewer = true;\n');
  execFileSync(process.execPath, [kOfflineTool, folder]);
}
/** Whether the page that is open is of the new version: its HTML, the program that it runs, and what it would get. */
const isNewer = async (page) => {
  const made = await page.evaluate(() => [!!document.getElementById('newer'), !!window.isNewer]);
  return [...made, /isNewer/.test(await textOf(page, 'controls.js'))];
};
const kOld = [false, false, false];
const kNew = [true, true, true];

test(
  'once it has been idle the page opens without its server, digits and all',
  {...everywhere, time: 90_000},
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
  {...everywhere, time: 120_000},
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
      assert.deepEqual(await isNewer(page), kOld, 'the page keeps the set it has come from');
      await until(async () => {
        await leave();
        await openApp(page, `${url}#dataset=moons`, {running: true});
        return (await isNewer(page))[0];
      }, 'the new set is there');
      assert.deepEqual(await isNewer(page), kNew);
      assert.equal(await page.evaluate(() => caches.keys().then((keys) => keys.length)), 1, 'the old one is gone');
    }),
);

test(
  'the only page gets the new version with a reload; one of two does not',
  {engines: ['chromium', 'firefox'], time: 120_000}, // WebKit tells no reload from a second page
  ({page, newPage, folder: dist}) =>
    withSite(dist, async ({folder, url}) => {
      const app = new App(page);
      await openApp(page, `${url}#dataset=xor`, {running: true});
      await kept(page);
      await page.reload();
      renew(folder);
      await draws(page);
      await app.until(({message}) => /new version/i.test(message), 'it says so', 30_000);
      const second = await newPage();
      await openApp(second, `${url}#dataset=moons`, {running: true});
      assert.deepEqual(await isNewer(second), kOld);
      await page.reload();
      // In the background it may not draw.
      const started = () => page.evaluate(() => !!window.lockstep).catch(() => false);
      await until(started, 'it has started');
      assert.deepEqual(await isNewer(page), kOld);
      await second.close();
      await page.reload();
      await until(() => page.evaluate(() => !!document.getElementById('newer')).catch(() => false), 'it is new');
      await draws(page);
      assert.deepEqual(await isNewer(page), kNew);
      assert.equal(await page.evaluate(() => caches.keys().then((keys) => keys.length)), 1, 'the old one is gone');
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

test('where the server goes back to the version that is at work, and fails, its set stays', (t) =>
  withSite(t.folder, async ({folder, url}) => {
    const {page} = t;
    await openApp(page, `${url}#dataset=moons`, {running: true});
    await kept(page);
    await page.reload(); // the one that is kept, which the new version waits for
    await draws(page);
    const before = readFileSync(join(folder, 'service-worker.js'));
    renew(folder);
    const update = () =>
      page.evaluate(async () => {
        const registration = await navigator.serviceWorker.getRegistration();
        const found = new Promise((done) => registration.addEventListener('updatefound', done, {once: true}));
        const state = found.then(({target: {installing}}) => {
          return new Promise((done) => installing.addEventListener('statechange', () => done(installing.state)));
        });
        await registration.update();
        return [await state, (await caches.keys()).length];
      });
    assert.deepEqual(await update(), ['installed', 2]);
    writeFileSync(join(folder, 'service-worker.js'), before); // without its files
    assert.deepEqual(await update(), ['redundant', 2]);
  }));

/** The site of a folder that is called by another name of it, as many servers have it. */
async function redirecting(site, body) {
  const respond = async ({url, headers}, response) => {
    if (url === '/' && headers['sec-fetch-mode'] !== 'navigate')
      return response.writeHead(302, {location: '/index.html'}).end();
    const answer = await fetch(new URL(url, site));
    const type = answer.headers.get('content-type');
    response.writeHead(answer.status, {'content-type': type}).end(Buffer.from(await answer.arrayBuffer()));
  };
  const front = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy()); // the site may go while the page still asks
  });
  await new Promise((done) => front.listen(0, '127.0.0.1', done));
  try {
    await body(`http://127.0.0.1:${front.address().port}/`);
  } finally {
    front.closeAllConnections();
    front.close();
  }
}

test('a page that the server would redirect is not kept, as no browser would open it', ({page, site}) =>
  redirecting(site, async (url) => {
    await openApp(page, `${url}#dataset=moons`, {running: true});
    const outcome = await page.evaluate(async () => {
      const {installing} = await navigator.serviceWorker.register('service-worker.js');
      await new Promise((done) => installing.addEventListener('statechange', done));
      return [installing.state, (await caches.keys()).length];
    });
    assert.deepEqual(outcome, ['redundant', 0]);
  }));

test('a worker that the server has no longer clears the page off the device', {allow: /404/, time: 90_000}, (t) =>
  withSite(t.folder, async ({folder, url}) => {
    await openApp(t.page, `${url}#dataset=moons`, {running: true});
    await kept(t.page);
    rmSync(join(folder, 'service-worker.js'));
    writeFileSync(join(folder, 'host.js'), `${readFileSync(join(folder, 'host.js'))}// of the server\n`);
    const app = await openApp(t.page, `${url}?again#dataset=moons`, {running: true});
    await app.until(({message}) => /no longer kept/.test(message), 'it says so', 30_000);
    const left = async () => [(await navigator.serviceWorker.getRegistrations()).length, (await caches.keys()).length];
    assert.deepEqual(await t.page.evaluate(left), [0, 0]);
    await t.page.reload();
    await draws(t.page);
    assert.match(await textOf(t.page, 'host.js'), /of the server/);
  }),
);

test('without its set the page comes from the server, and is kept anew', {time: 90_000}, ({page, folder: dist}) =>
  withSite(dist, async ({folder, url}) => {
    await openApp(page, `${url}#dataset=moons`, {running: true});
    await kept(page);
    const sets = () => page.evaluate(() => caches.keys().then((keys) => keys.length));
    const reopen = async () => {
      await page.evaluate(async () => Promise.all((await caches.keys()).map((name) => caches.delete(name))));
      await page.goto('about:blank');
      await openApp(page, `${url}#dataset=moons`, {running: true});
    };
    await reopen();
    await until(async () => (await sets()) === 1, 'it is kept anew');
    renew(folder);
    await reopen();
    assert.deepEqual(await isNewer(page), kNew);
    await until(async () => (await sets()) === 1, 'the new one is kept', 30_000);
    await page.goto('about:blank');
    await openApp(page, `${url}#dataset=moons`, {running: true});
    assert.deepEqual(await isNewer(page), kNew);
  }),
);

test('news of a new version wait for the end of a lecture', {time: 90_000}, ({page, folder: dist}) =>
  withSite(dist, async ({folder, url}) => {
    const app = await openApp(page, `${url}#dataset=moons&lecture`, {running: true});
    await kept(page);
    await page.reload(); // the one that is kept, which the new version waits for
    await draws(page);
    renew(folder);
    const waits = () =>
      page.evaluate(async () => {
        const registration = await navigator.serviceWorker.getRegistration();
        if (!registration.installing && !registration.waiting) await registration.update();
        return !!registration.waiting;
      });
    await until(waits, 'the new version is there');
    await delay(5000); // by now it has been idle
    assert.doesNotMatch((await app.state()).message ?? '', /new version/i);
    await app.key('KeyL');
    await app.until(({lecture, message}) => !lecture && /new version/i.test(message), 'it says so');
  }),
);

test('of the fast program all is kept or nothing', {allow: /404|Failed/, time: 90_000}, ({page, folder: dist}) =>
  withSite(dist, async ({folder, url}) => {
    await openApp(page, `${url}#dataset=moons`, {running: true});
    await kept(page);
    const parts = () =>
      page.evaluate(async () => {
        const cache = await caches.open((await caches.keys())[0]);
        return (await cache.keys()).map((request) => request.url).filter((name) => /relaxed/.test(name)).length;
      });
    const part = join(folder, 'lockstep-relaxed-rest.wasm');
    renameSync(part, `${part}.away`);
    await page.goto('about:blank');
    await openApp(page, `${url}#dataset=moons&fast`, {running: true});
    assert.equal(await parts(), 0);
    renameSync(`${part}.away`, part);
    await page.goto('about:blank');
    await openApp(page, `${url}#dataset=moons&fast`, {running: true});
    await until(async () => (await parts()) === 3, 'all of it is kept');
  }),
);

test('a page in a frame is not kept', async ({page, site, article}) => {
  const words = 'embed&dataset=moons';
  await page.goto(article(`<iframe src="${site}#${words}" width="600" height="400"></iframe>`));
  const frame = await until(() => page.frames().find((one) => one.url().startsWith(site)), 'the frame is there');
  await draws(frame);
  await delay(6000);
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
  await delay(300);
  await show(false); // a glance elsewhere
  await delay(300);
  assert.doesNotMatch((await app.state()).message ?? '', /waited/);
  await show(true);
  await delay(5300);
  await show(false);
  await app.until(({message}) => /Training waited/.test(message));
});
