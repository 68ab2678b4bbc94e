// Tests that a run is called ill where it is, and never where it is well: each failure in several forms, and for the
// other side every data set as it comes, the run that the page opens with, and all arms of all experiments.
//
//   node tests/health.mjs LOCKSTEP [SEEDS]

import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';

const program = resolve(process.argv[2]);
const seeds = Number(process.argv[3] ?? 10);
const kSteps = 1600;

const json = (...args) => {
  const {status, stdout, stderr} = spawnSync(program, [...args, '--json'], {encoding: 'utf8', maxBuffer: 1 << 26});
  return stdout ? JSON.parse(stdout) : {status, stderr};
};
const examine = (config, seed) => json('examine', `${config}&seed=${seed}`, '--steps', `${kSteps}`);

const kIll = {
  batchOfOne: [
    'norm=batch&batch=1',
    'samples=402&trainShare=0.5&batch=20&norm=batch',
    'dataset=sine&norm=batch&batch=1',
  ],
  equalUnits: [
    'init=zeros',
    'initScale=0',
    'dataset=plane&init=zeros&layers=4,4',
    'dataset=rings&initScale=0&layers=16',
  ],
  dead: ['dataset=rings&activation=relu&layers=8x4&optimizer=adam&lr=10', 'activation=relu&layers=16x4&lr=5'],
  saturated: ['initScale=10&init=normal&layers=16,16', 'dataset=rings&layers=16x4&lr=5', 'lr=10'],
  vanished: ['activation=sigmoid&layers=8x12&optimizer=sgd&lr=0.05', 'layers=8x20&initScale=0.2&optimizer=sgd'],
  exploded: ['activation=leaky&layers=16x4&lr=5', 'dataset=rings&activation=gelu&layers=16x4&lr=5'],
  bouncing: ['dataset=arms&optimizer=sgd&lr=2&batch=0&layers=32,32&activation=gelu'],
};
/** Experiments about runs that do not learn: what is said of them is true. */
const kMeant = {residual: ['dead', 'vanished'], warmup: ['dead', 'exploded'], shattering: [], promise: ['bouncing']};

let passed = 0;
let failed = 0;
function check(what, wrong) {
  wrong.length ? ++failed : ++passed;
  console.log(`${wrong.length ? '✗' : ' '} ${what}${wrong.length ? `: ${wrong.join('; ')}` : ''}`);
}
const all = Array.from({length: seeds}, (_, i) => i + 1);

for (const [kind, configs] of Object.entries(kIll))
  for (const config of configs) {
    const found = all.map((seed) => examine(config, seed));
    const wrong = found.filter(({complaint}) => complaint !== kind);
    const without = found.filter(({remedy}) => !remedy);
    check(`${config}: ${kind}, ${seeds - wrong.length} of ${seeds}, ${seeds - without.length} with a remedy`, [
      ...(wrong.length > seeds / 5
        ? [`found ${wrong.map(({complaint, error, stderr}) => complaint ?? stderr ?? error)}`]
        : []),
      ...(without.length > seeds / 5 ? [`${without.length} without a remedy`] : []),
    ]);
  }

const {datasets, experiments} = json('list');
const opening = /kOpeningRun =\s*"([^"]+)"/.exec(
  readFileSync(join(import.meta.dirname, '../src/app/address.h'), 'utf8'),
)[1];
const well = datasets
  .filter(({name}) => !['csv', 'drawn', 'digits', '1v7'].includes(name))
  .map(({name}) => [`dataset=${name}`, `dataset=${name}`, []]);
well.push(['the opening run', opening, []]);
for (const {name, config, change} of experiments)
  for (const arm of change ? [config, `${config}&${change}`] : [config])
    well.push([`${name}: ${arm}`, arm, kMeant[name] ?? []]);
for (const [what, config, meant] of well) {
  const wrong = all.map((seed) => examine(config, seed).complaint).filter((kind) => kind && !meant.includes(kind));
  check(what, wrong);
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
