// Experiments from the question to the verdict, the tour, challenges, and the question that the page opens with.

import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';

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
  'finetune',
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

/** Drags the handle of the guess to a share of its axis. */
async function drawGuess(app, share) {
  const [left, top, right, bottom] = await app.rect('experiment.pair.guess');
  const y = (top + bottom) / 2;
  await app.page.mouse.move((left + right) / 2, y);
  await app.page.mouse.down();
  await app.page.mouse.move(left + (right - left) * share, y, {steps: 4});
  await app.page.mouse.up();
}
const done = (app) => app.until((state) => state.experiment.stage === 'done', 'there is a verdict', kPatience);

test('an experiment asks first, runs to its verdict and draws the guess into it', patient, async ({open}) => {
  const app = await open('dataset=xor&layers=3');
  const before = await app.command('step 20');
  await app.click('left.mode.1');
  await press(app, 'experiments.promise');
  const asked = await app.until(({experiment}) => experiment?.stage === 'asking');
  assert.equal(asked.step, 0);
  assert.equal(asked.undoSteps, before.undoSteps + 1);
  assert.ok(asked.twin, 'it is about a pair of runs');
  await app.click('experiment.run');
  await app.settled();
  assert.equal((await app.state()).experiment.stage, 'asking', 'there is nothing to run before there is a guess');
  await drawGuess(app, 0.7); // of an axis from -100 to 100 %
  const {experiment: ready} = await app.until(({experiment}) => experiment.stage === 'ready');
  assert.ok(ready.guess > 33 && ready.guess < 47, `${ready.guess}`);
  await app.page.keyboard.press('ArrowRight');
  await app.until(({experiment}) => experiment.guess > ready.guess);
  await app.click('experiment.run');
  await app.until(({playing, step}) => playing && step > 0);
  await app.command('speed 0');
  const {experiment, playing, step} = await done(app);
  assert.equal(playing, false);
  assert.equal(step, 300);
  assert.equal(experiment.altered, false);
  assert.equal(typeof experiment.confirmed, 'boolean');
  assert.match(experiment.sentence, /\d/);
  assert.ok(experiment.measured.every(Number.isFinite), `${experiment.measured}`);
  assert.ok(experiment.pair[0] > 90 && experiment.pair[1] < 50, `${experiment.pair}`);
  await press(app, 'experiment.close');
  await app.until((state) => state.experiment === null);
  await app.click('undo');
  await app.until(({hash, twin}) => hash === before.hash && twin === null, 'the run from before is back, to the bit');
});

test('the address of an experiment opens it; its link can be shared', wide, async ({open, page, site}) => {
  const app = await open('seed=4&experiment=freeze');
  await app.until(({experiment}) => experiment?.name === 'freeze' && experiment.seed === 4);
  await press(app, 'experiment.link');
  const link = await until(() => page.evaluate(() => document.getElementById('share-link')?.value), 'there is a link');
  assert.equal(link, `${site}#seed=4&experiment=freeze`);
  await page.keyboard.press('Escape');
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
      await app.command('experiment guess none');
      await app.command('experiment run');
      await app.command('speed 0');
      const {experiment} = await app.until(
        (state) => state.experiment.stage === 'done',
        'there is a verdict',
        kPatience,
      );
      assert.ok(experiment.measured.length > 1 && experiment.measured.every(Number.isFinite), `${experiment.measured}`);
      assert.match(experiment.sentence, /\d/);
      assert.ok(experiment.pair.every(Number.isFinite), `${experiment.pair}`);
      await app.settled();
      await app.rect('experiment.chart.0');
      for (const widget of ['experiment', 'experiment.chart.0', 'network', 'loss.chart']) {
        const {colors} = await app.pixels(widget);
        assert.ok(colors > 10, `${widget} has ${colors} colours`);
      }
    },
  );
}

test('the question invites on the first visit only, and to the tour', wide, async ({open, page}) => {
  let app = await open();
  await app.click('welcome.tour');
  await app.until(({tour, experiment, step}) => tour === 1 && experiment?.stage === 'asking' && step === 0);
  await app.click('tour.close');
  await app.until(({tour, widgets}) => tour === 0 && widgets['experiments.together']); // the list
  await page.reload();
  app = await open();
  assert.ok(!(await app.has('welcome')), 'who has answered is not asked again');
});

test('the tour goes on after the verdict, and ends with what was measured', patient, async ({open}) => {
  const app = await open();
  await app.command('tour 1');
  await app.rect('experiment.pair.guess');
  assert.ok(!(await app.has('tour.on')), 'the way on comes after the verdict');
  await app.command('experiment guess 40');
  await app.click('experiment.run');
  await app.command('speed 0');
  const first = await done(app);
  await app.click('tour.on');
  await app.until(({tour, experiment}) => tour === 2 && experiment.name === 'together');
  await app.click('tour.6');
  await app.until(({tour, experiment, widgets}) => tour === 6 && experiment === null && widgets['recap.5']);
  await app.click('recap.1'); // what was measured there is kept
  await app.until(({tour, experiment}) => tour === 1 && experiment.stage === 'asking');
  await app.command('tour 6');
  await app.rect('recap');
  assert.equal((await app.state()).findings[0].pair[0], first.experiment.pair[0]);
  assert.equal((await app.state()).findings[0].guess, 40);
  await app.click('recap.step');
  await app.until(({tour, stage}) => tour === 0 && stage);
});

const phone = {viewport: {width: 390, height: 844, hasTouch: true, isMobile: true}};
test('on a phone the card of an experiment stays above its text', phone, async ({open, page}) => {
  const app = await open();
  await app.command('tour 2');
  const card = await app.rect('card');
  const text = await app.rect('experiment');
  assert.ok(card[3] <= text[1] + 1 && text[3] - text[1] > 200, `${card} ${text}`);
  const [left, top, right, bottom] = await app.rect('experiment.pair.guess');
  await page.touchscreen.tap(left + (right - left) * 0.25, (top + bottom) / 2);
  await app.until(({experiment}) => experiment.guess > 0.1 && experiment.guess < 0.3);
});

test('a challenge is met with the slider, and says so with what was measured', patient, async ({open}) => {
  const app = await open('dataset=xor&layers=3');
  await app.click('left.mode.1');
  await press(app, 'challenges.harm');
  const opened = await app.until(({challenge}) => challenge?.name === 'harm');
  assert.equal(opened.step, 0);
  assert.equal(opened.challenge.met, false);
  await app.rect('challenge.gauge');
  await app.click('challenge.begin');
  await app.command('speed 0');
  const late = await app.until(({step, playing}) => step === 500 && !playing, 'its time is up', kPatience);
  assert.equal(late.challenge.met, false);
  assert.ok(late.challenge.value > 0.9, `${late.challenge.value}`);
  const [, top, right, bottom] = await app.reveal('config.lr');
  await app.enter([right - 6, (top + bottom) / 2], '3');
  await app.until(({challenge}) => challenge.missing.some((words) => /from its first step/.test(words)));
  await app.click('challenge.begin');
  const {challenge, playing, step} = await app.until((state) => state.challenge.met, 'it is met', kPatience);
  assert.equal(playing, false);
  assert.equal(step, challenge.judgedAt);
  assert.ok(challenge.value <= 0);
  assert.match(challenge.sentence, /layers would gain 0\.\d+ one by one/);
  const cli = process.env.LOCKSTEP_CLI; // exit status 0, or this throws
  const told = cli && execFileSync(cli, ['challenge', 'harm', '--with', 'lr=3', '--json'], {encoding: 'utf8'});
  if (told) assert.equal(JSON.parse(told).sentence, challenge.sentence, 'the command line comes to the same');
  await app.click('challenge.next');
  await app.until((state) => state.challenge.name === 'peace' && state.step <= 60);
  await app.click('challenge.close');
  await app.until((state) => state.challenge === null);
});

test('the link of a challenge opens the attempt with its settings', patient, async ({open, page, context, site}) => {
  await context.overridePermissions(site, ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write']);
  const app = await open('challenge=synergy&initScale=0.2&lr=10', {running: true});
  const {challenge, config} = await app.until((state) => state.challenge?.met, 'it is met again', kPatience);
  assert.match(config, /initScale=0\.2/);
  assert.match(challenge.sentence, /303/);
  await app.click('challenge.link');
  const text = await until(() => page.evaluate(() => navigator.clipboard.readText()), 'there is text on the clipboard');
  assert.equal(text, `${site}#challenge=synergy&initScale=0.2&lr=10`);
  await page.evaluate(() => (location.hash = '#dataset=moons'));
  await app.until((state) => state.challenge === null && state.config === 'dataset=moons');
  await page.evaluate(() => (location.hash = '#challenge=nothing'));
  await app.until(({message}) => /There is no challenge “nothing”/.test(message));
});

test('on a phone the goal and the gauge of a challenge stay above every tab', phone, async ({open}) => {
  const app = await open('challenge=turns&play=off');
  for (const tab of [0, 2]) {
    await app.click(`tab.${tab}`);
    const strip = await app.rect('challenge');
    const below = await app.rect(tab ? 'config' : 'network');
    assert.ok(strip[3] <= below[1] + 1 && below[3] - below[1] > 150, `${strip} ${below}`);
  }
  await app.click('challenge.begin');
  await app.until(({playing}) => playing);
});

test('nobody is welcomed on another page', wide, async ({open}) => {
  const app = await open('embed&dataset=xor');
  await app.rect('network');
  assert.ok(!(await app.has('welcome')));
});
