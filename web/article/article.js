// The article's sentences: numbers that are dragged, and those that are measured anew where they change.
import {kDragged, kShown, runOf} from './numbers.js';
import {makeDraggable} from './drag.js';

const kDrivenAfter = 120; // ms without a change, until the figure beside a sentence follows it

document.documentElement.classList.add('live');

// One worker for all sentences, once one is needed.
let worker = null;
const asked = new Map(); // id → {done, failed}
let count = 0;

function openWorker() {
  worker = new Worker(new URL('worker.js', import.meta.url), {type: 'module'});
  worker.onmessage = ({data: {id, reading, error}}) => {
    const {done, failed} = asked.get(id);
    asked.delete(id);
    error ? failed(new Error(error)) : done(reading);
  };
  worker.onerror = () => {
    asked.forEach(({failed}) => failed(new Error('the trainer cannot be loaded')));
    asked.clear();
    worker.terminate();
    worker = null; // the next question opens another
  };
}
function measure(run) {
  if (!worker) openWorker();
  return new Promise((done, failed) => {
    asked.set(++count, {done, failed});
    worker.postMessage({id: count, run});
  });
}

/** Brings a figure to the run's step, and the step that it shows to the run's length, if it can. */
const drive = (figure, run) => bring(figure, run).catch(console.warn);
async function bring(figure, {steps, length}) {
  if (figure.mode !== 'live') return; // it is not seen
  const {step, playing} = figure.getState();
  if (playing) await figure.pause();
  if (steps > step) await figure.step(steps - step);
  if (steps < step) await figure.seek(steps);
  await figure.command(`length ${length}`);
}

function bindSentence(sentence) {
  const outputs = [...sentence.querySelectorAll('output')];
  const figure = document.getElementById(sentence.dataset.figure);
  const inputs = {};
  let wanted = null; // what is to be measured next
  let busy = false;
  let timer = 0;

  async function update() {
    if (busy) return;
    busy = true;
    while (wanted) {
      const run = wanted;
      wanted = null;
      const reading = await measure(run).catch((error) => error);
      if (wanted) continue;
      for (const output of outputs)
        output.textContent = reading instanceof Error ? `(${reading.message})` : kShown[output.dataset.show](reading);
    }
    busy = false;
    sentence.removeAttribute('aria-busy');
  }
  function changed() {
    wanted = runOf(sentence.dataset, inputs);
    sentence.setAttribute('aria-busy', 'true');
    update();
    clearTimeout(timer);
    const run = wanted ?? runOf(sentence.dataset, inputs);
    if (figure) timer = setTimeout(() => drive(figure, run), kDrivenAfter);
  }

  for (const drag of sentence.querySelectorAll('.drag')) {
    const {input} = drag.dataset;
    inputs[input] = makeDraggable(drag, kDragged[input], (value) => {
      inputs[input] = value;
      changed();
    });
  }
  figure?.ready?.then(() => drive(figure, runOf(sentence.dataset, inputs)), console.warn);
}

for (const sentence of document.querySelectorAll('[data-measure]'))
  if (sentence.querySelector('.drag')) bindSentence(sentence);
