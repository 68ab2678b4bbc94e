// Tests the command line: runs, lists, dumps and tables, and how it fails.
//
//   node tests/cli_test.mjs LOCKSTEP

import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, truncateSync} from 'node:fs';
import {join} from 'node:path';

import {dump, file, finish, linesOf, listed, lockstep, refuses, runJson, scratch, test} from './cli_harness.mjs';

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
  assert.match(plain.stderr, /last\.csv: 60 rows, 2 inputs; answer is the class \(2 values, the last column\)/);
  for (const target of ['', '&target=answer', '&target=1'])
    assert.equal(run(`dataset=csv${target}`, '--csv', first).stdout, plain.stdout);
  const spaced = file('spaced.txt', rows.map((r) => `  ${r.join('  ')}`).join('\r\n'));
  assert.equal(run('dataset=csv', '--csv', spaced).stdout, plain.stdout);
  assert.notEqual(run('dataset=csv&target=b', '--csv', first).stdout, plain.stdout);
  refuses(['run', 'dataset=csv&target=c', '--csv', first], 1, /there is no column “c”: the table has answer, a, b/);
});

const runText = (...args) => lockstep('run', ...args, '--steps', '1');

test('rows with missing cells are skipped or filled in', () => {
  const path = file('gaps.csv', `a,b,answer\nNA,1,yes\n${rows.map((r) => r.join()).join('\n')}\n`);
  assert.match(runText('dataset=csv', '--csv', path).stderr, /60 rows.*; 1 row with missing values skipped/);
  assert.match(runText('dataset=csv&missing=fill', '--csv', path).stderr, /61 rows.*; 1 missing cell filled in/);
});

test('numbers too large for sums of squares are no classes, and the test loss that they make is explained', () => {
  const large = file('large.csv', `a,b\n1,1.5\n2,0\n3,3e9\n${rows.map((r) => r.slice(0, 2).join()).join('\n')}\n`);
  assert.equal(runText('dataset=csv&target=b', '--csv', large).status, 0);
  const far = file('far.csv', `a,b\n${rows.map((r) => r.slice(0, 2).join()).join('\n')}\n3,3e38\n`);
  const notes = [1, 2, 3, 4, 5, 6].map((seed) => runText(`dataset=csv&dataSeed=${seed}`, '--csv', far));
  for (const {stdout, stderr} of notes)
    assert.equal(/test (inf|nan)/.test(stdout), /The test loss overflows: 1 of the test rows/.test(stderr));
  assert.ok(
    notes.some(({stderr}) => stderr.includes('overflows')) && !notes.every(({stderr}) => stderr.includes('overf')),
  );
});

test('a bad table is refused with the place', () => {
  refuses(['run', 'dataset=csv', '--csv', file('bad.csv', 'a,b\n1,2\n3,x4\n5,6\n7,8\n')], 1, /line 3, column 2 .*x4/);
  refuses(['run', 'dataset=csv', '--csv', file('empty.csv', '')], 1, /the file is empty/);
  refuses(['run', 'dataset=csv', '--csv', join(scratch, 'none.csv')], 1, /cannot read the table “.*none\.csv”/);
  refuses(['dump', 'dataset=csv'], 1, /name its file with --csv/);
});

test('a folder, or a file that is too large, is answered with one sentence and nothing is read', () => {
  refuses(['run', 'dataset=csv', '--csv', scratch], 1, /cannot read the table “.*”: it is a folder\n$/);
  const folder = join(scratch, 'folder.lockstep');
  mkdirSync(folder, {recursive: true});
  refuses(['run', folder], 1, /cannot read .*folder\.lockstep: it is a folder\n$/);
  const saved = lockstep('run', '', '--steps', '1', '--save', scratch);
  assert.deepEqual([saved.status, saved.stderr], [1, `lockstep: cannot write ${scratch}\n`]);
  mkdirSync(join(scratch, 'assets', 'digits.bin'), {recursive: true});
  refuses(['run', 'dataset=digits', '--assets', join(scratch, 'assets')], 1, /digits\.bin: it is a folder; name its/);
  const large = file('large.csv', '');
  truncateSync(large, 300_000_000);
  const start = performance.now();
  refuses(['run', 'dataset=csv', '--csv', large], 1, /it has 286 MB, and 20 MB are the most\n$/);
  assert.ok(performance.now() - start < 1000, 'reading 300 MB takes longer');
});
// Failing.

test('a bad command line is refused in words', () => {
  refuses([], 1, /lockstep run "CONFIG"/);
  refuses(['train'], 1, /lockstep run "CONFIG"/);
  refuses(['run', '', '--fast'], 1, /unknown option --fast/);
  refuses(['run', '', '--steps'], 1, /--steps needs a value/);
  for (const text of ['-3', 'ten', '1e3', '', ' 5', '99999999999999999999'])
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
    /cannot read .*digits\.bin: there is no such file; name its folder with --assets/,
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

// Changes on the way, and files.

const kChanged = 'dataset=moons&layers=4&at=50:lr=0.1;momentum=0.5&at=70:layers=4,3&at=100';

test('a line with changes on the way is the run at its last step', () => {
  const [at] = runJson(kChanged, '--steps', '0');
  assert.deepEqual([at.step, at.learningRate], [100, 0.1]);
  assert.deepEqual(runJson(kChanged.replace('at=100', 'at=80'), '--steps', '20').at(-1), at);
  assert.notEqual(runJson('dataset=moons&layers=4,3&lr=0.1', '--steps', '100').at(-1).hash, at.hash);
  const plain = runJson('dataset=moons&layers=4', '--steps', '100').at(-1);
  assert.deepEqual(runJson('dataset=moons&layers=4&at=60', '--steps', '40').at(-1), plain);
  const {stderr} = lockstep('run', 'layers=3&at=5:weights&at=5:seed=2&at=9', '--steps', '0');
  assert.match(stderr, /at=5: another data set, seed .* left out/);
  assert.match(stderr, /the line does not carry weights set by hand at step 5/);
  refuses(['dump', kChanged, '--steps', '5'], 1, /a dump begins at step 0/);
});

test('a saved run goes on to the same bits', () => {
  const path = join(scratch, 'run.lockstep');
  for (const config of [
    kChanged,
    'dataset=digits&samples=200&layers=12&norm=batch&dropout=0.1&schedule=cosine&optimizer=nesterov&clip=1',
    'dataset=chebyshev&layers=5&batch=0&trainShare=1',
  ]) {
    const whole = runJson(config, '--steps', '70').at(-1);
    runJson(config, '--steps', '45', '--save', path);
    assert.deepEqual(runJson(path, '--steps', '25').at(-1), whole, config);
    const probe = (...of) => lockstep('probe', 'step', ...of, '--json').stdout;
    assert.equal(probe(path, '--steps', '25'), probe(config, '--steps', '70'));
  }
});

test('a run on a table takes it along', () => {
  const rows = Array.from({length: 40}, (_, i) => `${i % 7},${(i * 5) % 11},${i % 2 ? 'a' : 'b'}`).join('\n');
  const csv = file('small.csv', `x,y,kind\n${rows}`);
  const path = join(scratch, 'table.lockstep');
  runJson('dataset=csv&layers=4', '--csv', csv, '--steps', '20', '--save', path);
  const whole = runJson('dataset=csv&layers=4', '--csv', csv, '--steps', '30').at(-1);
  assert.deepEqual(runJson(path, '--steps', '10').at(-1), whole);
});

test('a file that is no run, is cut off or damaged is refused, and says what to do', () => {
  const path = join(scratch, 'run.lockstep');
  runJson('layers=3', '--steps', '3', '--save', path);
  const bytes = readFileSync(path);
  const flipped = Buffer.from(bytes);
  flipped[200] ^= 4;
  const newer = Buffer.from(bytes);
  newer[8] = 9;
  for (const [content, why] of [
    ['not a run', /this is no run of Lockstep's/],
    [bytes.subarray(0, 300), /it ends after 300 of \d+ bytes: copy or download it again/],
    [flipped, /it is damaged: copy or download it again/],
    [newer, /it comes from a newer Lockstep/],
  ])
    refuses(['run', file('bad.lockstep', content)], 1, why);
  refuses(['run', join(scratch, 'nothing.lockstep')], 1, /cannot read .*nothing\.lockstep/);
  const unwritten = lockstep('run', 'layers=3', '--steps', '1', '--save', join(scratch, 'no', 'folder.lockstep'));
  assert.equal(unwritten.status, 1);
  assert.match(unwritten.stderr, /cannot write/);
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
finish();
