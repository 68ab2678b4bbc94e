// The desk, every instrument and the time machine.

import assert from 'node:assert/strict';

import {test} from './harness.mjs';

const wide = {viewport: {width: 1440, height: 900}};

// What each instrument shows once it has measured.
const kViews = {
  promise: ['promise.curve', 'promise.track'],
  interaction: ['interaction.bars', 'interaction.rates'],
  target: ['target.track'],
  influence: ['influence.map', 'influence.parameters'],
  shattering: ['shattering.trace', 'shattering.autocorrelation', 'shattering.cosines'],
  sharpness: ['sharpness.track'],
  distributions: ['distributions.shown'],
  information: ['information.now', 'information.track'],
  probes: ['probes.now', 'probes.track'],
  landscape: ['landscape.map', 'landscape.cuts'],
  rates: ['rates.curve'],
};

async function openAll(app) {
  for (const [name, views] of Object.entries(kViews)) {
    await app.command(`instrument ${name}`);
    for (const view of views) {
      await app.until(({widgets}) => view in widgets, `${view} is there`);
      await app.settled();
      const {colors} = await app.pixels(view);
      assert.ok(colors >= 3, `${view} has ${colors} colours`);
    }
  }
}

test('every instrument measures the run and shows it', wide, async ({open}) => {
  const app = await open();
  for (let i = 0; i < 3; ++i) await app.command('step 20');
  await openAll(app);
  assert.equal((await app.state()).step, 60, 'looking does not train');
});

test('every instrument measures a run with three classes, batch norm and skips', wide, async ({open}) => {
  const app = await open('dataset=arms&norm=batch&skip=1&layers=6,6,6');
  await app.command('step 40');
  await openAll(app);
});

test('the desk and an open instrument leave the bits of a run in motion alone', wide, async ({open}) => {
  const app = await open('seed=5');
  await app.command('desk open');
  await app.command('instrument interaction');
  await app.command('speed 0');
  await app.click('play');
  await app.until(({step}) => step > 300);
  await app.command('pause');
  const {step, hash} = await app.state();
  await app.command('instrument');
  await app.command('desk close');
  await app.command('reset');
  assert.equal((await app.command(`step ${step}`)).hash, hash);
});

test('a press counts in the very frame in which a panel appears', wide, async ({open, page}) => {
  const app = await open();
  const [x, y] = await app.at('play');
  await page.evaluate(
    (at) => {
      window.lockstep.command('instrument promise'); // its panel is new in the frame that also sees the press
      const canvas = document.getElementById('canvas');
      const send = (type, buttons) =>
        canvas.dispatchEvent(new PointerEvent(type, {...at, buttons, pointerId: 1, pointerType: 'mouse'}));
      (send('pointermove', 0), send('pointerdown', 1), send('pointerup', 0));
    },
    {clientX: x, clientY: y},
  );
  await app.until(({playing}) => playing);
});

test('the strips of the desk freeze, solo and measure their layers', wide, async ({open}) => {
  const app = await open();
  await app.command('desk open');
  await app.command('step 30');
  await app.click('desk.2.freeze');
  await app.until(({config}) => config.includes('rates=1,0'));
  await app.click('desk.2.freeze');
  await app.until(({config}) => !config.includes('rates='));
  await app.click('desk.3.solo');
  await app.until(({config}) => config.includes('rates=0,0,1,0'));
  await app.click('desk.3.solo');
  await app.until(({config}) => !config.includes('rates='));
  await app.settled();
  assert.ok((await app.pixels('desk.2.activations')).colors >= 3, 'the histogram is drawn');
  const {hash} = await app.state();
  await app.click('desk.1.freeze');
  await app.command('step 1');
  assert.notEqual((await app.state()).hash, hash);
});

test('the bar under the loss goes to any step and back, to the bit; runs go on there', wide, async ({open, page}) => {
  const app = await open();
  const early = await app.command('step 150');
  const late = await app.command('step 250');
  const [left, top, right, bottom] = await app.rect('scrub');
  await page.mouse.move(right - 60, (top + bottom) / 2);
  await page.mouse.down();
  await page.mouse.move(left + 20, (top + bottom) / 2, {steps: 5});
  await page.mouse.up();
  await app.until(({step}) => step < 400, 'the past is shown');
  assert.equal((await app.command('seek 150')).hash, early.hash);
  await app.click('scrub.now');
  assert.equal((await app.until(({step}) => step === 400)).hash, late.hash);
  await app.command('seek 150');
  await app.click('step');
  await app.until(({step, message}) => step === 151 && /goes on from step 150/.test(message));
  await app.click('undo');
  await app.until(({hash}) => hash === late.hash, 'undo brings the later run back');
});

test('readings are saved as a table', wide, async ({open}) => {
  const app = await open();
  await app.command('step 10');
  await app.command('instrument promise');
  await app.until(({widgets}) => 'promise.curve' in widgets);
  await app.click('instrument.csv');
  await app.until(({message}) => /saved/i.test(message));
});
