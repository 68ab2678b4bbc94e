// The page's half of the platform layer: opens a Lockstep in a canvas and is its eyes, ears and hands there. Listens on
// the canvas alone, so that the page around it keeps its keyboard, its wheel and its scrolling. The other half is
// src/app/web.cpp; calls to it are `call('pointer', …)`, calls from it are the methods of `host`.
//
//   const lockstep = await openLockstep({canvas, onProgress, onFailure});
//   lockstep.command('play');  lockstep.state().step;
//
// The canvas must be positioned inside an element that may go fullscreen (`frame`, by default its parent).

const kLargestFile = 20 << 20;
const kFragmentPause = 250; // ms between two changes of the address: Safari refuses more than 100 in 30 s
const kWheelLine = 16; // CSS px
const kPointerEvents = {pointermove: 0, pointerdown: 1, pointerup: 2, pointercancel: 3, pointerleave: 4};
const kPointerTypes = {mouse: 0, touch: 1, pen: 2};
const kPageKeys = /^(Backspace|Arrow.*| |Page(Up|Down)|Home|End)$/; // would scroll or leave the page
const kClipboardKeys = /^[cxv]$/i; // with Ctrl or Cmd: the clipboard events play them

/**
 * options: canvas (required); frame: element for fullscreen; onProgress(received, total) while the wasm loads (total 0
 * when unknown); onFailure(message, details) once, when it cannot start or has stopped; onDrawn() after each frame;
 * onGraphics(ready) when the GL context goes and comes; embedded: true to let the page scroll under touch.
 * Resolves to {state(), command(text), frames(), input(), screenshot(), module}.
 */
export async function openLockstep(options) {
  const host = makeHost(options);
  const {default: createLockstep} = await import('./lockstep.mjs');
  const module = await createLockstep({
    canvas: options.canvas,
    host,
    instantiateWasm: (imports, ready) => {
      instantiate(imports, options.onProgress).then(ready, (error) => host.fail(String(error.message), error));
      return {};
    },
    onAbort: (reason) => host.fail('The program has stopped.', reason),
    print: console.log,
    printErr: console.error,
  });
  return (module.lockstep = host.api);
}

async function instantiate(imports, onProgress) {
  const response = await fetch(new URL('lockstep.wasm', import.meta.url));
  if (!response.ok) throw new Error(`lockstep.wasm: the server answered ${response.status}.`);
  const counted = new Response(await counting(response, onProgress), {headers: {'content-type': 'application/wasm'}});
  const {instance} = await WebAssembly.instantiateStreaming(counted, imports);
  return instance;
}

// Content-Length is the size on the wire; where that is compressed, the total is not known.
function totalBytes(response) {
  return response.headers.get('content-encoding') ? 0 : Number(response.headers.get('content-length')) || 0;
}

function counting(response, onProgress = () => {}) {
  let received = 0;
  const total = totalBytes(response);
  return response.body.pipeThrough(
    new TransformStream({
      transform(chunk, controller) {
        onProgress((received += chunk.length), total);
        controller.enqueue(chunk);
      },
    }),
  );
}

function makeHost(options) {
  const {canvas, frame = canvas.parentElement} = options;
  const embedded = options.embedded ?? (window.self !== window.top || /(^#|&)embed(&|=|$)/.test(location.hash));
  let module = null;
  let stopped = false;

  // Calls an exported function with numbers and strings.
  function call(name, ...values) {
    if (stopped || !module) return 0;
    const kept = [];
    const pass = (value) => (typeof value === 'string' ? kept[kept.push(module.stringToNewUTF8(value)) - 1] : value);
    try {
      return module[`_lockstep_${name}`](...values.map(pass));
    } catch (error) {
      fail('The program has stopped.', error);
      return 0;
    } finally {
      for (const pointer of kept) module._free(pointer);
    }
  }
  const callForText = (...values) => module.UTF8ToString(call(...values));
  function passBytes(bytes) {
    const pointer = call('buffer', bytes.length);
    module.HEAPU8.set(bytes, pointer);
  }

  function fail(message, details) {
    if (stopped) return;
    stopped = true;
    options.onFailure?.(message, details);
  }

  const host = {
    fail,
    attach(attached) {
      module = attached;
      canvas.tabIndex = Math.max(0, canvas.tabIndex);
      canvas.style.removeProperty('width');
      canvas.style.removeProperty('height');
      bindEnvironment(call, embedded);
      bindSize(canvas, call);
      bindVisibility(canvas, call);
      const text = bindText(canvas, call, callForText);
      bindPointer(canvas, call, text, embedded);
      bindGraphics(canvas, call, options.onGraphics);
      bindDrop(canvas, receiveFile);
      host.textInput = text.want;
    },
    drawn: () => options.onDrawn?.(),
    cursor: (name) => (canvas.style.cursor = name),
    paper: (rgb) => paintPage(frame, rgb),
    ...makeFullscreen(frame, call),
    ...makeFragment(call),
    ...makePreferences(),
    openFile: (accept) => pickFile(accept, receiveFile),
    saveFile,
    copyText: async (id, text) => {
      const ok = await copyText(text);
      call('outcome', id, ok, ok ? 'Copied.' : 'The browser did not allow copying.');
    },
    fetchAsset: (id, name) => fetchAsset(name, (...counts) => call('progress', id, ...counts)).then(
      (bytes) => (passBytes(bytes), call('asset', id, '')),
      (error) => (passBytes([]), call('asset', id, error.message)),
    ),
  };

  async function receiveFile(file) {
    const megabytes = (size) => (size / (1 << 20)).toFixed(size < 10 << 20 ? 1 : 0);
    let bytes = [];
    let error = '';
    if (file.size > kLargestFile) {
      error = `${file.name} has ${megabytes(file.size)} MB; the largest size is ${megabytes(kLargestFile)} MB.`;
    } else {
      try {
        bytes = new Uint8Array(await file.arrayBuffer());
      } catch {
        error = `${file.name} could not be read.`;
      }
    }
    passBytes(bytes);
    call('file', file.name, error);
  }

  host.api = {
    state: () => JSON.parse(callForText('state')),
    command: (text) => callForText('command', text),
    frames: () => host.api.input().frames,
    input: () => JSON.parse(callForText('input')),
    screenshot() {
      call('draw', 1); // outside a frame the drawing buffer is empty
      return canvas.toDataURL('image/png');
    },
    get module() {
      return module;
    },
  };
  return host;
}

// ---- what the canvas is ----------------------------------------------------------------------------------------------

function bindEnvironment(call, embedded) {
  const queries = ['(prefers-color-scheme: dark)', '(prefers-reduced-motion: reduce)', '(pointer: coarse)'].map((query) =>
    window.matchMedia(query),
  );
  const mac = /Mac|iPhone|iPad/.test(navigator.platform);
  const tell = () => call('environment', ...queries.map((query) => query.matches), embedded, mac);
  for (const query of queries) query.addEventListener('change', tell);
  tell();
}

// The canvas gets exactly the device pixels it covers, where the browser tells; otherwise the nearest guess.
function bindSize(canvas, call) {
  const apply = (pixelWidth, pixelHeight) => {
    const {clientWidth: width, clientHeight: height} = canvas;
    const ratio = window.devicePixelRatio || 1;
    const w = Math.max(1, pixelWidth ?? Math.round(width * ratio));
    const h = Math.max(1, pixelHeight ?? Math.round(height * ratio));
    if (canvas.width !== w) canvas.width = w;
    if (canvas.height !== h) canvas.height = h;
    call('resize', width, height, w, h);
  };
  const observer = new ResizeObserver(([entry]) => {
    const box = entry.devicePixelContentBoxSize?.[0];
    apply(box?.inlineSize, box?.blockSize);
  });
  try {
    observer.observe(canvas, {box: 'device-pixel-content-box'});
  } catch {
    observer.observe(canvas);
    const watchRatio = () => {
      const query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
      query.addEventListener('change', () => (apply(), watchRatio()), {once: true});
    };
    watchRatio();
  }
  apply();
}

function bindVisibility(canvas, call) {
  let inView = true;
  const tell = () => call('visible', inView && !document.hidden);
  new IntersectionObserver((entries) => {
    inView = entries[entries.length - 1].isIntersecting;
    tell();
  }).observe(canvas);
  document.addEventListener('visibilitychange', tell);
  tell();
}

function bindGraphics(canvas, call, onGraphics = () => {}) {
  canvas.addEventListener('webglcontextlost', (event) => {
    event.preventDefault(); // asks for it back
    call('graphics', false);
    onGraphics(false);
  });
  canvas.addEventListener('webglcontextrestored', () => {
    call('graphics', true);
    onGraphics(true);
  });
}

// ---- pointer ---------------------------------------------------------------------------------------------------------

const modifiersOf = (event) => event.ctrlKey | (event.shiftKey << 1) | (event.altKey << 2) | (event.metaKey << 3);

function positionIn(canvas, event) {
  const box = canvas.getBoundingClientRect(); // the page may have scaled the canvas
  return [
    ((event.clientX - box.left) * canvas.clientWidth) / box.width,
    ((event.clientY - box.top) * canvas.clientHeight) / box.height,
  ];
}

function bindPointer(canvas, call, text, embedded) {
  let primary = null; // one pointer at a time; a second finger is the browser's, to pinch with

  function onPointer(event) {
    if (primary !== null && event.pointerId !== primary) return;
    if (event.type === 'pointerdown') {
      primary = event.pointerId;
      canvas.setPointerCapture(primary);
      if (!text.hasFocus()) canvas.focus({preventScroll: true});
    }
    const type = kPointerTypes[event.pointerType] ?? 0;
    call('pointer', kPointerEvents[event.type], type, ...positionIn(canvas, event), event.buttons, modifiersOf(event));
    if (event.type === 'pointerup') text.sync(); // a screen keyboard opens only inside this event
    if (event.type === 'pointercancel' || event.buttons === 0) primary = null;
  }
  for (const type of Object.keys(kPointerEvents)) canvas.addEventListener(type, onPointer);

  canvas.addEventListener('contextmenu', (event) => event.preventDefault());
  canvas.addEventListener('mousedown', (event) => {
    if (event.button === 1 || text.hasFocus()) event.preventDefault(); // no autoscroll; no loss of the text focus
  });
  canvas.addEventListener('wheel', (event) => onWheel(canvas, call, event), {passive: false});

  // In a full page all one-finger drags are ours. In somebody's article vertical ones scroll the article, except where a
  // panel of ours can follow.
  canvas.style.touchAction = embedded ? 'pan-y pinch-zoom' : 'pinch-zoom';
  let start = null;
  canvas.addEventListener('touchstart', (event) => (start = positionIn(canvas, event.touches[0])), {passive: true});
  const onTouchMove = (event) => {
    if (!start || event.touches.length !== 1 || !event.cancelable) return;
    const [x, y] = positionIn(canvas, event.touches[0]);
    if (call('touch_used', ...start, x - start[0], y - start[1])) event.preventDefault();
  };
  canvas.addEventListener('touchmove', onTouchMove, {passive: false});
}

function onWheel(canvas, call, event) {
  const unit = [1, kWheelLine, canvas.clientHeight][event.deltaMode];
  let {deltaX: dx, deltaY: dy} = event;
  if (event.shiftKey && !dy) [dx, dy] = [dy, dx]; // Dear ImGui turns Shift+wheel sideways itself
  if (call('wheel', ...positionIn(canvas, event), dx * unit, dy * unit, modifiersOf(event))) event.preventDefault();
}

// ---- keyboard, text, clipboard ---------------------------------------------------------------------------------------

// While text is edited, the focus is in an invisible field beside the canvas: input methods, screen keyboards and the
// clipboard work only there. It always holds one selected space, so that there is something to copy or to erase.
function makeField(canvas) {
  const field = document.createElement('textarea');
  Object.assign(field, {tabIndex: -1, rows: 1, autocapitalize: 'off', spellcheck: false});
  field.setAttribute('autocomplete', 'off');
  field.setAttribute('autocorrect', 'off');
  field.setAttribute('aria-label', canvas.getAttribute('aria-label') ?? 'Text');
  Object.assign(field.style, {
    position: 'absolute',
    width: '1px',
    height: '1em',
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

function bindText(canvas, call, callForText) {
  const field = makeField(canvas);
  const root = canvas.getRootNode();
  let wanted = false;
  let composing = false;

  const hasFocus = () => root.activeElement === field;
  const empty = () => {
    field.value = ' ';
    field.select();
  };
  function sync() {
    if (wanted && root.activeElement === canvas) {
      field.focus({preventScroll: true});
      empty();
    } else if (!wanted && hasFocus()) {
      canvas.focus({preventScroll: true});
    }
  }
  function want(on, x, y, height) {
    wanted = on;
    Object.assign(field.style, {left: `${canvas.offsetLeft + x}px`, top: `${canvas.offsetTop + y}px`, height: `${height}px`});
    queueMicrotask(sync); // moving the focus sends events, which must not arrive inside a frame
  }

  function onKeyDown(event) {
    if (event.key === 'Tab' || event.isComposing || event.keyCode === 229) return;
    if (/Lock$/.test(event.key)) return;
    const command = event.ctrlKey || event.metaKey;
    const altGraph = event.getModifierState('AltGraph');
    if (command && !altGraph && kClipboardKeys.test(event.key)) return;
    const types = [...event.key].length === 1 && (!command || altGraph);
    if (!event.repeat) call('key', event.code, event.key, true, modifiersOf(event));
    if (types) call('text', event.key);
    if (event.repeat && !types) call('key', event.code, event.key, true, modifiersOf(event));
    const edits = hasFocus() && (types || !command || /^[azy]$/i.test(event.key)) && !/^(F\d+|Dead)$/.test(event.key);
    if (edits || (!command && !event.altKey && kPageKeys.test(event.key))) event.preventDefault();
  }
  function onKeyUp(event) {
    if (event.key === 'Tab' || /Lock$/.test(event.key)) return;
    call('key', event.code, event.key, false, modifiersOf(event));
    if (event.key === 'Meta') call('release'); // macOS does not report keys released while Cmd is held
  }

  function onInput(event) {
    if (composing || event.isComposing) return;
    if (event.inputType.startsWith('deleteContent')) call('tap_key', /Forward/.test(event.inputType) ? 'Delete' : 'Backspace');
    else if (event.inputType === 'insertLineBreak') call('tap_key', 'Enter');
    else if (event.data) call('text', event.data);
    empty();
  }

  function onClipboard(event) {
    if (event.type === 'paste') {
      call('clipboard', 118, event.clipboardData.getData('text/plain'));
    } else {
      const pointer = call('clipboard', event.type === 'copy' ? 99 : 120, '');
      if (!pointer) return;
      event.clipboardData.setData('text/plain', callForText.decode(pointer));
    }
    event.preventDefault();
  }

  const ours = (element) => element === canvas || element === field;
  for (const element of [canvas, field]) {
    element.addEventListener('keydown', onKeyDown);
    element.addEventListener('keyup', onKeyUp);
    for (const type of ['copy', 'cut', 'paste']) element.addEventListener(type, onClipboard);
    element.addEventListener('focus', (event) => ours(event.relatedTarget) || call('focus', true));
    element.addEventListener('blur', (event) => ours(event.relatedTarget) || call('focus', false));
  }
  field.addEventListener('input', onInput);
  field.addEventListener('compositionstart', () => (composing = true));
  field.addEventListener('compositionend', (event) => {
    composing = false;
    if (event.data) call('text', event.data);
    empty();
  });
  window.addEventListener('blur', () => call('release'));
  return {want, sync, hasFocus};
}

// ---- the page --------------------------------------------------------------------------------------------------------

// The colour around the canvas; dark or light scroll bars and form controls follow it.
function paintPage(frame, rgb) {
  const colour = `#${rgb.toString(16).padStart(6, '0')}`;
  const dark = ((rgb >> 16) & 255) + 2 * ((rgb >> 8) & 255) + (rgb & 255) < 512;
  frame.style.backgroundColor = colour;
  frame.style.colorScheme = dark ? 'dark' : 'light';
  frame.dispatchEvent(new CustomEvent('paper', {bubbles: true, detail: {colour, dark}}));
}

// iPhones and iframes without permission have no fullscreen: there the frame covers the viewport instead.
function makeFullscreen(frame, call) {
  const covering = () => frame.classList.contains('covers-viewport');
  const tell = () => call('fullscreen', document.fullscreenElement === frame || covering());
  const cover = (on) => {
    frame.classList.toggle('covers-viewport', on);
    tell();
  };
  document.addEventListener('fullscreenchange', tell);
  frame.addEventListener('keydown', (event) => event.key === 'Escape' && covering() && cover(false));
  return {
    fullscreen(on) {
      if (!on && covering()) cover(false);
      else if (!on && document.fullscreenElement) document.exitFullscreen();
      else if (on && frame.requestFullscreen) frame.requestFullscreen().catch(() => cover(true));
      else if (on) cover(true);
    },
  };
}

// `embed` in the fragment belongs to the page, all the rest to the application.
function makeFragment(call) {
  const isFlag = (part) => /^embed(=|$)/.test(part);
  const parts = () => location.hash.slice(1).split('&').filter(Boolean);
  const read = () => parts().filter((part) => !isFlag(part)).join('&');
  let timer = 0;
  let writtenAt = -kFragmentPause;
  let text = null; // not yet in the address
  function write() {
    timer = 0;
    if (text === null) return;
    writtenAt = performance.now();
    try {
      history.replaceState(history.state, '', `#${[text, ...parts().filter(isFlag)].filter(Boolean).join('&')}`);
    } catch {
      // a document without an address of its own (srcdoc) keeps it in memory
    }
    text = null;
  }
  window.addEventListener('hashchange', () => {
    text = null;
    call('fragment', read());
  });
  window.addEventListener('pagehide', write);
  return {
    readFragment: read,
    writeFragment(next) {
      text = next;
      timer ||= setTimeout(write, Math.max(0, writtenAt + kFragmentPause - performance.now()));
    },
  };
}

function makePreferences() {
  const guarded = (action) => {
    try {
      return action() ?? '';
    } catch {
      return ''; // storage is blocked
    }
  };
  return {
    readPreference: (name) => guarded(() => localStorage.getItem(`lockstep.${name}`)),
    writePreference: (name, value) => guarded(() => localStorage.setItem(`lockstep.${name}`, value)),
  };
}

// ---- files, assets, clipboard ----------------------------------------------------------------------------------------

function bindDrop(canvas, receiveFile) {
  const hasFiles = (event) => event.dataTransfer?.types.includes('Files');
  canvas.addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  });
  canvas.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (file) receiveFile(file);
  });
}

function pickFile(accept, receiveFile) {
  const input = document.createElement('input');
  Object.assign(input, {type: 'file', accept});
  input.addEventListener('change', () => input.files[0] && receiveFile(input.files[0]));
  input.click();
}

function saveFile(name, mime, bytes) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes], {type: mime}));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text); // no permission, or not https
  }
}

function copyBySelection(text) {
  const before = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  Object.assign(field.style, {position: 'fixed', opacity: 0});
  document.body.append(field);
  field.select();
  const ok = document.execCommand('copy');
  field.remove();
  before?.focus({preventScroll: true});
  return ok;
}

async function fetchAsset(name, onProgress) {
  let response;
  try {
    response = await fetch(new URL(name, import.meta.url));
  } catch {
    throw new Error(`${name} could not be loaded: no connection.`);
  }
  if (!response.ok) throw new Error(`${name} could not be loaded: the server answered ${response.status}.`);
  try {
    return new Uint8Array(await new Response(counting(response, onProgress)).arrayBuffer());
  } catch {
    throw new Error(`${name} could not be loaded: the connection broke off.`);
  }
}
