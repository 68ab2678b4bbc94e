// What a run has to tell the page around it, found by looking at its state after frames, at most four times a second.

const kLook = 250; // ms between two looks

/**
 * state(): of the application, as an object. tell(type, detail), with a type of
 *   'step', 'change', 'verdict'   as the events of lock-step.d.ts
 *   'error'    {message}: what of the address could not be read, or what the viewer was alarmed with
 *   'height'   {height}: px that it would fill well at its width
 * `again`: what is wrong already has been told before. Returns {drawn(), end()}; call drawn after frames.
 */
export function makeNews(state, tell, again) {
  let seen = state();
  let lookedAt = performance.now();
  let timer = 0;

  const unread = (notes, known) => notes.forEach((message) => known.includes(message) || tell('error', {message}));
  function look() {
    timer = 0;
    lookedAt = performance.now();
    const before = seen;
    seen = state();
    const {step, config, trainLoss, testLoss, playing, experiment, likedHeight, alarms} = seen;
    if (step === undefined) return; // it has stopped
    if (step !== before.step || playing !== before.playing) tell('step', {step, trainLoss, testLoss, playing});
    if (config !== before.config) tell('change', {config});
    const verdict = experiment?.confirmed ?? null;
    if (verdict !== null && verdict !== before.experiment?.confirmed) tell('verdict', experiment);
    unread(seen.unread, before.unread);
    if (alarms > before.alarms) tell('error', {message: seen.lastAlarm});
    if (likedHeight !== before.likedHeight) tell('height', {height: likedHeight});
  }
  if (!again) {
    unread(seen.unread, []);
    if (seen.alarms) tell('error', {message: seen.lastAlarm});
    if (seen.likedHeight) tell('height', {height: seen.likedHeight});
  }
  return {
    drawn() {
      timer ||= setTimeout(look, Math.max(0, lookedAt + kLook - performance.now()));
    },
    end: () => clearTimeout(timer),
  };
}
