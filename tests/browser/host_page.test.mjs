// A figure and the page it stands in: readers without a pointer, themes, transforms, print, narrow rooms, and what is
// downloaded for it.

import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';

import {parseHeaders} from '../../web/tools/headers.mjs';
import {figure, frameOf, kRun, loads, openArticle, runs} from './figures.mjs';
import {App, apart, delay, drawnSmall, draws, everywhere, openApp, test, until} from './harness.mjs';

const kProgram = ['host.js', 'lockstep.js', 'lockstep.wasm'];

const stateOf = (page) => figure(page, (element) => element.command('play').then(() => element.getState()));

/** The accessible names in the page, as Chromium tells them to screen readers: [role, name, …]. */
async function accessible(page, frame) {
  const session = await page.createCDPSession();
  const {frameTree} = await session.send('Page.getFrameTree');
  const frameId = frame ? frameTree.childFrames[0].frame.id : frameTree.frame.id;
  const {nodes} = await session.send('Accessibility.getFullAXTree', {frameId});
  await session.detach();
  return nodes
    .filter(({ignored}) => !ignored)
    .map(({role, name, properties = []}) => ({
      role: role?.value,
      name: name?.value,
      live: properties.find((each) => each.name === 'live')?.value.value,
    }));
}

// Readers without a pointer.

test('the element has its controls in the accessibility tree, and one live region', {}, async (t) => {
  await openArticle(t, `<lock-step config="${kRun}" figure="step" caption="Two moons" lang="fr"></lock-step>`);
  await runs(t.page);
  const nodes = await until(async () => {
    const found = await accessible(t.page);
    return found.some(({role}) => role === 'slider') && found;
  }, 'the length is there');
  const named = (wanted) => nodes.filter(({role}) => role === wanted).map(({name}) => name);
  assert.deepEqual(named('button'), ['Play', 'One step', 'Reset to the same weights']);
  assert.deepEqual(named('slider'), ['Length of the step']);
  assert.deepEqual(named('application'), ['Two moons']);
  assert.equal(nodes.filter(({live}) => live === 'polite').length, 1);

  // From the page's start to the canvas, each seen while it has the focus.
  const seen = [];
  for (let i = 0; i < 5; ++i) {
    await t.page.keyboard.press('Tab');
    seen.push(
      await figure(t.page, (element) => {
        const at = element.shadowRoot.activeElement;
        const {width, height} = at.getBoundingClientRect();
        return [
          at.dataset.command ?? at.dataset.send ?? at.id,
          width > 20 && height >= 16,
          getComputedStyle(at).outlineStyle,
        ];
      }),
    );
  }
  assert.deepEqual(
    seen.map(([name]) => name),
    ['toggle', 'step', 'reset', 'length', 'canvas'],
  );
  for (const [name, visible, outline] of seen) assert.ok(visible && outline !== 'none', `${name} shows its focus`);

  const press = async (name, key) => {
    await figure(t.page, (element, what) => element.shadowRoot.querySelector(what).focus(), name);
    await t.page.keyboard.press(key);
  };
  await press('[data-command=step]', 'Enter');
  await until(() => figure(t.page, (element) => element.getState().step === 1), 'a step is made');
  await press('[data-send=length]', 'End');
  await until(
    async () => (await figure(t.page, (e) => e.shadowRoot.querySelector('[data-send=length]').ariaValueText)) === '100',
    'the step is long',
  );
  await press('[data-command=reset]', 'Enter');
  await until(() => figure(t.page, (element) => element.getState().step === 0), 'it is back');
});

test('so has a figure in a frame', {}, async ({page, article, site}) => {
  await page.goto(article(frameOf(`${site}#${kRun}&figure=answer&play=off`)));
  await loads(page);
  const nodes = await until(async () => {
    const found = await accessible(page, true);
    const has = (wanted) => found.some(({name}) => name === wanted);
    return has('One step') && !has('New seed') && found; // that is one of the whole page's, until it knows better
  }, 'the controls are there');
  const named = (wanted) => nodes.filter(({role}) => role === wanted).map(({name}) => name);
  assert.deepEqual(named('button'), ['Play', 'One step', 'Reset to the same weights']);
  assert.equal(nodes.filter(({live}) => live === 'polite').length, 1);
  assert.equal(named('application').length, 1);
});

test('what is readonly has nothing to press and leaves the pointer to the page', everywhere, async (t) => {
  await openArticle(t, `<lock-step config="${kRun}" readonly autoplay></lock-step><div style="height: 3000px"></div>`);
  await runs(t.page);
  await until(() => figure(t.page, (element) => element.getState().step > 20), 'it trains');
  await t.page.mouse.move(100, 150);
  await t.page.mouse.wheel({deltaY: 100});
  await until(() => t.page.evaluate(() => scrollY > 0), 'the page scrolls');
  await t.page.evaluate(() => scrollTo(0, 0));
  await t.page.mouse.click(30, 380); // where play would be
  await t.page.keyboard.press('Tab');
  const [focus, hit, role, controls] = await figure(t.page, (element) => [
    document.activeElement.tagName,
    element.shadowRoot.elementFromPoint(100, 150)?.id,
    element.shadowRoot.getElementById('canvas').role,
    element.shadowRoot.getElementById('controls'),
  ]);
  assert.deepEqual([focus === 'LOCK-STEP', hit === 'canvas', role, controls], [false, false, 'img', null]);
  const {step} = await figure(t.page, (element) => element.getState());
  await until(() => figure(t.page, (element, before) => element.getState().step > before + 20, step), 'it goes on');
});

test(
  'readonly can come and go: the run stays at its step, its controls hide and return',
  {...everywhere, time: 120_000},
  async (t) => {
    await openArticle(t, `<lock-step config="${kRun}"></lock-step>`);
    await runs(t.page);
    const seen = () =>
      figure(t.page, (element) => {
        const root = element.shadowRoot;
        const part = (id) => root.getElementById(id) && getComputedStyle(root.getElementById(id)).display !== 'none';
        const {config, step, hash} = element.getState();
        const {role} = root.getElementById('canvas');
        return {words: /readonly/.test(config), step, hash, role, controls: part('controls'), live: part('live')};
      });
    await until(async () => (await seen()).controls, 'it has controls');
    await figure(t.page, (element) => element.step(25));
    const {step, hash} = await seen();
    const becomes = async (readonly, value) => {
      await figure(
        t.page,
        (e, text) => (text === null ? e.removeAttribute('readonly') : e.setAttribute('readonly', text)),
        value,
      );
      const role = readonly ? 'img' : 'application';
      const wanted = {words: readonly, step, hash, role, controls: !readonly, live: !readonly};
      await until(async () => isDeepStrictEqual(await seen(), wanted), 'it follows').catch(async () =>
        assert.deepEqual(await seen(), wanted, `readonly is ${value}`),
      );
      const hit = await figure(t.page, (element) => element.shadowRoot.elementFromPoint(100, 150)?.id);
      assert.equal(hit === 'canvas', !readonly, `the pointer, with ${value}`);
    };
    await becomes(true, '');
    await becomes(false, 'false');
    await becomes(true, 'true');
    await becomes(false, null);
  },
);

test('a page follows readonly in both directions', everywhere, async ({page, site}) => {
  for (const figure of ['', '&figure=run']) {
    await page.goto('about:blank');
    const words = `embed&${kRun}${figure}`;
    await openApp(page, `${site}#${words}&readonly`, {running: true});
    const becomes = async (readonly, role, pointerEvents, tabIndex) => {
      await page.evaluate((line) => window.lockstep.command(line), `open ${words}${readonly ? '&readonly' : ''}`);
      const seen = () =>
        page.evaluate(() => {
          const canvas = document.getElementById('canvas');
          const {inert} = document.getElementById('controls');
          return JSON.stringify([inert, canvas.getAttribute('role'), canvas.style.pointerEvents, canvas.tabIndex]);
        });
      const wanted = JSON.stringify([readonly, role, pointerEvents, tabIndex]);
      await until(async () => (await seen()) === wanted, `it is ${wanted}`);
    };
    await becomes(true, 'img', 'none', -1);
    await becomes(false, 'application', '', 0);
    await becomes(true, 'img', 'none', -1);
  }
});

test('a readonly frame draws no controls and scrolls the page', {}, async ({page, article, site}) => {
  for (const words of [
    kRun,
    'dataset=digits&samples=200&layers=8',
    'figure=instrument:interaction',
    'experiment=together',
  ]) {
    await page.goto(article(`${frameOf(`${site}#embed&${words}&readonly`)}<div style="height: 3000px"></div>`));
    await loads(page);
    const frame = page.frames()[1];
    await until(
      () => frame.evaluate(() => window.lockstep.state().complete || location.hash.includes('moons')),
      'it is complete',
    );
    await delay(300);
    const buttons = await frame.evaluate(() => Object.keys(window.lockstep.state().widgets));
    for (const name of [
      'play',
      'step',
      'reset',
      'speed',
      'fullscreen',
      'whole',
      'field.test',
      'loss.export',
      'pad.clear',
      'card.run',
    ])
      assert.ok(!buttons.includes(name), `${words}: ${name}`);
    await page.mouse.move(200, 200);
    await page.mouse.wheel({deltaY: 100});
    await until(() => page.evaluate(() => scrollY > 0), 'the page scrolls');
    assert.deepEqual(await frame.evaluate(() => window.lockstep.input().mouse), [-1, -1], 'nothing is hovered');
  }
});

// Words of its author.

test(
  'a speed is what its author says, a caption stands above the whole application',
  {alone: true},
  async ({page, site}) => {
    await page.goto(`${site}#embed&${kRun}&speed=5`);
    await draws(page);
    const app = new App(page);
    await app.until(({step}) => step > 0);
    const {step} = await app.state();
    await delay(4000);
    const made = (await app.state()).step - step;
    assert.ok(made >= 15 && made <= 25, `${made} steps in four seconds`);
    assert.equal((await app.state()).speed, 5);
    assert.equal((await app.state()).complete, true, 'the rows of this figure are in the second part');
    await page.goto('about:blank');
    await page.goto(`${site}#figure=app&layers=4&caption=Every%20layer`);
    await draws(page);
    const [, top, , bottom] = await app.rect('figure.caption');
    assert.ok(bottom - top > 20);
  },
);

// Its looks.

test('the element follows the color-scheme of its page at once', everywhere, async (t) => {
  await openArticle(t, `<lock-step config="${kRun}"></lock-step>`);
  await runs(t.page);
  const scheme = () => figure(t.page, (element) => element.shadowRoot.getElementById('stage').style.colorScheme);
  for (const theme of ['dark', 'light', 'dark']) {
    await t.page.evaluate((value) => (document.documentElement.style.colorScheme = value), theme);
    await until(async () => (await scheme()) === theme, `it is ${theme}`, 1000);
  }
  await figure(t.page, (element) => (element.theme = 'light'));
  assert.equal(await scheme(), 'light', 'an attribute goes before it');
});

test('transforms and zoom of the page get the pixels that they show', everywhere, async (t) => {
  await openArticle(t, `<lock-step config="${kRun}" style="transform-origin: 0 0"></lock-step>`);
  await runs(t.page);
  const sizes = () =>
    figure(t.page, (element) => {
      const canvas = element.shadowRoot.getElementById('canvas');
      return [canvas.width / canvas.getBoundingClientRect().width, canvas.width / devicePixelRatio];
    });
  for (const [style, width] of [
    ['transform: scale(1.5)', 900],
    ['transform: scale(0.5)', 300],
    ['zoom: 1.25', 750],
  ]) {
    if (t.engine === 'webkit' && style.startsWith('zoom')) continue; // it tells no page how it is zoomed
    await figure(t.page, (element, text) => (element.style.cssText = `transform-origin: 0 0; ${text}`), style);
    await figure(t.page, (element) => element.step(1));
    await until(async () => Math.abs((await sizes())[1] - width) <= 2, `${style} has ${width} pixels`);
  }
  await figure(t.page, (element) => (element.style.cssText = 'transform-origin: 0 0; transform: scale(1.5)'));
  await figure(t.page, (element) => element.step(1));
  await t.page.mouse.click(8 + 1.5 * 22, 8 + 1.5 * 378); // its play button
  await until(() => figure(t.page, (element) => element.getState().playing), 'a click is where it is seen');
});

test('a picture of twice the pixels shows the same, also of a figure that its page enlarges', everywhere, async (t) => {
  await openArticle(t, `<lock-step config="${kRun}" style="transform-origin: 0 0; transform: scale(1.5)"></lock-step>`);
  await runs(t.page);
  const sources = await figure(t.page, async (element) => {
    await element.step(20);
    return [await element.screenshot(1), await element.screenshot(2)];
  });
  const [one, two] = await Promise.all(sources.map((source) => drawnSmall(t.page, source, [300, 200])));
  const ratio = await t.page.evaluate(() => devicePixelRatio);
  assert.deepEqual([one.width, two.width], [900 * ratio, 1800 * ratio]);
  console.log(`    ${apart(one, two).toFixed(2)} of 255 apart`);
  assert.ok(apart(one, two) < 3, `${apart(one, two)}`); // laid out for another ratio they are at 8 or more
});

test('in print a figure that never ran shows what stands there', {}, async (t) => {
  await openArticle(
    t,
    `<lock-step config="${kRun}" reveal="manual"><p style="background: rgb(200, 30, 30); height: 400px">Moons</p></lock-step>`,
  );
  await t.page.emulateMediaType('print');
  await t.page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  const pixels = await t.page.screenshot({clip: {x: 100, y: 100, width: 8, height: 8}, encoding: 'base64'});
  const color = await t.page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const context = document.createElement('canvas').getContext('2d');
    context.drawImage(image, 0, 0);
    return [...context.getImageData(2, 2, 1, 1).data.slice(0, 3)];
  }, pixels);
  assert.deepEqual(color, [200, 30, 30]);
  assert.ok(
    await figure(t.page, (element) => getComputedStyle(element.shadowRoot.getElementById('run')).display === 'none'),
  );
});

test('in print a picture stands for a frame', {}, async ({page, article, site}) => {
  await page.goto(article(frameOf(`${site}#${kRun}&figure=answer`)));
  await loads(page);
  const frame = page.frames()[1];
  const colors = await frame.evaluate(async () => {
    dispatchEvent(new Event('beforeprint'));
    const picture = document.getElementById('print');
    const {data} = picture.getContext('2d').getImageData(0, 0, picture.width, picture.height);
    const seen = [
      new Set(new Uint32Array(data.buffer)).size,
      getComputedStyle(document.getElementById('canvas')).visibility,
    ];
    dispatchEvent(new Event('afterprint'));
    return [...seen, document.getElementById('print'), window.lockstep.input().width];
  });
  assert.ok(colors[0] > 50);
  assert.deepEqual(colors.slice(1), ['hidden', null, 700]);
  assert.ok((await page.pdf()).length > 1000);
});

test('a room that is too small for a figure has a picture or a link, and none is opened', everywhere, async (t) => {
  await openArticle(
    t,
    `<div id="room" style="width: 100px"><lock-step style="width: 100%" config="${kRun}"></lock-step></div>`,
  );
  const linked = () =>
    figure(t.page, (element) => {
      const link = element.shadowRoot.getElementById('open');
      return !link.hidden && link.href;
    });
  const address = await until(linked, 'there is a link');
  assert.match(address, /\/#dataset=moons/);
  await delay(500);
  assert.equal(await figure(t.page, (element) => element.mode), 'poster');
  await t.page.evaluate(() => (document.getElementById('room').style.width = '600px'));
  await runs(t.page);
  assert.equal(await linked(), false);
  await t.page.evaluate(() => (document.getElementById('room').style.width = '100px'));
  await until(linked, 'and again');
  assert.equal(await figure(t.page, (element) => element.mode), 'still');
});

// What is downloaded.

for (const [preset, all] of [
  ['figure=answer', false],
  ['figure=network', false],
  ['figure=loss', false],
  ['figure=run', true],
  ['figure=step', true],
  ['figure=instrument:sharpness', true],
  ['experiment=together', true],
])
  test(
    `a figure of ${preset} downloads ${all ? 'both parts' : 'the first part'} of the program, once for two`,
    {},
    async (t) => {
      const asked = [];
      t.page.on('request', (request) => asked.push(new URL(request.url()).pathname.slice(1)));
      const [name, value] = preset.split('=');
      const one = `<lock-step config="${kRun}" ${name}="${value}" speed="60" autoplay></lock-step>`;
      await openArticle(t, one + one);
      await runs(t.page);
      await until(
        () => t.page.evaluate(() => document.querySelectorAll('lock-step')[1].mode === 'live'),
        'so does the other',
        30_000,
      );
      await delay(4000); // longer than it waits for the page to be idle
      const ours = asked.filter((path) => /\.(js|wasm|bin|css)$/.test(path));
      const bytes = ours.reduce((sum, path) => sum + statSync(join(t.folder, `${path}.br`)).size, 0);
      console.log(`    ${preset}: ${Math.round(bytes / 1000)} kB compressed`);
      assert.equal(new Set(ours).size, ours.length, 'nothing is downloaded twice');
      for (const file of kProgram) assert.ok(ours.includes(file), file);
      assert.equal(ours.includes('lockstep-rest.wasm'), all);
      if (!all) {
        await t.page.mouse.move(200, 200);
        await t.page.mouse.click(200, 200);
        await until(() => asked.includes('lockstep-rest.wasm'), 'a touch brings the rest');
      }
    },
  );

test('a figure that diverges fetches what explains it', {}, async ({page, site}) => {
  await page.goto(
    `${site}#embed&figure=answer&dataset=plane&optimizer=sgd&lr=10&activation=relu&loss=mse&layers=16,16`,
  );
  await draws(page);
  await new App(page).until(({alarm}) => alarm !== '');
});

// The server.

test('every file of the folder is sent with its type, that of a folder too', {}, async ({site, folder}) => {
  const types = {html: 'text/html', js: 'text/javascript', css: 'text/css', webp: 'image/webp', md: 'text/markdown'};
  const files = readdirSync(folder, {recursive: true}).filter(
    (name) => /\.\w+$/.test(name) && !/\.(br|gz|conf)$/.test(name),
  );
  assert.ok(files.length > 60, `${files.length} files`);
  for (const name of [...files, '', 'article/', 'examples/deck/']) {
    const type = (await fetch(new URL(name, site), {method: 'HEAD'})).headers.get('content-type');
    assert.ok(type, `${name} has no type`);
    const ending = /\.(\w+)$/.exec(name)?.[1] ?? 'html';
    if (types[ending]) assert.ok(type.startsWith(types[ending]), `${name}: ${type}`);
  }
  for (const name of ['article/index.html', 'examples/deck/deck.js'])
    assert.ok(existsSync(join(folder, `${name}.br`)), `${name} has a compressed copy`);
});

test('the server sends what _headers says, and nginx.conf says the same', {}, async ({site, folder}) => {
  const rules = parseHeaders(readFileSync(join(folder, '_headers'), 'utf8'));
  const nginx = readFileSync(join(folder, 'nginx.conf'), 'utf8');
  for (const {matches, headers} of rules)
    for (const path of [
      '/',
      '/index.html',
      '/lock-step.js',
      '/lockstep.wasm',
      '/page.css',
      '/icon.svg',
      '/digits.bin',
    ]) {
      if (!matches(path)) continue;
      const response = await fetch(new URL(path, site), {method: 'HEAD'});
      for (const [name, value] of headers) assert.equal(response.headers.get(name), value, `${path}: ${name}`);
    }
  for (const [name, value] of rules.flatMap(({headers}) => headers))
    if (name !== 'Content-Type') assert.ok(nginx.includes(`add_header ${name} "${value}" always;`), name);
    else assert.ok(nginx.includes(value.split(';')[0]), value);
});
