// Opens a Lockstep in a canvas and is its eyes, ears and hands on the page. The other half is src/app/web/web.cpp: it
// is called with `call('pointer', …)` and calls the methods of `host`.
//
//   const lockstep = await openLockstep({canvas, config: 'dataset=moons&layers=8,8'});
//   await lockstep.play();  lockstep.state().step;  lockstep.destroy();

import './address.js';
import {bindDrop, copyText, fetchAsset, fromText, makeSaver, pickFile, readFile, toText} from './host-files.js';
import {bindPointer, bindText} from './host-input.js';
import {
  bindEnvironment,
  bindGraphics,
  bindSize,
  bindVisibility,
  keepFragment,
  makeFragment,
  makeFullscreen,
  makePreferences,
  paintFrame,
  pixelRatio,
} from './host-page.js';
import {makeNews} from './host-news.js';
import {hasRelaxedSimd, makeProgram} from './host-program.js';
import {makeWaiting} from './host-waiting.js';
import {kIsFolder, kHome} from './parts.js';

const kFullPage = new URL('./', import.meta.url).href; // what a link to a run opens
const kStopped = 'The program has stopped.';
const kStateVersion = 2; // 1 had no run in it, and is still read
const kMostKept = 1 << 20; // bytes of a run that a state carries; a larger one is made again, step by step
const kChunk = 12; // ms of training between two breaths of the page, while a state is restored

/**
 * options, all but `canvas` optional:
 *   canvas      in a positioned element
 *   frame       the element that goes fullscreen; by default the canvas's parent
 *   config      the run, as what follows '#' in an address
 *   state       of getState(): it begins with this run at this step, and not with `config`
 *   address     true: the run is the address's, and is written there (the full page); `config` counts for nothing
 *   preferences true: what the viewer chooses (theme, size of text) is kept on the device
 *   embedded    true: the page scrolls under touch; by default unless it is the full page and alone in its window
 *   fast        true: arithmetic that is faster and depends on the machine, where the browser has it; by default
 *               whether the run says so
 *   theme       'light', 'dark' or 'auto': the address's, else the system's
 *   autoplay    false: it waits for play()
 *   wheel       'ctrl': it scrolls and zooms only with Ctrl held; 'off': never; by default where it can
 *   onProgress(received, total)  while the program is fetched, in bytes, total 0 when unknown
 *   onFailure(message, details)  at most once, when it cannot start or has stopped
 *   onDrawn()                    after each frame
 *   onFreeKey(event)             a key that the canvas has no use for, and a page around may have
 *   onGraphics(ready)            when the browser takes the GL context and gives it back
 *   onShare()                    when somebody wants to share the run; without it the address goes to the clipboard
 *
 * Rejects when it cannot start, after onFailure. Resolves when the program runs, to {
 *   command(line)     resolves to '' or why it was refused
 *   play(), pause(), step(count), reset(), seek(step)    the same for these commands
 *   state()           what the application says of itself, as an object
 *   frames()          how many were drawn
 *   input()           what the platform layer believes of pointer, keyboard, size and visibility
 *   screenshot(times) a PNG as data URL, with so many times the pixels in either direction
 *   document(name)    resolves to a text: 'share', 'curves' or 'network CAPTION' of src/app/documents.h
 *   getState()        a run at its step as a JSON object, for setState: with all of its training state, up to 1 MB
 *   setState(state)   goes on with that run. Resolves to whether the parameters are the same to the bit: those of a
 *                     larger one not if weights were set by hand, or arithmetic was `fast`
 *   link()            resolves to {link, words, leftOut}: the address of this run at its step, what stands after its #,
 *                     and as a list what whoever opens it does not get, '' if it gives the same bits
 *   saveRun()         resolves to the bytes of NAME.lockstep; the command `save` downloads them
 *   openRun(bytes)    goes on with such a run; resolves to '' or why it cannot, and then nothing has changed
 *   tell(sentence)    says it to the viewer, as what the application says
 *   setTheme(theme)
 *   setAround(theme)  'light' or 'dark': of the page around, in the place of the system's; '' for that
 *   watch(tell, again)        tells news from now on: host-news.js
 *   release(), retake()    gives the graphics back to the browser and stops; takes them again, resolves when it has
 *                     drawn, and goes on from there
 *   destroy()         leaves nothing behind: no listener, timer, frame, observer or context}.
 */
export async function openLockstep(options) {
  const {state} = options;
  const words = options.address ? undefined : (state?.config ?? options.config ?? '');
  const {fast = window.lockstepAddress.words(words).fast} = options;
  // A folder that is still being built has no fast program yet.
  const canBeFast = kIsFolder && hasRelaxedSimd();
  const relaxed = fast && canBeFast && (await import('./lockstep-relaxed.js').catch(() => null));
  const host = makeHost({...options, words, fast, isFast: !!relaxed, canBeFast: fast ? !!relaxed : canBeFast});
  try {
    const {default: createLockstep} = relaxed || (await import('./lockstep.js'));
    let settle;
    const started = new Promise((done, refuse) => (settle = [done, refuse])); // `opening` is there before main has run
    const opening = createLockstep({
      canvas: options.canvas,
      host,
      instantiateWasm(imports, ready) {
        host.program
          .start(imports, options.onProgress, window.lockstepAddress.needsAll(words))
          .then(ready, (error) => Promise.reject(Object.assign(error, {unloaded: true})))
          .then(...settle);
        return {};
      },
      onAbort: (reason) => host.fail(kStopped, reason),
    });
    await Promise.all([opening, started]);
    if (state) await host.goTo(state);
    return host.api;
  } catch (error) {
    host.fail(
      error.unloaded ? `The program could not be loaded: ${error.message}` : 'The program could not be started.',
      error,
    );
    host.api.destroy();
    throw error;
  }
}

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
  const {canvas, frame = canvas.parentElement, words, fast, isFast, canBeFast} = options;
  const autoplay = (options.autoplay ?? true) && !options.state;
  const embedded = options.embedded ?? (!options.address || window.lockstepAddress.isEmbedded(words));
  const ending = new AbortController();
  const {signal} = ending;
  let module = null;
  let stopped = false;
  let timer = 0;
  let frameAsked = 0;
  let environment;
  let graphics;
  let size;
  let hide;
  let news;

  // Calls an exported function with numbers and strings.
  function callNow(name, ...values) {
    if (stopped || !module) return 0;
    const kept = [];
    const pass = (value) => (typeof value === 'string' ? kept[kept.push(module.stringToNewUTF8(value)) - 1] : value);
    const {_free: free} = module;
    try {
      return module[`_lockstep_${name}`](...values.map(pass));
    } catch (error) {
      fail(kStopped, error);
      return 0;
    } finally {
      for (const pointer of kept) free(pointer);
    }
  }
  const asText = (pointer) => (pointer ? module.UTF8ToString(pointer) : null);
  const callForText = (...values) => asText(call(...values));
  const program = makeProgram(isFast ? 'lockstep-relaxed' : 'lockstep', (error) => waiting.tell(error), signal);
  const waiting = makeWaiting(program, callNow, (x, y) => asText(callNow('transport_at', x, y)));
  const call = (name, ...values) => (stopped || !module ? 0 : waiting.call(name, values));

  function passBytes(bytes) {
    const pointer = callNow('buffer', bytes.length);
    if (pointer) module.HEAPU8.set(bytes, pointer); // the view is new after every call that may allocate
  }
  async function fail(message, details) {
    if (stopped) return;
    stopped = true;
    options.onFailure?.(message, await program.named(details));
  }
  async function receive(file) {
    const {bytes, error} = await readFile(file);
    waiting.act(() => {
      passBytes(bytes);
      callNow('file', file.name, error);
    });
  }

  const fullscreen = makeFullscreen(frame, call, signal);
  const saver = makeSaver();
  const saved = (id, doubt) => call('outcome', id, !doubt, doubt);

  const host = {
    fail,
    isFast,
    program,
    openContext: () => openContext(canvas),
    attach(attached) {
      module = attached;
      const text = bindText(canvas, call, callForText, signal, options.onFreeKey);
      host.textInput = text.want;
      const {theme} = options;
      const canFill = fullscreen.possible;
      environment = bindEnvironment(call, signal, {embedded, fast, canBeFast, canFill, theme, still: !autoplay});
      size = bindSize(canvas, call, signal);
      hide = bindVisibility(canvas, call, signal);
      bindPointer(canvas, call, signal, text, {embedded, wheel: options.wheel});
      graphics = bindGraphics(canvas, call, signal, options.onGraphics);
      bindDrop(canvas, signal, receive);
    },
    requestFrame() {
      frameAsked = requestAnimationFrame((time) => call('refresh', time));
    },
    requestTimer(milliseconds) {
      clearTimeout(timer);
      timer = setTimeout(() => call('timer'), milliseconds);
    },
    drawn(wantsRest) {
      environment.started();
      if (wantsRest) program.loadWhenIdle();
      size.check();
      news?.drawn();
      options.onDrawn?.();
    },
    cursor: (name) => (canvas.style.cursor = name),
    paper: (rgb) => paintFrame(frame, rgb),
    async fullscreen(id, on) {
      const ok = await fullscreen.set(on);
      call('outcome', id, ok, ok ? '' : 'The browser or the page around does not allow the full screen.');
    },
    ...(options.address ? makeFragment(call, signal, kHome) : keepFragment(words, kFullPage)),
    ...makePreferences(options.preferences),
    openShare() {
      options.onShare?.();
      return !!options.onShare;
    },
    openFile: (accept) => pickFile(accept, receive),
    saveFile: (id, name, type, bytes) => saved(id, saver.save(name, new Blob([bytes], {type}))),
    savePicture: (id, name, ...room) => saver.savePicture(canvas, name, room).then((doubt) => saved(id, doubt)),
    copySaved: (id) => saver.copy().then((doubt) => saved(id, doubt)),
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

  async function command(line) {
    if (stopped || !module) return kStopped;
    if (!program.here && callNow('transport', line)) return '';
    const refused = await waiting.answer(() => callForText('command', line) ?? kStopped);
    // The program writes the words of a run that changes; those of the page may be all that did.
    if (!refused && line.startsWith('open ')) host.writeFragment(line.slice(5).replace(/^#/, ''));
    return refused;
  }
  const state = () => JSON.parse(callForText('state') ?? '{}');

  function takeRun() {
    const size = callNow('save');
    const at = callNow('buffer', size);
    return module.HEAPU8.slice(at, at + size);
  }
  const openRun = (bytes) =>
    waiting.answer(() => {
      passBytes(bytes);
      return asText(callNow('restore')) ?? kStopped;
    });
  const arrival = async () => {
    const arrived = ({loading, goal}) => !loading && goal === null;
    while (!stopped && !arrived(state())) await new Promise((done) => setTimeout(done, 20));
  };

  // The page stays alive meanwhile.
  async function goTo({step, playing, run}) {
    let count = 1;
    await arrival();
    if (run) {
      const error = await openRun(fromText(run));
      if (error) throw new Error(error);
      await arrival();
    }
    for (let left = step - state().step; left > 0 && !stopped; ) {
      const start = performance.now();
      const now = Math.min(left, count);
      await command(`step ${now}`);
      left -= now;
      if (performance.now() - start < kChunk) count = Math.min(2 * count, 10_000);
      else await new Promise((done) => setTimeout(done));
    }
    if (playing) await command('play');
  }

  host.goTo = goTo;
  host.api = {
    command,
    play: () => command('play'),
    pause: () => command('pause'),
    step: (count = 1) => command(`step ${count}`),
    reset: () => command('reset'),
    seek: (step) => command(`seek ${step}`),
    state,
    frames: () => host.api.input().frames,
    input: () => JSON.parse(callForText('input') ?? '{}'),
    async document(name) {
      let text = null;
      const why = await waiting.answer(() => void (text = callForText('document', name)));
      if (text === null) throw new Error(why ?? kStopped);
      return text;
    },
    screenshot(times = 1) {
      const {width, height} = canvas;
      const ratio = pixelRatio(canvas);
      const resize = (by) => {
        Object.assign(canvas, {width: by * width, height: by * height});
        call('resize', canvas.width, canvas.height, by * ratio);
      };
      if (times !== 1) resize(times);
      call('draw', 1); // outside a frame the drawing buffer is empty
      const picture = canvas.toDataURL('image/png');
      if (times !== 1) resize(1);
      return picture;
    },
    getState() {
      const {step, playing, hash, experiment, loading} = state();
      const kept = {v: kStateVersion, config: host.readFragment(), step, playing, hash};
      if (!program.here || experiment || loading) return kept; // of an experiment the steps are the state
      const run = takeRun();
      return run.length > kMostKept ? kept : {...kept, run: toText(run)};
    },
    async setState(kept) {
      if (kept?.v !== 1 && kept?.v !== kStateVersion)
        throw new RangeError(`a state of version ${kept?.v}: 1 and ${kStateVersion} are known`);
      const {playing} = state();
      await command('pause');
      const before = kept.run && host.api.getState();
      const refused = await command(`open ${kept.config}`);
      if (refused && playing) await command('play');
      if (refused) throw new Error(refused);
      try {
        await goTo({...kept, playing: false});
      } catch (error) {
        await command(`open ${before.config}`);
        await goTo({...before, playing});
        throw error;
      }
      const same = state().hash === kept.hash;
      if (kept.playing) await command('play');
      return same;
    },
    async link() {
      const {base, now, leftOut} = JSON.parse(await host.api.document('share'));
      return {link: base + now, words: now, leftOut};
    },
    async saveRun() {
      const bytes = await waiting.answer(takeRun);
      if (typeof bytes === 'string') throw new Error(bytes);
      return bytes;
    },
    openRun,
    tell: (text) => call('tell', text),
    setTheme: (theme) => environment?.setTheme(theme),
    setAround: (theme) => environment?.setAround(theme),
    watch(tell, again) {
      news = makeNews(state, tell, again);
      signal.addEventListener('abort', news.end, {once: true});
    },
    release() {
      hide?.(true);
      graphics?.release();
    },
    async retake() {
      await graphics?.retake();
      hide?.(false);
      call('draw', 1);
    },
    destroy() {
      stopped = true;
      ending.abort();
      clearTimeout(timer);
      cancelAnimationFrame(frameAsked);
      graphics?.release();
      module = null;
    },
  };
  return host;
}
