// Takes every scene of two builds of the page in one browser and writes what differs to a folder: index.html.
//
//   node tests/scenes/run.mjs BEFORE AFTER FOLDER [--only REGEX] [--label TEXT]
//   node tests/scenes/run.mjs --list [--only REGEX]
//
// BEFORE and AFTER are folders with a built page; --label says what BEFORE is. The last line is: N equal, N differ.
// The exit status is 0 where all are equal.

import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';

import {serve} from '../../web/tools/serve.mjs';
import {launchChromium} from '../browser/engines.mjs';
import {openApp} from '../browser/harness.mjs';
import {compare} from './compare.mjs';
import {takePicture} from './picture.mjs';
import {writeReport} from './report.mjs';
import {describe, scenes} from './scenes.mjs';

const {
  values: options,
  positionals: [before, after, folder],
} = parseArgs({
  allowPositionals: true,
  options: {only: {type: 'string', default: ''}, label: {type: 'string'}, list: {type: 'boolean'}},
});
const chosen = scenes.filter(({name}) => new RegExp(options.only).test(name));
if (options.list) {
  for (const scene of chosen) console.log(`${scene.name}: ${describe(scene)}`);
  process.exit(0);
}
if (!folder || !chosen.length) {
  console.error(
    folder ? `no scene is called ${options.only}: see --list` : 'usage: node tests/scenes/run.mjs BEFORE AFTER FOLDER',
  );
  process.exit(2);
}

const fileName = (scene, which) => `${scene.name.replace(/[^a-z0-9]+/gi, '-')}.${which}.png`;

function say({scene, difference, problems}) {
  const verdict = problems.length ? problems.join('; ') : difference ? `${difference.count} pixels differ` : 'equal';
  console.log(`${difference || problems.length ? '✗' : '✓'} ${scene.name}: ${verdict}`);
}

/** A build in storage of its own. One page of it stays open, so that its process and the compiled program do too. */
async function openBuild(browser, url) {
  const context = await browser.createBrowserContext();
  await openApp(await context.newPage(), url, {settings: false});
  return {url, context};
}

/** Both pictures of a scene at once, what differs, and their files. */
async function look(scene, builds, comparer) {
  const taken = await Promise.allSettled(builds.map(({context, url}) => takePicture(context, url, scene)));
  const problems = taken.flatMap(({reason}, i) => (reason ? [`${['before', 'after'][i]}: ${reason.message}`] : []));
  const [a, b] = taken.map(({value}) => value);
  const difference = a && b ? await compare(comparer, a, b) : null;
  const files = {};
  for (const [which, png] of Object.entries({before: a, after: b, where: difference?.picture})) {
    if (!png || (which === 'before' && !difference && !problems.length)) continue; // one of two equal ones is enough
    files[which] = fileName(scene, which);
    writeFileSync(join(folder, files[which]), png);
  }
  return {scene, files, difference, problems};
}

const sites = await Promise.all([before, after].map((dist) => serve(dist, 0)));
const browser = await launchChromium('--process-per-site');
const results = [];
try {
  rmSync(folder, {recursive: true, force: true});
  mkdirSync(folder, {recursive: true});
  const builds = await Promise.all(sites.map(({url}) => openBuild(browser, url)));
  const comparer = await browser.newPage();
  for (const scene of chosen) {
    results.push(await look(scene, builds, comparer));
    say(results.at(-1));
  }
} finally {
  await browser.close();
  await Promise.all(sites.map((site) => site.close()));
}
writeFileSync(join(folder, 'index.html'), writeReport(results, [options.label ?? before, after]));
const differ = results.filter(({difference, problems}) => difference || problems.length).length;
console.log(`${join(folder, 'index.html')} shows them`);
console.log(`${results.length - differ} equal, ${differ} differ`);
process.exitCode = differ ? 1 : 0;
