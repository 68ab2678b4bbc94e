// The part of the address after '#': it is the run.

import assert from 'node:assert/strict';

import {openApp, test, until} from './harness.mjs';

const fragmentOf = (page) => page.evaluate(() => location.hash.slice(1));

test('an address opens its run, and the same one twice has the same bits', async ({open, newPage, site}) => {
  const line = 'dataset=arms&layers=6,5&activation=gelu&norm=layer&lr=0.02&seed=11';
  const app = await open(line);
  const first = await app.state();
  assert.equal(first.config, line);
  assert.equal(first.layers, 3);
  const {hash} = await app.command('step 100');
  const again = await openApp(await newPage(), `${site}#${line}`);
  assert.equal((await again.state()).hash, first.hash);
  assert.equal((await again.command('step 100')).hash, hash);
});

test('a run played in the page has the bits of the same run made step by step', async ({open}) => {
  const app = await open('dataset=rings&seed=3');
  await app.click('play');
  await app.until(({step}) => step > 50);
  await app.click('play');
  const played = await app.until(({playing}) => !playing);
  await app.click('reset');
  await app.until(({step}) => step === 0);
  assert.equal((await app.command(`step ${played.step}`)).hash, played.hash);
});

test('changes are written into the address and survive a reload', async ({open, page, site}) => {
  const app = await open('dataset=moons&seed=4');
  await app.command('set activation=relu');
  await app.click('config.depth.more');
  const {config} = await app.until((state) => state.config.includes('layers=8x4'));
  await until(async () => (await fragmentOf(page)) === config, 'the address says what the application does');
  await app.command('reset');
  const {hash} = await app.state();
  await page.reload();
  const again = await openApp(page, page.url());
  assert.deepEqual([(await again.state()).config, (await again.state()).hash], [config, hash]);
});

test('another fragment typed into the address bar changes the run', async ({open, page}) => {
  const app = await open('dataset=xor');
  await page.evaluate(() => (location.hash = 'dataset=circle&noise=0.1'));
  await app.until(({config}) => config === 'dataset=circle&noise=0.1');
  await page.goBack();
  await app.until(({config}) => config === 'dataset=xor');
});

test('the longest address that a viewer can draw is read again', async ({open}) => {
  const points = Array.from({length: 2000}, (_, i) => ['ABCDA', 'fgGhB', '09-_A', 'zZyYB'][i % 4]).join('');
  const app = await open(`dataset=drawn&points=${points}`);
  assert.equal((await app.state()).samples, 2000);
  await app.command('step 5');
});

// [fragment, what the viewer is told, settings that are still taken from it]
const kNasty = [
  ['dataset=nonsense&seed=3', /^dataset: “nonsense” is not one of its choices/, 'seed=3'],
  ['lr=abc&seed=4', /^lr: “abc” is not a number/, 'seed=4'],
  ['lr=1e999&seed=5', /^lr: “1e999” is not a number/, 'seed=5'],
  ['lr=-5', /^lr: -5 is outside/, 'lr=1e-6'],
  ['layers=99999', /^layers: 99999 is outside 1 … 1024/, 'layers=1024'],
  ['layers=0,4,-3', /^layers: -3 is outside/, 'layers=1,4,1'],
  ['layers=4x999', /^layers: only the first 63 entries/, 'layers=4x63'],
  ['layers=a,b,c', /^layers: “c” is not a number/, ''],
  ['layers=,,,', /^layers: “” is not a number/, ''],
  ['learningRate=0.1&seed=2', /^“learningRate” is not a setting and was left out/, 'seed=2'],
  ['seed', /^seed has no value/, ''],
  ['=', /^“” is not a setting/, ''],
  ['%', /^“%” is not a setting/, ''],
  ['%00%01%FF%zz=%', /%zz” is not a setting/, ''],
  ['<script>alert(1)</script>=1', /^“<script>alert\(1\)<.*” is not a setting/, ''],
  ['seed=NaN', /^seed: “NaN” is not a number/, ''],
  ['seed=99999999999999999999', /^seed: 9+ is outside 0 … 999999/, 'seed=999999'],
  ['batch=1e308', /^batch: 1e308 is outside/, 'batch=1024'],
  ['features=x,bogus', /^features: “bogus” is not an input/, 'features=x'],
  ['activations=relu,swish,tanh', /^activations: “swish” is not an activation/, 'activations=relu,-,tanh'],
  ['rates=1,2,many', /^rates: “many” is not a number/, 'rates=1,2'],
  ['noise=0.5;drop table', /^noise: “0.5;drop table” is not a number/, ''],
  [`${'x'.repeat(30_000)}=1`, /^“x{24}…” is not a setting/, ''],
  ['seed=1&seed=2&seed=oops', /^seed: “oops” is not a number/, 'seed=2'],
  ['dataset=csv', /^There is no table yet/, ''],
];

test('a malformed address is explained, the rest of it is used, and the page runs', async ({open, page}) => {
  const app = await open();
  for (const [fragment, note, expected] of kNasty) {
    const name = `“${fragment.slice(0, 60)}”`;
    await page.evaluate((text) => (location.hash = text), fragment);
    const state = await app.until(({notices}) => notices.some((text) => note.test(text)), `${name} is explained`);
    for (const pair of expected.split('&').filter(Boolean)) {
      assert.ok(state.config.split('&').includes(pair), `${name}: ${pair} is not in ${state.config}`);
    }
    assert.equal((await app.command('step 1')).step, state.step + 1, `no step after ${name}`);
  }
});

test('drawn points that cannot be read leave an empty picture to draw in', async ({open, page}) => {
  const app = await open();
  for (const points of ['!!!', 'ABC', 'AAAA9']) {
    await page.evaluate((text) => (location.hash = `dataset=drawn&points=${text}`), points);
    await app.until(({samples, message}) => samples === 0 && /points/i.test(message), `“${points}” is explained`);
  }
});

test('a malformed address is explained when the page opens with it', async ({open}) => {
  const app = await open('dataset=nonsense&lr=7e99&colour=red&seed=6');
  const state = await app.until(({message}) => /“colour” is not a setting/.test(message));
  assert.equal(state.config, 'seed=6&lr=10'.split('&').reverse().join('&'));
  await app.rect('notice.0');
});

test('all that is wrong with an address can be read at once, and covers nothing', async ({open}) => {
  const app = await open('foo=1&bar=2&lr=abc&baz=3&layers=x');
  const {notices} = await app.until((state) => state.notices.length);
  for (const name of ['“foo”', '“bar”', 'lr: “abc”', '“baz”', 'layers: “x”'])
    assert.ok(notices[0].includes(name), `${name} is not in ${notices}`);
  const [, top] = await app.rect('notice.0');
  const {widgets} = await app.state();
  for (const [name, [, , , bottom]] of Object.entries(widgets))
    assert.ok(name.startsWith('notice.') || bottom <= top + 1, `${name} is under the notice`);
});
