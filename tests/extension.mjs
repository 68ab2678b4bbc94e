// Adds a data set, an instrument and a panel to a copy of the tree, as somebody would who reads the README's table of
// what to edit: no other file may be needed, and the programs built from the copy must have all three.
//
//   node tests/extension.mjs        first: source web/tools/toolchain.sh native
//
// What is added lies in tests/extension/KIND: new files under the paths they have in the tree, and edits.txt,
// whose lines say
//   in FILE          the file that the following lines edit
//   after TEXT       the place: the only line that has TEXT in it…
//   before TEXT      …or the space above it
//   +LINE            what is put there
// The copy and its build stay in build/extension, so that the next run compiles only what has changed.

import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join, parse} from 'node:path';
import {fileURLToPath} from 'node:url';

const kRoot = dirname(dirname(fileURLToPath(import.meta.url)));
const kFixtures = join(kRoot, 'tests/extension');
const kCopy = join(kRoot, 'build/extension/tree');
const kBuild = join(kRoot, 'build/extension/native');

// What the two programs are built from, beside CMakeLists.txt.
const kParts = ['shaders', 'src', 'web/tools'];
const kTests = ['doctest_main.cpp', 'run_helpers.h', 'data_test.cpp', 'instruments_test.cpp', 'ui_place_test.cpp'];

// By the words of the README's table, with the most files of source that each may touch.
const kKinds = {
  'a data set': {folder: 'data_set', most: 2},
  'an instrument': {folder: 'instrument', most: 3},
  'a panel': {folder: 'panel', most: 3},
};

let passed = 0;
let failed = 0;
function test(sentence, body) {
  try {
    body();
    ++passed;
  } catch (error) {
    ++failed;
    console.log(`✗ ${sentence}\n${error.message}\n`);
  }
  return failed === 0;
}

/** The files below root/path, as paths relative to root. */
function filesOf(root, path) {
  if (!existsSync(join(root, path))) return [];
  const entries = readdirSync(join(root, path), {recursive: true, withFileTypes: true});
  return entries.filter((e) => e.isFile()).map((e) => join(e.parentPath ?? e.path, e.name).slice(root.length + 1));
}

/** Path → text, of what is copied. */
function readTree() {
  const paths = [...kParts.flatMap((part) => filesOf(kRoot, part)), ...kTests.map((name) => `tests/${name}`)];
  return new Map(['CMakeLists.txt', ...paths].map((path) => [path, readFileSync(join(kRoot, path), 'utf8')]));
}

/** Puts the lines into the text at the place that an edit names. */
function insert(text, {path, where, anchor, lines}) {
  const all = text.split('\n');
  const places = all.flatMap((line, index) => (line.includes(anchor) ? [index] : []));
  assert.equal(places.length, 1, `${path} has ${places.length} lines with “${anchor}”`);
  all.splice(places[0] + (where === 'after' ? 1 : 0), 0, ...lines);
  return all.join('\n');
}

/** The edits of a fixture, in order: [{path, where, anchor, lines}]. */
function readEdits(folder) {
  const edits = [];
  let path = '';
  for (const line of readFileSync(join(folder, 'edits.txt'), 'utf8').split('\n')) {
    const [, word, rest] = /^(in|after|before) +(.*)$/.exec(line) ?? [];
    if (word === 'in') path = rest;
    else if (word) edits.push({path, where: word, anchor: rest, lines: []});
    else if (line.startsWith('+')) edits.at(-1).lines.push(line.slice(1));
  }
  return edits;
}

/** Adds a fixture to the tree. Returns the paths it has touched, and the word that its new files have for NAME. */
function add(tree, kind) {
  const folder = join(kFixtures, kKinds[kind].folder);
  const added = filesOf(folder, 'src');
  for (const path of added) {
    assert.ok(!tree.has(path), `${path} is there already`);
    tree.set(path, readFileSync(join(folder, path), 'utf8'));
  }
  const edits = readEdits(folder);
  for (const edit of edits) {
    assert.ok(tree.has(edit.path), `there is no ${edit.path}`);
    tree.set(edit.path, insert(tree.get(edit.path), edit));
  }
  const touched = [...new Set([...added, ...edits.map(({path}) => path)])].sort();
  return {touched, name: parse(added[0] ?? '').name};
}

/** What the README's table names to edit, per kind: the paths in its second column up to the semicolon. */
function readTable() {
  const [, rows] =
    /\| to add \| edit \|\n\|[-|]+\|\n((?:\|.*\n)+)/.exec(readFileSync(join(kRoot, 'README.md'), 'utf8')) ?? [];
  assert.ok(rows, 'README.md has no table “to add | edit”');
  return new Map(
    rows
      .trim()
      .split('\n')
      .map((row) => {
        const [, kind, edit] = row.split('|').map((cell) => cell.trim());
        return [kind, [...edit.split(';')[0].matchAll(/`([^`]+\/[^`]+)`/g)].map(([, path]) => path)];
      }),
  );
}

/** Makes the copy the same as the tree; what is the same already keeps its time. */
function write(tree) {
  for (const path of [...kParts, 'tests'].flatMap((part) => filesOf(kCopy, part)))
    if (!tree.has(path)) rmSync(join(kCopy, path));
  for (const [path, text] of tree) {
    const file = join(kCopy, path);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    mkdirSync(dirname(file), {recursive: true});
    writeFileSync(file, text);
  }
}

function run(program, ...args) {
  const {status, stdout, stderr, error} = spawnSync(program, args, {encoding: 'utf8', maxBuffer: 1 << 28});
  const said = `${stdout}${stderr}`
    .split('\n')
    .filter((line) => !/^\[\d+\/\d+\]/.test(line))
    .slice(-60)
    .join('\n');
  assert.equal(status, 0, `${program} ${args.join(' ')}: ${error ?? said}`);
  return stdout;
}
const lockstep = (...args) => run(join(kBuild, 'lockstep'), ...args);

const tree = readTree();
const table = readTable();

test('every file that the table names for all is there', () => {
  for (const path of [...table.values()].flat())
    assert.ok(path.includes('NAME') || existsSync(join(kRoot, path)), path);
});
for (const [kind, {most}] of Object.entries(kKinds))
  test(`${kind} takes the files that the README names, at most ${most}`, () => {
    const {touched, name} = add(tree, kind);
    assert.deepEqual(touched, (table.get(kind) ?? []).map((path) => path.replace('NAME', name)).sort());
    assert.ok(touched.length <= most, touched.join(', '));
  });

tree.set('tests/ui_extension_test.cpp', readFileSync(join(kFixtures, 'ui_extension_test.cpp'), 'utf8'));
const built =
  failed === 0 &&
  test('the copy with all three is built', () => {
    write(tree);
    run('cmake', '-S', kCopy, '-B', kBuild, '-G', 'Ninja', '-DCMAKE_BUILD_TYPE=Debug', '-DCMAKE_CXX_FLAGS_DEBUG=-O0');
    run('cmake', '--build', kBuild, '--target', 'lockstep', 'lockstep-tests');
  });
if (built) {
  test('the command line lists the data set and the instrument', () => {
    const {datasets, probes, fields} = JSON.parse(lockstep('list', '--json'));
    assert.ok(datasets.some(({name}) => name === 'stripes'));
    assert.ok(fields[0].range.split('|').includes('stripes'));
    assert.ok(probes.some(({name}) => name === 'norms'));
  });
  test('a run learns the data set', () => {
    const lines = lockstep('run', 'dataset=stripes&layers=16,16&lr=0.03', '--steps', '400', '--every', '400', '--json')
      .trim()
      .split('\n');
    const [first, last] = lines.map((line) => JSON.parse(line));
    assert.ok(last.testLoss < 0.8 * first.testLoss && last.testAccuracy > 0.75, lines.join('\n'));
  });
  test('the command line measures with the instrument', () => {
    const {tables} = JSON.parse(lockstep('probe', 'norms', 'dataset=stripes&layers=6,6', '--steps', '50', '--json'));
    const [layer, now, initial] = tables[0].columns;
    assert.deepEqual(layer.values, [1, 2, 3]);
    for (const l of [0, 1, 2])
      assert.ok(initial.values[l] > 0 && now.values[l] > 0 && now.values[l] !== initial.values[l]);
  });
  test('the data set and the instrument pass the tests of their kind, and the panel is drawn in every shape', () => {
    assert.match(run(join(kBuild, 'lockstep-tests'), '--no-colors'), /test cases: +[1-9]\d+ /);
  });
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
