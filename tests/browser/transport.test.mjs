// The buttons above: time, seeds, undo.

import assert from 'node:assert/strict';

import {test} from './harness.mjs';

test('the page opens already training', async ({open}) => {
  const app = await open('', {running: true});
  const {trainLoss} = await app.until((state) => state.measuredAt >= 0);
  await app.until((state) => state.playing && state.step > 100 && state.trainLoss < trainLoss);
});

test('the step button makes exactly one step', async ({open}) => {
  const app = await open();
  const {hash} = await app.state();
  for (let step = 1; step <= 3; ++step) {
    await app.click('step');
    await app.until((state) => state.step === step && !state.playing);
    await app.settled();
    assert.equal((await app.state()).step, step);
  }
  assert.notEqual((await app.state()).hash, hash);
});

test('the epoch button goes through every training sample once', async ({open}) => {
  const app = await open('dataset=moons&samples=100&trainShare=0.5&batch=16'); // 50 samples: 4 steps, the last of 2
  await app.click('epoch');
  await app.until(({step, epoch}) => step === 4 && epoch === 1);
  await app.key('e');
  await app.until(({step, epoch}) => step === 8 && epoch === 2);
});

test('reset goes back to the first weights exactly, and undo takes that back', async ({open}) => {
  const app = await open();
  const first = await app.state();
  await app.click('play');
  await app.until(({step}) => step > 60);
  await app.click('play');
  const {step, hash} = await app.until(({playing}) => !playing);
  assert.notEqual(hash, first.hash);
  await app.click('reset');
  await app.until((state) => state.step === 0 && state.hash === first.hash);
  await app.click('undo');
  await app.until((state) => state.step === step && state.hash === hash);
});

test('a run after reset has the same bits as the first one', async ({open}) => {
  const app = await open('dropout=0.2&batch=7');
  const {hash} = await app.command('step 30');
  await app.click('reset');
  await app.until(({step}) => step === 0);
  assert.equal((await app.command('step 30')).hash, hash);
});

test('a new seed brings other weights, undo the old ones, redo the new ones', async ({open}) => {
  const app = await open('seed=7');
  const first = await app.state();
  await app.click('seed');
  const second = await app.until(({hash, config}) => hash !== first.hash && config.includes('seed=8'));
  await app.click('undo');
  await app.until(({hash, config}) => hash === first.hash && config === first.config);
  await app.click('redo');
  await app.until(({hash}) => hash === second.hash);
  await app.key('z', 'Control');
  await app.until(({hash}) => hash === first.hash);
  await app.key('n');
  await app.until(({hash}) => hash === second.hash);
});

test('the speed is chosen from a list, from one step per second to as fast as possible', async ({open}) => {
  const app = await open();
  await app.choose('speed', 0);
  await app.click('play');
  await app.until(({step}) => step >= 1);
  const slow = (await app.state()).step;
  assert.ok(slow <= 3, `${slow} steps at one per second`);
  await app.choose('speed', 6);
  await app.until(({step}) => step > 500);
});

test('settings, lists and the info box open and close', async ({open}) => {
  const app = await open();
  await app.click('settings');
  await app.until(({widgets}) => !widgets.config, 'the settings are hidden');
  await app.click('settings');
  await app.rect('config.samples');
  await app.click('about');
  await app.rect('about.box.close');
  await app.key('Escape');
  await app.until(({widgets}) => !widgets['about.box.close'], 'the box is closed');
  await app.click('speed');
  await app.rect('speed.0');
  await app.key('Escape');
  await app.until(({widgets}) => !widgets['speed.0'], 'the list is closed');
  assert.equal((await app.state()).playing, false);
});

test('a run stops by itself at the step or the loss that its viewer chose, and says so', async ({open}) => {
  const app = await open('dataset=xor&layers=8&lr=0.03');
  await app.choose('config.stop', 1);
  const [, top, right, bottom] = await app.rect('config.stop.value');
  await app.enter([right - 6, (top + bottom) / 2], '30');
  await app.until(({stopMeasure, stopValue}) => stopMeasure === 'step' && stopValue === 30);
  await app.click('play');
  await app.until(({step, playing, message}) => step === 30 && !playing && /^Stopped at step 30/.test(message));
  await assert.rejects(app.command('stop accuracy 95'), /was refused/);
  await app.command('stop loss 0.05');
  await app.click('play');
  const {trainLoss, step} = await app.until(({playing, message}) => !playing && /loss of/.test(message));
  assert.ok(trainLoss <= 0.05 && step > 30, `${trainLoss} at step ${step}`);
  await app.click('play');
  await app.until((state) => state.step > step + 20);
});
