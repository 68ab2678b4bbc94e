// What the tests of lockstep-core.js share. Their two arguments: FOLDER holds lockstep-core.js, its programs,
// lockstep-thread.js and the digits; LOCKSTEP is the native command line, which must train to the same bits.

import {execFileSync} from 'node:child_process';
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';

export const [folder, lockstep] = process.argv.slice(2).map((path) => resolve(path));
export const moduleUrl = pathToFileURL(join(folder, 'lockstep-core.js')).href;
export const {Trainer} = await import(moduleUrl);

export const kRuns = [
  'dataset=spiral&layers=8,8&lr=0.03&seed=7',
  'dataset=arms&layers=16,16,16&activation=relu&norm=batch&skip=0.5&dropout=0.1&init=he&noise=0.2&batch=10',
  'dataset=digits&samples=300&layers=24&activation=gelu&norm=layer&optimizer=nesterov&schedule=cosine&clip=1&l2=0.001',
  'dataset=chebyshev&degree=5&layers=12,12&activation=sine&optimizer=rmsprop&batch=0&samples=60&trainShare=1',
];

let passed = 0;
let failed = 0;
export async function test(sentence, body) {
  try {
    await body();
    ++passed;
  } catch (error) {
    ++failed;
    console.log(`✗ ${sentence}\n${error.stack}\n`);
  }
}

/** The last line that the command line prints for a run. */
export function nativeRun(config, steps) {
  const output = execFileSync(lockstep, ['run', config, '--steps', String(steps), '--json', '--assets', folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(output.trim().split('\n').at(-1));
}

/** After the last test. */
export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
}
