// Hands on the network and on the settings.

import assert from 'node:assert/strict';

import {test, until} from './harness.mjs';

const wide = {viewport: {width: 1440, height: 900}};

/** Moves the pointer along the way from one neuron to another until it is on a weight; returns what it is on. */
async function pointAtWeight(app, from, to) {
  const [, startTop, startX, startBottom] = await app.rect(from);
  const [endX, endTop, , endBottom] = await app.rect(to);
  const [startY, endY] = [(startTop + startBottom) / 2, (endTop + endBottom) / 2];
  for (const t of [0.5, 0.4, 0.6, 0.3, 0.7]) {
    // The same curve as in shaders/edge.vert: it leaves and arrives level.
    const at = [
      startX + (endX - startX) * (1.5 * t - 1.5 * t ** 2 + t ** 3),
      startY + (endY - startY) * (3 * t ** 2 - 2 * t ** 3),
    ];
    await app.page.mouse.move(...at);
    await app.settled();
    const {pointed} = await app.state();
    if (pointed && 'value' in pointed) return {at, ...pointed};
  }
  throw new Error(`there is no weight between ${from} and ${to}`);
}

/** The bias is the small square at a neuron's lower left corner, which a page that still opens may yet move. */
const pointAtBias = (app, name) =>
  until(async () => {
    const [left, , , bottom] = await app.rect(name);
    const at = [left + 1, bottom - 1];
    await app.page.mouse.move(...at);
    await app.settled();
    const {pointed} = await app.state();
    return pointed?.from === -1 && {at, ...pointed};
  }, `the pointer is on the bias of ${name}`);

const near = (a, b, tolerance = 1e-6) => Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));

test('a weight is clicked and typed: weights and picture change, undo brings the bits back', async ({open}) => {
  const app = await open('dataset=circle&layers=4');
  const before = await app.command('step 20');
  const {at, ...edge} = await pointAtWeight(app, 'unit.1.2', 'unit.2.1');
  assert.deepEqual({layer: edge.layer, to: edge.to}, {layer: 1, to: 0});
  const picture = await app.pixels('plane');
  await app.page.mouse.click(...at);
  const [, top, right, bottom] = await app.rect('parameter.value');
  await app.enter([right - 6, (top + bottom) / 2], '3.25');
  const {undoSteps} = await app.until(({hash, pointed}) => hash !== before.hash);
  assert.equal(undoSteps, before.undoSteps + 1);
  await app.key('Escape');
  await app.until(({widgets}) => !widgets['parameter.value'], 'the editor is closed');
  await app.page.mouse.move(...at);
  const {pointed} = await app.until((state) => state.pointed?.layer === edge.layer);
  assert.deepEqual(pointed, {...edge, value: 3.25});
  await app.page.mouse.move(4, 4);
  await app.settled();
  assert.notEqual((await app.pixels('plane')).hash, picture.hash);
  await app.click('undo');
  await app.until(({hash}) => hash === before.hash);
});

test('a bias is dragged: one pull up is one entry of undo', async ({open, page}) => {
  const app = await open('dataset=xor&layers=3');
  const before = await app.state();
  const {at, value} = await pointAtBias(app, 'unit.1.1');
  await app.drag(at, [at[0], at[1] - 90], 6); // 60 px are 1
  const after = await app.until(({hash}) => hash !== before.hash);
  assert.equal(after.undoSteps, before.undoSteps + 1);
  assert.ok(!(await app.has('parameter.value')), 'a drag does not open the editor');
  const {value: changed} = await pointAtBias(app, 'unit.1.1');
  assert.ok(near(changed, value + 1.5, 0.02), `${value} became ${changed}`);
  await app.key('z', 'Control');
  await app.until(({hash}) => hash === before.hash);
});

test('a weight can be changed while training goes on', async ({open}) => {
  const app = await open('dataset=moons');
  const {at} = await pointAtBias(app, 'unit.2.1');
  await app.click('play');
  await app.until(({step}) => step > 10);
  await app.drag(at, [at[0], at[1] - 60], 4);
  const {step, undoSteps} = await app.state();
  assert.ok(undoSteps >= 1);
  await app.until((state) => state.step > step + 20 && state.playing && state.alarm === '');
});

test('a unit under the pointer is shown large, a click keeps it there', async ({open, page}) => {
  const app = await open();
  await app.settled();
  const output = await app.pixels('plane');
  await app.hover('unit.2.3');
  await app.until(({shownUnit}) => `${shownUnit}` === '1,2');
  assert.notEqual((await app.pixels('plane')).hash, output.hash);
  await app.click('unit.2.3');
  await page.mouse.move(4, 4);
  await app.settled();
  assert.deepEqual((await app.state()).shownUnit, [1, 2]);
  await app.click('unit.2.3');
  await page.mouse.move(4, 4);
  await app.until(({shownUnit}) => `${shownUnit}` === '3,0');
  await app.settled();
  assert.equal((await app.pixels('plane')).hash, output.hash);
});

test('a layer grows by one unit and keeps the others', wide, async ({open}) => {
  const app = await open('layers=4,4');
  const before = await app.command('step 25');
  const weight = await pointAtWeight(app, 'input.1', 'unit.1.1');
  const bias = await pointAtBias(app, 'unit.1.2');
  await app.click('layer.1.units.more');
  const grown = await app.until(({config}) => config === 'layers=5,4');
  assert.equal(grown.step, before.step, 'the run goes on');
  assert.match(grown.notices.join(), /new weights|new/i);
  const again = await pointAtWeight(app, 'input.1', 'unit.1.1');
  assert.ok(again.to !== weight.to || again.from !== weight.from || again.value === weight.value);
  assert.equal((await pointAtBias(app, 'unit.1.2')).value, bias.value);
  await app.rect('unit.1.5');
  assert.equal((await app.command('step 1')).step, before.step + 1);
  await app.click('undo');
  await app.until(({config, hash}) => config === 'layers=4,4' && hash === before.hash);
});

test('layers come and go with the depth, pinned units with them', async ({open}) => {
  const app = await open('layers=5,5,5');
  const before = await app.command('step 10');
  await app.click('unit.3.4');
  await app.until(({shownUnit}) => `${shownUnit}` === '2,3');
  await app.click('config.depth.less');
  await app.until(({config, layers, step}) => config === 'layers=5,5' && layers === 3 && step === 10);
  await app.until(({shownUnit}) => `${shownUnit}` === '2,0', 'the picture is back at the output');
  await app.click('config.depth.less');
  await app.until(({layers}) => layers === 2);
  await app.click('config.depth.less');
  await app.until(({layers, config}) => layers === 1 && config === 'layers=');
  for (let count = 2; count <= 5; ++count) {
    await app.click('config.depth.more');
    await app.until(({layers}) => layers === count);
  }
  for (let count = 1; count <= 7; ++count) await app.click('undo');
  await app.until(({hash}) => hash === before.hash);
});

test('the data set is chosen with the mouse, and the run starts again', async ({open}) => {
  const app = await open();
  await app.command('step 12');
  await app.choose('config.dataset', 0);
  await app.until(({config, step}) => config === 'dataset=circle' && step === 0);
  await app.settled();
  const circle = await app.pixels('plane');
  await app.choose('config.dataset', 4);
  await app.until(({config}) => config === 'dataset=moons');
  await app.settled();
  assert.notEqual((await app.pixels('plane')).hash, circle.hash);
});

test('every data set that needs no file trains from its place in the list', async ({open, page}) => {
  const app = await open('layers=6,6');
  const {choices} = await app.state();
  const own = ['1v7', 'digits', 'csv', 'drawn'];
  for (const {value} of choices.dataset.filter((choice) => !own.includes(choice.value))) {
    await app.command(`set dataset=${value}`);
    await app.settled();
    const {step, graphicsError} = await app.command('step 3');
    assert.deepEqual([value, step, graphicsError], [value, 3, '']);
  }
});

test('a drag of the learning rate never stops the run and is one entry of undo', async ({open}) => {
  const app = await open();
  const before = await app.command('step 30');
  const [left, top, , bottom] = await app.reveal('config.lr');
  const y = (top + bottom) / 2;
  await app.drag([left + 20, y], [left + 50, y], 10);
  const after = await app.until(({config}) => /^lr=/.test(config));
  assert.deepEqual([after.step, after.hash], [before.step, before.hash]);
  assert.equal(after.undoSteps, before.undoSteps + 1);
  await app.click('undo');
  await app.until(({config, hash}) => config === '' && hash === before.hash);
});

test('a number is typed after a double click, Escape leaves it as it was', async ({open, page}) => {
  const app = await open();
  const [left, top, right, bottom] = await app.rect('config.noise');
  const at = [left + 30, (top + bottom) / 2];
  await page.mouse.click(...at, {count: 2});
  await until(async () => (await app.input()).wantText, 'a text field is open');
  await page.keyboard.type('0.25');
  await page.keyboard.press('Enter');
  await app.until(({config}) => config === 'noise=0.25');
  await app.settled();
  await page.mouse.click(right - 8, at[1]);
  await until(async () => (await app.input()).wantText, 'a text field is open');
  await page.keyboard.type('0.75');
  await page.keyboard.press('Escape');
  await until(async () => !(await app.input()).wantText, 'the text field is closed');
  assert.equal((await app.state()).config, 'noise=0.25');
  await app.key(' ');
  await app.until(({playing}) => playing);
});

test('a number out of range is clamped, nonsense leaves the value', async ({open}) => {
  const app = await open();
  const [, top, right, bottom] = await app.rect('config.samples');
  const number = [right - 8, (top + bottom) / 2];
  await app.enter(number, '99999');
  await app.until(({samples}) => samples === 5000);
  await app.enter(number, 'many');
  assert.equal((await app.state()).samples, 5000);
});

test('hidden layers are typed as text', async ({open, page}) => {
  const app = await open();
  await app.enter(await app.at('config.layers'), '12,6x3');
  await app.until(({config, layers}) => config === 'layers=12,6,6,6' && layers === 5);
  await app.enter(await app.at('config.layers'), '4,x,5000');
  const {notices} = await app.until(({config}) => config === 'layers=4,1024');
  assert.match(notices.join(), /layers: .*(5000|“x”)/);
  await app.enter(await app.at('config.depth'), '4');
  await app.until(({layers}) => layers === 5);
});

test('text is selected, copied, cut and pasted with the keyboard', async ({open, page, context, site}) => {
  await context.overridePermissions(site, ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write']);
  const app = await open('layers=7,5');
  await page.mouse.click(...(await app.at('config.layers')));
  await until(async () => (await app.input()).wantText, 'a text field is open');
  const chord = async (key) => {
    await page.keyboard.down('Control');
    await page.keyboard.press(key);
    await page.keyboard.up('Control');
  };
  await chord('a');
  await chord('x');
  await until(
    () => page.evaluate(async () => (await navigator.clipboard.readText()) === '7,5'),
    'the text is on the clipboard',
  );
  await page.keyboard.type('3,');
  await chord('v');
  await page.keyboard.press('Enter');
  await app.until(({config}) => config === 'layers=3,7,5');
});

test('inputs are switched on and off, the last one stays', async ({open}) => {
  const app = await open();
  await app.click('config.features.2');
  await app.until(({config, widgets}) => config === 'features=x,y,x2' && widgets['input.3']);
  await app.click('config.features.0');
  await app.click('config.features.1');
  await app.until(({config}) => config === 'features=x2');
  await app.click('config.features.2');
  await app.settled();
  assert.equal((await app.state()).config, 'features=x2');
  await app.command('step 2');
});

test('wide and deep networks are drawn and trained', async ({open}) => {
  const app = await open('layers=256,64');
  await app.command('step 3');
  await app.settled();
  assert.ok((await app.pixels('network')).colors > 100);
  for (const layers of ['1024', '3x40', '40x3', '1', '17,16']) {
    await app.command(`set layers=${layers}`);
    await app.settled();
    const {graphicsError, alarm} = await app.command('step 1');
    assert.deepEqual([layers, graphicsError, alarm], [layers, '', '']);
  }
});

test('clicks and keys at random, far from any plan, break nothing', async ({open, page}) => {
  const app = await open('dataset=arms&layers=5,4');
  let seed = 12345;
  const random = (limit) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % limit;
  };
  const keys = ['ArrowRight', 'ArrowLeft', 'Escape', 'Enter', 'e', 'r', 'n', '1', 'Backspace', 'Home', 'PageDown'];
  for (let i = 0; i < 60; ++i) {
    const {widgets} = await app.state();
    const names = Object.keys(widgets).filter(
      (name) => !/^(fullscreen|data\.open|loss\.export|link|speed|play)/.test(name),
    );
    const [left, top, right, bottom] = widgets[names[random(names.length)]];
    const at = [left + ((right - left) * random(100)) / 100, top + ((bottom - top) * random(100)) / 100];
    if (i % 4 === 3) await app.drag(at, [at[0] + random(200) - 100, at[1] + random(200) - 100], 3);
    else await page.mouse.click(...at, {button: i % 7 === 6 ? 'right' : 'left'});
    if (i % 3 === 2) await page.keyboard.press(keys[random(keys.length)]);
  }
  await app.command('config dataset=xor');
  await app.command('reset');
  assert.equal((await app.command('step 5')).step, 5);
});

test('a frozen layer is marked in the network, whoever has the button', async ({open}) => {
  const app = await open('layers=6,6&rates=1,0', {settings: false});
  const marked = async () => Object.keys((await app.state()).widgets).filter((name) => name.endsWith('.frozen'));
  await app.command('desk close');
  await app.rect('layer.2.freeze');
  assert.deepEqual(await marked(), []);
  await app.command('desk open');
  await app.rect('layer.2.frozen');
  assert.deepEqual(await marked(), ['layer.2.frozen']);
  await app.click('desk.1.solo');
  await app.rect('layer.3.frozen');
  assert.deepEqual(await marked(), ['layer.2.frozen', 'layer.3.frozen']);
});
