// Pointer, wheel, keyboard, text and clipboard, taken from the canvas alone: the page around it keeps its own.

import {pixelRatio} from './host-page.js';

const kWheelLine = 16; // CSS px
const kPointerEvents = {pointermove: 0, pointerdown: 1, pointerup: 2, pointercancel: 3, pointerleave: 4};
const kPointerTypes = {mouse: 0, touch: 1, pen: 2};
const kClipboardEvents = {copy: 0, cut: 1, paste: 2};
const kPageKeys = /^(Backspace|Arrow.*| |PageUp|PageDown|Home|End|F3)$/; // would scroll the page, leave or search it
const kDeckKeys = /^(Escape|f)$/i; // mean something to pages around, and little to a figure

const modifiersOf = (event) => event.ctrlKey | (event.shiftKey << 1) | (event.altKey << 2) | (event.metaKey << 3);

// In the application's pixels, whatever the page has made of the canvas.
function positionIn(canvas, {clientX, clientY}) {
  const box = canvas.getBoundingClientRect();
  const ratio = pixelRatio(canvas);
  return [
    ((clientX - box.left) * canvas.width) / (box.width * ratio),
    ((clientY - box.top) * canvas.height) / (box.height * ratio),
  ];
}

// Pointer.

export function bindPointer(canvas, call, signal, text, {embedded, wheel}) {
  let primary = null; // one pointer at a time; a second finger is the browser's, to pinch with

  function onPointer(event) {
    if (primary !== null && event.pointerId !== primary) return;
    if (event.type === 'pointerdown') {
      primary = event.pointerId;
      capture(canvas, primary);
      if (!text.hasFocus()) canvas.focus({preventScroll: true, focusVisible: false});
    }
    const type = kPointerTypes[event.pointerType] ?? 0;
    const [x, y] = positionIn(canvas, event);
    call('pointer', kPointerEvents[event.type], type, x, y, event.buttons, modifiersOf(event));
    if (event.type === 'pointerup') text.sync(); // a screen keyboard opens only inside this event
    if (event.type === 'pointercancel' || event.buttons === 0) primary = null;
  }
  for (const type of Object.keys(kPointerEvents)) canvas.addEventListener(type, onPointer, {signal});
  canvas.addEventListener('contextmenu', (event) => event.preventDefault(), {signal});
  const onMouseDown = (event) => {
    if (event.button === 1 || text.hasFocus()) event.preventDefault(); // no autoscroll; the field keeps its focus
  };
  canvas.addEventListener('mousedown', onMouseDown, {signal});
  const onTurn = (event) => {
    if (wheel !== 'ctrl') onWheel(canvas, call, event, modifiersOf(event));
    else if (event.ctrlKey) onWheel(canvas, call, event, modifiersOf(event) & ~1);
  };
  if (wheel !== 'off') canvas.addEventListener('wheel', onTurn, {passive: false, signal});
  bindTouch(canvas, call, signal, embedded);
}

function capture(canvas, pointer) {
  try {
    canvas.setPointerCapture(pointer);
  } catch {
    // the pointer has gone already, or an automated one never was
  }
}

function onWheel(canvas, call, event, modifiers) {
  const unit = [1, kWheelLine, canvas.clientHeight][event.deltaMode];
  let {deltaX: dx, deltaY: dy} = event;
  if (event.shiftKey && !dy) [dx, dy] = [dy, dx]; // Dear ImGui turns Shift+wheel sideways itself
  if (call('wheel', ...positionIn(canvas, event), dx * unit, dy * unit, modifiers)) event.preventDefault();
}

// In a full page every one-finger drag is ours. In somebody's article a vertical one scrolls the article, except
// where a panel or a widget of ours has a use for it.
function bindTouch(canvas, call, signal, embedded) {
  let start = null;
  canvas.style.touchAction = embedded ? 'pan-y pinch-zoom' : 'pinch-zoom';
  const onStart = ({touches}) => (start = positionIn(canvas, touches[0]));
  canvas.addEventListener('touchstart', onStart, {passive: true, signal});
  const onMove = (event) => {
    if (!start || event.touches.length !== 1 || !event.cancelable) return;
    const [x, y] = positionIn(canvas, event.touches[0]);
    if (call('touch_used', ...start, x - start[0], y - start[1])) event.preventDefault();
  };
  canvas.addEventListener('touchmove', onMove, {passive: false, signal});
}

// Keyboard, text, clipboard.

// While text is edited the focus is in an invisible field beside the canvas: input methods, screen keyboards and the
// clipboard work only there. It always holds one selected space, so that there is something to copy and to erase.
function makeField(canvas) {
  const field = document.createElement('textarea');
  Object.assign(field, {tabIndex: -1, rows: 1, spellcheck: false});
  for (const name of ['autocapitalize', 'autocomplete', 'autocorrect']) field.setAttribute(name, 'off');
  field.setAttribute('aria-label', 'Text being edited');
  Object.assign(field.style, {
    position: 'absolute',
    width: '1px',
    padding: 0,
    border: 0,
    outline: 0,
    resize: 'none',
    overflow: 'hidden',
    opacity: 0,
    pointerEvents: 'none',
    fontSize: '16px', // iOS zooms into smaller ones
  });
  canvas.after(field);
  return field;
}

// Returns {want(on, x, y, height), sync(), hasFocus()}: want is told by the application whether text is edited and
// where the caret is, in canvas pixels; sync moves the focus accordingly, at once.
export function bindText(canvas, call, callForText, signal, onFreeKey = () => {}) {
  const field = makeField(canvas);
  signal.addEventListener('abort', () => field.remove());
  const root = canvas.getRootNode();
  const ours = (element) => element === canvas || element === field;
  const hasFocus = () => root.activeElement === field;
  let wanted = false;

  function clear() {
    field.value = ' ';
    field.select();
  }
  function sync() {
    if (wanted && root.activeElement === canvas) {
      field.focus({preventScroll: true});
      clear();
    } else if (!wanted && hasFocus()) {
      canvas.focus({preventScroll: true});
    }
  }
  function want(on, x, y, height) {
    wanted = on;
    const px = (value) => `${value}px`;
    Object.assign(field.style, {left: px(canvas.offsetLeft + x), top: px(canvas.offsetTop + y), height: px(height)});
    queueMicrotask(sync); // moving the focus sends events, which must not arrive inside a frame
  }

  const keys = makeKeys(call, hasFocus, onFreeKey);
  for (const element of [canvas, field]) {
    element.addEventListener('keydown', keys.down, {signal});
    element.addEventListener('keyup', keys.up, {signal});
    element.addEventListener('focus', (event) => ours(event.relatedTarget) || call('focus', true), {signal});
    element.addEventListener('blur', (event) => ours(event.relatedTarget) || call('focus', false), {signal});
    for (const type of Object.keys(kClipboardEvents)) {
      element.addEventListener(type, (event) => onClipboard(event, callForText), {signal});
    }
  }
  // What no key press told: input methods, screen keyboards, dead keys, dictation.
  const onInput = (event) => {
    if (event.isComposing) return;
    const {inputType, data} = event;
    if (inputType === 'deleteContentForward') call('tap_key', 'Delete');
    else if (inputType.startsWith('delete')) call('tap_key', 'Backspace');
    else if (inputType === 'insertLineBreak') call('tap_key', 'Enter');
    else if (data && !inputType.includes('Composition')) call('text', data); // compositionend brings the others
    clear();
  };
  const onComposed = (event) => {
    if (event.data) call('text', event.data);
    clear();
  };
  field.addEventListener('input', onInput, {signal});
  field.addEventListener('compositionend', onComposed, {signal});
  window.addEventListener('blur', () => call('release'), {signal});
  return {want, sync, hasFocus};
}

function makeKeys(call, editing, onFreeKey) {
  const ignored = (event) => event.key === 'Tab' || /Lock$/.test(event.key); // Lock keys: browsers report no release
  return {
    down(event) {
      if (ignored(event) || event.isComposing || event.keyCode === 229) return; // 229: an input method has taken it
      const command = (event.ctrlKey || event.metaKey) && !event.getModifierState('AltGraph');
      if (command && /^[cxv]$/i.test(event.key)) return; // the clipboard events play these
      const types = !command && [...event.key].length === 1;
      const turns = !command && !event.altKey && kPageKeys.test(event.key);
      const free = (turns || (types && kDeckKeys.test(event.key)) || event.key === 'Escape') && !editing();
      if (free && !call('keeps_key', event.code)) {
        onFreeKey(event);
        if (turns) return; // the article's
      }
      call('key', event.code, event.key, true, modifiersOf(event));
      // macOS reports no release while Cmd is held: the key would count as held, and a second press as no press.
      if (event.metaKey && event.key !== 'Meta') call('key', event.code, event.key, false, modifiersOf(event));
      if (types) call('text', event.key);
      const edits = editing() && (types || /^(Enter|Delete|[azy])$/i.test(event.key));
      if (edits || turns) event.preventDefault();
    },
    up(event) {
      if (ignored(event)) return;
      call('key', event.code, event.key, false, modifiersOf(event));
      if (event.key === 'Meta') call('release'); // and of those that were held before
    },
  };
}

function onClipboard(event, callForText) {
  const pasted = event.type === 'paste' ? event.clipboardData.getData('text/plain') : '';
  const copied = callForText('clipboard', kClipboardEvents[event.type], pasted);
  if (copied !== null) event.clipboardData.setData('text/plain', copied);
  if (copied !== null || event.target.value) event.preventDefault(); // the field's own space is nobody's text
}
