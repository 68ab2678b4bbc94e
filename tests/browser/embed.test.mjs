// Lockstep in other people's pages: openLockstep with a run of its own, and the element <lock-step>.

import assert from 'node:assert/strict';
import {createServer} from 'node:http';
import {readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';

import {serve} from '../../web/tools/serve.mjs';
import {figure, kRun, nativeHash, openArticle, runs} from './figures.mjs';
import {delay, everywhere, test, until} from './harness.mjs';

const kMostLive = 6;

const modes = (page) => page.evaluate(() => [...document.querySelectorAll('lock-step')].map(({mode}) => mode));

test('the element runs in another origin’s page, alone', everywhere, async (t) => {
  await openArticle(t, `<lock-step config="${kRun}" autoplay>Two moons</lock-step>`);
  await runs(t.page);
  await until(() => figure(t.page, (element) => element.getState().step > 30), 'it trains');
  assert.equal(await figure(t.page, (element) => element.pause()), '');
  const state = await figure(t.page, (element) => element.getState());
  assert.match(state.config, /dataset=moons/);
  if (process.env.LOCKSTEP_CLI) assert.equal(state.hash, nativeHash(kRun, state.step));
  assert.deepEqual(
    await t.page.evaluate(() => [location.hash, localStorage.length, document.documentElement.dataset.theme ?? '']),
    ['', 0, ''],
    'the page keeps its address, its storage and its look',
  );
});

test('without autoplay it waits; steps, states and pictures are asked for', everywhere, async (t) => {
  await openArticle(t, `<lock-step config="${kRun}" theme="dark"></lock-step>`);
  await runs(t.page);
  const done = await figure(t.page, async (element) => {
    const seen = [element.getState().step];
    await element.step(40);
    const kept = element.getState();
    await element.step(25);
    seen.push(kept.step, element.getState().step);
    const same = await element.setState(kept);
    seen.push(element.getState().step);
    const refused = await element.setState({...kept, config: 'zzz'}).catch(({message}) => message);
    seen.push(element.getState().step, /zzz/.test(refused));
    await element.reset();
    seen.push(element.getState().step);
    const dark = element.shadowRoot.getElementById('stage').style.colorScheme;
    return {
      seen,
      same,
      back: element.getState().hash !== kept.hash,
      dark,
      picture: (await element.screenshot()).slice(0, 22),
    };
  });
  assert.deepEqual(done, {
    seen: [0, 40, 65, 40, 40, true, 0],
    same: true,
    back: true,
    dark: 'dark',
    picture: 'data:image/png;base64,',
  });
});

test('nothing but the script is downloaded before a figure is near, or pressed', async (t) => {
  const asked = [];
  t.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await openArticle(
    t,
    `<div style="height: 3000px"></div><lock-step config="${kRun}"></lock-step>
     <div style="height: 3000px"></div><lock-step id="manual" reveal="manual" config="${kRun}"></lock-step>`,
  );
  await delay(1000);
  const ours = () => asked.filter((path) => /\.(js|wasm|bin|css)$/.test(path));
  assert.deepEqual(ours(), ['/lock-step.js']);
  await t.page.evaluate(() => scrollTo(0, 1900)); // less than one viewport before it
  await runs(t.page);
  for (const name of ['host.js', 'lockstep.js', 'lockstep.wasm', 'lockstep-rest.wasm'])
    await until(() => ours().includes(`/${name}`), `${name} is downloaded`);
  const before = ours().length;
  const bytes = ours().reduce((sum, path) => sum + statSync(join(t.folder, `${path}.br`)).size, 0);
  console.log(`    downloaded for a figure: ${Math.round(bytes / 1024)} KB compressed`);
  await t.page.evaluate(() => scrollTo(0, 1e6));
  await until(async () => (await modes(t.page)).join() === 'still,poster', 'the one far away rests, the other waits');
  await t.page.evaluate(() => document.getElementById('manual').shadowRoot.getElementById('run').click());
  await until(async () => (await modes(t.page))[1] === 'live', 'it runs when it is pressed');
  assert.equal(ours().length, before, 'figures of a page share one program');
});

test('a page of twenty figures has at most six contexts, and each goes on where it was', {time: 120_000}, async (t) => {
  const {page} = t;
  await page.evaluateOnNewDocument(() => {
    window.contexts = [];
    const {getContext} = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.getContext = function (kind, options) {
      const context = getContext.call(this, kind, options);
      if (kind === 'webgl2' && !window.contexts.includes(context)) window.contexts.push(context);
      return context;
    };
  });
  await page.setViewport({width: 900, height: 800});
  await page.goto(`${t.site}examples/twenty.html`);
  const count = await page.evaluate(() => document.querySelectorAll('lock-step').length);
  assert.equal(count, 20);
  const contexts = () => page.evaluate(() => window.contexts.filter((each) => !each.isContextLost()).length);
  const left = [];
  let most = 0;
  for (let i = 0; i < count; ++i) {
    await page.evaluate((at) => document.querySelectorAll('lock-step')[at].scrollIntoView({block: 'center'}), i);
    await until(async () => (await modes(page))[i] === 'live', `figure ${i + 1} runs`);
    await page.evaluate((at) => document.querySelectorAll('lock-step')[at].step(50), i);
    left.push(await page.evaluate((at) => document.querySelectorAll('lock-step')[at].getState(), i));
    most = Math.max(most, await contexts());
  }
  assert.ok(most <= kMostLive, `${most} contexts`);
  assert.ok((await modes(page)).filter((mode) => mode === 'still').length >= count - kMostLive);

  // The one that went to rest last has kept its program, the first has not.
  for (const at of [(await modes(page)).lastIndexOf('still'), 0]) {
    const {hash, step} = left[at];
    const [now, took] = await page.evaluate(async (i) => {
      const element = document.querySelectorAll('lock-step')[i];
      const live = new Promise((done) =>
        element.addEventListener('visibility', ({detail}) => detail.mode === 'live' && done(performance.now())),
      );
      element.scrollIntoView({block: 'center'});
      await new Promise((done) => addEventListener('scroll', done, {once: true}));
      const from = performance.now();
      return [element.getState(), (await live) - from];
    }, at);
    console.log(`    figure ${at + 1} is back at step ${now.step} after ${Math.round(took)} ms`);
    const after = await page.evaluate((i) => document.querySelectorAll('lock-step')[i].getState(), at);
    assert.deepEqual([now.step, now.hash, after.step, after.hash], [step, hash, step, hash]);
    if (process.env.LOCKSTEP_CLI) assert.equal(after.hash, nativeHash(after.config.replace('&embed', ''), after.step));
  }
});

test('a context that the browser takes leaves a running figure', async (t) => {
  await openArticle(t, `<lock-step config="${kRun}" autoplay></lock-step>`);
  await runs(t.page);
  await until(() => figure(t.page, (element) => element.getState().step > 20), 'it trains');
  const {step} = await figure(t.page, (element) => {
    const canvas = element.shadowRoot.getElementById('canvas');
    const control = canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
    control.loseContext(); // and never gives it back
    return element.getState();
  });
  await delay(2500);
  await until(() => figure(t.page, (e, s) => e.mode === 'live' && e.getState().step > s + 50, step), 'it goes on');
});

// What is left behind.

test('openLockstep and its end leave no listener, no instance, and work twenty times', {time: 120_000}, async (t) => {
  const {page} = t;
  await page.evaluateOnNewDocument(() => {
    const kept = []; // {target, type, listener}, weakly
    window.listening = () =>
      kept
        .filter((each) => !each.gone && each.target.deref() && !(each.target.deref() instanceof AbortSignal))
        .map(({target, type}) => `${target.deref().constructor.name}.${type}`);
    window.instances = [];
    const {addEventListener: add, removeEventListener: remove} = EventTarget.prototype;
    EventTarget.prototype.addEventListener = function (type, listener, options) {
      const target = this ?? window;
      const entry = {target: new WeakRef(target), type, listener: new WeakRef(listener), gone: false};
      kept.push(entry);
      options?.signal && add.call(options.signal, 'abort', () => (entry.gone = true));
      return add.call(target, type, listener, options);
    };
    EventTarget.prototype.removeEventListener = function (type, listener, options) {
      const target = this ?? window;
      for (const each of kept)
        if (each.type === type && each.listener.deref() === listener && each.target.deref() === target)
          each.gone = true;
      return remove.call(target, type, listener, options);
    };
    const {instantiate} = WebAssembly;
    WebAssembly.instantiate = async (...values) => {
      const instance = await instantiate(...values);
      window.instances.push(new WeakRef(instance));
      return instance;
    };
  });
  await page.goto(t.article('')); // a page without a script of its own
  const before = await page.evaluate(() => window.listening().length);
  const steps = await page.evaluate(async (folder) => {
    const {openLockstep} = await import(`${folder}host.js`);
    const steps = [];
    for (let i = 0; i < 20; ++i) {
      const box = document.createElement('div');
      const canvas = document.createElement('canvas');
      Object.assign(box.style, {position: 'relative', width: '600px', height: '400px'});
      Object.assign(canvas.style, {width: '100%', height: '100%'});
      box.append(canvas);
      document.body.append(box);
      const lockstep = await openLockstep({canvas, config: `layers=4&seed=${i + 1}`, autoplay: false});
      await lockstep.step(10);
      steps.push(lockstep.state().step);
      if (i % 2) await new Promise((done) => setTimeout(done, 100)); // the others end before their first refresh
      lockstep.destroy();
      box.remove();
    }
    return steps;
  }, t.site);
  assert.deepEqual(steps, Array(20).fill(10));
  assert.deepEqual((await page.evaluate(() => window.listening())).slice(before), []);
  const session = await page.createCDPSession();
  const alive = () => page.evaluate(() => window.instances.filter((each) => each.deref()).length);
  await until(async () => {
    await session.send('HeapProfiler.collectGarbage');
    return (await alive()) <= 2; // the last ones may still be on some stack
  }, 'instances are collected');
});

test('elements that are taken out leave no listener', async (t) => {
  await openArticle(t, `<lock-step config="${kRun}" autoplay></lock-step>`);
  await runs(t.page);
  const kept = await figure(t.page, async (element) => {
    const box = document.createElement('div');
    document.body.append(box);
    box.append(element); // moving it is not taking it out
    await new Promise((done) => setTimeout(done, 50));
    const moved = element.mode;
    await element.pause();
    const before = element.getState();
    element.remove();
    await new Promise((done) => setTimeout(done, 50));
    const out = [element.mode, element.getState().hash === before.hash, element.shadowRoot.getElementById('canvas')];
    document.body.append(element);
    await element.step(1);
    const after = element.getState();
    element.destroy();
    return {moved, out, steps: after.step - before.step, end: [element.mode, element.getState().step]};
  });
  assert.deepEqual(kept, {moved: 'live', out: ['poster', true, null], steps: 1, end: ['poster', 0]});
});

// While it loads.

/** Holds back a file of the program; returns what lets it go on. */
async function hold(page, file) {
  const held = [];
  await page.setRequestInterception(true);
  page.on('request', (request) => (request.url().endsWith(file) ? held.push(request) : request.continue()));
  return {
    asked: () => until(() => held.length, `${file} is asked for`),
    release: () => held.splice(0).forEach((request) => request.continue()),
  };
}

test('an element that is taken out while the program loads opens nothing; back in the page it runs once', async (t) => {
  const {asked, release} = await hold(t.page, '/host.js');
  await openArticle(t, `<div id="box"><lock-step config="${kRun}"></lock-step></div>`);
  await asked();
  await t.page.evaluate(() => {
    window.element = document.querySelector('lock-step');
    window.element.remove();
  });
  await delay(100);
  release();
  await delay(1000);
  const canvases = () => t.page.evaluate(() => window.element.shadowRoot.querySelectorAll('#canvas').length);
  assert.equal(await canvases(), 0);
  await t.page.evaluate(() => document.getElementById('box').append(window.element));
  await runs(t.page);
  assert.equal(await canvases(), 1);
});

test('an element that is moved to and fro while it loads has one canvas, and answers', async (t) => {
  const {asked, release} = await hold(t.page, '/host.js');
  await openArticle(t, `<lock-step config="${kRun}"></lock-step>`);
  await asked();
  await figure(t.page, async (element) => {
    const pause = () => new Promise((done) => setTimeout(done, 50));
    element.remove();
    await pause();
    document.body.append(element);
    await pause();
  });
  release();
  await runs(t.page);
  await figure(t.page, (element) => element.step(3));
  const [count, step] = await figure(t.page, (element) => [
    element.shadowRoot.querySelectorAll('#canvas').length,
    element.getState().step,
  ]);
  assert.deepEqual([count, step], [1, 3]);
});

test('attributes that change while the program loads count', async (t) => {
  const {asked, release} = await hold(t.page, '/lockstep.wasm');
  await openArticle(t, `<lock-step config="${kRun}" theme="dark"></lock-step>`);
  await asked();
  await figure(t.page, (element) => {
    element.seed = 9;
    element.theme = 'light';
    element.setAttribute('readonly', '');
  });
  release();
  await runs(t.page);
  await until(() => figure(t.page, (e) => /seed=9/.test(e.getState().config)), 'it has the seed');
  await until(() => figure(t.page, (e) => /readonly/.test(e.getState().config)), 'it is readonly');
  assert.equal(await figure(t.page, (e) => e.shadowRoot.getElementById('stage').style.colorScheme), 'light');
});

test('an element outside the page says why it answers nothing', async (t) => {
  await openArticle(t, '');
  const refused = await t.page.evaluate(() =>
    document
      .createElement('lock-step')
      .step(1)
      .catch(({message}) => message),
  );
  assert.match(refused, /in no document/);
});

// Good manners.

test('links within the page and its own address are its own', everywhere, async (t) => {
  await openArticle(
    t,
    `<a id="link" href="#dataset=xor">A section</a><lock-step config="${kRun}"></lock-step><h2 id="dataset=xor">Here</h2>`,
  );
  await runs(t.page);
  // Not with the run as a file: that is in it once the rest of the program is there.
  const stateOf = () => figure(t.page, (element) => ({...element.getState(), run: ''}));
  const before = await stateOf();
  await t.page.evaluate(() => document.getElementById('link').click());
  await delay(300);
  assert.deepEqual(await stateOf(), before);
  await figure(t.page, (element) => element.command('set lr=0.5'));
  await until(() => figure(t.page, (element) => /lr=0.5/.test(element.getState().config)), 'it has changed');
  assert.equal(await t.page.evaluate(() => location.hash), '#dataset=xor');
});

test('attributes change a running figure, events tell of it', async (t) => {
  await openArticle(
    t,
    `<lock-step config="${kRun}"></lock-step>
     <script>document.querySelector('lock-step').addEventListener('change', () => (window.changes = (window.changes ?? 0) + 1))</script>`,
  );
  await runs(t.page);
  await figure(t.page, async (element) => {
    window.seen = [];
    for (const type of ['step', 'change'])
      element.addEventListener(type, ({detail}) => seen.push([type, detail.step ?? /seed=9/.test(detail.config)]));
    await element.step(5);
  });
  const heardOf = (count) =>
    until(async () => (await t.page.evaluate(() => window.seen.length)) >= count, `it tells of ${count} things`);
  await heardOf(1);
  await figure(t.page, (element) => (element.seed = 9));
  await heardOf(3);
  await delay(300); // and of nothing else
  const seen = await t.page.evaluate(() => window.seen);
  assert.deepEqual(seen, [
    ['step', 5],
    ['step', 0],
    ['change', true],
  ]);
  assert.equal(await t.page.evaluate(() => window.changes), 1);
});

test('in print the last picture stands for it', async (t) => {
  await openArticle(t, `<lock-step config="${kRun}"></lock-step>`);
  await runs(t.page);
  const shown = await figure(t.page, (element) => {
    const still = element.shadowRoot.getElementById('copy');
    const seen = [still.hidden];
    dispatchEvent(new Event('beforeprint'));
    const pixels = new Uint32Array(still.getContext('2d').getImageData(0, 0, still.width, still.height).data.buffer);
    seen.push(still.hidden, new Set(pixels).size > 50);
    dispatchEvent(new Event('afterprint'));
    return [...seen, still.hidden];
  });
  assert.deepEqual(shown, [true, false, true, true]);
});

// Servers of all kinds.

/** The built folder as `type(path)` calls its files. */
function serveBadly(folder, type) {
  const server = createServer((request, response) => {
    const path = request.url.split('?')[0];
    const headers = {'Content-Type': type(path), 'Access-Control-Allow-Origin': '*'};
    try {
      response.writeHead(200, headers).end(readFileSync(join(folder, path)));
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  return new Promise((done) =>
    server.listen(0, '127.0.0.1', () =>
      done({url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close()}),
    ),
  );
}

test('a server that does not know WebAssembly will do', everywhere, async (t) => {
  const type = (path) => (path.endsWith('.js') ? 'text/javascript' : 'text/plain');
  const library = await serveBadly(t.folder, type);
  await t.page.goto(
    t.article(`<script src="${library.url}lock-step.js"></script><lock-step config="${kRun}"></lock-step>`),
  );
  await runs(t.page);
  assert.equal(await figure(t.page, (element) => element.command('set lr=0.5')), '', 'the rest is here too');
  library.close();
});

const typeOf = (path) => (path.endsWith('.js') ? 'text/javascript' : 'application/wasm');
for (const [what, headers, message] of [
  ['without the header that lets other origins in', {}, /Access-Control-Allow-Origin/],
  [
    'without the program',
    {'Access-Control-Allow-Origin': '*'},
    /answered 404 for lockstep\.wasm: put it beside host\.js/,
  ],
])
  test(`a server ${what} is named, with what to do`, {allow: /CORS|ERR_FAILED|404/}, async (t) => {
    const library = await serve(t.folder, 0, (path) => ({'Content-Type': typeOf(path), ...headers}));
    await t.page.setRequestInterception(true);
    t.page.on('request', (request) =>
      request.url().endsWith('lockstep.wasm') ? request.respond({status: 404, headers}) : request.continue(),
    );
    await t.page.goto(
      t.article(`<script>window.errors = []; addEventListener('error', (event) => errors.push(event.detail), true)</script>
        <script src="${library.url}lock-step.js"></script><lock-step config="${kRun}">What stands there</lock-step>`),
    );
    const note = () => figure(t.page, (element) => element.shadowRoot.getElementById('note').textContent);
    await until(async () => /\.$/.test(await note()), 'it says why');
    assert.match(await note(), message);
    assert.match((await t.page.evaluate(() => window.errors[0].message)) ?? '', message);
    assert.deepEqual(await modes(t.page), ['poster']);
    await library.close();
  });

test('what custom-elements.json says of the element is so', async (t) => {
  await openArticle(t, '<lock-step></lock-step>');
  const {modules} = JSON.parse(readFileSync(join(t.folder, 'custom-elements.json'), 'utf8'));
  const [{members, attributes, tagName}] = modules[0].declarations;
  assert.equal(tagName, 'lock-step');
  const missing = await figure(
    t.page,
    (element, members) =>
      members.filter(({name, kind}) => (kind === 'method') !== (typeof element[name] === 'function')),
    members,
  );
  assert.deepEqual(missing, []);
  const script = readFileSync(join(t.folder, 'lock-step.js'), 'utf8');
  const unread = attributes.filter(({name}) => name !== 'lang' && !script.includes(`'${name}'`));
  assert.deepEqual(unread, []);
});

test('the examples run', async ({page, site}) => {
  await page.goto(`${site}examples/plain.html`);
  await runs(page);
  await page.evaluate(() => document.getElementById('second').scrollIntoView());
  const inside = () => page.frames().find((frame) => /index\.html/.test(frame.url()));
  await until(
    () =>
      inside()
        ?.evaluate(() => window.lockstep?.frames() > 0)
        .catch(() => false),
    'the frame runs',
  );
});
