// Holds the README's table of settings, and its list of instruments, against what the program says of itself.
//
//   node tests/readme.mjs LOCKSTEP [--fix]     LOCKSTEP: the native command line

import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';

const [program, option] = process.argv.slice(2);
const path = new URL('../README.md', import.meta.url);
const kStart = '<!-- fields: made by tests/readme.mjs --fix from `lockstep list --json` -->\n';
const kEnd = '<!-- /fields -->';

const cell = (text) => text.replaceAll('|', ' · ') || '–';
const {fields, datasets, probes} = JSON.parse(execFileSync(program, ['list', '--json'], {encoding: 'utf8'}));
const table = [
  '| setting | values | default | meaning |',
  '|---|---|---|---|',
  ...fields.map(
    (f) =>
      `| \`${f.name}\` | ${cell(f.range)} | ${cell(f.default)} | ${f.help}${f.unit && f.unit !== '×' ? ` (${f.unit})` : ''} |`,
  ),
  '',
  '| data set | task | |',
  '|---|---|---|',
  ...datasets.map((d) => `| \`${d.name}\` | ${d.task} | ${d.help} |`),
  '',
].join('\n');

const readme = readFileSync(path, 'utf8');
const start = readme.indexOf(kStart) + kStart.length;
const end = readme.indexOf(kEnd);
const same = readme.slice(start, end) === table;
const [list] = /(?<=under \*Probes\*:)[^.]*/.exec(readme) ?? [''];
const named = [...list.matchAll(/`(\w+)`/g)].map(([, name]) => name).join();
const known = probes.map(({name}) => name).join();
if (option === '--fix') {
  writeFileSync(path, readme.slice(0, start) + table + readme.slice(end));
} else {
  if (!same)
    console.log(
      'README.md: the table of settings is not what `lockstep list` says; repair with node tests/readme.mjs LOCKSTEP --fix',
    );
  if (named !== known) console.log(`README.md: figure=instrument:NAME takes ${known}, and not ${named}`);
  const failed = !same + (named !== known);
  console.log(`${2 - failed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
}
