// What the tests of the command line share. The program is the first argument of the test.

import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';

const program = resolve(process.argv[2]);
export const scratch = mkdtempSync(join(tmpdir(), 'lockstep-cli-'));
process.on('exit', () => rmSync(scratch, {recursive: true}));

let passed = 0;
let failed = 0;
export function test(sentence, body) {
  try {
    body();
    ++passed;
  } catch (error) {
    ++failed;
    console.log(`✗ ${sentence}\n${error.stack}\n`);
  }
}

export function lockstep(...args) {
  const {status, stdout, stderr} = spawnSync(program, args, {encoding: 'utf8', maxBuffer: 1 << 28});
  return {status, stdout, stderr};
}
/** What the program says it has: fields, data sets, probes, experiments. */
export const listed = JSON.parse(lockstep('list', '--json').stdout);

export const linesOf = (text) => text.trim().split('\n');
export const runJson = (...args) => linesOf(lockstep('run', '--json', ...args).stdout).map((line) => JSON.parse(line));
export const dump = (config, steps) => JSON.parse(lockstep('dump', config, '--steps', String(steps)).stdout);

/** The command fails with this status and message, prints nothing else, and does not crash. */
export function refuses(args, status, message) {
  const result = lockstep(...args);
  assert.equal(result.status, status, result.stderr);
  assert.match(result.stderr, message);
  if (status === 1) assert.equal(result.stdout, '');
}

export function file(name, text) {
  const path = join(scratch, name);
  writeFileSync(path, text);
  return path;
}

/** The last line of a test. */
export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
}
