// What the viewer does before the second part of the program is there: it waits and happens then, in its order. What
// the first part can do happens at once, so that a page which has lost its network still pauses: play, pause and step,
// by their buttons, their keys or as commands.

const kMove = 0; // types of pointer events, as in host-input.js
const kDown = 1;
const kUp = 2;
// Calls that sooner or later take all of the program; the last one is the page's, when its address changes.
const kTouches = new Set([
  'pointer',
  'touch_used',
  'wheel',
  'key',
  'text',
  'tap_key',
  'clipboard',
  'focus',
  'command',
  'fragment',
]);
const kKeys = {Space: 'toggle', ArrowRight: 'step'};

/**
 * While the rest could not be had, nothing waits: what was done then must not happen minutes later.
 * program: of host-program.js. callNow(name, ...values): calls an exported function. commandAt(x, y): of the button
 * there that the first part can carry out, or null.
 */
export function makeWaiting(program, callNow, commandAt) {
  let queue = []; // {act(), refuse?(why), moves: a mere movement of the pointer}
  let pressed = null; // the command of the button that is held down, which nobody else gets to see
  let missed = false; // something has waited, or would have, and not been told that it is not going to happen

  let told = false; // since it was last tried

  function press(event, type, x, y, buttons) {
    if (event === kDown && pressed === null && buttons & 1 && !program.here) {
      pressed = commandAt(x, y);
      program.load();
    } else if (pressed === null) return false;
    else if (event === kUp && commandAt(x, y) === pressed) callNow('transport', pressed);
    const held = pressed !== null;
    if (event > kUp || !buttons) pressed = null;
    return held;
  }
  const type = (code, key, down, modifiers) => down && !modifiers && code in kKeys && callNow('transport', kKeys[code]);

  function wait(entry) {
    missed ||= !entry.moves && !told;
    program.load();
    if (program.failed) {
      tell(program.failed);
      return entry.refuse?.(program.failed);
    }
    if (entry.moves && queue.at(-1)?.moves) queue.pop(); // only the last one counts
    queue.push(entry);
  }
  function tell(error) {
    callNow('rest', error, error !== '' && missed);
    told ||= missed;
    missed = false;
  }
  return {
    /** The value of the call, 0 where it has to wait. */
    call(name, values) {
      if (name === 'pointer' && press(...values)) return 0;
      if (program.here || !kTouches.has(name)) return callNow(name, ...values);
      if (name === 'key' && type(...values)) return 1;
      wait({act: () => callNow(name, ...values), moves: name === 'pointer' && values[0] === kMove});
      return 0;
    },
    act: (act) => (program.here ? act() : wait({act})),
    /** Resolves to what `ask` returns, or to why it cannot be asked. */
    answer: (ask) =>
      program.here ? ask() : new Promise((done) => wait({act: () => done(ask()), refuse: (why) => done(why)})),
    /** The rest is there ('') or could not be had: what waited for it happens, or is forgotten. */
    tell(error) {
      told = false;
      tell(error);
      const waited = queue;
      queue = [];
      for (const entry of waited) error ? entry.refuse?.(error) : entry.act();
    },
  };
}
