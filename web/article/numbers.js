// What the article's sentences say of a measurement, as text: on the page, and in the test that holds the page's HTML
// against the command line.

const kMinus = '\u2212';
const kPercent = '\u00a0%'; // no line breaks before it

/** 0.0196, 2.5 × 10⁻⁴: three digits as people read them. */
function amount(value) {
  const [digits, exponent] = value.toExponential(2).split('e');
  if (value === 0 || (exponent > -4 && exponent < 4)) return `${Number(value.toPrecision(3))}`;
  const raised = [...exponent.replace('+', '')].map((each) => (each === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[each])).join('');
  return `${digits} × 10${raised}`;
}
/** Two digits; 100 % and more as they are. */
function percent(share) {
  const value = 100 * Math.abs(share);
  const text = `${value >= 10 ? Math.round(value) : Number(value.toPrecision(2))}${kPercent}`;
  return share < 0 ? kMinus + text : text;
}
const change = (value, what) => `${value < 0 ? 'lower' : 'raise'} ${what} by ${amount(Math.abs(value))}`;
const right = (accuracy) => `${(100 * accuracy).toFixed(1)}${kPercent}`;
const loss = (value) => (value > 1000 || !Number.isFinite(value) ? 'beyond 1000' : `${Number(value.toPrecision(2))}`);

function together({together, sum}) {
  const moves = change(together, 'it');
  if (together >= 0) return `${moves}: together they do harm`;
  if (sum >= 0) return `${moves}: only together they help`;
  return `${moves}: ${percent(Math.abs(together / sum - 1))} is ${together > sum ? 'lost' : 'won'}`;
}

function limit({limit}) {
  if (!Number.isFinite(limit)) return 'more than 100 times its length';
  return `${limit < 10 ? limit.toFixed(1) : Math.round(limit)} times its length`;
}

/**
 * By the word of data-show, of what worker.js answers: a step is that of measureStep with `half`, the same at half its
 * length; a training has what evaluate says of the run, and of the one it is compared with in `versus`.
 */
export const kShown = {
  sum: ({sum}) => change(sum, 'the loss'),
  together,
  halfSum: ({sum, half}) => percent(half.sum / sum),
  halfGap: ({sum, together, half}) => percent((half.together - half.sum) / (together - sum)),
  limit,
  share({sum, together, layers}) {
    const apart = Math.abs(together - sum);
    return percent(apart / layers.reduce((all, {alone}) => all + Math.abs(alone), apart));
  },
  moved: ({layers}) => percent(layers[0].moved),
  right: ({testAccuracy}) => right(testAccuracy),
  versusRight: ({versus}) => right(versus.testAccuracy),
  loss: ({trainLoss}) => loss(trainLoss),
  versusLoss: ({versus}) => loss(versus.trainLoss),
};

/** A number that is dragged, by what it is. */
export const kDragged = {
  length: (value) => `×${value}`,
  steps: (value) => `${value}`,
  units: (value) => `${value}`,
  depth: (value) => `${value}`,
};

/** The run of an element with data-measure, its inputs in place: {measure, config, versus, steps, length}. */
export function runOf({measure, config, versus, steps, length = 1}, inputs = {}) {
  const fill = (text) => text?.replace(/\{(\w+)\}/g, (_, name) => inputs[name]);
  return {
    measure,
    config: fill(config),
    versus: versus && `${fill(config)}&${versus}`,
    steps: Number(inputs.steps ?? steps),
    length: Number(inputs.length ?? length),
  };
}
