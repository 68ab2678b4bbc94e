// The Share panel: opening and closing, the link, lines for other pages; and what other sites show of a link.

import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

import {delay, everywhere, openApp, test, until} from './harness.mjs';
import {keepFiles, kRun, openPanel, Panel} from './share-panel.mjs';

// A document that is only parsed has the page's policy, which forbids the styles that the lines have.
const parses = {allow: /Applying inline style/};

// Opening and closing.

test('nothing of the panel is downloaded before it is opened', async ({open, page}) => {
  const app = await open(kRun);
  await app.until(({complete}) => complete);
  const ours = () =>
    page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({name}) => name.split('/').at(-1))
        .filter((name) => /^(share|lean-qr|Inter)/.test(name)),
    );
  assert.deepEqual(await ours(), []);
  await openPanel(app);
  assert.ok((await ours()).includes('share.js'));
});

test(
  'a press on the link button opens the panel; Escape closes it and nothing else',
  everywhere,
  async ({open, page}) => {
    const app = await open(kRun);
    await app.click('link');
    const panel = new Panel(page);
    assert.equal(await panel.opened(), await page.evaluate(() => location.href), 'the link is the address');
    assert.deepEqual(
      await page.evaluate(() => {
        const {id, selectionStart, selectionEnd, value} = document.activeElement;
        return [id, selectionStart, selectionEnd === value.length];
      }),
      ['share-link', 0, true],
      'it has the focus, and all of it is selected',
    );
    await page.keyboard.press('Escape');
    await panel.closed();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'canvas', 'the focus is back');
    await until(() => page.evaluate(() => !document.querySelector('iframe')), 'no preview is left');

    await app.click('about'); // a box of the canvas, which Escape closes too
    await app.rect('about.box');
    await openPanel(app);
    await page.keyboard.press('Escape');
    await panel.closed();
    await app.settled();
    assert.ok(await app.has('about.box'), 'the box of the canvas is still open');
    assert.equal((await app.input()).keysDown, 0);
    await page.keyboard.press('Escape');
    await app.until(({widgets}) => !widgets['about.box'], 'now it is the canvas’s');
  },
);

test('an Escape that is held closes the panel once', async ({open, page}) => {
  const app = await open(kRun);
  await app.click('about');
  await app.rect('about.box');
  const panel = await openPanel(app);
  for (let i = 0; i < 4; ++i) await page.keyboard.down('Escape');
  await page.keyboard.up('Escape');
  await panel.closed();
  await app.settled();
  assert.ok(await app.has('about.box'));
});

test('the keyboard opens the panel among the ordinary controls, and is back there after it', everywhere, async (t) => {
  const {open, page} = t;
  await open(kRun);
  await page.evaluate(() => document.querySelector('[data-command=share]').focus());
  await page.keyboard.press('Enter');
  const panel = new Panel(page);
  await panel.opened();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.do), 'copyLink');
  await page.keyboard.press('Enter');
  await panel.said(t.engine === 'webkit' ? /Copied|by hand/ : /^Copied\.$/);
  await page.keyboard.press('Escape');
  await panel.closed();
  assert.equal(await page.evaluate(() => document.activeElement.dataset.command), 'share');
});

test('the copied link is the address', async ({open, page, context, site}) => {
  await context.overridePermissions(site, ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write']);
  const app = await open(kRun);
  const panel = await openPanel(app);
  await panel.do('copyLink');
  await panel.said(/^Copied\.$/);
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${site}#${kRun}`);
  await panel.do('copyPicture');
  await panel.said(/^Copied\.$/);
  assert.deepEqual(await page.evaluate(async () => (await navigator.clipboard.read())[0].types), ['image/png']);
});

test('where the panel cannot be had the link goes to the clipboard', {allow: /share\.js|ERR_FAILED/}, async (t) => {
  const {open, page, context, site} = t;
  await context.overridePermissions(site, ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write']);
  const app = await open(kRun);
  await page.setRequestInterception(true);
  page.on('request', (request) => (/share\.js/.test(request.url()) ? request.abort() : request.continue()));
  await app.click('link');
  await app.until(({message}) => message === 'The link is on the clipboard');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${site}#${kRun}`);
  page.removeAllListeners('request');
  await page.setRequestInterception(false);
  await app.click('link');
  await new Panel(page).opened();
});

test(
  'while it is open no key reaches the program, wherever the focus is',
  {engines: ['chromium', 'firefox']},
  async ({open, page}) => {
    const app = await open(kRun);
    await app.command('set lr=0.5');
    await keepFiles(page);
    await openPanel(app);
    for (const focused of [true, false]) {
      if (!focused) await page.evaluate(() => document.activeElement.blur());
      for (const key of ['s', 'z']) {
        await page.keyboard.down('Control');
        await page.keyboard.press(key);
        await page.keyboard.up('Control');
      }
    }
    await app.settled();
    assert.match((await app.state()).config, /lr=0\.5/, 'nothing is undone');
    assert.deepEqual(await page.evaluate(() => window.saved), [], 'nothing is saved');
  },
);

// Lines to paste.

test('whatever the caption, the lines have it and nothing more', {...everywhere, ...parses}, async ({open, page}) => {
  await open(kRun);
  const tried = await page.evaluate(async () => {
    const words = await import(new URL('share-words.js', location.href).href);
    const kPieces = [
      '"',
      "'",
      '<',
      '>',
      '&',
      '&amp;',
      '&quot;',
      '\n',
      '\r\n',
      ' ',
      '学习率',
      '🙂',
      '\\',
      ')',
      '](',
      '`',
      '%',
      '%20',
      '#',
      '</script>',
      '<!--',
      '-->',
      ']]>',
      'x',
      '=',
      '&#10;',
      '|',
      '*',
    ];
    const parse = (text) => new DOMParser().parseFromString(text, 'text/html');
    const attributes = (element) => Object.fromEntries([...element.attributes].map(({name, value}) => [name, value]));
    const expect = (is, wanted, what) => {
      if (JSON.stringify(is) !== JSON.stringify(wanted))
        throw new Error(`${what}: ${JSON.stringify(is)}, not ${JSON.stringify(wanted)}`);
    };
    let seed = 1;
    const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
    let tried = 0;
    for (; tried < 400; ++tried) {
      const caption =
        Array.from({length: 1 + random(9)}, () => kPieces[random(kPieces.length)])
          .join('')
          .trim() || 'x';
      const figure = {
        base: 'https://example.org/a(b)/',
        run: 'dataset=moons&layers=8,8',
        stage: '',
        show: 'network',
        theme: 'dark',
        plays: !!random(2),
        caption,
        width: 640,
        height: 480,
        picture: 'lockstep-moons.png',
        alt: caption,
      };
      const link = words.linkOf(figure);
      const captionOf = (address) => decodeURIComponent(/caption=([^&]*)/.exec(address)[1]);
      expect(captionOf(link), caption, 'the link');

      const {body, head} = parse(words.elementOf(figure));
      expect(
        [...head.children, ...body.querySelectorAll('*')].map(({localName}) => localName),
        ['script', 'lock-step', 'a', 'img'],
        'the element',
      );
      const {config, figure: shown, caption: said, theme, autoplay} = attributes(body.querySelector('lock-step'));
      expect(
        [config, shown, said, theme, autoplay],
        [figure.run, 'network', caption, 'dark', figure.plays ? '' : undefined],
        'the element',
      );
      expect(head.querySelector('script').getAttribute('src'), 'https://example.org/a(b)/lock-step.js', 'its script');
      expect(body.querySelector('a').getAttribute('href'), link, 'its link');
      expect(body.querySelector('img').alt, caption, 'its picture');

      const framed = parse(words.frameOf(figure)).body;
      expect(framed.querySelectorAll('*').length, 1, 'the frame');
      const {src, title, width, height, loading, allow, sandbox} = attributes(framed.firstChild);
      expect([title, width, height, loading], [caption, '640', '480', 'lazy'], 'the frame');
      expect([allow, sandbox.split(' ').length], ['fullscreen; clipboard-write', 5], 'the frame');
      expect([captionOf(src), src.includes('&embed&figure=network')], [caption, true], 'the frame’s address');

      const [, alt, picture, address] = /^\[!\[((?:\\.|[^\\[\]])*)\]\(<([^<>\n]*)>\)\]\(<([^<>\n]*)>\)$/.exec(
        words.markdownOf(figure),
      );
      expect(
        [alt.replace(/\\(.)/g, '$1'), picture, address],
        [caption.replace(/\s+/g, ' '), 'lockstep-moons.png', link],
        'Markdown',
      );
    }
    return tried;
  });
  assert.equal(tried, 400);
});

test('the choices are in the link and in the lines', everywhere, async ({open, page, site}) => {
  const app = await open(kRun);
  const panel = await openPanel(app);
  await panel.press('[name=caption]');
  await page.keyboard.type('a "b" & c');
  await panel.choose('show', 'answer');
  await panel.choose('theme', 'dark');
  await panel.choose('plays', false);
  await panel.choose('width', '500');
  assert.equal(
    await panel.value('link'),
    `${site}#${kRun}&figure=answer&theme=dark&play=off&caption=a%20%22b%22%20%26%20c`,
  );
  await panel.press('[value=frame]');
  assert.match(
    await panel.value('snippet'),
    /^<iframe src="[^"]*&amp;embed&amp;figure=answer&amp;[^"]*" title="a &quot;b&quot; &amp; c" width="500" height="480" /,
  );
  await panel.choose('show', 'app');
  const words = 'theme=dark&play=off&caption=a%20%22b%22%20%26%20c';
  assert.equal(await panel.value('link'), `${site}#${kRun}&${words}`, 'the whole page has a caption, too');
  await panel.press('[value=element]');
  assert.match(await panel.value('snippet'), / figure="app" caption="a &quot;b&quot; &amp; c" /);
  await panel.press('[value=markdown]');
  assert.match(await panel.value('snippet'), /^\[!\[a "b" \\& c\]\(<lockstep-moons\.png>\)\]/);
  assert.equal((await app.state()).config, kRun, 'the run on the page is what it was');
});

test('the link of the run with all defaults opens that run', async ({open, newPage}) => {
  const app = await open();
  const {hash} = await app.state();
  const panel = await openPanel(app);
  const other = await openApp(await newPage(), await panel.value('link'));
  assert.equal((await other.state()).hash, hash);
});

// The picture beside that page is for its author to save.
const pictureless = {...everywhere, allow: /lockstep-moons\.png/};
test('the line for another page runs the same run there, to the bit', pictureless, async ({page, article, site}) => {
  const app = await openApp(page, `${site}#${kRun}`);
  const {hash} = await app.command('step 60');
  const panel = await openPanel(app);
  await panel.choose('plays', false);
  const lines = await panel.value('snippet');
  const preview = () =>
    page.evaluate(() => document.querySelector('#share-preview iframe')?.contentWindow.lockstep?.frames());
  await until(async () => (await preview()) > 0, 'the preview is there', 30_000); // left while it loads, it complains
  await page.goto(article(lines));
  await until(() => page.evaluate(() => document.querySelector('lock-step')?.mode === 'live'), 'it runs', 30_000);
  const state = () => page.evaluate(() => document.querySelector('lock-step').getState());
  await until(async () => (await state()).step === 60, 'it comes to the step of the run');
  assert.equal((await state()).hash, hash);
});

test('the preview is the chosen figure at the step of the run', async ({open, page}) => {
  const app = await open(kRun);
  const {hash} = await app.command('step 90');
  const panel = await openPanel(app);
  await panel.choose('show', 'network');
  const inner = () =>
    page.evaluate(() => {
      const inner = document.querySelector('#share-preview iframe')?.contentWindow.lockstep;
      return inner?.frames() ? inner.state() : null;
    });
  await until(async () => (await inner())?.hash === hash, 'it has the same parameters');
  await until(async () => {
    const {widgets} = await inner();
    return widgets['unit.1.1'] && !widgets.plane;
  }, 'it is the network alone');
  assert.equal((await app.state()).hash, hash);
  const [room, frame] = await page.evaluate(() =>
    ['#share-preview', '#share-preview iframe'].map(
      (name) => document.querySelector(name).getBoundingClientRect().width,
    ),
  );
  assert.ok(Math.abs(room - frame) <= 3, `all of it is seen: ${frame} of ${room}`);
});

// Look.

for (const [width, height, scale] of [
  [1366, 768, 1],
  [390, 844, 1],
  [844, 390, 1],
  [1366, 768, 2],
  [320, 568, 2],
]) {
  test(`the panel fits ${width} × ${height} at ${100 * scale} %`, {viewport: {width, height}}, async ({open, page}) => {
    const app = await open(kRun, {settings: false});
    await app.command(`scale ${scale}`);
    await app.settled();
    await openPanel(app);
    await delay(500);
    const wrong = await page.evaluate(() => {
      const dialog = document.getElementById('share');
      const {left, top, right, bottom} = dialog.getBoundingClientRect();
      const problems = [];
      if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) problems.push('it leaves the window');
      if (dialog.scrollWidth > dialog.clientWidth) problems.push(`${dialog.scrollWidth} of ${dialog.clientWidth} wide`);
      for (const element of dialog.querySelectorAll('button, input, select, textarea, p, h2, h3, label')) {
        const box = element.getBoundingClientRect();
        if (!box.width) continue;
        if (box.left < left || box.right > right) problems.push(`${element.outerHTML.slice(0, 60)} sticks out`);
        if (element.localName === 'button' && (box.width < 24 || box.height < 24))
          problems.push(`${element.textContent} is small`);
      }
      return problems;
    });
    assert.deepEqual(wrong, []);
  });
}

test('the panel has the colours of the page, and enough contrast', async ({open, page}) => {
  const app = await open(kRun);
  for (const theme of ['light', 'dark']) {
    await app.command(`theme ${theme}`);
    const panel = await openPanel(app);
    const contrasts = await page.evaluate(() => {
      const luminance = (color) => {
        const [r, g, b] = color.match(/[\d.]+/g).map((part) => {
          const share = part / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const paper = luminance(getComputedStyle(document.getElementById('share')).backgroundColor);
      return ['share-title', 'share-hint', 'share-code-note'].map((id) => {
        const ink = luminance(getComputedStyle(document.getElementById(id)).color);
        return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
      });
    });
    assert.ok(Math.min(...contrasts) >= 4.5, `${theme}: ${contrasts}`);
    const dark = await page.evaluate(() => getComputedStyle(document.getElementById('share')).backgroundColor);
    assert.equal(dark, theme === 'dark' ? 'rgb(27, 30, 35)' : 'rgb(255, 255, 255)');
    await panel.do('close');
    await panel.closed();
  }
});

// What other sites show of a link.

test('other sites find a picture, a title and a frame for a link', parses, async ({page, site, folder}) => {
  await page.goto(`${site}#${kRun}`);
  const named = await page.evaluate(() => ({
    title: document.querySelector('[property="og:title"]').content,
    picture: new URL(document.querySelector('[property="og:image"]').content, location.href).href,
    card: document.querySelector('[type="application/json+oembed"]').href,
  }));
  assert.equal(named.title, 'Lockstep');
  assert.equal((await fetch(named.picture)).headers.get('content-type'), 'image/png');
  assert.deepEqual(await (await fetch(named.card)).json(), {
    type: 'link',
    version: '1.0',
    title: 'Lockstep',
    provider_name: 'Lockstep',
  });

  const tools = new URL('../../web/tools/', import.meta.url).pathname;
  const index = new URL('../../web/page/index.html', import.meta.url).pathname;
  const made = mkdtempSync(join(tmpdir(), 'lockstep-cards-'));
  try {
    execFileSync(process.execPath, [join(tools, 'cards.mjs'), index, made, 'https://example.org/net']);
    const html = readFileSync(join(made, 'index.html'), 'utf8');
    assert.match(html, /og:image" content="https:\/\/example\.org\/net\/screenshot\.png"/);
    assert.match(html, /oembed" href="https:\/\/example\.org\/net\/oembed\.json"/);
    const card = JSON.parse(readFileSync(join(made, 'oembed.json'), 'utf8'));
    assert.equal(card.type, 'rich');
    const frames = await page.evaluate(
      (...texts) =>
        texts.map((text) => {
          const frame = new DOMParser().parseFromString(text, 'text/html').querySelector('iframe');
          return Object.fromEntries([...frame.attributes].map(({name, value}) => [name, value.replace(/\s+/g, ' ')]));
        }),
      card.html,
      /<iframe[^]*?<\/iframe>/.exec(readFileSync(new URL('../../README.md', import.meta.url), 'utf8'))[0],
    );
    const [{src, width, loading, allow, sandbox}, told] = frames;
    assert.deepEqual([src, width, loading], ['https://example.org/net/#embed', '640', 'lazy']);
    assert.deepEqual([told.allow, told.sandbox], [allow, sandbox], 'the README allows the same');
    assert.ok(existsSync(join(folder, 'screenshot.png')));
  } finally {
    rmSync(made, {recursive: true, force: true});
  }
});
