// Experiments from the question to the verdict, the tour, and the question that the page opens with.

import assert from 'node:assert/strict';

import {test, until} from './harness.mjs';

const wide = {viewport: {width: 1440, height: 900}};
const kNames = [
  'together',
  'promise',
  'interaction',
  'target',
  'early',
  'freeze',
  'shattering',
  'residual',
  'batchnorm',
  'edge',
  'random',
  'information',
  'warmup',
];
const kPatience = 150_000; // ms for one of them at full speed, on a machine that is busy
const patient = {...wide, time: kPatience + 30_000};

/** Scrolls the left column until a widget is well inside it, and clicks it. */
async function press(app, name) {
  for (let tries = 0; tries < 60; ++tries) {
    await app.settled();
    const {widgets} = await app.state();
    const [, top, , bottom] = widgets.experiment;
    const rect = widgets[name];
    if (rect && rect[1] > top + 4 && rect[3] < bottom - 4) return app.click(name);
    const up = rect ? rect[1] < top + 4 : tries >= 30; // what is out of sight has no place: down first, then up
    await app.wheel('experiment', up ? -160 : 160);
  }
  throw new Error(`“${name}” is not in the column`);
}

test('an experiment asks first, runs to its verdict and says who was right', patient, async ({open}) => {
  const app = await open('dataset=xor&layers=3');
  const before = await app.command('step 20');
  await app.click('left.mode.1');
  await press(app, 'experiments.promise');
  const asked = await app.until(({experiment}) => experiment?.stage === 'asking');
  assert.equal(asked.step, 0);
  assert.equal(asked.undoSteps, before.undoSteps + 1);
  assert.ok(asked.twin, 'it is about a pair of runs');
  assert.ok(!asked.widgets['experiment.run'], 'there is nothing to run before the question is answered');
  await press(app, 'experiment.answer.0');
  await app.until(({experiment}) => experiment.stage === 'ready' && experiment.answer === 0);
  await press(app, 'experiment.run');
  await app.until(({playing, step}) => playing && step > 0);
  await app.command('speed 0');
  const {experiment, playing, step} = await app.until(
    (state) => state.experiment.stage === 'done',
    'there is a verdict',
    kPatience,
  );
  assert.equal(playing, false);
  assert.equal(step, 500);
  assert.equal(experiment.altered, false);
  assert.equal(typeof experiment.confirmed, 'boolean');
  assert.match(experiment.sentence, /\d/);
  assert.ok(experiment.measured.every(Number.isFinite), `${experiment.measured}`);
  await press(app, 'experiment.close');
  await app.until((state) => state.experiment === null);
  await app.click('undo');
  await app.until(({hash, twin}) => hash === before.hash && twin === null, 'the run from before is back, to the bit');
});

test('the address of an experiment opens it; its link can be shared', wide, async ({open, page, context, site}) => {
  await context.overridePermissions(site, ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write']);
  const app = await open('seed=4&experiment=freeze');
  await app.until(({experiment}) => experiment?.name === 'freeze' && experiment.seed === 4);
  await press(app, 'experiment.link');
  await app.until(({message}) => message === 'The link is on the clipboard');
  const text = await until(() => page.evaluate(() => navigator.clipboard.readText()), 'there is text on the clipboard');
  assert.equal(text, `${site}#seed=4&experiment=freeze`);
  await page.evaluate(() => (location.hash = '#dataset=moons'));
  await app.until(({experiment, config}) => experiment === null && config === 'dataset=moons');
  await page.evaluate(() => (location.hash = '#experiment=nothing'));
  await app.until(({message}) => /There is no experiment “nothing”/.test(message));
});

for (const name of kNames) {
  test(
    `the experiment “${name}” runs to a finite verdict that can be seen`,
    {...wide, time: kPatience + 30_000},
    async ({open}) => {
      const app = await open();
      await app.command('speed 0');
      await app.command(`experiment ${name}`);
      const {experiment: asked} = await app.until(({experiment}) => experiment?.name === name, 'it is open');
      assert.equal(asked.stage, 'asking');
      await app.command('experiment answer 0');
      await app.command('experiment run');
      await app.command('speed 0');
      const {experiment} = await app.until(
        (state) => state.experiment.stage === 'done',
        'there is a verdict',
        kPatience,
      );
      assert.ok(experiment.measured.length > 1 && experiment.measured.every(Number.isFinite), `${experiment.measured}`);
      assert.match(experiment.sentence, /\d/);
      await app.settled();
      await app.rect('experiment.chart.0');
      for (const widget of ['experiment', 'network', 'loss.chart']) {
        const {colors} = await app.pixels(widget);
        assert.ok(colors > 10, `${widget} has ${colors} colours`);
      }
    },
  );
}

test('the question invites on the first visit only, and to the tour', wide, async ({open, page}) => {
  let app = await open();
  const go = async (name, there) => {
    await app.settled(); // a stop moves the buttons below its text
    await app.click(name);
    await app.until(there);
  };
  await go('welcome.tour', ({tour, experiment}) => tour === 1 && experiment === null);
  await go('tour.next', ({tour, experiment, step}) => tour === 2 && experiment?.stage === 'asking' && step === 0);
  await go('tour.back', ({tour}) => tour === 1);
  await go('tour.8', ({tour}) => tour === 8);
  await go('tour.next', ({tour, widgets}) => tour === 0 && widgets['experiments.together']); // the list
  await page.reload();
  app = await open();
  assert.ok(!(await app.has('welcome')), 'who has answered is not asked again');
});

test('nobody is welcomed on another page', wide, async ({open}) => {
  const app = await open('embed&dataset=xor');
  await app.rect('network');
  assert.ok(!(await app.has('welcome')));
});
