// What the Share panel makes: a code, pictures, tables, films, and what it says where nothing can be downloaded.

import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

import {App, delay, draws, everywhere, test, until} from './harness.mjs';
import {canvasSize, keepFiles, kRun, nextFile, openPanel, pngSize, utf8} from './share-panel.mjs';

// The code.

/** What a phone reads in the code of the panel. */
async function read(page) {
  const jsQR = createRequire(import.meta.url)('jsqr');
  const {pixels, side} = await page.evaluate(async () => {
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(document.querySelector('#share-code svg').outerHTML)}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = image.naturalWidth;
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const {data} = context.getImageData(0, 0, canvas.width, canvas.height);
    return {side: canvas.width, pixels: [...data].filter((_, i) => i % 4 === 0)};
  });
  const rgba = new Uint8ClampedArray(4 * side * side);
  pixels.forEach((value, i) => rgba.set([value, value, value, 255], 4 * i));
  return (jsQR.default ?? jsQR)(rgba, side, side)?.data;
}

test('the code says the link; a link too long for one says so', everywhere, async ({open, page}) => {
  const app = await open(kRun);
  const panel = await openPanel(app);
  const shown = () =>
    page.evaluate(() => !document.getElementById('share-code').hidden && !!document.querySelector('#share-code svg'));
  await until(shown, 'there is a code');
  assert.equal(await read(page), await panel.value('link'));
  await panel.choose('show', 'loss');
  await panel.choose('caption', '学习率');
  const link = await panel.value('link');
  assert.match(link, /figure=loss&caption=%E5/);
  await until(async () => (await read(page)) === link, 'the code follows');
  await panel.choose('caption', 'x'.repeat(280));
  await until(async () => !(await shown()), 'there is none');
  assert.match(
    await page.evaluate(() => document.getElementById('share-code-note').textContent),
    /^The link has 3\d\d bytes after #/,
  );
});

// Files.

const kHead = 64; // bytes of a picture, which tell its size
test(
  'a picture has twice the pixels of the screen, or of the figure',
  {...everywhere, time: 120_000},
  async ({open, page}) => {
    const app = await open(kRun);
    await app.command('step 40');
    await keepFiles(page);
    const before = await canvasSize(page);
    const panel = await openPanel(app);
    await panel.do('savePicture');
    const file = await nextFile(page, kHead);
    assert.deepEqual([file.name, file.type], ['lockstep-moons.png', 'image/png']);
    assert.deepEqual(
      pngSize(file),
      before.map((pixels) => 2 * pixels),
    );
    await panel.said(/^Saved as lockstep-moons\.png\.$/);
    assert.deepEqual(await canvasSize(page), before, 'the page is as it was');
    const colors = await page.evaluate(async () => {
      const image = await createImageBitmap(window.lastSaved);
      const canvas = document.createElement('canvas');
      Object.assign(canvas, {width: image.width, height: image.height});
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0);
      return new Set(new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size;
    });
    assert.ok(colors > 500, `it has ${colors} colours`);

    await panel.choose('show', 'network');
    await until(async () => {
      await panel.do('savePicture');
      await delay(300);
      return page.evaluate(() => window.saved.some(({name}) => name));
    }, 'the figure is there');
    const ratio = await page.evaluate(() => devicePixelRatio);
    assert.deepEqual(pngSize(await nextFile(page, kHead)), [1280 * ratio, 960 * ratio]);
  },
);

test('the drawing has a curve for each weight of the network', everywhere, async ({open, page}) => {
  const app = await open(kRun);
  await keepFiles(page);
  const panel = await openPanel(app);
  await panel.choose('show', 'network');
  await panel.choose('caption', 'Two <moons> & a net');
  await panel.do('saveNetwork');
  const file = await nextFile(page);
  assert.deepEqual([file.name, file.type], ['lockstep-moons-network.svg', 'image/svg+xml']);
  const drawn = await page.evaluate((text) => {
    const drawing = new DOMParser().parseFromString(text, 'image/svg+xml');
    return {
      errors: drawing.querySelectorAll('parsererror').length,
      weights: drawing.querySelectorAll('#weights path').length,
      units: drawing.querySelectorAll('#units circle').length,
      title: drawing.querySelector('title').textContent,
    };
  }, utf8(file));
  assert.deepEqual(drawn, {errors: 0, weights: 2 * 6 + 6 * 5 + 5, units: 2 + 6 + 5 + 1, title: 'Two <moons> & a net'});
});

test('the curves are those of the command line', everywhere, async ({open, page}) => {
  const line = `${kRun}&schedule=cosine&period=400`;
  const app = await open(line);
  await app.command('step 400');
  await app.settled();
  await keepFiles(page);
  const panel = await openPanel(app);
  await panel.do('saveCurves');
  const file = await nextFile(page);
  assert.deepEqual([file.name, file.type], ['lockstep-moons-curves.csv', 'text/csv']);
  const [head, ...rows] = utf8(file).trim().split('\n');
  assert.equal(head, 'step,batch loss,train loss,test loss,train accuracy,test accuracy,learning rate');
  if (!process.env.LOCKSTEP_CLI) return;
  const output = execFileSync(process.env.LOCKSTEP_CLI, ['run', line, '--steps', '400', '--every', '1', '--json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const wanted = new Map(
    output
      .trim()
      .split('\n')
      .map((text) => [JSON.parse(text).step, JSON.parse(text)]),
  );
  let compared = 0;
  for (const row of rows) {
    const [step, , ...numbers] = row.split(',');
    if (!numbers[0]) continue;
    const {trainLoss, testLoss, trainAccuracy, testAccuracy, learningRate} = wanted.get(Number(step));
    assert.deepEqual(
      numbers.map((text) => Math.fround(Number(text))),
      [trainLoss, testLoss, trainAccuracy, testAccuracy, learningRate].map(Math.fround),
      `step ${step}`,
    );
    ++compared;
  }
  assert.ok(compared >= 20, `${compared} points`);
  assert.equal(rows.filter((row) => row.split(',')[1]).length, 400, 'each step has the loss of its mini-batch');
});

test('a film is recorded and stopped', {engines: ['chromium', 'firefox'], time: 90_000}, async ({open, page}) => {
  const app = await open(kRun, {running: true});
  await keepFiles(page);
  const panel = await openPanel(app);
  await panel.do('film');
  const label = () => page.evaluate(() => document.querySelector('[data-do=film]').textContent);
  const frames = await app.frames();
  await until(async () => /^Stop, [1-9]\.\d s$/.test(await label()), 'its time runs');
  await until(
    async () => (await app.frames()) > frames + 20 || /^Stop, 9/.test(await label()),
    'there is something on it',
  );
  await panel.do('film');
  const film = await nextFile(page, kHead);
  assert.deepEqual([film.name, film.type], ['lockstep-moons.webm', 'video/webm']);
  assert.equal(film.text.slice(0, 4), '\x1a\x45\xdf\xa3', 'it is Matroska');
  assert.ok(film.size > 20_000, `${film.size} bytes`);
  await panel.said(/^Saved as lockstep-moons\.webm\. \d+ KB\.$/);
  assert.equal(await label(), 'Record');
});

test(
  'a second press ends a film, also before it has begun; so does closing the panel',
  {engines: ['chromium', 'firefox'], time: 90_000},
  async ({open, page}) => {
    const app = await open(kRun, {running: true});
    await keepFiles(page);
    await page.evaluate(() => {
      window.recorders = [];
      const {start} = MediaRecorder.prototype;
      MediaRecorder.prototype.start = function () {
        window.recorders.push(this);
        start.call(this);
      };
    });
    const panel = await openPanel(app);
    await panel.choose('show', 'answer');
    const drawn = () =>
      page.evaluate(() => document.querySelector('#share-preview iframe')?.contentWindow.lockstep?.frames() ?? 0);
    await until(async () => (await drawn()) > 0, 'the figure is there');
    const label = () => page.evaluate(() => document.querySelector('[data-do=film]').textContent);
    const states = () => page.evaluate(() => window.recorders.map(({state}) => state));
    await page.evaluate(() => {
      const button = document.querySelector('[data-do=film]');
      button.click(); // the preview begins to play first
      button.click();
    });
    await delay(500);
    assert.deepEqual([await states(), await label()], [[], 'Record']);

    await panel.do('film');
    await until(async () => /^Stop, [1-9]/.test(await label()), 'its time runs');
    const before = await drawn();
    await until(async () => (await drawn()) > before + 3, 'there is something to see');
    await panel.do('close');
    await panel.closed();
    await until(async () => (await states()).join() === 'inactive', 'it has ended');
    assert.equal((await nextFile(page, kHead)).type, 'video/webm');
    await openPanel(app);
    assert.equal(await label(), 'Record');
  },
);

test('a file that is saved arrives', async ({open, page}) => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-saved-'));
  try {
    const client = await page.createCDPSession();
    await client.send('Page.setDownloadBehavior', {behavior: 'allow', downloadPath: folder});
    const panel = await openPanel(await open(kRun));
    await panel.do('saveNetwork');
    await until(() => existsSync(join(folder, 'lockstep-moons-network.svg')), 'the file is there');
    assert.match(readFileSync(join(folder, 'lockstep-moons-network.svg'), 'utf8'), /^<svg .*<\/svg>\s*$/s);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
});

test('the run and the model are saved by their buttons, or it says why not', async ({open, page}) => {
  const app = await open(kRun);
  await app.command('step 7');
  await app.command('twin open');
  await keepFiles(page);
  const panel = await openPanel(app);
  assert.match(await panel.value('link'), /#dataset=moons&layers=6,5&lr=0\.02&seed=3&at=7$/);
  assert.equal(
    await page.evaluate(() => document.getElementById('share-note').textContent),
    'The link leaves out run B. The file has all of run A.',
  );
  await panel.press('[name=now]');
  assert.ok((await panel.value('link')).endsWith(`#${kRun}`), 'the run from its beginning');
  for (const [line, name] of [
    ['save', 'moons-step-7.lockstep'],
    ['export onnx', 'lockstep-moons-6-5.onnx'],
  ]) {
    await panel.press(`[data-command="${line}"]`);
    await panel.said(/^Done/);
    const file = await nextFile(page);
    assert.equal(file.name, name);
    assert.ok(file.size > 500, `${file.size} bytes`);
  }
  await panel.do('close');
  await app.command('twin close');
  await app.command('config layers=1024x6');
  await openPanel(app);
  await panel.press('[data-command="export pytorch"]');
  await panel.said(/too much for a script/);
});

// In a frame.

async function openFramed(page, address, site, sandbox) {
  await page.goto(address);
  await page.evaluate(
    (src, flags) => {
      const frame = document.createElement('iframe');
      if (flags) frame.sandbox = flags;
      Object.assign(frame, {src, width: 1000, height: 700});
      frame.style = 'border: 0';
      document.body.replaceChildren(frame);
      document.body.style.margin = 0;
    },
    `${site}#figure=app&${kRun}`,
    sandbox,
  );
  const frame = await until(() => page.frames()[1], 'there is a frame');
  await draws(frame);
  return openPanel(new App(page, frame));
}

test('a frame that may not download says so, and copies', {allow: /favicon/}, async ({page, context, site}) => {
  await context.overridePermissions(site, ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write']);
  const panel = await openFramed(page, `${site}oembed.json`, site, 'allow-scripts allow-same-origin');
  const states = await panel.frame.evaluate(() => ({
    said: !document.getElementById('share-blocked').hidden,
    saves: [...document.querySelectorAll('#share [data-saves]')].some(({disabled}) => !disabled),
  }));
  assert.deepEqual(states, {said: true, saves: false});
  await panel.do('copyNetwork');
  await panel.said(/^Copied\.$/);
  assert.match(await panel.frame.evaluate(() => navigator.clipboard.readText()), /^<svg /);
});

test('in a page of another origin it says that nobody knows', async ({page, site, article}) => {
  const panel = await openFramed(page, article('<p>An article'), site, '');
  await keepFiles(panel.frame);
  await panel.do('saveCurves');
  await panel.said(/If no file came, the page around allows no downloads/);
});
