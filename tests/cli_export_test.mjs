// Tests `lockstep export`: where files go, and when there is none. What is in them: export.mjs, torch_export.py.
//
//   node tests/cli_export_test.mjs LOCKSTEP

import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';

import {finish, refuses, runJson, scratch, test} from './cli_harness.mjs';

const program = resolve(process.argv[2]);
const kConfig = 'dataset=moons&layers=6,6&norm=batch';
const bytesOf = (...args) => spawnSync(program, ['export', ...args], {maxBuffer: 1 << 26});

for (const format of ['onnx', 'safetensors', 'pytorch'])
  test(`${format} goes to a file as to a pipe, and is the same every time`, () => {
    const args = [kConfig, '--steps', '30', '--format', format];
    const path = join(scratch, `net.${format}`);
    const piped = bytesOf(...args);
    assert.deepEqual([piped.status, piped.stderr.toString()], [0, '']);
    assert.ok(piped.stdout.length > 1000);
    const {status, stdout} = bytesOf(...args, '--out', path);
    assert.deepEqual([status, stdout.length], [0, 0]);
    assert.ok(readFileSync(path).equals(piped.stdout));
    assert.ok(!bytesOf(kConfig, '--steps', '31', '--format', format).stdout.equals(piped.stdout));
  });

test('the metadata of a file are those of the run', () => {
  const {stdout} = bytesOf(kConfig, '--steps', '40', '--format', 'safetensors');
  const {__metadata__: said} = JSON.parse(stdout.subarray(8, 8 + Number(stdout.readBigUInt64LE())));
  const {hash, trainLoss, testAccuracy} = runJson(kConfig, '--steps', '40').at(-1);
  assert.deepEqual(
    [said.config, said.step, said.hash, ...[said.trainLoss, said.testAccuracy].map(Math.fround)],
    [kConfig, '40', hash, ...[trainLoss, testAccuracy].map(Math.fround)],
  );
});

test('bytes are not thrown at a terminal, a script may be', () => {
  const onTerminal = (format) =>
    spawnSync('script', ['-qec', `'${program}' export layers=2 --steps 1 --format ${format}`, '/dev/null'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const refused = onTerminal('onnx');
  assert.equal(refused.status, 1);
  assert.match(refused.stdout, /not for a terminal: name one with --out/);
  assert.ok(!refused.stdout.includes('\0') && refused.stdout.length < 200);
  assert.match(onTerminal('pytorch').stdout, /^"""A run of Lockstep/);
});

test('what cannot be exported is refused with the reason, and leaves no file', () => {
  const out = join(scratch, 'none.onnx');
  const refused = (config, format, status, message, ...rest) =>
    refuses(['export', config, '--format', format, '--out', out, ...rest], status, message);
  refused('layers=2', 'pickle', 1, /--format is onnx, safetensors or pytorch, not “pickle”/);
  refuses(['export', 'layers=2'], 1, /--format is/);
  const lost = 'dataset=plane&layers=16,16&activation=relu&optimizer=sgd&lr=10&initScale=5';
  for (const format of ['onnx', 'pytorch']) refused(lost, format, 2, /overflowed at step \d+/);
  refused('dataset=drawn', 'onnx', 1, /no training samples/);
  refused('layers=2&at=5', 'pytorch', 1, /begins at step 0: leave out “at”/);
  refused('norm=batch&batch=1', 'pytorch', 1, /one sample/);
  refused('layers=2', 'pytorch', 1, /at least one step/, '--steps', '0');
  assert.ok(!existsSync(out));
  refuses(
    ['export', '', '--format', 'onnx', '--out', join(scratch, 'no', 'such.onnx')],
    1,
    /cannot write .*such\.onnx/,
  );
});
finish();
