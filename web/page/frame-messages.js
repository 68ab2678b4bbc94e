// What a page in a frame and the window around it say to each other, as objects {ns: 'lockstep', v: 1, type, …}: the
// README has a table of them. Fetched only where the page is in a frame.
//
// Whoever embeds a figure may command it, as whoever has the element may call its methods; nobody else may: only what
// window.parent sends counts. It begins with 'hello', and what is not for everybody goes to its origin alone. A deck of
// reveal.js sends its own messages instead, and gets those that it knows.

const kNamespace = 'lockstep';
const kVersion = 1;

// Commands: they answer with nothing, or with why they were refused…
const kCommands = {
  play: (lockstep) => lockstep.play(),
  pause: (lockstep) => lockstep.pause(),
  step: (lockstep, {count = 1}) => lockstep.step(Number(count)),
  reset: (lockstep) => lockstep.reset(),
  seek: (lockstep, {step}) => lockstep.seek(Number(step)),
  command: (lockstep, {line}) => lockstep.command(String(line)),
  scale: (lockstep, {scale}) => lockstep.command(`scale ${Number(scale)}`),
  theme(lockstep, {theme}) {
    if (!['light', 'dark', 'auto'].includes(theme)) return 'theme is light, dark or auto';
    lockstep.setTheme(theme);
  },
};
// …and questions, which answer with a value.
const kQuestions = {
  getState: (lockstep) => lockstep.getState(),
  setState: (lockstep, {state}) => lockstep.setState(state),
  screenshot: (lockstep) => lockstep.screenshot(),
};

const kDeck = {
  PageDown: 'next',
  PageUp: 'prev',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};
const kFullscreen = 70; // the code of reveal.js's key F

/**
 * inbox: events of messages that came before this file. Returns what the page is to call:
 * {opened(lockstep), failed(message), key(event)}.
 */
export function bindParent(inbox) {
  const {parent} = window;
  let origin = ''; // of the window around, once it has said hello
  let deck = false; // it is reveal.js's
  let plays = false; // while its slide is shown
  let opened;
  let failed;
  const running = new Promise((done, refuse) => {
    opened = done;
    failed = refuse;
  });
  running.catch(() => {}); // those that wait for it hear of it
  let there = null; // the running instance

  function post(type, detail = {}) {
    parent.postMessage({ns: kNamespace, v: kVersion, type, ...detail}, origin && origin !== 'null' ? origin : '*');
  }
  const tell = (type, detail) => (origin || type === 'error' || type === 'height') && post(type, detail);

  async function ask(type, message) {
    const lockstep = await running;
    if (Object.hasOwn(kQuestions, type)) return {ok: true, value: await kQuestions[type](lockstep, message)};
    const error = await kCommands[type](lockstep, message);
    return error ? {ok: false, error} : {ok: true};
  }
  async function receive({source, data, origin: from}) {
    if (source !== parent) return;
    if (data === 'slide:start' || data === 'slide:stop') return followDeck(data === 'slide:start');
    if (data?.ns !== kNamespace || data.v !== kVersion) return;
    const {type, id} = data;
    if (type === 'hello') {
      origin = from;
      return post('answer', {id, ok: true, value: {loaded: !!there, state: there?.getState() ?? null}});
    }
    if (from !== origin || !(Object.hasOwn(kCommands, type) || Object.hasOwn(kQuestions, type))) return;
    const answer = await ask(type, data).catch(({message}) => ({ok: false, error: message}));
    post('answer', {id, ...answer});
  }
  async function followDeck(shown) {
    deck = true;
    const lockstep = await running.catch(() => null);
    if (!lockstep) return;
    if (!shown) plays = lockstep.state().playing;
    if (plays) await (shown ? lockstep.play() : lockstep.pause());
  }

  addEventListener('message', receive);
  inbox.forEach(receive);
  post('ready');
  addEventListener('keydown', (event) => event.target === document.body && key(event));

  function key(event) {
    const {key, code, shiftKey, ctrlKey, metaKey, altKey} = event;
    if (ctrlKey || metaKey || altKey) return;
    const turn = key === ' ' ? (shiftKey ? 'prev' : 'next') : kDeck[key];
    const method = turn ?? (key === 'Escape' ? 'toggleOverview' : 'triggerKey');
    if (!turn && !/^(Escape|f|Home|End)$/i.test(key)) return;
    if (!deck) return tell('key', {key, code, shift: shiftKey});
    if (key === 'Home' || key === 'End') return;
    parent.postMessage(JSON.stringify({method, args: method === 'triggerKey' ? [kFullscreen] : []}), '*');
    event.preventDefault();
  }

  return {
    opened(lockstep) {
      there = lockstep;
      plays = lockstep.state().playing;
      post('load', {state: lockstep.getState()});
      lockstep.watch(tell);
      watchVisibility((visible) => tell('visibility', {visible}));
      opened(lockstep);
    },
    failed(message) {
      post('error', {message, fatal: true});
      failed(new Error(message));
    },
    key,
  };
}

function watchVisibility(tell) {
  let inView = false;
  let before;
  const look = () => {
    const visible = inView && !document.hidden;
    if (visible !== before) tell((before = visible));
  };
  const observer = new IntersectionObserver((entries) => {
    inView = entries.at(-1).isIntersecting;
    look();
  });
  observer.observe(document.getElementById('canvas'));
  document.addEventListener('visibilitychange', look);
}
