// A figure in a frame, and the window around it: messages, errors, sandboxes, keys.

import assert from 'node:assert/strict';

import {serve} from '../../web/tools/serve.mjs';
import {ask, figure, frameOf, heard, kRun, loads, nativeHash, openArticle, runs} from './figures.mjs';
import {App, delay, draws, everywhere, statuses, test, until} from './harness.mjs';

const kFree = `${kRun}&figure=answer&play=off`;

const kTypes = {js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml', wasm: 'application/wasm'};
/** What a server that adds no headers of ours calls a file. */
const typeOf = (path) => kTypes[path.split('.').at(-1)] ?? 'text/html';

/** The application inside the page's frame; only where the browser can be asked for frames. */
async function inside(page, site, origin = [8, 8]) {
  const frame = await until(() => page.frames().find((each) => each.url().startsWith(`${site}#`)), 'there is a frame');
  await draws(frame);
  return new App(page, frame, origin);
}

// Messages.

test('a frame answers the window around it, and tells it what happens', everywhere, async ({page, article, site}) => {
  await page.goto(article(frameOf(`${site}#${kFree}`)));
  const {state} = await loads(page);
  assert.deepEqual([state.step, state.playing], [0, false]);
  assert.equal((await heard(page, 'ready')).length, 1);
  assert.ok(
    (await until(async () => (await heard(page, 'height'))[0], 'it says how high it would like to be')).height > 200,
  );

  const {ok, value} = await ask(page, 'hello');
  assert.deepEqual([ok, value.loaded, value.state.step], [true, true, 0]);
  assert.equal((await ask(page, 'step', {count: 40})).ok, true);
  const kept = (await ask(page, 'getState')).value;
  assert.equal(kept.step, 40);
  if (process.env.LOCKSTEP_CLI) assert.equal(kept.hash, nativeHash(kRun, 40));
  await until(async () => (await heard(page, 'step')).some(({step}) => step === 40), 'it tells of the step');

  assert.equal((await ask(page, 'seek', {step: 10})).ok, true);
  assert.equal((await ask(page, 'getState')).value.step, 10);
  assert.equal((await ask(page, 'reset')).ok, true);
  assert.deepEqual(await ask(page, 'setState', {state: kept}).then(({ok, value}) => [ok, value]), [true, true]);
  assert.match((await ask(page, 'screenshot')).value, /^data:image\/png;base64,/);
  const refused = await ask(page, 'command', {line: 'set colour=red'});
  assert.deepEqual([refused.ok, /colour/.test(refused.error)], [false, true]);
  assert.equal((await ask(page, 'theme', {theme: 'pink'})).ok, false);
  assert.equal((await ask(page, 'command', {line: 'set lr=0.5'})).ok, true);
  await until(async () => (await heard(page, 'change')).some(({config}) => /lr=0.5/.test(config)), 'it tells of it');
  assert.equal((await ask(page, 'play')).ok, true);
  await until(async () => (await heard(page, 'step')).some(({playing, step}) => playing && step > 45), 'it plays');
  assert.equal((await ask(page, 'pause')).ok, true);
  // It tells of these too where no step comes with them.
  assert.equal((await ask(page, 'command', {line: 'speed 0.01'})).ok, true);
  for (const [command, plays] of [
    ['play', true],
    ['pause', false],
  ]) {
    assert.equal((await ask(page, command)).ok, true);
    const last = async () => (await heard(page, 'step')).at(-1);
    await until(async () => (await last()).playing === plays, `it tells of ${command}`);
  }
});

test('only the window around may command, in words that are known', {}, async ({page, article, site}) => {
  await page.goto(
    article(`${frameOf(`${site}#${kFree}`)}<iframe id="other" srcdoc="<script>
      parent.frames[0].postMessage({ns: 'lockstep', v: 1, id: 1, type: 'hello'}, '*');
      parent.frames[0].postMessage({ns: 'lockstep', v: 1, id: 2, type: 'step'}, '*');
    </script>"></iframe>`),
  );
  await loads(page);
  const send = (message) =>
    page.evaluate((data) => document.getElementById('frame').contentWindow.postMessage(data, '*'), message);
  const kStep = {ns: 'lockstep', v: 1, id: 3, type: 'step'};
  await send(kStep); // before it has said hello
  await ask(page, 'hello');
  for (const message of [{...kStep, v: 2}, {...kStep, ns: 'locksmith'}, {...kStep, type: 'toString'}, 'step', null, 7])
    await send(message);
  await page.evaluate(() => {
    document.getElementById('other').srcdoc += ' ';
  });
  await delay(500);
  const app = await inside(page, site);
  assert.equal((await app.state()).step, 0);
  assert.equal((await heard(page, 'answer')).length, 1, 'hello alone was answered');
});

test(
  'a theme holds at once, as a message or as the color-scheme of a page of the same origin',
  {},
  async ({page, article, site}) => {
    await page.goto(article(frameOf(`${site}#${kFree}&theme=light`)));
    await loads(page);
    await ask(page, 'hello');
    let app = await inside(page, site);
    for (const theme of ['dark', 'light', 'dark']) {
      await ask(page, 'theme', {theme});
      assert.equal((await app.state()).dark, theme === 'dark');
    }
    await page.goto(`${site}examples/plain.html`);
    await page.evaluate(
      (html) => (document.body.innerHTML = html),
      frameOf(`${site}#${kFree}`).replace(/<script.*script>/s, ''),
    );
    app = await inside(page, site);
    for (const theme of ['dark', 'light', 'dark']) {
      await page.evaluate((scheme) => (document.documentElement.style.colorScheme = scheme), theme);
      await page.evaluate((scheme) => (document.getElementById('frame').style.colorScheme = scheme), theme);
      await app.until(({dark}) => dark === (theme === 'dark'), `it is ${theme}`, 1000);
    }
  },
);

test('out of sight it says so', {}, async ({page, article, site}) => {
  await page.goto(article(`${frameOf(`${site}#${kFree}`)}<div style="height: 4000px"></div>`));
  await loads(page);
  await ask(page, 'hello');
  await page.evaluate(() => scrollTo(0, 3000));
  await until(async () => (await heard(page, 'visibility')).at(-1)?.visible === false, 'it is told');
  await page.evaluate(() => scrollTo(0, 0));
  await until(async () => (await heard(page, 'visibility')).at(-1)?.visible, 'and that it is back');
});

// Slides.

test(
  'a deck of reveal.js starts and stops it, and gets the keys that it has no use for',
  everywhere,
  async ({page, article, site}) => {
    await page.goto(article(frameOf(`${site}#${kRun}&figure=answer`)));
    await loads(page);
    await ask(page, 'hello');
    const slide = (text) =>
      page.evaluate((what) => document.getElementById('frame').contentWindow.postMessage(what, '*'), `slide:${text}`);
    const plays = (on) => until(async () => (await ask(page, 'getState')).value.playing === on, `playing is ${on}`);
    await plays(true);
    await slide('stop');
    await plays(false);
    await slide('start');
    await plays(true);
    await ask(page, 'pause');
    await slide('stop');
    await slide('start');
    await delay(200);
    await plays(false); // the speaker had paused it

    await page.mouse.click(300, 435); // on its bar, where nothing is pressed
    for (const key of ['PageDown', 'ArrowLeft', 'ArrowUp', 'Escape', 'f', ' ']) await page.keyboard.press(key);
    const calls = () =>
      page.evaluate(() =>
        heard
          .filter((data) => typeof data === 'string')
          .map((text) => [JSON.parse(text).method, ...JSON.parse(text).args]),
      );
    await until(async () => (await calls()).length >= 6, 'the deck hears of the keys');
    assert.deepEqual(await calls(), [['next'], ['left'], ['up'], ['toggleOverview'], ['triggerKey', 70], ['next']]);
  },
);

test('without a deck the keys are told as messages, but for those in use', {}, async ({page, article, site}) => {
  await page.goto(article(frameOf(`${site}#layers=4&figure=step`)));
  await loads(page);
  await ask(page, 'hello');
  const app = await inside(page, site);
  await app.until(({stage}) => stage?.complete);
  await app.click('figure.bar');
  await page.keyboard.press('PageUp');
  await page.keyboard.press('Escape');
  const keys = async () => (await heard(page, 'key')).map(({key}) => key);
  await until(async () => (await keys()).length === 2, 'both are told');
  await app.click('step.length');
  await app.settled();
  const {length} = (await app.state()).stage;
  await page.keyboard.press('ArrowRight');
  await app.until(({stage}) => stage.length > length);
  assert.deepEqual(await keys(), ['PageUp', 'Escape']);
});

// Errors.

const kBad = [
  ['figure=everything', /There is no part of a figure “everything”/],
  ['figure=instrument:ruler', /There is no instrument “ruler”/],
  ['dataset=pearls', /pearls/],
  ['colour=red', /colour/],
  ['experiment=nothing', /There is no experiment “nothing”/],
];

for (const [words, message] of kBad)
  test(`what is wrong with ${words} reaches the page around, in the words of the notice`, {}, async (t) => {
    await t.page.goto(t.article(frameOf(`${t.site}#embed&${words}`)));
    const [{message: told, fatal}] = await until(async () => {
      const errors = await heard(t.page, 'error');
      return errors.length && errors;
    }, 'the frame tells of it');
    assert.match(told, message);
    assert.equal(fatal, undefined, 'it runs all the same');
    const app = await inside(t.page, t.site);
    await app.until(({notices}) => notices.some((text) => text.includes(told)), 'the reader is told the same');

    await openArticle(
      t,
      `<script>window.errors = []; addEventListener('error', ({detail}) => errors.push(detail), true)</script>
       <lock-step config="${words.includes('figure') ? '' : words}" ${words.replace(/^(figure)=(.*)/, '$1="$2"')}></lock-step>`,
    );
    await runs(t.page);
    await until(() => t.page.evaluate(() => window.errors.length), 'the element tells of it');
    assert.match((await t.page.evaluate(() => window.errors[0])).message, message);
    assert.ok(await figure(t.page, (element) => element.ready.then(() => true)), 'it is ready all the same');
  });

test('digits that cannot be had are told to the page around', {allow: /404/}, async ({page, article, site}) => {
  await page.setRequestInterception(true);
  page.on('request', (request) =>
    request.url().endsWith('digits.bin') ? request.respond({status: 404}) : request.continue(),
  );
  await page.goto(article(frameOf(`${site}#embed&dataset=digits`)));
  await until(
    async () =>
      (await heard(page, 'error')).some(({message}) => /^The digits could not be loaded: .*404/.test(message)),
    'it is told',
  );
});

test('bad words are left out, whatever they are', {time: 120_000}, async ({page, site}) => {
  const values = ['', '%', '%zz', '-1', '1e999', 'nan', ',,,', 'instrument:', 'app', 'é'.repeat(300), '0x10'];
  await page.goto(`${site}#embed&layers=4&play=off`);
  await draws(page);
  const app = new App(page);
  const names = await page.evaluate(() => Object.keys(window.lockstepAddress.words('')));
  assert.ok(names.includes('figure') && names.includes('lang'), names.join());
  for (const name of names)
    for (const value of values) {
      await page.evaluate((line) => window.lockstep.command(line), `open embed&layers=4&${name}=${value}`);
      await app.settled();
      const {step, hash} = await app.state();
      assert.ok(step === 0 && hash, `${name}=${value}`);
    }
  assert.ok(await page.evaluate(() => document.getElementById('cover').hidden));
});

// Sandboxes.

test('in a sandbox without an origin it runs, if its server lets it', everywhere, async ({page, site}) => {
  await page.goto(`${site}examples/sandbox.html`);
  await page.evaluate(() => {
    window.heard = [];
    addEventListener('message', ({data, origin}) => heard.push({...data, origin}));
  });
  const say = (type) =>
    page.evaluate((word) => {
      const {contentWindow} = document.getElementById('figure');
      contentWindow.postMessage({ns: 'lockstep', v: 1, id: 1, type: word}, '*');
    }, type);
  const running = await until(
    async () => {
      await say('hello');
      return (await heard(page, 'answer')).find(({value}) => value?.loaded);
    },
    'it runs',
    30_000,
  );
  assert.equal(running.origin, 'null');
  await say('play');
  await until(async () => (await heard(page, 'step')).some(({step}) => step > 20), 'it trains');
  assert.deepEqual(await heard(page, 'error'), []);
});

test('in a sandbox without an origin the page may load its own files and nothing else', {allow: /./}, async (t) => {
  const other = await serve(t.folder, 0);
  await t.page.goto(t.article(frameOf(`${t.site}#embed`, 'sandbox="allow-scripts"')));
  const app = await inside(t.page, t.site);
  const got = await statuses(app.frame, `${t.site}icon.svg`, `${other.url}icon.svg`);
  assert.deepEqual(got, [200, 'refused']);
  await other.close();
});

test('in a sandbox that its server knows nothing of it says what is missing', {allow: /./}, async (t) => {
  const library = await serve(t.folder, 0, (path) => ({'Content-Type': typeOf(path)}));
  await t.page.goto(t.article(frameOf(`${library.url}#embed`, 'sandbox="allow-scripts"')));
  const [{message, fatal}] = await until(async () => {
    const errors = await heard(t.page, 'error');
    return errors.length && errors;
  }, 'it tells');
  assert.match(message, /Access-Control-Allow-Origin: \*, or add allow-same-origin to the sandbox/);
  assert.equal(fatal, true);
  await library.close();
});

test('where files may be dropped it says so, and copies instead', {}, async ({page, article, site}) => {
  const words = 'figure=app&layers=4&play=off';
  const saves = async (app) => {
    await app.command('step 20');
    await app.click('loss.export');
    const {notices} = await app.until(({notices}) => notices.length, 'it says something');
    return notices.at(-1);
  };
  const style = 'width: 1000px; height: 640px';
  await page.goto(
    article(frameOf(`${site}#${words}`, 'sandbox="allow-scripts allow-same-origin" allow="clipboard-write"', style)),
  );
  let app = await inside(page, site);
  assert.match(await saves(app), /If no file came, the page around allows no downloads/);
  await app.click('notice.0.action');
  await app.until(({notices}) => notices.some((text) => /Copied|did not allow copying/.test(text)), 'it was tried');
  const model = await app.frame.evaluate(async () => {
    const {makeSaver} = await import(new URL('host-files.js', location.href).href);
    const saver = makeSaver();
    saver.save('net.onnx', new Blob(['0'], {type: 'application/octet-stream'}));
    return saver.copy();
  });
  assert.equal(model, 'Only pictures and texts can be copied.');

  await page.goto(`${site}examples/plain.html`);
  for (const [sandbox, told] of [
    ['allow-scripts allow-same-origin', /allows no downloads: its frame has no allow-downloads/],
    ['allow-scripts allow-same-origin allow-downloads', /^Saved/],
  ]) {
    const html = frameOf(
      `${site}#${words}`,
      `sandbox="${sandbox}"`,
      `${style}; position: absolute; left: 0; top: 0`,
    ).replace(/<script.*script>/s, '');
    await page.evaluate((text) => (document.body.innerHTML = text), html);
    app = await inside(page, site, [0, 0]);
    assert.match(await saves(app), told);
  }
});

test('the page may load its own files and nothing else', {...everywhere, allow: /./}, async ({page, site, folder}) => {
  const other = await serve(folder, 0);
  await page.goto(`${site}#layers=4`);
  await draws(page);
  const got = await statuses(page, `${site}icon.svg`, `${other.url}icon.svg`);
  assert.deepEqual(got, [200, 'refused']);
  await other.close();
});

// The full screen.

test('there is a button for the full screen where there may be one', {}, async ({page, article, site}) => {
  for (const [attributes, there] of [
    ['allow="fullscreen"', true],
    ['', false],
  ]) {
    await page.goto(article(frameOf(`${site}#embed&layers=4&play=off`, attributes)));
    const app = await inside(page, site);
    await app.rect('whole');
    assert.equal(await app.has('fullscreen'), there, attributes);
  }
  await page.setViewport({width: 520, height: 800});
  await page.goto(`${site}#layers=4&play=off`);
  await draws(page);
  const app = new App(page);
  await app.rect('fullscreen');
  await page.evaluate(() => (Element.prototype.requestFullscreen = () => Promise.reject(new TypeError('no'))));
  await app.click('fullscreen');
  await app.until(({notices}) => notices.some((text) => /does not allow the full screen/.test(text)), 'it says so');
  assert.equal((await app.input()).fullscreen, false);
  await page.setViewport({width: 360, height: 700});
  await app.click('about');
  await app.rect('about.fullscreen');
});

// The headers.

test('pages that isolate themselves may embed it too', everywhere, async (t) => {
  const isolated = await serve(t.folder, 0, (path) => ({
    'Content-Type': typeOf(path),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  }));
  await t.page.goto(`${isolated.url}examples/plain.html`);
  assert.ok(await t.page.evaluate(() => window.crossOriginIsolated));
  await t.page.evaluate((address) => {
    window.heard = [];
    addEventListener('message', ({data}) => heard.push(data));
    document.body.innerHTML = `<iframe src="${address}#embed" style="width: 700px; height: 400px"></iframe>`;
  }, t.site);
  await loads(t.page);
  await isolated.close();
});
