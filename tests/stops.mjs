// Tests "where it stops" of the experiments: the figures that these sentences quote, on the neighbouring settings
// that they name. Each row measures one sentence and says what it found.
//
//   node tests/stops.mjs LOCKSTEP

import {spawnSync} from 'node:child_process';
import {resolve} from 'node:path';

const program = resolve(process.argv[2]);

function output(...args) {
  const {stdout, stderr} = spawnSync(program, [...args, '--json'], {encoding: 'utf8', maxBuffer: 1 << 26});
  if (!stdout) throw new Error(stderr);
  return stdout;
}
const json = (...args) => JSON.parse(output(...args));
const seeds = (count) => Array.from({length: count}, (_, index) => index + 1);
const end = (config, steps) => JSON.parse(output('run', config, '--steps', String(steps)).trim().split('\n').at(-1));
const loss = (config, steps) => end(config, steps).trainLoss;
const share = (config, steps) => {
  const {tables} = json('probe', 'interaction', config, '--steps', String(steps));
  return tables.find(({name}) => name === 'summary').columns.find(({name}) => name === 'share').values[0];
};
const {experiments} = json('list');
const of = (name) => experiments.find((experiment) => experiment.name === name);
/** Per name, the quantity of the fine-tuning experiment on the first seeds. */
const tuned = (count, config, names) => {
  const {runs} = json('experiment', 'finetune', '--seeds', String(count), '--with', config);
  return names.map((name) => runs.map(({measured}) => measured.find((quantity) => quantity.name === name).value));
};
/** Whether six seeds are right within these bounds on the new digits and on the old ones, with both arms. */
function tunes(config, ...bounds) {
  const arms = ['all layers', 'layer 1 frozen'];
  const names = [...arms.map((arm) => `upright, ${arm}`), ...arms.map((arm) => `lying afterwards, ${arm}`)];
  const values = tuned(6, config, names);
  return [values.flat(), values.every((value, index) => within(value, ...bounds[index]))];
}
const within = (values, low, high) => values.every((value) => value >= low && value <= high);

const kRows = {
  'together: at a rate of 0.5 few seeds come within 10 %': () => {
    const {config, change} = of('together');
    const ratios = seeds(12).map((seed) => {
      const own = `${config}&lr=0.5&seed=${seed}`;
      return loss(own, 1200) / loss(`${own}&${change}`, 1200);
    });
    return [ratios, ratios.filter((ratio) => ratio > 1 / 1.1 && ratio < 1.1).length <= 3];
  },
  'promise: on spirals the steps that break it get further': () => {
    const spirals = 'dataset=spiral&samples=200&trainShare=1&layers=32,32&batch=0&optimizer=sgd';
    const [short, long] = [0.05, 1].map((lr) => seeds(6).map((seed) => loss(`${spirals}&lr=${lr}&seed=${seed}`, 500)));
    return [[...short, ...long], within(short, 0.65, 0.66) && within(long, 0.44, 0.551)];
  },
  'promise: on moons they catch up by step 800': () => {
    const {config, change} = of('promise');
    const losses = [loss(`${config}&seed=1`, 800), loss(`${config}&${change}&seed=1`, 800)];
    return [losses, within([losses[0]], 0.00105, 0.00115) && within([losses[1]], 0.00044, 0.00055)];
  },
  'interaction: at step 300 the share is back at ½ for two seeds': () => {
    const shares = [1, 2].map((seed) => share(`${of('interaction').config}&seed=${seed}`, 300));
    return [shares, within(shares, 0.48, 0.5)];
  },
  'interaction: on spirals after 2,000 steps': () => {
    const spirals = 'dataset=spiral&samples=200&trainShare=1&layers=32,32&batch=0&optimizer=sgd&lr=0.1';
    const shares = seeds(6).map((seed) => share(`${spirals}&seed=${seed}`, 2000));
    return [shares, within(shares, 0.44, 0.54)];
  },
  'freeze: layer 2 alone, with Adam and time': () => {
    const config = `${of('freeze').config}&optimizer=adam&lr=0.01&rates=0,1,0`;
    const right = seeds(6).map((seed) => end(`${config}&seed=${seed}`, 20000).trainAccuracy);
    return [right, within(right, 0.975, 1)];
  },
  'residual: the plain network with Adam at 0.0003': () => {
    const config = `${of('residual').config}&optimizer=adam&lr=0.0003`;
    const losses = seeds(4).map((seed) => loss(`${config}&seed=${seed}`, 5000));
    return [losses, within(losses, 0, 0.1)];
  },
  'random: a linear read-out of the pixels': () => {
    const {testAccuracy} = end(`${of('random').config}&layers=`, 1000);
    return [[testAccuracy], within([testAccuracy], 0.985, 1)];
  },
  'warmup: at 0.003 the constant rate ends lower': () => {
    const {config, change} = of('warmup');
    const runs = seeds(10).map((seed) => `${config}&lr=0.003&seed=${seed}`);
    const constant = runs.map((run) => loss(run, 1000));
    const warm = runs.map((run) => loss(`${run}&${change}`, 1000));
    return [[...constant, ...warm], within(constant, 0, 0.0009) && within(warm, 0.00265, 1)];
  },
  'warmup: at 0.035 the constant rate jumps': () => {
    const losses = seeds(3).map((seed) => loss(`${of('warmup').config}&seed=${seed}`, 2000));
    return [losses, losses[0] < 0.05 && within(losses.slice(1), 1, 1.15)];
  },
  'finetune: one pixel aside it hardly matters': () => {
    const [turned, fresh, old] = tuned(20, '', [
      'upright, all − layer 1 frozen',
      'one pixel aside, new: all − frozen',
      'one pixel aside, old: all − frozen',
    ]);
    const holds = within(turned, 10.5, 21.5) && within(fresh, 0.5, 5.5) && within(old, -3.05, 3.05);
    return [[...turned, ...fresh, ...old], holds];
  },
  'finetune: with Adam at 0.001 the frozen run keeps about as much': () =>
    tunes('optimizer=adam&lr=0.001', [80.5, 82.5], [52.5, 60.5], [39.5, 49.5], [27.5, 50.5]),
  'finetune: at a tenth of the rate the frozen run keeps more': () =>
    tunes('lr=0.005', [65.5, 72.5], [18.5, 29.5], [24.5, 40.5], [42.5, 57.5]),
};

let passed = 0;
let failed = 0;
for (const [sentence, measure] of Object.entries(kRows)) {
  const [values, holds] = measure();
  holds ? ++passed : ++failed;
  console.log(`${holds ? ' ' : '✗'} ${sentence}: ${values.map((value) => value.toPrecision(3)).join(' ')}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
