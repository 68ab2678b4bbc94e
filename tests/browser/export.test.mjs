// The network on the screen as a file, by the page's command.

import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';

import {everywhere, test, until} from './harness.mjs';

/** Has a page keep what it would download; returns what asks for the next file: {name, bytes}. */
async function catchFiles(app) {
  await app.frame.evaluate(() => {
    const blobs = new Map();
    window.savedFiles = [];
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      const url = make.call(URL, blob);
      blobs.set(url, blob);
      return url;
    };
    HTMLAnchorElement.prototype.click = function () {
      const blob = blobs.get(this.href);
      blob.arrayBuffer().then((bytes) => savedFiles.push([this.download, blob.type, [...new Uint8Array(bytes)]]));
    };
  });
  return async () => {
    await until(() => app.frame.evaluate(() => savedFiles.length > 0), 'a file is saved');
    const [name, type, values] = await app.frame.evaluate(() => savedFiles.shift());
    return {name, type, bytes: Buffer.from(values)};
  };
}

test('a run leaves as the files that the command line makes of it', everywhere, async ({open}) => {
  const config = 'dataset=moons&layers=6,6&norm=batch&skip=0.5';
  const app = await open(config);
  await app.command('step 40');
  const {step, hash} = await app.until((state) => state.step === 40);
  const nextFile = await catchFiles(app);
  for (const [format, ending, type] of [
    ['onnx', 'onnx', 'application/octet-stream'],
    ['safetensors', 'safetensors', 'application/octet-stream'],
    ['pytorch', 'py', 'text/x-python'],
  ]) {
    const before = await app.command(`export ${format}`);
    assert.equal(before.hash, hash);
    const file = await nextFile();
    assert.deepEqual([file.name, file.type], [`lockstep-moons-6-6.${ending}`, type]);
    assert.ok(file.bytes.length > 1000);
    if (!process.env.LOCKSTEP_CLI) continue;
    const args = ['export', config, '--steps', String(step), '--format', format];
    assert.ok(file.bytes.equals(execFileSync(process.env.LOCKSTEP_CLI, args)), `${format} differs`);
  }
  await app.until(({notices}) => notices.some((notice) => /^Saved/.test(notice)), 'it says so');
});

test('a script of a run whose settings changed repeats those it has now, from the start', async ({open}) => {
  const app = await open('layers=6&batch=10');
  await app.command('step 7');
  await app.command('set lr=0.05');
  await app.command('step 5');
  const nextFile = await catchFiles(app);
  await app.command('export pytorch');
  const text = (await nextFile()).bytes.toString();
  assert.match(text, /^CONFIG = "layers=6&batch=10&lr=0\.05"/m);
  assert.equal(JSON.parse(/loads\("""\n([^]*?)\n"""/.exec(text)[1]).losses.length, 12);
});

test('what cannot be exported is refused with the reason', async ({open}) => {
  const app = await open('layers=6&norm=batch&batch=1');
  const refusal = (line) => app.frame.evaluate((text) => window.lockstep.command(text), line);
  assert.match(await refusal('export'), /onnx, safetensors or pytorch/);
  await app.command('export pytorch'); // what is wrong turns up later
  await app.until(({notices}) => notices.some((notice) => /one sample/.test(notice)));
  await app.command('config layers=1024x6');
  assert.match(await refusal('export pytorch'), /too much for a script/);
});
