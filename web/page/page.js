// The full page: says what is missing before it starts, shows that it loads, and what happened when it stops.

import {openContext, openLockstep} from './host.js';
import {bindControls} from './controls.js';
import {kIsFolder} from './parts.js';

const kSettled = 4000; // ms after which the page and the rest of its program are there
const kGraphicsPatience = 2000; // ms for the browser to give the GL context back
// The smallest module with one SIMD instruction: (func (result v128) i32.const 0 i8x16.splat).
const kSimdModule = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
];
const kKept = 'Reload: the settings are in the address.';

const element = (id) => document.getElementById(id);
const canvas = element('canvas');
const root = document.documentElement;
if (root.dataset.disk === undefined) root.dataset.started = '';
const framed = window.parent !== window;
const inbox = []; // what the window around has said before frame-messages.js is there
const keep = (event) => inbox.push(event);
if (framed) window.addEventListener('message', keep);
let parent = null; // of frame-messages.js, once it is there
const around = framed ? bindAround().catch(console.warn) : null;

async function bindAround() {
  const {bindParent} = await import('./frame-messages.js');
  parent = bindParent(inbox);
  window.removeEventListener('message', keep);
}

function missing() {
  if (typeof WebAssembly !== 'object' || !WebAssembly.validate(new Uint8Array(kSimdModule))) {
    return ['This browser has no WebAssembly SIMD.', 'Chrome 91, Edge 91, Firefox 89 and Safari 16.4 brought it.'];
  }
  if (!openContext(canvas)) {
    return ['This browser has no WebGL2.', 'Turn on hardware acceleration in its settings, or try another browser.'];
  }
  return null;
}

function showProgress(received, total) {
  const progress = element('progress');
  if (total) progress.value = received / total;
  element('message').textContent = `Loading, ${Math.round(received / 1024)} KB`;
}

// Covers the canvas with what happened and what to do.
function stop(message, remedy, details) {
  const text = (details && (details.stack || String(details))) || '';
  const report = [message, text, navigator.userAgent, location.href].filter(Boolean).join('\n');
  element('message').textContent = message;
  element('remedy').textContent = remedy;
  element('report').textContent = report;
  element('progress').hidden = true;
  element('details').hidden = element('actions').hidden = false;
  element('cover').setAttribute('role', 'alert');
  element('cover').hidden = false;
  around?.then(() => parent?.failed([message, details?.message].filter(Boolean).join(' ')));
}

async function copyReport() {
  try {
    await navigator.clipboard.writeText(element('report').textContent);
    element('copy').textContent = 'Copied';
  } catch {
    element('details').open = true;
    getSelection().selectAllChildren(element('report'));
    element('copy').textContent = 'Selected: press Ctrl+C';
  }
}

let patience = 0;
function onGraphics(ready) {
  clearTimeout(patience);
  if (ready) element('cover').hidden = true;
  else patience = setTimeout(() => stop('The browser took the graphics away.', kKept), kGraphicsPatience);
}

async function onShare() {
  try {
    const {openShare} = await import('./share.js');
    await openShare(window.lockstep, canvas);
  } catch (error) {
    console.warn(error);
    await window.lockstep.command('link'); // to the clipboard
  }
}

element('reload').addEventListener('click', () => location.reload());
element('copy').addEventListener('click', copyReport);
document.addEventListener('paper', ({detail: {color, dark}}) => {
  root.dataset.theme = dark ? 'dark' : 'light';
  document.querySelector('meta[name=theme-color]').content = color;
});
element('small').addEventListener('click', ({target}) => (target.href = location.href));
// Ctrl+S saves the run: the browser would save a page without one.
window.addEventListener('keydown', (event) => {
  const saves = (event.ctrlKey || event.metaKey) && !event.altKey && /^s$/i.test(event.key);
  if (!saves || !window.lockstep || window.lockstepAddress.isEmbedded()) return;
  event.preventDefault();
  if (!event.repeat) window.lockstep.command('save');
});
// A file dropped beside the canvas must not replace the page.
for (const type of ['dragover', 'drop']) window.addEventListener(type, (event) => event.preventDefault());

async function start() {
  const lack = missing();
  if (lack) {
    stop(...lack);
    if (!framed && kIsFolder) import('./instead.js').catch(console.warn);
    return;
  }
  let refreshControls = () => {};
  const lockstep = await openLockstep({
    canvas,
    frame: root,
    address: true,
    preferences: !framed, // in an article its theme counts, and not what the reader chose elsewhere
    onProgress: showProgress,
    onFailure: (message, details) => stop(message, kKept, details),
    onGraphics,
    onFreeKey: (event) => parent?.key(event),
    onShare,
    onDrawn() {
      if (!canvas.dataset.drawn) element('cover').hidden = true;
      canvas.dataset.drawn = 'yes';
      refreshControls();
    },
  });
  window.lockstep = lockstep;
  const {figure} = lockstep.state();
  if (figure) await useFigureControls();
  const state = () => followReadonly(lockstep.state());
  refreshControls = bindControls({...lockstep, state});
  if (framed) await settle(lockstep);
  else if (kIsFolder && !figure) setTimeout(() => beIdle(lockstep).catch(console.info), kSettled);
}

/** Where the run is readonly there is nothing to press: what a pointer does is the page's around. Returns the state. */
function followReadonly(state) {
  const readonly = !!state.readonly;
  const controls = element('controls');
  if (readonly === controls.inert) return state;
  controls.inert = readonly;
  canvas.tabIndex = 0;
  if (readonly) canvas.removeAttribute('tabindex');
  canvas.setAttribute('role', readonly ? 'img' : 'application');
  canvas.style.pointerEvents = readonly ? 'none' : '';
  return state;
}
async function useFigureControls() {
  const {figureControls} = await import('./figure-controls.js');
  element('controls').replaceChildren(...figureControls());
}
async function beIdle(lockstep) {
  const {whenIdle} = await import('./idle.js');
  whenIdle(lockstep);
}
async function settle(lockstep) {
  const {bindPrint, followTheme} = await import('./frame-page.js');
  followTheme(lockstep);
  bindPrint(canvas);
  await around;
  parent?.opened(lockstep);
}

if (root.dataset.started === '') start().catch(console.error); // the cover tells the user
