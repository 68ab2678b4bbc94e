// The program comes in two parts. lockstep.wasm holds what runs on a page that nobody touches; everything else is in
// lockstep-rest.wasm, as web/tools/split.mjs has divided them. The rest is fetched when the page has nothing else to
// do, but for a figure that shows nothing of it; at the latest when the viewer touches it. Nothing waits for it in the
// middle of a call: a function of it that is called before it is there is an error, which names it. lockstep-relaxed
// is the same program with fast arithmetic.

import {counting} from './host-files.js';
import {fetchPart} from './parts.js';

const kPause = 2000; // ms until a download that failed is tried again, each time twice as long
const kLongestPause = 60_000;
const kPatience = 3000; // ms after which a page that is never idle fetches the rest all the same
// The smallest module with f32x4.relaxed_madd.
const kRelaxedModule = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0, 253, 15, 65,
  0, 253, 15, 253, 133, 2, 11,
];

export const hasRelaxedSimd = () => WebAssembly.validate(new Uint8Array(kRelaxedModule));

const compiled = new Map(); // by file the promise of its module: one for all instances of the page

/** Resolves to a compiled file of this folder; rejects with a sentence that says what to do. */
function theModule(file, onProgress) {
  const coming = compiled.get(file) ?? fetchModule(file, onProgress);
  compiled.set(file, coming);
  coming.catch(() => compiled.delete(file)); // and is tried again when asked for again
  return coming;
}

async function fetchModule(file, onProgress) {
  const response = await fetchPart(file).catch(() => {
    throw new Error(
      `${new URL(file, import.meta.url)} cannot be reached. Check the connection; on a page of another origin the server has to send ` +
        'Access-Control-Allow-Origin, and the page’s Content-Security-Policy to allow it under connect-src.',
    );
  });
  if (!response.ok) throw new Error(`the server answered ${response.status} for ${file}: put it beside host.js.`);
  // Browsers compile a stream only if it is called WebAssembly, and many servers do not know the type.
  const body = counting(response, onProgress);
  const typed = new Response(body, {headers: {'content-type': 'application/wasm'}});
  return WebAssembly.compileStreaming(typed).catch((error) => {
    throw new Error(`${file} is not the program: the server sent something else, or not all of it.`, {cause: error});
  });
}

/** Calls `act` when the page has nothing else to do, or soon; returns what takes that back. */
function whenIdle(act) {
  if (!window.requestIdleCallback) {
    const timer = setTimeout(act, kPatience / 10);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(act, {timeout: kPatience});
  return () => cancelIdleCallback(handle);
}

/**
 * name: 'lockstep' or 'lockstep-relaxed'.
 * tell(error): the rest is here ('') or could not be had (why, as sentences); it is then tried again.
 * signal: ends that.
 */
export function makeProgram(name, tell, signal) {
  let exports; // of the first part; the second finds its memory, its table and its functions there
  let here = false;
  let coming = null;
  let asked = false; // for when the page is idle
  let pause = kPause;
  let failed = ''; // why, until it is tried again…
  let failedAt = 0; // …which may be as soon as somebody asks

  async function fetchRest() {
    failed = '';
    try {
      const module = await theModule(`${name}-rest.wasm`);
      if (signal.aborted) return;
      await WebAssembly.instantiate(module, {primary: exports}); // puts its functions into the table
      here = true;
      if (!signal.aborted) tell('');
    } catch (error) {
      if (signal.aborted) return;
      console.warn(error);
      failed = 'The rest of the program could not be loaded. Check the connection; it is tried again.';
      failedAt = performance.now();
      const timer = setTimeout(() => failed && load(), pause);
      signal.addEventListener('abort', () => clearTimeout(timer), {once: true});
      pause = Math.min(2 * pause, kLongestPause);
      tell(failed);
    }
  }
  function load() {
    if (failed && performance.now() >= failedAt + kPause) coming = null;
    return (coming ??= fetchRest());
  }

  /** In the place of each function of the rest: named by its place in the table. */
  const tooEarly = (place) => () => {
    throw Object.assign(new Error(`function ${place} of ${name}-rest.wasm was called before it was there`), {place});
  };

  return {
    /** Fetches the first part, with `all` the rest too. Resolves to its instance. */
    async start(imports, onProgress, all) {
      const first = theModule(`${name}.wasm`, onProgress);
      const second = all ? theModule(`${name}-rest.wasm`) : null; // at the same time
      second?.catch(() => {});
      const placeholder = new Proxy({}, {get: (_, place) => tooEarly(place)});
      const instance = await WebAssembly.instantiate(await first, {...imports, placeholder});
      exports = instance.exports;
      if (all) {
        await second;
        await load();
      }
      return instance;
    },
    load,
    loadWhenIdle() {
      if (coming || asked) return;
      asked = true;
      signal.addEventListener('abort', whenIdle(load), {once: true});
    },
    /** Puts the function's name into an error of a call that came too early. */
    async named(error) {
      if (error?.place === undefined) return error;
      const names = await fetchPart(`${name}.names`).then(
        (response) => (response.ok ? response.text() : ''),
        () => '',
      );
      const line = names.split('\n').find((line) => line.startsWith(`${error.place}:`));
      if (line) error.message = error.message.replace(/^function \d+/, line.slice(line.indexOf(':') + 1));
      return error;
    },
    get failed() {
      return failed;
    },
    get here() {
      return here;
    },
  };
}
