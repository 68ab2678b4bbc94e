// Writes web/tools/first_part.txt: the functions that a page runs until somebody touches it.
//
//   source web/toolchain.sh && node tests/first_part.mjs build/web
//
// Needs a web build, Chromium, and puppeteer-core in NODE_PATH. Opens an instrumented copy of the page at the sizes and
// with the settings below and looks which functions were called. Worth doing when tests/size_test.mjs says that the
// parts have grown, or when a browser test finds that a page fetches the rest by itself.

import {execFileSync} from 'node:child_process';
import {cpSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

import {serve} from '../web/serve.mjs';
import {functionsOf, kFeatures, plainName} from '../web/tools/split.mjs';
import {launchChromium} from './browser/engines.mjs';
import {delay, until} from './browser/harness.mjs';

const kSeconds = 8;
const kLargestProfile = 1 << 20; // bytes
// Pages, and what stands in their address: phones, articles, screens; what articles like to set.
const kScenes = [
  {width: 390, height: 844},
  {width: 360, height: 740, deviceScaleFactor: 3, dark: true},
  {width: 390, height: 844, fragment: 'embed&layers=4,4&activation=relu&lr=0.01&optimizer=sgd&dataset=xor'},
  {width: 700, height: 500, fragment: 'embed&dataset=circles&noise=0.1&normalize=layer&schedule=cosine&momentum=0.9'},
  {width: 820, height: 1180, deviceScaleFactor: 2, fragment: 'embed'},
  {width: 1024, height: 768, fragment: 'dataset=gauss&layers=6,6,6&skip=1&l2=0.001'},
  {width: 1280, height: 800},
  {width: 1440, height: 900, fragment: 'dataset=plane&loss=mse&batch=32&clip=1'},
  {width: 1920, height: 1080, dark: true, fragment: 'layers=32,32,32'},
];

async function profile(browser, url, {fragment = '', dark, ...viewport}) {
  const page = await browser.newPage();
  await page.setViewport(viewport);
  await page.emulateMediaFeatures([{name: 'prefers-color-scheme', value: dark ? 'dark' : 'light'}]);
  await page.evaluateOnNewDocument(() => {
    const instantiate = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = async (...values) => {
      const result = await instantiate(...values);
      window.programExports = result.instance.exports;
      return result;
    };
  });
  await page.goto(`${url}#${fragment}`);
  await until(
    () => page.evaluate(() => window.lockstep?.frames() > 10).catch(() => false),
    'the program draws',
    60_000,
  );
  await delay(1000 * kSeconds);
  const bytes = await page.evaluate((largest) => {
    const values = Object.values(window.programExports);
    const memory = values.find((value) => value instanceof WebAssembly.Memory);
    const begin = memory.buffer.byteLength;
    memory.grow(largest >> 16);
    const size = window.programExports.__write_profile(begin, largest);
    return [...new Uint8Array(memory.buffer, begin, size)];
  }, kLargestProfile);
  await page.close();
  return Buffer.from(bytes);
}

const [build] = process.argv.slice(2);
if (!build) {
  console.error('usage: node tests/first_part.mjs BUILD');
  process.exit(2);
}
const binaryen = join(execFileSync('em-config', ['BINARYEN_ROOT'], {encoding: 'utf8'}).trim(), 'bin');
const whole = join(build, 'whole/lockstep.wasm');
const folder = mkdtempSync(join(tmpdir(), 'lockstep-first-part-'));
const names = new Set();
try {
  cpSync(join(build, 'dist'), folder, {recursive: true, filter: (path) => !/lockstep-rest|\.(br|gz)$/.test(path)});
  execFileSync(join(binaryen, 'wasm-split'), [
    ...kFeatures,
    '--instrument',
    '-g',
    whole,
    '-o',
    join(folder, 'lockstep.wasm'),
  ]);
  const site = await serve(folder, 0);
  const browser = await launchChromium();
  for (const scene of kScenes) {
    const file = join(folder, 'profile');
    writeFileSync(file, await profile(browser, site.url, scene));
    const report = execFileSync(join(binaryen, 'wasm-split'), [...kFeatures, '-u', `--print-profile=${file}`, whole], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    const called = report
      .split('\n')
      .filter((line) => line.startsWith('+ '))
      .map((line) => plainName(line.slice(2)))
      .filter((name) => !/^\d+$/.test(name));
    const before = names.size;
    for (const name of called) names.add(name);
    console.log(`${Object.values(scene).join(' ')}: ${called.length} functions, ${names.size - before} of them new`);
  }
  await browser.close();
  await site.close();
} finally {
  rmSync(folder, {recursive: true});
}
writeFileSync(new URL('../web/tools/first_part.txt', import.meta.url), [...names].sort().join('\n') + '\n');
console.log(
  `${names.size} of ${new Set(functionsOf(whole, binaryen).map(plainName)).size} names are in the first part`,
);
