// The program comes in two parts. lockstep.wasm holds what runs on a page that nobody touches; everything else is in
// lockstep-rest.wasm, as web/tools/split.mjs has divided them. The rest is fetched when the program asks for it or the
// viewer comes near; a function of it that is called before then waits for it, and the page with it. lockstep-relaxed
// is the same program with fast arithmetic.

import {counting} from './host-files.js';

const kPause = 2000; // ms until a download that failed is tried again, each time twice as long
const kLongestPause = 60_000;
// The smallest module with f32x4.relaxed_madd.
const kRelaxedModule = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0, 253, 15, 65,
  0, 253, 15, 253, 133, 2, 11,
];

export const hasRelaxedSimd = () => WebAssembly.validate(new Uint8Array(kRelaxedModule));

/**
 * name: 'lockstep' or 'lockstep-relaxed'.
 * tell(error): the rest is here ('') or could not be had (why, as a sentence); it is then tried again.
 * fail(message, error): it could not be had when it was called for.
 */
export function makeProgram(name, tell, fail) {
  const first = new URL(`${name}.wasm`, import.meta.url);
  const rest = new URL(`${name}-rest.wasm`, import.meta.url);
  let exports; // of the first part; the second finds its memory, its table and its functions there
  let table; // where the rest puts its functions
  let here = false;
  let coming = null;
  let pause = kPause;

  function arrived() {
    here = true;
    tell('');
  }
  async function fetchRest() {
    try {
      const response = await fetch(rest);
      if (!response.ok) throw new Error(`The server answered ${response.status}.`);
      await WebAssembly.instantiateStreaming(response, {primary: exports}); // puts its functions into the table
      arrived();
    } catch {
      tell('The rest of the program could not be loaded. Check the connection; it is tried again.');
      setTimeout(() => {
        coming = null;
        load();
      }, pause);
      pause = Math.min(2 * pause, kLongestPause);
    }
  }
  const load = () => (coming ??= fetchRest());

  function fetchNow() {
    const request = new XMLHttpRequest();
    request.open('GET', rest, false);
    request.overrideMimeType('text/plain; charset=x-user-defined'); // bytes as characters: all that browsers allow here
    request.send();
    if (request.status !== 200) throw new Error(`the server answered ${request.status} for ${name}-rest.wasm.`);
    return Uint8Array.from(request.responseText, (character) => character.charCodeAt(0));
  }
  function loadNow() {
    try {
      new WebAssembly.Instance(new WebAssembly.Module(fetchNow()), {primary: exports});
    } catch (error) {
      fail('A part of the program could not be loaded: check the connection.', error);
      throw error; // there is nothing to return to the caller
    }
    arrived();
  }

  return {
    /** Fetches the first part, with `all` or where it cannot wait for the rest that too. Resolves to its instance. */
    async start(imports, onProgress, all) {
      const response = await fetch(first);
      if (!response.ok) throw new Error(`the server answered ${response.status} for ${name}.wasm.`);
      const counted = new Response(counting(response, onProgress), {headers: {'content-type': 'application/wasm'}});
      // In the place of each function of the rest: named by its place in the table.
      const wait =
        (place) =>
        (...values) => (here || loadNow(), table.get(place)(...values));
      const placeholder = new Proxy({}, {get: (_, place) => wait(Number(place))});
      const {instance} = await WebAssembly.instantiateStreaming(counted, {...imports, placeholder});
      exports = instance.exports;
      table = Object.values(exports)
        .filter((value) => value instanceof WebAssembly.Table)
        .pop(); // the first is the program's own
      if (all || !canCompileNow()) await load();
      return instance;
    },
    load,
    get here() {
      return here;
    },
  };
}

// Chrome before 115 compiles nothing above 4 KB while the page waits. This module is empty but for 8 KB of nothing.
function canCompileNow() {
  try {
    return !!new WebAssembly.Module(
      Uint8Array.from({length: 8203}, (_, i) => [0, 97, 115, 109, 1, 0, 0, 0, 0, 0x80, 0x40][i] ?? 0),
    );
  } catch {
    return false;
  }
}
