// The chosen figure as it will look elsewhere: this page in a frame, as small as there is room.

const kPause = 300; // ms without a change before it follows

const delay = (ms) => new Promise((done) => setTimeout(done, ms));

/** room: the element that it fills. Returns {show(words, figure), lockstep(), close()}. */
export function makePreview(room) {
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
  async function follow(words) {
    const inner = await opened();
    if (inner && shown === words) await inner.command(`open ${words}`);
  }
  function layOut({width, height}) {
    const scale = Math.min(1, room.clientWidth / width);
    room.style.height = `${Math.round(height * scale)}px`;
    Object.assign(frame.style, {width: `${width}px`, height: `${height}px`, transform: `scale(${scale})`});
  }
  return {
    show(figure, {base, width, height}) {
      const words = `${figure}&scale=1&play=off`; // a reader’s size of text, and it stands still
      const opens = !frame;
      if (opens) {
        frame = document.createElement('iframe');
        Object.assign(frame, {title: 'Preview', tabIndex: -1, inert: true});
        frame.src = `${base}#${words}`;
        room.replaceChildren(frame);
      }
      layOut({width, height});
      if (words === shown) return;
      shown = words;
      clearTimeout(timer);
      if (!opens) timer = setTimeout(() => follow(words).catch(console.warn), kPause);
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
