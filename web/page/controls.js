// The main controls as ordinary HTML beside the canvas, for keyboards, screen readers and voice control: Dear ImGui
// shows nothing to them. They send the same commands as the canvas and read the same state:
//
//   playing, step, trainLoss, testLoss   numbers that change
//   fields                               all of the configuration: "dataset=spiral&layers=8,8&lr=0.03&seed=7"
//   choices.dataset                      [{value, label}, …]
//   message                              what the application last told the user, '' for nothing
//   challenge                            the open one: {goal, sentence, …}, sentence '' until it is met; or null
//   complaint                            what keeps the run from learning: {title, …} or null
//   stage                                the step that is slowed down: {length, …} or null

const kRefresh = 500; // ms: the least time between two looks at the state
const kSpeak = 5000; // ms: the least time between two announcements

// root: where #controls with #answer, and #live, are. Returns the function to call after every drawn frame.
export function bindControls(lockstep, root = document) {
  const form = root.querySelector('#controls');
  const answer = root.querySelector('#answer');
  const toggle = form.querySelector('[data-command=toggle]');
  const fields = [...form.querySelectorAll('[data-field]')];
  const length = form.querySelector('[data-send=length]');
  const speak = makeSpeaker(root.querySelector('#live'));
  let state = {};
  let timer = 0;
  let spokenMessage = '';

  async function send(line) {
    answer.textContent = await lockstep.command(line);
    if (answer.textContent) speak(answer.textContent);
    refresh();
  }
  function refresh() {
    timer = 0;
    const before = state;
    state = lockstep.state();
    if (state.step === undefined) return; // it has ended
    toggle.textContent = state.playing ? 'Pause' : 'Play';
    fillChoices(form, state.choices ?? {});
    const values = new URLSearchParams(state.fields ?? state.config);
    for (const field of fields) {
      const value = values.get(field.dataset.field);
      if (value !== null && field !== root.activeElement) show(field, value);
    }
    if (length) length.parentElement.hidden = !state.stage;
    if (length && state.stage && length !== root.activeElement) show(length, state.stage.length);
    const fresh = state.message && state.message !== spokenMessage;
    spokenMessage = state.message ?? '';
    const complaint = state.complaint?.title;
    const challenge = state.challenge?.sentence || state.challenge?.goal;
    if (fresh) speak(state.message);
    else if (challenge && challenge !== (before.challenge?.sentence || before.challenge?.goal)) speak(challenge);
    else if (complaint && complaint !== before.complaint?.title) speak(complaint);
    else if (state.step !== before.step || state.playing !== before.playing) speak(describe(state));
  }

  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('click', ({target: {dataset}}) => {
    if (dataset.command) send(dataset.command === 'toggle' ? (state.playing ? 'pause' : 'play') : dataset.command);
  });
  form.addEventListener('change', ({target}) => {
    const {dataset} = target;
    send(dataset.field ? `set ${dataset.field}=${read(target)}` : `${dataset.send} ${read(target)}`);
    if (dataset.scale) target.setAttribute('aria-valuetext', read(target));
  });
  refresh();
  return () => {
    timer ||= setTimeout(refresh, kRefresh);
  };
}

function read(field) {
  return field.dataset.scale === 'log10' ? Number((10 ** field.value).toPrecision(2)) : field.value.trim();
}

function show(field, value) {
  field.value = field.dataset.scale === 'log10' ? Math.log10(value) : value;
  if (field.dataset.scale) field.setAttribute('aria-valuetext', value);
}

function fillChoices(form, choices) {
  for (const [name, options] of Object.entries(choices)) {
    const select = form.querySelector(`select[data-field="${name}"]`);
    if (select && select.length !== options.length) {
      select.replaceChildren(...options.map(({value, label}) => new Option(label, value)));
    }
  }
}

function describe({playing, step, trainLoss, testLoss}) {
  const loss = (name, value) => (Number.isFinite(value) ? `, ${name} loss ${value.toPrecision(2)}` : '');
  return `${playing ? '' : 'Paused. '}Step ${step}${loss('training', trainLoss)}${loss('test', testLoss)}.`;
}

// Says the latest of the texts it is given, never two within kSpeak.
function makeSpeaker(live) {
  let spokenAt = -kSpeak;
  let timer = 0;
  let next = '';
  const say = () => {
    timer = 0;
    spokenAt = performance.now();
    live.textContent = next;
  };
  return (text) => {
    next = text;
    timer ||= setTimeout(say, Math.max(0, spokenAt + kSpeak - performance.now()));
  };
}
