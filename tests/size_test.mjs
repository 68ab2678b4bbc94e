// Holds what is downloaded to its budget: a list of bytes, as brotli -q 11 leaves them, per group of files.
//
//   node tests/size_test.mjs DIST [--update]
//
// A group may neither grow nor shrink by more than 3 % without an edit of tests/budget.txt; --update writes the sizes
// found into it.

import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {brotliCompressSync, constants} from 'node:zlib';

const kTolerance = 0.03;
const kBudget = join(dirname(fileURLToPath(import.meta.url)), 'budget.txt');

const [folder, update] = process.argv.slice(2);
const compressed = (bytes) =>
  brotliCompressSync(bytes, {
    params: {[constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length},
  }).length;
const sizeOf = (name) => compressed(readFileSync(join(folder, name)));

// Lines "bytes file…"; a file may be *.js, all files with this ending but those named in other lines.
const lines = readFileSync(kBudget, 'utf8').split('\n');
const groups = lines.filter((line) => /^\d/.test(line)).map((line) => line.trim().split(/ +/));
const named = new Set(groups.flatMap(([, ...files]) => files));
const expand = (file) =>
  file.startsWith('*')
    ? readdirSync(folder).filter((name) => name.endsWith(file.slice(1)) && !named.has(name))
    : [file];

let failed = 0;
const found = groups.map(([budget, ...files]) => {
  const size = files.flatMap(expand).reduce((total, name) => total + sizeOf(name), 0);
  const change = size / budget - 1;
  const wrong = Math.abs(change) > kTolerance;
  console.log(
    `${wrong ? '✗' : ' '} ${String(size).padStart(8)} bytes, budget ${budget.padStart(8)}, ` +
      `${change < 0 ? '−' : '+'}${Math.abs(100 * change).toFixed(1)} %  ${files.join(' ')}`,
  );
  if (wrong && !update) {
    console.log(
      `  ${change > 0 ? 'It has grown: save elsewhere, or raise' : 'It has shrunk: lower'} the figure in tests/budget.txt`,
    );
    ++failed;
  }
  return size;
});
if (update) {
  let next = 0;
  const text = lines.map((line) =>
    /^\d/.test(line) ? line.replace(/^\d+/, String(found[next++]).padEnd(/^\d+/.exec(line)[0].length)) : line,
  );
  writeFileSync(kBudget, text.join('\n'));
}
console.log(`${groups.length - failed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
