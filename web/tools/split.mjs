// Divides the program: what a page runs until somebody touches it, and the rest, which is fetched later.
//
//   node split.mjs WHOLE.wasm NAMES.txt BINARYEN FIRST.wasm REST.wasm
//
// NAMES.txt lists the functions of the first part, as a linker names them; tests/first_part.mjs writes it from what
// browsers ran. A function that is missing from the list works all the same: its first call fetches the rest. The
// optimiser puts functions with one caller into that: [[gnu::noinline]] keeps a large one apart that is not always run.
// WHOLE.wasm needs its name section; the parts have none.

import {execFileSync} from 'node:child_process';
import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';

/** Flags for Binaryen's tools: what LLVM's modules make use of. */
export const kFeatures = [
  'simd',
  'relaxed-simd',
  'bulk-memory',
  'sign-ext',
  'nontrapping-float-to-int',
  'mutable-globals',
  'reference-types',
  'multivalue',
].map((feature) => `--enable-${feature}`);

/** A function's name without the number that keeps it apart from its namesakes: it differs from build to build. */
export const plainName = (name) => name.replace(/(\.llvm)?[._]\d+$/, '');

/** The names of all functions of a module. */
export function functionsOf(wasm, binaryen) {
  const map = `${wasm}.symbols`;
  execFileSync(join(binaryen, 'wasm-opt'), [...kFeatures, wasm, `--symbolmap=${map}`, '-o', '/dev/null'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const names = readFileSync(map, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.slice(line.indexOf(':') + 1));
  rmSync(map);
  return names;
}

const kNameless = /^\d+$/; // what the optimiser has added

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [whole, list, binaryen, first, rest] = process.argv.slice(2);
  const wanted = new Set(readFileSync(list, 'utf8').split('\n'));
  const kept = functionsOf(whole, binaryen).filter((name) => kNameless.test(name) || wanted.has(plainName(name)));
  const keep = `${whole}.keep`;
  writeFileSync(keep, kept.join('\n') + '\n');
  execFileSync(
    join(binaryen, 'wasm-split'),
    [...kFeatures, whole, `--keep-funcs=@${keep}`, '-o1', first, '-o2', rest],
    {stdio: 'inherit'},
  );
  rmSync(keep);
}
