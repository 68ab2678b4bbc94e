// Tests the run that the page opens with: that it learns within seconds, stays there, and that its steps can be taken
// apart in front of anybody: downhill on their own samples, and with a length at which moving together does harm.
//
//   node tests/opening.mjs LOCKSTEP

import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';

const program = resolve(process.argv[2]);
const header = readFileSync(new URL('../src/app/address.h', import.meta.url), 'utf8');
const [, run] = /kOpeningRun =\s*"([^"]+)"/.exec(header);

const kSeeds = 20;
const kRight = 0.98; // of the held-out samples
const kSpeed = 300; // steps/s, the page's default

const lines = (...args) =>
  spawnSync(program, args, {encoding: 'utf8', maxBuffer: 1 << 26})
    .stdout.trim()
    .split('\n');
const seeds = (count) => Array.from({length: count}, (_, i) => i + 1);
const train = (seed, steps, every) =>
  lines('run', `${run}&seed=${seed}`, '--steps', steps, '--every', every, '--json').map((line) => JSON.parse(line));

/** The summary of the next step of a run, by name. */
function nextStep(seed, steps) {
  const {tables} = JSON.parse(lines('probe', 'step', `${run}&seed=${seed}`, '--steps', steps, '--json').join(''));
  return Object.fromEntries(tables[0].columns.map(({name, values}) => [name, values[0]]));
}

let passed = 0;
let failed = 0;
function test(sentence, holds, figures) {
  holds ? ++passed : ++failed;
  console.log(`${holds ? ' ' : '✗'} ${sentence}: ${figures}`);
}

const short = seeds(kSeeds).map((seed) => train(seed, 10 * kSpeed, 100));
const right = short.filter((rows) => rows.at(-1).testAccuracy >= kRight).length;
const least = Math.min(...short.map((rows) => rows.at(-1).testAccuracy));
test('after 10 s it is right on held-out samples', right >= 19, `${right} of ${kSeeds} seeds, at least ${least}`);
const first = short
  .map((rows) => rows.find(({testAccuracy}) => testAccuracy >= kRight)?.step / kSpeed)
  .sort((a, b) => a - b);
const middle = first[kSeeds / 2];
test('half of the runs are within 6 s, none at once', middle <= 6 && first[0] >= 1, `${first[0]} s, ${middle} s`);

const long = seeds(4).map((seed) => train(seed, 200_000, 100_000).at(-1).testAccuracy);
test(
  'it stays there for 200 000 steps',
  long.every((accuracy) => accuracy >= kRight),
  long.join(' '),
);

const steps = seeds(5).flatMap((seed) => [50, 150, 300, 600, 1000, 2000, 3000].map((at) => nextStep(seed, at)));
const uphill = steps.filter(({slope}) => slope >= 0).length;
test('every step is downhill on its own samples', uphill === 0, `${uphill} of ${steps.length} are not`);
const helps = steps.filter(({together}) => together < 0).length;
test('nearly every step helps', helps >= 0.95 * steps.length, `${helps} of ${steps.length}`);
const shares = steps.map(({gap, sum}) => gap / -sum).sort((a, b) => a - b);
const gap = shares[Math.floor(shares.length / 2)];
test('its layers’ gains about add up', gap > -0.05 && gap < 0.1, `the middle gap is ${(100 * gap).toFixed(1)} %`);
const early = steps.filter((_, i) => i % 7 < 5);
const ends = early.filter(({limit}) => limit > 1 && limit < 100).length;
test('while it learns, a longer step does harm', ends >= 0.9 * early.length, `${ends} of ${early.length} within ×100`);

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
