// The chosen figure as it will look elsewhere: this page in a frame, as small as there is room, at the step of the run.

const kPause = 300; // ms without a change before it follows
const kWorthIt = 4000; // ms, at most, to bring it to the step of the run…
const kChunk = 12; // …with so many ms of training between two breaths of the page

const delay = (ms) => new Promise((done) => setTimeout(done, ms));

/** room: the element that it fills. Returns {show(words, figure), lockstep(), close()}. */
export function makePreview(room, lockstep) {
  let frame = null;
  let timer = 0;
  let shown = '';

  // Resolves to the figure's own lockstep once it has drawn.
  async function opened() {
    const mine = frame;
    for (;;) {
      if (!mine || mine !== frame) return null;
      const inner = mine.contentWindow?.lockstep;
      if (inner?.frames() > 0) return inner;
      await delay(50);
    }
  }
  // The run of the figure goes where that of the page is, or as far as there is time.
  async function follow(words, atStep) {
    const inner = await opened();
    if (!inner || shown !== words) return;
    await inner.pause();
    await inner.command(`open ${words}`);
    if (atStep) return; // the words lead there
    const deadline = performance.now() + kWorthIt;
    let {step: left} = lockstep.state();
    for (let count = 1; left > 0 && shown === words && performance.now() < deadline; ) {
      const start = performance.now();
      const now = Math.min(left, count);
      await inner.step(now);
      left -= now;
      if (performance.now() - start < kChunk) count = Math.min(2 * count, 10_000);
      else await delay(0);
    }
  }
  function layOut({width, height}) {
    const scale = Math.min(1, room.clientWidth / width);
    room.style.height = `${Math.round(height * scale)}px`;
    Object.assign(frame.style, {width: `${width}px`, height: `${height}px`, transform: `scale(${scale})`});
  }
  return {
    show(figure, {base, width, height, atStep}) {
      const words = `${figure}&scale=1&play=off`; // a reader’s size of text, and it stands still
      if (!frame) {
        frame = document.createElement('iframe');
        Object.assign(frame, {title: 'Preview', tabIndex: -1, inert: true});
        frame.src = `${base}#${words}`;
        room.replaceChildren(frame);
      }
      layOut({width, height});
      if (words === shown) return;
      shown = words;
      clearTimeout(timer);
      timer = setTimeout(() => follow(words, atStep).catch(console.warn), kPause);
    },
    /** Of the figure, or null while it is not there. */
    lockstep: () => (frame?.contentWindow?.lockstep?.frames() > 0 ? frame.contentWindow.lockstep : null),
    canvas: () => frame.contentDocument.getElementById('canvas'),
    close() {
      clearTimeout(timer);
      room.replaceChildren();
      frame = null;
      shown = '';
    },
  };
}
