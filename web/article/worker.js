// Trains and measures for the article's sentences, beside the page: a long run there stops no scrolling.
import {Trainer} from '../lockstep-core.js';

let kept = null; // {config, trainer} of the last measured step: the next one is often of the same run

async function trainerAt(config, steps) {
  if (kept?.config !== config) {
    kept?.trainer.free();
    kept = null;
    kept = {config, trainer: await Trainer.create(config)};
  }
  const {trainer} = kept;
  if (trainer.stepCount > steps) trainer.reset();
  trainer.step(steps - trainer.stepCount);
  return trainer;
}

async function evaluate(config, steps) {
  const trainer = await Trainer.create(config);
  trainer.step(steps);
  const result = trainer.evaluate();
  trainer.free();
  return result;
}

const kMeasures = {
  async step({config, steps, length}) {
    const trainer = await trainerAt(config, steps);
    return {...trainer.measureStep(length), half: trainer.measureStep(length / 2)};
  },
  async train({config, versus, steps}) {
    const reading = await evaluate(config, steps);
    if (versus) reading.versus = await evaluate(versus, steps);
    return reading;
  },
};

let last = Promise.resolve(); // one after the other
onmessage = ({data: {id, run}}) => {
  last = last
    .then(() => kMeasures[run.measure](run))
    .then(
      (reading) => postMessage({id, reading}),
      (error) => postMessage({id, error: error.message}),
    );
};
