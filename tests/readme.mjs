// Holds the README's table of settings against what the program says of itself.
//
//   node tests/readme.mjs LOCKSTEP [--fix]     LOCKSTEP: the native command line

import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';

const [program, option] = process.argv.slice(2);
const path = new URL('../README.md', import.meta.url);
const kStart = '<!-- fields: made by tests/readme.mjs --fix from `lockstep list --json` -->\n';
const kEnd = '<!-- /fields -->';

const cell = (text) => text.replaceAll('|', ' · ') || '–';
const {fields, datasets} = JSON.parse(execFileSync(program, ['list', '--json'], {encoding: 'utf8'}));
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
if (option === '--fix') {
  writeFileSync(path, readme.slice(0, start) + table + readme.slice(end));
} else {
  if (!same)
    console.log(
      'README.md: the table of settings is not what `lockstep list` says; repair with node tests/readme.mjs LOCKSTEP --fix',
    );
  console.log(same ? '1 passed, 0 failed' : '0 passed, 1 failed');
  process.exitCode = same ? 0 : 1;
}
