// Tests the command line: what it prints, and how it fails.
//
//   node tests/cli_test.mjs LOCKSTEP

import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';

const program = resolve(process.argv[2]);
const scratch = mkdtempSync(join(tmpdir(), 'lockstep-cli-'));
process.on('exit', () => rmSync(scratch, {recursive: true}));

let passed = 0;
let failed = 0;
function test(sentence, body) {
  try {
    body();
    ++passed;
  } catch (error) {
    ++failed;
    console.log(`✗ ${sentence}\n${error.stack}\n`);
  }
}

function lockstep(...args) {
  const {status, stdout, stderr} = spawnSync(program, args, {encoding: 'utf8', maxBuffer: 1 << 28});
  return {status, stdout, stderr};
}
const linesOf = (text) => text.trim().split('\n');
const runJson = (...args) => linesOf(lockstep('run', '--json', ...args).stdout).map((line) => JSON.parse(line));
const dump = (config, steps) => JSON.parse(lockstep('dump', config, '--steps', String(steps)).stdout);

/** The command fails with this status and message, prints nothing else, and does not crash. */
function refuses(args, status, message) {
  const result = lockstep(...args);
  assert.equal(result.status, status, result.stderr);
  assert.match(result.stderr, message);
  if (status === 1) assert.equal(result.stdout, '');
}

function file(name, text) {
  const path = join(scratch, name);
  writeFileSync(path, text);
  return path;
}

/** FNV-1a over the bits of every float, in the order of the parameters: the hash that the program prints. */
function hashLayers(layers) {
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  let hash = 0xcbf29ce484222325n;
  for (const {weight, bias, scale = [], shift = []} of layers)
    for (const value of [...weight.flat(), ...bias, ...scale, ...shift]) {
      float[0] = value;
      hash = BigInt.asUintN(64, (hash ^ BigInt(bits[0])) * 0x100000001b3n);
    }
  return hash.toString(16).padStart(16, '0');
}

// Run.

test('run prints a JSON line every K steps and at the end', () => {
  const steps = (...args) => runJson('samples=40', ...args).map((line) => line.step);
  assert.deepEqual(steps('--steps', '10', '--every', '4'), [0, 4, 8, 10]);
  assert.deepEqual(steps('--steps', '8', '--every', '4'), [0, 4, 8]);
  assert.deepEqual(steps('--steps', '5', '--every', '50'), [0, 5]);
  assert.deepEqual(steps('--steps', '3'), [0, 3]);
  assert.deepEqual(steps('--steps', '0'), [0]);
  assert.deepEqual(steps(), [0, 1000]);
});

test('every line has the same keys, numbers in range and a hash', () => {
  for (const line of runJson('dataset=arms&noise=0.2&lr=0.02', '--steps', '30', '--every', '10')) {
    assert.deepEqual(Object.keys(line), [
      'step',
      'trainLoss',
      'testLoss',
      'trainAccuracy',
      'testAccuracy',
      'learningRate',
      'hash',
    ]);
    assert.ok(line.trainLoss > 0 && line.testLoss > 0);
    assert.ok(line.trainAccuracy >= 0 && line.trainAccuracy <= 1);
    assert.equal(line.learningRate, 0.02);
    assert.match(line.hash, /^[0-9a-f]{16}$/);
  }
});

test('what cannot be measured is null, or – for the eye', () => {
  const [regression] = runJson('dataset=plane', '--steps', '0');
  assert.equal(regression.trainAccuracy, null);
  assert.ok(regression.testLoss > 0);
  const [alone] = runJson('dataset=xor&trainShare=1', '--steps', '0');
  assert.deepEqual([alone.testLoss, alone.testAccuracy], [null, null]);
  assert.match(lockstep('run', 'dataset=xor&trainShare=1', '--steps', '0').stdout, /loss train 0\.\d+ test –/);
  assert.doesNotMatch(lockstep('run', 'dataset=plane', '--steps', '0').stdout, /accuracy|nan/);
});

test('the same line is the same run, whatever --every', () => {
  const config = 'dataset=moons&noise=0.1&dropout=0.2&norm=batch&seed=9';
  const last = (...args) => runJson(config, '--steps', '60', ...args).at(-1);
  assert.deepEqual(last(), last('--every', '7'));
  assert.deepEqual(last(), last());
  assert.notEqual(last().hash, runJson(config.replace('seed=9', 'seed=8'), '--steps', '60').at(-1).hash);
});

test('training lowers the loss', () => {
  const [first, last] = runJson('dataset=circle&lr=0.03', '--steps', '500');
  assert.ok(last.trainLoss < 0.3 * first.trainLoss && last.testAccuracy > 0.95);
});

// List.

const listed = JSON.parse(lockstep('list', '--json').stdout);

test('list describes every setting and data set', () => {
  assert.ok(listed.fields.length >= 35 && listed.datasets.length >= 16);
  for (const field of listed.fields) {
    assert.deepEqual(Object.keys(field), ['name', 'type', 'range', 'default', 'unit', 'help']);
    assert.match(field.help, /^.{8,}$/);
  }
  for (const {name, label, task, dims, classes, help} of listed.datasets) {
    assert.ok(label && help.endsWith('.'));
    assert.ok(['classification', 'regression', 'either'].includes(task));
    assert.ok(dims >= 0 && (task === 'classification' || classes === 0));
    assert.ok(listed.fields[0].range.split('|').includes(name));
  }
  assert.equal(new Set(listed.fields.map((field) => field.name)).size, listed.fields.length);
});

test('list for the eye has the same names, types and defaults', () => {
  const text = lockstep('list').stdout;
  for (const {name, type, default: value, help} of listed.fields) {
    const line = linesOf(text).find((l) => l.trim().split(/ +/)[0] === name && l.includes(` ${type} `));
    assert.ok(line?.includes(help), name);
    assert.ok(line.includes(value || '(none)'), name);
  }
  for (const {name, help} of listed.datasets) assert.ok(text.includes(help), name);
});

const accepts = (line) => lockstep('run', line, '--steps', '0').stderr;
for (const {name, type, range, default: value} of listed.fields)
  test(`${name}: type ${type}, range and default hold`, () => {
    assert.equal(accepts(`${name}=${value}`), '');
    if (['choice', 'activations'].includes(type)) {
      for (const choice of range.split('|').filter((c) => !['csv', 'digits', '1v7'].includes(c)))
        assert.equal(accepts(`${name}=${choice}`), '', choice);
      assert.match(accepts(`${name}=nonsense`), new RegExp(`${name}: “nonsense” is not`));
    } else if (['integer', 'number', 'integers', 'numbers'].includes(type)) {
      const [, min, max] = /^(\S+) … ([^ ,]+)/.exec(range);
      for (const bound of [min, max]) assert.equal(accepts(`${name}=${bound}`), '', bound);
      assert.match(accepts(`${name}=${Number(max) * 2 + 1}`), new RegExp(`${name}: .* is outside ${min} … ${max}`));
      assert.match(accepts(`${name}=${Number(min) - 1}`), new RegExp(`so ${min} is used`));
      assert.match(accepts(`${name}=many`), /“many” is not a number/);
      if (type.startsWith('integer')) assert.match(value, /^(-?\d+(,-?\d+)*)?$/);
    } else if (type === 'inputs') {
      assert.equal(accepts(`${name}=${range}`), '');
      assert.match(accepts(`${name}=x,z`), /“z” is not an input/);
    } else {
      assert.equal(type, 'text');
    }
  });

// Dump.

const kDumped = 'dataset=arms&samples=101&noise=0.1&layers=6,6&norm=layer&skip=0.5&batch=12&schedule=cosine&period=30';

test('a dump has all that a replay needs, in matching sizes', () => {
  const d = dump(kDumped, 20);
  assert.equal(d.format, 'lockstep-dump-1');
  assert.equal(d.loss, 'softmax');
  assert.deepEqual(
    Object.keys(d.settings),
    listed.fields.map((field) => field.name),
  );
  assert.deepEqual(
    d.layers.map((l) => [l.inputs, l.outputs, l.activation, l.norm, l.skip, l.dropout]),
    [
      [2, 6, 'tanh', 'layer', 0, 0],
      [6, 6, 'tanh', 'layer', 0.5, 0],
      [6, 3, 'linear', 'none', 0, 0],
    ],
  );
  for (const key of ['initial', 'firstGradient', 'final'])
    d[key].forEach((blocks, l) => {
      const {inputs, outputs, norm} = d.layers[l];
      assert.deepEqual(Object.keys(blocks), ['weight', 'bias', ...(norm === 'none' ? [] : ['scale', 'shift'])]);
      const {weight, ...vectors} = blocks;
      assert.equal(weight.length, outputs);
      assert.ok(weight.every((row) => row.length === inputs));
      assert.ok(Object.values(vectors).every((vector) => vector.length === outputs));
    });
  for (const [share, count] of [
    ['train', 51],
    ['test', 50],
  ]) {
    assert.equal(d[share].inputs.length, count);
    assert.equal(d[share].targets.length, count);
    assert.ok(d[share].inputs.every((row) => row.length === 2));
    assert.ok(d[share].targets.every((row) => row.length === 3 && row[0] + row[1] + row[2] === 1));
  }
  for (const key of ['batches', 'learningRates', 'losses']) assert.equal(d[key].length, 20);
});

test('the floats of a dump read back to the same bits', () => {
  for (const config of [kDumped, 'init=normal&initScale=1e-4&norm=batch&samples=30&layers=5&optimizer=rmsprop']) {
    const d = dump(config, 20);
    const [first, last] = runJson(config, '--steps', '20');
    assert.equal(hashLayers(d.initial), first.hash);
    assert.equal(hashLayers(d.final), last.hash);
    assert.equal(d.hash, last.hash);
    for (const value of JSON.stringify([d.train, d.firstGradient, d.learningRates]).match(/-?\d[\d.e+-]*/g))
      assert.ok(
        value.replace(/e.*|[-.]/g, '').replace(/^0+/, '').length <= 9,
        `${value}: more digits than a float has`,
      );
  }
});

test('the batches of a dump deal every sample once an epoch', () => {
  const {batches} = dump(kDumped, 10); // 51 samples: four batches of 12 and one of 3
  assert.deepEqual(
    batches.map((batch) => batch.length),
    [12, 12, 12, 12, 3, 12, 12, 12, 12, 3],
  );
  const epoch = (from) => batches.slice(from, from + 5).flat();
  const all = Array.from({length: 51}, (_, i) => i);
  for (const from of [0, 5])
    assert.deepEqual(
      epoch(from).sort((a, b) => a - b),
      all,
    );
  assert.notDeepEqual(epoch(0), epoch(5));
  assert.deepEqual(dump('samples=20&batch=0', 2).batches, [all.slice(0, 10), all.slice(0, 10)]);
});

test('a dump echoes its config so that it can be run again', () => {
  const messy = '?seed=3&lr=0.10&layers=4x5&activations=-,relu&features=y,x&rates=1,0.50&lr=0.25&norm=none';
  const d = dump(messy, 5);
  assert.equal(d.config, 'layers=4x5&activations=-,relu&lr=0.25&rates=1,0.5&seed=3');
  assert.deepEqual(dump(d.config, 5), d);
  assert.equal(dump('', 0).config, '');
  assert.equal(d.settings.lr, '0.25');
  assert.equal(dump('dataset=drawn&points=AAAAA%2d_AAB', 0).config, 'dataset=drawn&points=AAAAA-_AAB');
});

test('a dump of no steps has the beginning and the end alike', () => {
  const d = dump('samples=20', 0);
  assert.deepEqual([d.batches, d.losses, d.learningRates], [[], [], []]);
  assert.deepEqual(d.initial, d.final);
});

// Tables.

const rows = Array.from({length: 60}, (_, i) => [Math.sin(i * i), Math.cos(3 * i), i % 3 ? 'yes' : 'no']);

test('a table trains, its target where the config says', () => {
  const last = file('last.csv', `a,b,answer\n${rows.map((r) => r.join()).join('\n')}\n`);
  const first = file('first.csv', `answer;a;b\n${rows.map((r) => [r[2], r[0], r[1]].join(';')).join('\n')}\n`);
  const run = (...args) => lockstep('run', ...args, '--steps', '20', '--json');
  const plain = run('dataset=csv', '--csv', last);
  assert.equal(plain.status, 0);
  assert.match(plain.stderr, /names of the columns.*\n.*2 classes/);
  assert.equal(run('dataset=csv&target=0', '--csv', first).stdout, plain.stdout);
});

test('a bad table is refused with the place', () => {
  refuses(['run', 'dataset=csv', '--csv', file('bad.csv', 'a,b\n1,2\n3,x4\n5,6\n7,8\n')], 1, /line 3, column 2 .*x4/);
  refuses(['run', 'dataset=csv', '--csv', file('empty.csv', '')], 1, /the file is empty/);
  refuses(['run', 'dataset=csv', '--csv', join(scratch, 'none.csv')], 1, /cannot read the table “.*none\.csv”/);
  refuses(['dump', 'dataset=csv'], 1, /name it with --csv/);
});

// Probe.

const kSmall = 'dataset=rings&samples=80&layers=6,6&optimizer=sgd&batch=0&lr=0.1';
const probe = (name, config, steps, ...args) =>
  JSON.parse(lockstep('probe', name, config, '--steps', String(steps), '--json', ...args).stdout);
const tableOf = (result, name) => {
  const table = result.tables.find((t) => t.name === name);
  return Object.fromEntries(table.columns.map((column) => [column.name, column.values]));
};

test('list names every probe and experiment', () => {
  const text = lockstep('list').stdout;
  assert.ok(listed.probes.length >= 11);
  assert.ok(listed.experiments.length >= 13);
  for (const {name, question} of listed.probes) assert.ok(text.includes(`  ${name} `) && text.includes(question), name);
  for (const {name, claim} of listed.experiments) assert.ok(text.includes(`  ${name} `) && text.includes(claim), name);
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

// Failing.

test('a bad command line is refused in words', () => {
  refuses([], 1, /lockstep run "CONFIG"/);
  refuses(['train'], 1, /lockstep run "CONFIG"/);
  refuses(['run', '', '--fast'], 1, /unknown option --fast/);
  refuses(['run', '', '--steps'], 1, /--steps needs a value/);
  for (const text of ['-3', 'ten', '1e3', '', ' 5'])
    refuses(['run', '', '--steps', text], 1, /--steps needs a whole number/);
  refuses(['run', 'dataset=xor', 'lr=0.1'], 1, /one CONFIG only; “lr=0\.1”/);
  const help = lockstep('run', '--help');
  assert.equal(help.status, 0);
  assert.match(help.stdout, /^lockstep run "CONFIG"/);
});

test('missing digits are named, with the way out', () => {
  refuses(
    ['run', 'dataset=digits', '--assets', scratch],
    1,
    /cannot read .*digits\.bin; name its folder with --assets/,
  );
  file('digits.bin', 'not digits');
  refuses(['run', 'dataset=digits', '--assets', scratch], 1, /digits\.bin: the digits file is damaged/);
});

test('what the config cannot have is noted on standard error, and the run goes on', () => {
  const {status, stdout, stderr} = lockstep('run', 'lr=99&flavour=sweet&layers', '--steps', '1', '--json');
  assert.equal(status, 0);
  assert.deepEqual(linesOf(stderr), [
    'lockstep: lr: 99 is outside 1e-6 … 10, so 10 is used',
    'lockstep: “flavour” is not a setting and was left out',
    'lockstep: layers has no value and was left out',
  ]);
  assert.equal(JSON.parse(linesOf(stdout)[0]).learningRate, 10);
});

test('divergence ends run and dump with status 2 and the step', () => {
  const config = 'dataset=plane&layers=16,16&activation=relu&optimizer=sgd&lr=10&initScale=5';
  refuses(['run', config], 2, /^lockstep: The .* overflowed at step \d+\n$/);
  const lines = runJson(config);
  assert.deepEqual(Object.keys(lines.at(-1)), ['step', 'error']);
  const recorded = lockstep('dump', config, '--steps', '500');
  assert.equal(recorded.status, 2);
  const d = JSON.parse(recorded.stdout);
  assert.equal(d.error, lines.at(-1).error);
  assert.equal(d.losses.length, lines.at(-1).step);
  assert.equal(hashLayers(d.final), d.hash);
});

test('a set without samples says so', () => {
  refuses(['run', 'dataset=drawn', '--steps', '5'], 2, /no training samples/);
  assert.equal(lockstep('run', 'dataset=drawn', '--steps', '0').status, 0);
});

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
