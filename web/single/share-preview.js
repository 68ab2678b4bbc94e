// What web/page/share-preview.js is to the page, in lockstep.html: no page from a disk may look into a frame of itself,
// so the figure runs on a canvas of this one.

import {openLockstep} from './host.js';

const kPause = 300; // ms without a change before it follows

export function makePreview(room) {
  let canvas = null;
  let lockstep = null;
  let timer = 0;
  let shown = '';

  async function open(words) {
    const mine = (canvas = document.createElement('canvas'));
    const frame = Object.assign(document.createElement('div'), {inert: true});
    frame.append(canvas);
    room.replaceChildren(frame);
    const opened = await openLockstep({canvas, config: words, autoplay: false});
    if (mine !== canvas) return opened.destroy();
    lockstep = opened;
    if (shown !== words) await follow(shown);
  }
  const follow = async (words) => lockstep?.command(`open ${words}`);
  function layOut({width, height}) {
    const scale = Math.min(1, room.clientWidth / width);
    room.style.height = `${Math.round(height * scale)}px`;
    Object.assign(canvas.parentElement.style, {
      width: `${width}px`,
      height: `${height}px`,
      transform: `scale(${scale})`,
      transformOrigin: '0 0',
    });
  }
  return {
    show(figure, size) {
      const words = `${figure}&scale=1&play=off`; // a reader’s size of text, and it stands still
      const opens = !canvas;
      if (words !== shown) {
        shown = words;
        clearTimeout(timer);
        if (opens) open(words).catch(console.warn);
        else timer = setTimeout(() => follow(words).catch(console.warn), kPause);
      }
      layOut(size);
    },
    lockstep: () => (lockstep?.frames() > 0 ? lockstep : null),
    canvas: () => canvas,
    close() {
      clearTimeout(timer);
      lockstep?.destroy();
      room.replaceChildren();
      canvas = lockstep = null;
      shown = '';
    },
  };
}
