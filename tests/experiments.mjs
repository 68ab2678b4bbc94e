// Tests the claims of the experiments: each is run at full length on several seeds, and may fail on a fifth of them.
//
//   node tests/experiments.mjs LOCKSTEP [SEEDS]

import {spawnSync} from 'node:child_process';
import {resolve} from 'node:path';

const program = resolve(process.argv[2]);
const seeds = process.argv[3] ?? '10';

const json = (...args) => {
  const {status, stdout, stderr} = spawnSync(program, args, {encoding: 'utf8', maxBuffer: 1 << 26});
  return {status, stderr, value: stdout ? JSON.parse(stdout) : null};
};

/** What is wrong with the outcome of an experiment, or ''. */
function complaint({status, stderr, value}) {
  if (!value) return `ended with status ${status}: ${stderr}`;
  const failed = value.runs.filter((run) => !run.confirmed).length;
  if (value.seeds !== Number(seeds) || value.runs.length !== value.seeds) return 'did not run all seeds';
  if (value.confirmed !== value.seeds - failed) return 'counted wrongly';
  if (failed <= value.tolerated !== value.holds || value.holds !== (status === 0)) return `exit status ${status}`;
  const {low, high} = value.pair;
  const beyond = value.runs.filter(({pair}) => pair.some((end) => end > high + (high - low) / 2));
  if (beyond.length) return `seed ${beyond[0].seed}: ${beyond[0].pair} is far beyond the axis`;
  for (const {seed, pair} of value.runs) if (!pair.every(Number.isFinite)) return `seed ${seed}: the pair is ${pair}`;
  for (const {seed, measured, sentence} of value.runs)
    for (const quantity of measured)
      if (quantity.value === null) return `seed ${seed}: ${quantity.name} is not a number (${sentence})`;
  return value.holds ? '' : `failed on ${failed} seeds: ${value.runs.find((run) => !run.confirmed).sentence}`;
}

let passed = 0;
let failed = 0;
for (const {name} of json('list', '--json').value.experiments) {
  const began = performance.now();
  const outcome = json('experiment', name, '--seeds', seeds, '--json');
  const wrong = complaint(outcome);
  wrong ? ++failed : ++passed;
  const time = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${wrong ? '✗' : ' '} ${name}: ${wrong || `${outcome.value.confirmed} of ${seeds} seeds`} (${time} s)`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
