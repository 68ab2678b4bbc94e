// The canvas as part of a page: its size, whether it is seen, the user's settings, the address, fullscreen.

import './address.js';
import {openArticle} from './parts.js';

const kFragmentPause = 250; // ms between two changes of the address: Safari refuses more than 100 in 30 s
const kCheck = 250; // ms between two looks at how large the page shows the canvas
const kLargestScale = 4; // of the canvas's pixels, however large it is shown

// theme: 'light' or 'dark'; anything else leaves it to the address, and then to the page around or the system. still:
// the run is not to begin by itself. Returns {setTheme(theme), setAround('light', 'dark' or ''), started()}; started
// ends `still`, which is about the beginning only.
export function bindEnvironment(call, signal, {embedded, fast, canBeFast, canFill, theme, still}) {
  const features = ['(prefers-color-scheme: dark)', '(prefers-reduced-motion: reduce)', '(pointer: coarse)'];
  const queries = features.map((feature) => window.matchMedia(feature));
  const mac = /Mac|iPhone|iPad/.test(navigator.platform);
  let around = ''; // 'light' or 'dark': the page's
  function tell() {
    const [systemDark, reduced, touch] = queries.map((query) => query.matches);
    const chosen = theme === 'dark' || theme === 'light';
    const dark = chosen ? theme === 'dark' : around ? around === 'dark' : systemDark;
    call('environment', dark, chosen, reduced || still, touch, embedded, mac, fast, canBeFast, canFill);
  }
  for (const query of queries) query.addEventListener('change', tell, {signal});
  tell();
  return {
    setTheme(next) {
      theme = next;
      tell();
    },
    setAround(next) {
      if (around === next) return;
      around = next;
      tell();
    },
    started() {
      if (!still) return;
      still = false;
      tell();
    },
  };
}

/** Device pixels for one of the canvas's own CSS pixels, with what transforms and zoom of the page make of it. */
export function pixelRatio(canvas) {
  const {width, height} = canvas.getBoundingClientRect();
  const [x, y] = [width / canvas.offsetWidth, height / canvas.offsetHeight];
  const scaled = Math.abs(x / y - 1) < 0.01 && Math.abs(x - 1) > 0.01; // neither turned nor rounded
  return (window.devicePixelRatio || 1) * (scaled ? Math.min(x, kLargestScale) : 1);
}

// The canvas gets exactly the device pixels that it covers, where the browser tells them; otherwise the nearest
// guess. The application counts in device pixels / pixelRatio(canvas), which can be a fraction off the CSS size but
// keeps the pixels square and the text sharp. Returns {check()}, to be called now and then, as no event tells of a
// transform of the page.
export function bindSize(canvas, call, signal) {
  let exact = null;
  let applied = 0;
  let checkedAt = 0;
  let due = null;

  function pixels(told, css, ratio) {
    const guess = Math.max(1, Math.round(css * ratio));
    return told && Math.abs(told - guess) <= 1 + ratio ? told : guess; // an emulated ratio is not in what is told
  }
  function apply() {
    const ratio = (applied = pixelRatio(canvas));
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
  signal.addEventListener('abort', () => {
    observer.disconnect();
    clearTimeout(due);
  });
  // Zooming the page can leave the device pixels as they are and change only the ratio.
  (function watchRatio() {
    const query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    query.addEventListener('change', () => (apply(), watchRatio()), {once: true, signal});
  })();
  apply();
  const check = () => {
    checkedAt = performance.now();
    if (Math.abs(pixelRatio(canvas) / applied - 1) > 0.01) apply();
  };
  for (const [target, type] of [
    [canvas, 'pointerenter'],
    [window, 'resize'],
  ])
    target.addEventListener(type, check, {signal});
  return {
    check() {
      const wait = checkedAt + kCheck - performance.now();
      if (wait <= 0) return check();
      due ??= setTimeout(() => (check(), (due = null)), wait); // nothing may be drawn any more by then
    },
  };
}

// Returns hide(on): nobody sees the canvas, wherever it is.
export function bindVisibility(canvas, call, signal) {
  let inView = true;
  let hidden = false;
  const tell = () => call('visible', inView && !hidden && !document.hidden);
  const observer = new IntersectionObserver((entries) => {
    inView = entries.at(-1).isIntersecting;
    tell();
  });
  observer.observe(canvas);
  signal.addEventListener('abort', () => observer.disconnect());
  document.addEventListener('visibilitychange', tell, {signal});
  tell();
  return (on) => {
    hidden = on;
    tell();
  };
}

// Returns {release(), retake()}: gives the GL context back to the browser, which has few, and takes it again; retake
// resolves when it is there.
export function bindGraphics(canvas, call, signal, onGraphics = () => {}) {
  const context = canvas.getContext('webgl2');
  const control = context?.getExtension('WEBGL_lose_context'); // null once it is lost
  let released = false;
  let retaken = false; // before it had gone
  let arrived = () => {};
  let lost = false;
  function tell(ready) {
    lost = !ready;
    call('graphics', ready);
    if (!released) onGraphics(ready);
  }
  const onLost = (event) => {
    event.preventDefault(); // asks for it back
    tell(false);
    if (retaken) setTimeout(() => control.restoreContext());
    retaken = false;
  };
  const onRestored = () => {
    if (released) return control.loseContext(); // it is no longer wanted
    tell(true);
    arrived();
  };
  canvas.addEventListener('webglcontextlost', onLost, {signal});
  canvas.addEventListener('webglcontextrestored', onRestored, {signal});
  return {
    release() {
      released = true;
      retaken = false;
      if (!context?.isContextLost()) control?.loseContext();
    },
    async retake() {
      if (!released) return;
      released = false;
      const there = new Promise((done) => (arrived = done));
      retaken = !lost;
      if (lost) control?.restoreContext();
      await there;
    },
  };
}

// Around the canvas its own colour; scroll bars and form controls go with it. The page can listen for 'paper'.
export function paintFrame(frame, rgb) {
  const color = `#${rgb.toString(16).padStart(6, '0')}`;
  const dark = ((rgb >> 16) & 255) + 2 * ((rgb >> 8) & 255) + (rgb & 255) < 512;
  frame.style.backgroundColor = color;
  frame.style.colorScheme = dark ? 'dark' : 'light';
  frame.dispatchEvent(new CustomEvent('paper', {bubbles: true, detail: {color, dark}}));
}

// Where browsers have no fullscreen (iPhones), a part of a page covers the viewport instead; a whole page does so
// already. Returns {possible, set(on)}, which resolves to whether it was allowed.
export function makeFullscreen(frame, call, signal) {
  const covers = frame !== document.documentElement;
  const root = frame.getRootNode(); // in a shadow tree the document knows only the tree's host
  const covering = () => frame.classList.contains('covers-viewport');
  const tell = () => call('fullscreen', root.fullscreenElement === frame || covering());
  const cover = (on) => {
    frame.classList.toggle('covers-viewport', on);
    tell();
  };
  document.addEventListener('fullscreenchange', tell, {signal});
  const onKey = (event) => {
    if (event.key === 'Escape' && covering()) cover(false);
  };
  frame.addEventListener('keydown', onKey, {signal});
  return {
    possible: document.fullscreenEnabled || covers,
    async set(on) {
      if (!on && !covering()) return document.exitFullscreen?.().then(() => true);
      const real = on && document.fullscreenEnabled && (await frame.requestFullscreen().catch(() => 'refused'));
      if (real !== 'refused' && real !== false) return true;
      if (covers) cover(on);
      return covers;
    },
  };
}

const openTab = (link) => (fragment) =>
  fragment === 'article' ? openArticle() : window.open(`${link}#${fragment}`, '_blank', 'noopener');

// The words of a run that has no address: kept here, and nowhere else.
export function keepFragment(text, link) {
  return {
    address: link,
    readFragment: () => text,
    writeFragment(next) {
      text = next;
    },
    openTab: openTab(link),
    reopen: openTab(link),
  };
}

/** home: what links lead to where it is not the page's own address. */
export function makeFragment(call, signal, home) {
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
  const onChange = () => {
    text = null;
    known = location.hash;
    if (window.lockstepAddress.words().fast !== fast)
      location.reload(); // the other program is needed
    else call('fragment', read());
  };
  window.addEventListener('hashchange', onChange, {signal});
  window.addEventListener('pagehide', write, {signal});
  signal.addEventListener('abort', () => clearTimeout(timer));
  return {
    address: home || location.href.split('#')[0],
    readFragment: () => text ?? read(),
    writeFragment(next) {
      text = next;
      timer ||= setTimeout(write, Math.max(0, writtenAt + kFragmentPause - performance.now()));
    },
    openTab: openTab(location.href.split('#')[0]),
    reopen(fragment) {
      text = null;
      replace(fragment);
      location.reload();
    },
  };
}

// Reading and writing fail quietly where storage is blocked; without `stored` there is none.
export function makePreferences(stored) {
  if (!stored) return {readPreference: () => '', writePreference() {}};
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
