// Opens a Lockstep in a canvas and is its eyes, ears and hands on the page. The other half is src/app/web/web.cpp: it
// is called with `call('pointer', …)` and calls the methods of `host`.
//
//   const lockstep = await openLockstep({canvas, onProgress, onFailure});
//   lockstep.command('play');  lockstep.state().step;

import './address.js';
import {bindDrop, copyText, fetchAsset, kLargestFile, pickFile, saveFile, savePicture} from './host-files.js';
import {bindPointer, bindText} from './host-input.js';
import {
  bindEnvironment,
  bindGraphics,
  bindSize,
  bindVisibility,
  makeFragment,
  makeFullscreen,
  makePreferences,
  paintFrame,
} from './host-page.js';
import {hasRelaxedSimd, makeProgram} from './host-program.js';

/**
 * options: canvas (required, in a positioned element); frame: the element that goes fullscreen, by default the
 * canvas's parent; embedded: true to let the page scroll under touch, by default whether this page is in an iframe or
 * has `embed` in its fragment; fast: true for arithmetic that is faster and depends on the machine, where the browser
 * has it, by default whether this page has `fast` in its fragment; onProgress(received, total) while the wasm loads,
 * in bytes, total 0 when unknown; onFailure(message, details) at most once, when it cannot start or has stopped;
 * onDrawn() after each frame; onGraphics(ready) when the browser takes the GL context and gives it back.
 *
 * Rejects when it cannot start, after onFailure. Resolves when the program runs, to {
 *   state(): what the application says of itself, as an object,
 *   command(line): '' or why it was refused,
 *   frames(): how many were drawn,
 *   input(): what the platform layer believes of pointer, keyboard, size and visibility,
 *   screenshot(): a PNG data URL}.
 */
export async function openLockstep(options) {
  const {fast = window.lockstepAddress.words().fast} = options;
  // A folder that is still being built has no fast program yet.
  const relaxed = fast && hasRelaxedSimd() && (await import('./lockstep-relaxed.mjs').catch(() => null));
  const host = makeHost({...options, fast, isFast: !!relaxed, canBeFast: fast ? !!relaxed : hasRelaxedSimd()});
  try {
    const {default: createLockstep} = relaxed || (await import('./lockstep.mjs'));
    const module = await createLockstep({
      canvas: options.canvas,
      host,
      instantiateWasm(imports, ready) {
        host.program
          .start(imports, options.onProgress, window.lockstepAddress.needsAll())
          .then(ready, (error) => host.fail(`The program could not be loaded: ${error.message}`, error));
        return {};
      },
      onAbort: (reason) => host.fail('The program has stopped.', reason),
    });
    return (module.lockstep = host.api);
  } catch (error) {
    host.fail('The program could not be started.', error);
    throw error;
  }
}

// What the viewer does to the canvas or the page to the program: sooner or later it takes all of the program.
const kTouches = new Set([
  'pointer',
  'touch_used',
  'wheel',
  'key',
  'text',
  'tap_key',
  'clipboard',
  'focus',
  'file',
  'command',
]);

/** The canvas's WebGL2 context as the program wants it, or null. The program gets the same one. */
export const openContext = (canvas) =>
  canvas.getContext('webgl2', {
    alpha: false,
    antialias: false,
    depth: false,
    stencil: false,
    preserveDrawingBuffer: true,
  });

function makeHost(options) {
  const {
    canvas,
    frame = canvas.parentElement,
    embedded = window.lockstepAddress.isEmbedded(),
    fast,
    isFast,
    canBeFast,
  } = options;
  const style = canvas.style.cssText; // GLFW rewrites it
  let module = null;
  let stopped = false;
  let timer = 0;

  // Calls an exported function with numbers and strings.
  function call(name, ...values) {
    if (stopped || !module) return 0;
    if (kTouches.has(name)) host.program.load();
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
  // The same for functions that answer with a text, or with null.
  function callForText(...values) {
    const pointer = call(...values);
    return pointer ? module.UTF8ToString(pointer) : null;
  }
  function passBytes(bytes) {
    const pointer = call('buffer', bytes.length);
    if (pointer) module.HEAPU8.set(bytes, pointer); // the view is new after every call that may allocate
  }
  function fail(message, details) {
    if (stopped) return;
    stopped = true;
    options.onFailure?.(message, details);
  }
  async function receive(file) {
    const {bytes, error} = await readFile(file);
    passBytes(bytes);
    call('file', file.name, error);
  }

  const host = {
    fail,
    isFast,
    program: makeProgram(isFast ? 'lockstep-relaxed' : 'lockstep', (error) => call('rest', error), fail),
    openContext: () => openContext(canvas),
    attach(attached) {
      module = attached;
      canvas.style.cssText = style;
      const text = bindText(canvas, call, callForText);
      host.textInput = text.want;
      bindEnvironment(call, embedded, fast, canBeFast);
      bindSize(canvas, call);
      bindVisibility(canvas, call);
      bindPointer(canvas, call, text, embedded);
      bindGraphics(canvas, call, options.onGraphics);
      bindDrop(canvas, receive);
    },
    requestFrame: () => requestAnimationFrame((time) => call('refresh', time)),
    requestTimer(milliseconds) {
      clearTimeout(timer);
      timer = setTimeout(() => call('timer'), milliseconds);
    },
    drawn: () => options.onDrawn?.(),
    cursor: (name) => (canvas.style.cursor = name),
    paper: (rgb) => paintFrame(frame, rgb),
    ...makeFullscreen(frame, call),
    ...makeFragment(call),
    ...makePreferences(),
    openFile: (accept) => pickFile(accept, receive),
    saveFile,
    savePicture,
    async copyText(id, text) {
      const ok = await copyText(text);
      call('outcome', id, ok, ok ? 'Copied.' : 'The browser did not allow copying.');
    },
    async fetchAsset(id, name) {
      const {bytes, error} = await fetchAsset(name, (received, total) => call('progress', id, received, total));
      passBytes(bytes);
      call('asset', id, error);
    },
  };

  host.api = {
    state: () => JSON.parse(callForText('state') ?? '{}'),
    command: (line) => callForText('command', line) ?? 'The program has stopped.',
    frames: () => host.api.input().frames,
    input: () => JSON.parse(callForText('input') ?? '{}'),
    screenshot() {
      call('draw', 1); // outside a frame the drawing buffer is empty
      return canvas.toDataURL('image/png');
    },
  };
  return host;
}

async function readFile(file) {
  const megabytes = (size) => `${(size / (1 << 20)).toFixed(1)} MB`;
  if (file.size > kLargestFile) {
    const error = `${file.name} has ${megabytes(file.size)}; ${megabytes(kLargestFile)} is the largest size.`;
    return {bytes: [], error};
  }
  try {
    return {bytes: new Uint8Array(await file.arrayBuffer()), error: ''};
  } catch {
    return {bytes: [], error: `${file.name} could not be read.`};
  }
}
