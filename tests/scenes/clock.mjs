// What makes a page hold still. Runs in the page, before its own scripts.

/**
 * Time goes on from picture to picture only, a sixtieth of a second each, and timers wait until they are asked for:
 * what a measurement took is 0 ms on every machine, and it is never spread over frames because the time was up.
 *
 * Adds `held` to the window: drawn() resolves after the next picture, settled() when all that was asked for has arrived
 * and is on the screen, passed() when moreover nothing would change any more if one waited.
 */
export function holdTime() {
  const kFrame = 1000 / 60; // ms
  const kPatience = 60_000; // ms of the machine's time that anything may take
  // ms of the page's time after which a screen is still whatever it waits for, such as the next key in a text
  const kLongest = 30_000;
  const clock = performance.now.bind(performance);
  const refresh = window.requestAnimationFrame.bind(window);
  const timers = new Map();
  let now = 1000;
  let lastTimer = 0;
  let arriving = 0; // downloads and compilations

  performance.now = () => now;
  window.requestAnimationFrame = (draw) => refresh(() => draw((now += kFrame)));
  window.setTimeout = (act, delay = 0) => {
    timers.set(++lastTimer, {act, at: now + delay});
    return lastTimer;
  };
  window.clearTimeout = (timer) => timers.delete(timer);
  for (const [owner, name] of [
    [window, 'fetch'],
    [WebAssembly, 'instantiateStreaming'],
  ]) {
    const begin = owner[name].bind(owner);
    owner[name] = (...values) => {
      ++arriving;
      return begin(...values).finally(() => --arriving);
    };
  }

  const due = () => window.lockstep.input().due;

  async function refreshed(enough) {
    for (const until = clock() + kPatience; !enough(); await new Promise(refresh)) {
      if (clock() > until) throw new Error('the page does not come to rest');
    }
  }
  function drawn() {
    const before = window.lockstep.frames();
    return refreshed(() => window.lockstep.frames() > before);
  }
  const settled = () => refreshed(() => !arriving && due() > 0 && !window.lockstep.state().loading);

  async function passed() {
    await settled();
    for (const until = now + kLongest; due() < 1e9 && now < until && timers.size; await settled()) {
      const [[timer, {act, at}]] = [...timers].sort(([, a], [, b]) => a.at - b.at);
      timers.delete(timer);
      now = Math.max(now, at);
      act();
    }
  }
  window.held = {drawn, settled, passed};
}
