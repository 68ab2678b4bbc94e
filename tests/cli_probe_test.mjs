// Tests the command line: probes, experiments and the bench.
//
//   node tests/cli_probe_test.mjs LOCKSTEP

import assert from 'node:assert/strict';

import {finish, linesOf, listed, lockstep, refuses, runJson, test} from './cli_harness.mjs';

// Probe.

const kSmall = 'dataset=rings&samples=80&layers=6,6&optimizer=sgd&batch=0&lr=0.1';
const probe = (name, config, steps, ...args) =>
  JSON.parse(lockstep('probe', name, config, '--steps', String(steps), '--json', ...args).stdout);
const tableOf = (result, name) => {
  const table = result.tables.find((t) => t.name === name);
  return Object.fromEntries(table.columns.map((column) => [column.name, column.values]));
};

test('list names every probe, experiment and challenge', () => {
  const text = lockstep('list').stdout;
  assert.ok(listed.probes.length >= 11);
  assert.ok(listed.experiments.length >= 13);
  for (const {name, question} of listed.probes) assert.ok(text.includes(`  ${name} `) && text.includes(question), name);
  for (const {name, claim} of listed.experiments) assert.ok(text.includes(`  ${name} `) && text.includes(claim), name);
  assert.equal(listed.challenges.length, 8);
  for (const {name, goal} of listed.challenges) assert.ok(text.includes(`  ${name} `) && text.includes(goal), name);
});

for (const {name, variants} of listed.probes)
  test(`probe ${name} prints all its numbers, as JSON and for the eye`, () => {
    for (const variant of ['', ...variants.filter((v) => ['step', 'white'].includes(v))]) {
      const full = variant ? `${name}:${variant}` : name;
      const result = probe(full, kSmall, 30);
      assert.deepEqual(Object.keys(result), ['probe', 'variant', 'config', 'step', 'limits', 'tables']);
      assert.deepEqual([result.probe, result.step], [name, 30]);
      const text = lockstep('probe', full, kSmall, '--steps', '30').stdout;
      for (const table of result.tables) {
        assert.ok(linesOf(text).includes(table.name), table.name);
        for (const {values} of table.columns) assert.equal(values.length, table.columns[0].values.length);
        if (table.name === 'layers') assert.equal(table.columns[0].values.length, 3);
      }
    }
  });

test('a probe measures the run that the config makes, after the steps asked for', () => {
  const loss = (steps, ...args) => tableOf(probe('promise', kSmall, steps, ...args), 'summary').loss[0];
  for (const steps of [0, 40]) {
    const [line] = runJson(kSmall, '--steps', String(steps)).slice(-1);
    assert.ok(Math.abs(loss(steps) - line.trainLoss) < 1e-6); // 40 training samples: all are probe samples
  }
  const mini = kSmall.replace('batch=0', 'batch=8');
  const fixed = tableOf(probe('promise', mini, 40), 'summary').loss[0];
  assert.notEqual(tableOf(probe('promise', mini, 40, '--batch'), 'summary').loss[0], fixed);
});

test('what a step promises and delivers adds up', () => {
  const {linear, delivered, ratio} = tableOf(probe('promise', kSmall, 10), 'summary');
  assert.ok(linear[0] < 0 && Math.abs(delivered[0] / linear[0] - ratio[0]) < 1e-12);
  const {joint, sum, interaction, share} = tableOf(probe('interaction', kSmall, 10), 'summary');
  const alone = tableOf(probe('interaction', kSmall, 10), 'layers').alone;
  assert.ok(Math.abs(alone.reduce((a, b) => a + b) - sum[0]) < 1e-15);
  assert.ok(Math.abs(joint[0] - sum[0] - interaction[0]) < 1e-15);
  const parts = alone.reduce((a, b) => a + Math.abs(b), 0);
  assert.ok(Math.abs(share[0] - Math.abs(interaction[0]) / (Math.abs(interaction[0]) + parts)) < 1e-12);
});

test('the probe of one step takes it apart at any length', () => {
  for (const length of ['1', '0.25', '30']) {
    const result = probe('step', kSmall, 10, '--length', length);
    const summary = tableOf(result, 'summary');
    const {alone, moved} = tableOf(result, 'layers');
    assert.equal(summary.length[0], Number(length));
    assert.ok(Math.abs(alone.reduce((a, b) => a + b, 0) - summary.sum[0]) < 1e-15);
    assert.ok(Math.abs(summary.together[0] - summary.sum[0] - summary.gap[0]) < 1e-15);
    assert.ok(moved.length === 3 && moved.every((share) => share > 0));
  }
  const {joint, sum} = tableOf(probe('interaction', kSmall, 10, '--batch'), 'summary');
  const own = tableOf(probe('step', kSmall, 10), 'summary');
  assert.deepEqual([own.together, own.sum], [joint, sum]);
  refuses(['probe', 'step', kSmall, '--length', '0'], 1, /--length needs a number above 0, not “0”/);
  refuses(['probe', 'step', kSmall, '--length', 'long'], 1, /--length needs a number above 0, not “long”/);
});

test('a probe says where its reading does not apply', () => {
  assert.equal(probe('sharpness', kSmall, 5).limits, '');
  const adam = kSmall.replace('optimizer=sgd', 'optimizer=adam');
  assert.match(probe('sharpness', adam, 5).limits, /this optimiser/);
  assert.match(lockstep('probe', 'sharpness', adam, '--steps', '5').stdout, /^The threshold/);
});

test('an unknown probe or experiment is refused with the known ones', () => {
  const known = (list) => new RegExp(list.map(({name}) => name).join('.*'));
  refuses(['probe', 'sharp', kSmall], 1, /there is no probe “sharp”/);
  refuses(['probe', 'landscape:hessian', kSmall], 1, known(listed.probes));
  refuses(['experiment', 'nothing'], 1, known(listed.experiments));
  refuses(['experiment', 'promise', '--seeds', '0'], 1, /--seeds needs at least 1/);
  refuses(['experiment', 'promise', 'lr=1'], 1, /one NAME only; “lr=1”/);
  refuses(['probe', 'promise', kSmall, 'lr=1'], 1, /one CONFIG only; “lr=1”/);
  refuses(['probe', 'promise', 'dataset=drawn', '--steps', '0'], 1, /no training samples/);
});

test('a run that diverges before the probe ends with status 2', () => {
  refuses(
    ['probe', 'promise', 'dataset=plane&layers=16,16&activation=relu&optimizer=sgd&lr=10&initScale=5'],
    2,
    /overflowed at step/,
  );
});

// Experiment.

test('an experiment prints what it measured for each seed, and whether the claim held', () => {
  const {status, stdout} = lockstep('experiment', 'promise', '--seeds', '2', '--json');
  assert.equal(status, 0);
  const {experiment, claim, runs, confirmed, seeds, tolerated, holds} = JSON.parse(stdout);
  assert.deepEqual([experiment, seeds, confirmed, tolerated, holds], ['promise', 2, 2, 0, true]);
  assert.deepEqual(
    runs.map((run) => run.seed),
    [1, 2],
  );
  assert.notDeepEqual(runs[0].measured, runs[1].measured);
  for (const {measured, sentence} of runs) {
    assert.ok(sentence.endsWith('.'));
    for (const {value, atLeast = value, atMost = value} of measured) assert.ok(value >= atLeast && value <= atMost);
  }
  const text = lockstep('experiment', 'promise', '--seeds', '2').stdout;
  assert.ok(text.startsWith(`promise: ${claim}\n`));
  for (const {name} of runs[0].measured) assert.ok(text.includes(name), name);
  assert.match(text, /confirmed on 2 of 2 seeds; at most 0 may fail/);
  const second = lockstep('experiment', 'promise', '--seeds', '1', '--first-seed', '2', '--json').stdout;
  assert.deepEqual(JSON.parse(second).runs, [runs[1]]);
});

test('an experiment runs on neighbouring settings, in both arms', () => {
  const run = (...more) => JSON.parse(lockstep('experiment', 'promise', '--seeds', '1', ...more, '--json').stdout);
  assert.deepEqual(run('--with', '').runs, run().runs);
  assert.notDeepEqual(run('--with', 'layers=8').runs, run().runs);
  refuses(['experiment', 'promise', '--with', 'width=8'], 1, /--with: .*width/);
});

// Challenge.

test('a challenge is judged step by step, and met by what its test knows', () => {
  const told = lockstep('challenge', 'synergy', '--with', 'initScale=0.2&lr=10', '--json');
  assert.equal(told.status, 0);
  const {challenge, changes, step, value, atLeast, met, missing, sentence} = JSON.parse(told.stdout);
  assert.deepEqual([challenge, changes, met, missing], ['synergy', 'initScale=0.2&lr=10', true, []]);
  assert.ok(step >= 0 && step <= 20 && value >= atLeast);
  assert.match(lockstep('challenge', 'synergy', '--with', changes).stdout, new RegExp(`met: ${sentence}`));
  const start = lockstep('challenge', 'synergy', '--every', '5');
  assert.equal(start.status, 1, 'its start does not meet it');
  assert.equal(start.stdout.match(/^step \d+: /gm).length, 5);
  const short = lockstep('challenge', 'freeze', '--steps', '2', '--json');
  assert.deepEqual([short.status, JSON.parse(short.stdout).missing], [1, ['three frozen hidden layers']]);
  const other = lockstep('challenge', 'harm', '--with', 'lr=10&batch=8', '--steps', '0', '--json');
  assert.match(JSON.parse(other.stdout).missing.join(), /must stay as it was/);
  refuses(['challenge', 'nothing'], 1, /no challenge “nothing”.*harm.*smallest/);
  refuses(['challenge', 'harm', '--with', 'width=8'], 1, /--with: .*width/);
});

// Bench.

test('bench reports products and training steps against one peak', () => {
  const {vectors, peakGflops, tables} = JSON.parse(lockstep('bench', '--rounds', '1', '--json').stdout);
  assert.ok(vectors && peakGflops > 0);
  assert.deepEqual(
    tables.map(({kind, name}) => `${kind}, ${name}`),
    [
      'products, squares',
      'products, layers',
      'products, odd sizes',
      'training, workloads',
      'training, width',
      'training, batch',
      'training, odd widths',
    ],
  );
  for (const {kind, rows} of tables)
    for (const {name, stepsPerSecond, ...row} of rows) {
      assert.match(name, /\d.*batch \d+$/);
      if (kind === 'training') assert.ok(stepsPerSecond > 0);
      for (const {gflops, shareOfPeak} of kind === 'training'
        ? [row]
        : [row.forward, row.inputGradient, row.weightGradient])
        assert.ok(gflops > 0 && shareOfPeak > 0);
    }
  refuses(['bench', '--rounds', '0'], 1, /--rounds needs at least 1/);
});

finish();
