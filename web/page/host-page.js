// The canvas as part of a page: its size, whether it is seen, the user's settings, the address, fullscreen.

import './address.js';

const kFragmentPause = 250; // ms between two changes of the address: Safari refuses more than 100 in 30 s

export function bindEnvironment(call, embedded, fast, canBeFast) {
  const features = ['(prefers-color-scheme: dark)', '(prefers-reduced-motion: reduce)', '(pointer: coarse)'];
  const queries = features.map((feature) => window.matchMedia(feature));
  const mac = /Mac|iPhone|iPad/.test(navigator.platform);
  const tell = () => call('environment', ...queries.map((query) => query.matches), embedded, mac, fast, canBeFast);
  for (const query of queries) query.addEventListener('change', tell);
  tell();
}

// The canvas gets exactly the device pixels that it covers, where the browser tells them; otherwise the nearest
// guess. The application counts in device pixels / devicePixelRatio, which can be a fraction off the CSS size but
// keeps the pixels square and the text sharp.
export function bindSize(canvas, call) {
  let exact = null;

  function pixels(told, css, ratio) {
    const guess = Math.max(1, Math.round(css * ratio));
    return told && Math.abs(told - guess) <= 1 + ratio ? told : guess; // an emulated ratio is not in what is told
  }
  function apply() {
    const ratio = window.devicePixelRatio || 1;
    const width = pixels(exact?.inlineSize, canvas.clientWidth, ratio);
    const height = pixels(exact?.blockSize, canvas.clientHeight, ratio);
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    call('resize', width, height, ratio);
  }
  const observer = new ResizeObserver((entries) => {
    exact = entries.at(-1).devicePixelContentBoxSize?.[0];
    apply();
  });
  try {
    observer.observe(canvas, {box: 'device-pixel-content-box'});
  } catch {
    observer.observe(canvas);
  }
  // Zooming the page can leave the device pixels as they are and change only the ratio.
  (function watchRatio() {
    const query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    query.addEventListener('change', () => (apply(), watchRatio()), {once: true});
  })();
  apply();
}

export function bindVisibility(canvas, call) {
  let inView = true;
  const tell = () => call('visible', inView && !document.hidden);
  new IntersectionObserver((entries) => {
    inView = entries.at(-1).isIntersecting;
    tell();
  }).observe(canvas);
  document.addEventListener('visibilitychange', tell);
  tell();
}

export function bindGraphics(canvas, call, onGraphics = () => {}) {
  const tell = (ready) => {
    call('graphics', ready);
    onGraphics(ready);
  };
  canvas.addEventListener('webglcontextlost', (event) => {
    event.preventDefault(); // asks for it back
    tell(false);
  });
  canvas.addEventListener('webglcontextrestored', () => tell(true));
}

// Around the canvas its own colour; scroll bars and form controls go with it. The page can listen for 'paper'.
export function paintFrame(frame, rgb) {
  const color = `#${rgb.toString(16).padStart(6, '0')}`;
  const dark = ((rgb >> 16) & 255) + 2 * ((rgb >> 8) & 255) + (rgb & 255) < 512;
  frame.style.backgroundColor = color;
  frame.style.colorScheme = dark ? 'dark' : 'light';
  frame.dispatchEvent(new CustomEvent('paper', {bubbles: true, detail: {color, dark}}));
}

// iPhones and iframes without permission have no fullscreen: there the frame covers the viewport instead.
export function makeFullscreen(frame, call) {
  const covering = () => frame.classList.contains('covers-viewport');
  const tell = () => call('fullscreen', document.fullscreenElement === frame || covering());
  const cover = (on) => {
    frame.classList.toggle('covers-viewport', on);
    tell();
  };
  document.addEventListener('fullscreenchange', tell);
  frame.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && covering()) cover(false);
  });
  return {
    fullscreen(on) {
      if (on && frame.requestFullscreen) frame.requestFullscreen().catch(() => cover(true));
      else if (on || covering()) cover(on);
      else if (document.fullscreenElement) document.exitFullscreen();
    },
  };
}

export function makeFragment(call) {
  const {fast} = window.lockstepAddress.words(); // as the page was opened
  const read = () => location.hash.slice(1);
  let timer = 0;
  let writtenAt = -kFragmentPause;
  let text = null; // on its way into the address
  let known = location.hash; // another one is the viewer's: its event is on its way, and it must not be written over

  function write() {
    timer = 0;
    if (text === null || location.hash !== known) return;
    writtenAt = performance.now();
    replace(text);
    text = null;
  }
  function replace(fragment) {
    try {
      history.replaceState(history.state, '', `#${fragment}`);
    } catch {
      // a document without an address of its own (srcdoc): there is nowhere to write it
    }
    known = location.hash;
  }
  window.addEventListener('hashchange', () => {
    text = null;
    known = location.hash;
    if (window.lockstepAddress.words().fast !== fast)
      location.reload(); // the other program is needed
    else call('fragment', read());
  });
  window.addEventListener('pagehide', write);
  return {
    readFragment: read,
    writeFragment(next) {
      text = next;
      timer ||= setTimeout(write, Math.max(0, writtenAt + kFragmentPause - performance.now()));
    },
    openTab(fragment) {
      window.open(`${location.href.split('#')[0]}#${fragment}`, '_blank', 'noopener');
    },
    reopen(fragment) {
      text = null;
      replace(fragment);
      location.reload();
    },
  };
}

// Reading and writing fail quietly where storage is blocked.
export function makePreferences() {
  const guarded = (action) => {
    try {
      return action() ?? '';
    } catch {
      return '';
    }
  };
  return {
    readPreference: (name) => guarded(() => localStorage.getItem(`lockstep.${name}`)),
    writePreference: (name, value) => guarded(() => localStorage.setItem(`lockstep.${name}`, value)),
  };
}
