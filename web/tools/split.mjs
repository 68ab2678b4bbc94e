// Divides the program: what a page runs until somebody touches it, and the rest, which is fetched later.
//
//   node split.mjs WHOLE DIST BINARYEN NM
//
// Reads WHOLE.wasm with its name section and WHOLE.json, the program's object files and those sources that are for
// later; writes DIST.wasm, DIST-rest.wasm, and DIST.names: for each function of the rest that the first part calls,
// its place in the table and its name. The rest is what only the objects of sources for later define, and what nothing
// else calls. A function of it that is called before it is there ends the program, and the page looks up its name. A
// function with one caller may end in that: what is large and for later is better called by pointer, as panels are.

import {execFileSync} from 'node:child_process';
import {readFileSync, renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

const kFeatures = [
  'simd',
  'relaxed-simd',
  'bulk-memory',
  'sign-ext',
  'nontrapping-float-to-int',
  'mutable-globals',
  'reference-types',
  'multivalue',
].map((feature) => `--enable-${feature}`); // what LLVM's modules make use of

const [whole, dist, binaryen, nm] = process.argv.slice(2);
const run = (tool, ...values) => execFileSync(tool, values, {encoding: 'utf8', maxBuffer: 1 << 28});

/** A function's name without the number that the linker adds to names of which there are several. */
const plainName = (name) => name.replace(/(\.llvm)?[._]\d+$/, '');

/**
 * The names that an object of a source for later defines and no other object does. Not those that several objects may
 * share: the optimiser lets one of them stand in for another whose code is the same.
 */
function findLaterNames({objects, later}) {
  const isLater = (object) => later.some((source) => object.includes(`/${source}.`));
  const names = new Set();
  const others = new Set();
  const values = ['--quiet', '--defined-only', '--format=posix', '--print-file-name'];
  for (const line of run(nm, ...values, ...objects).split('\n')) {
    const [, object, name, kind] = /^(.+): (\S+) (\w)/.exec(line) ?? [];
    if (object) (isLater(object) && !/[wWvV]/.test(kind) ? names : others).add(name);
  }
  return new Set([...names].filter((name) => !others.has(name)));
}

/** The module's functions, which of them anyone can call by table or export, and whom each calls. */
function readCalls(wasm) {
  const calls = new Map(); // from each function of the module
  const called = new Set(['main']);
  const graph = run(join(binaryen, 'wasm-opt'), ...kFeatures, wasm, '--print-call-graph', '-o', '/dev/null');
  for (const line of graph.split('\n')) {
    const [, from, to] = /^ {2}"(.+)" -> "(.+)"; \/\/ call$/.exec(line) ?? [];
    const [, name, style] = /^ {2}"(.+)" \[style="(.+)\];$/.exec(line) ?? [];
    if (from) calls.get(from).push(to);
    else if (name && !style.includes('turquoise') && !calls.has(name)) calls.set(name, []);
    if (name && /rounded|gray/.test(style)) called.add(name);
  }
  return {calls, called};
}

const laterNames = findLaterNames(JSON.parse(readFileSync(`${whole}.json`, 'utf8')));
const isLater = (name) => laterNames.has(name) || laterNames.has(plainName(name));
const {calls, called} = readCalls(`${whole}.wasm`);
const kept = new Set([...called].filter((name) => calls.has(name) && !isLater(name)));
for (const name of kept) {
  // A Set visits what is added to it.
  for (const other of calls.get(name)) if (calls.has(other) && !isLater(other)) kept.add(other);
}

writeFileSync(`${whole}.keep`, [...kept].join('\n') + '\n');
run(
  join(binaryen, 'wasm-split'),
  ...kFeatures,
  `${whole}.wasm`,
  `--keep-funcs=@${whole}.keep`,
  '--placeholdermap',
  '-o1',
  `${dist}.wasm`,
  '-o2',
  `${dist}-rest.wasm`,
);
renameSync(`${dist}.wasm.placeholders`, `${dist}.names`);
