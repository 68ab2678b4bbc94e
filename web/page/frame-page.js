// A page in a frame as part of the page around: its theme, and what is printed of it.

/** Follows the color-scheme of the frame, where a page of the same origin can be asked for it. */
export function followTheme(lockstep) {
  let frame = null;
  try {
    frame = window.frameElement;
  } catch {
    // of another origin: the system's theme, then, or what the browser makes of it
  }
  if (!frame) return;
  const {documentElement, body, defaultView} = frame.ownerDocument;
  const tell = () => {
    const words = defaultView.getComputedStyle(frame).colorScheme.split(' ');
    const one = words.includes('dark') !== words.includes('light');
    lockstep.setAround(one ? (words.includes('dark') ? 'dark' : 'light') : '');
  };
  const observer = new MutationObserver(tell);
  for (const element of [documentElement, body, frame]) observer.observe(element, {attributes: true});
  addEventListener('pagehide', () => observer.disconnect(), {once: true});
  tell();
}

/** In print an ordinary picture stands for the canvas, whose pixels the graphics card has. */
export function bindPrint(canvas) {
  let picture = null;
  addEventListener('beforeprint', () => {
    picture = Object.assign(document.createElement('canvas'), {width: canvas.width, height: canvas.height});
    picture.getContext('2d').drawImage(canvas, 0, 0);
    picture.id = 'print';
    canvas.after(picture);
    canvas.style.visibility = 'hidden';
  });
  addEventListener('afterprint', () => {
    picture?.remove();
    canvas.style.visibility = '';
  });
}
