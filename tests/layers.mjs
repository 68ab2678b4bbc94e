// Checks that the folders of src/ include each other one way only, and that outside libraries stay where they belong.
//
//   node tests/layers.mjs
//
// Folders are the architecture: src/rooms.cmake is its plan. Then it plants forbidden includes and expects to find
// them. The newcomer's page, src/README.md, is held to the same plan by guide.mjs.

import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {checkGuide} from './guide.mjs';

const kSource = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src');

// A room may include what CMake makes it use, and whatever that may include.
const kUses = {};
for (const file of ['src/rooms.cmake', 'CMakeLists.txt', 'web/tools/web.cmake']) {
  const text = readFileSync(join(dirname(kSource), file), 'utf8');
  for (const [, room, values] of text.matchAll(
    /^ *lockstep_(?:folder\(|program\(\S+ (?:MAIN \S+ )?FOLDERS )(\S+)([^)]*)\)/gm,
  )) {
    const [, uses = ''] = /\bUSES ([a-z_/\s]+)/.exec(values) ?? [];
    const names = uses
      .trim()
      .split(/\s+/)
      .filter((name) => name && !/_(relaxed|threads)$/.test(name)); // variants of rooms
    kUses[room] = [...new Set([...(kUses[room] ?? []), ...names])];
  }
}

/** All rooms that `room` may include, itself among them. */
function reach(room, found = new Set()) {
  if (!found.has(room)) {
    found.add(room);
    for (const used of kUses[room]) reach(used, found);
  }
  return found;
}
const kMayInclude = Object.fromEntries(Object.keys(kUses).map((room) => [room, reach(room)]));

const isIn = (room, folders) => folders.some((folder) => room === folder || room.startsWith(`${folder}/`));
const kWindow = ['gfx', 'ui', 'app', 'cli'];
const kConfined = [
  {what: 'Dear ImGui', header: /^imgui/, folders: ['ui', 'app']},
  {what: 'OpenGL', header: /^(GL|GLES\d?|EGL|KHR)\/|^webgl\//, folders: ['gfx', 'app']},
  {what: 'GLFW', header: /^GLFW\//, folders: ['app']},
  {what: 'Emscripten', header: /^emscripten/, folders: ['app']},
  {what: 'SIMD intrinsics', header: /^(wasm_simd128|[a-z]mmintrin|immintrin|arm_neon)\.h$/, folders: ['nn']},
  {what: 'the shaders', header: /^shaders_generated\.h$/, folders: ['gfx', 'app']},
  {what: 'the PyTorch script', header: /^pytorch_generated\.h$/, folders: ['cli']},
  {what: 'the fonts', header: /^fonts_generated\.h$/, folders: ['ui', 'app']},
  {
    what: 'a clock, threads or I/O',
    header: /^(chrono|ctime|time\.h|thread|mutex|future|iostream|fstream|filesystem|random|unistd\.h)$/,
    folders: kWindow,
  },
];

function readSources(folder = kSource, files = new Map()) {
  for (const entry of readdirSync(folder, {withFileTypes: true})) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) readSources(path, files);
    else if (/\.(h|cpp)$/.test(entry.name)) files.set(relative(kSource, path), readFileSync(path, 'utf8'));
  }
  return files;
}

/** Every forbidden include of files (path relative to src/ → text), as sentences. */
function findViolations(files) {
  const violations = [];
  for (const [path, text] of files) {
    const room = dirname(path);
    if (!(room in kMayInclude)) violations.push(`${path}: src/${room} is not a room of the house`);
    text.split('\n').forEach((line, index) => {
      const include = /^\s*#\s*include\s*([<"])([^>"]+)[>"]/.exec(line);
      const problem = include && findProblem(room, include[1] === '"', include[2], files);
      if (problem) violations.push(`${path}:${index + 1}: ${problem}`);
    });
  }
  return violations;
}

function findProblem(room, quoted, header, files) {
  for (const {what, header: pattern, folders} of kConfined) {
    if (!pattern.test(header)) continue;
    return isIn(room, folders) ? null : `${what} (${header}) belongs to ${folders.join(', ')}, not to ${room}`;
  }
  if (!quoted) return null;
  const target = dirname(header);
  if (!(target in kMayInclude)) return `"${header}" is not written relative to src/`;
  if (!files.has(header) && !existsSync(join(kSource, header))) return `"${header}" does not exist`;
  if (kMayInclude[room]?.has(target)) return null;
  return `${room} may not include ${target} ("${header}")`;
}

// What the check itself must find, and what it must let pass.
const kPlanted = [
  ['nn/x.cpp', '#include "session/x.h"', true],
  ['nn/x.cpp', '  #  include "data/x.h"', true],
  ['data/x.h', '#include "probes/x.h"', true],
  ['session/x.cpp', '#include "ui/kit/x.h"', true],
  ['studio/x.cpp', '#include "ui/kit/x.h"', true],
  ['ui/kit/x.cpp', '#include "studio/x.h"', true],
  ['ui/network/x.cpp', '#include "ui/panels/x.h"', true],
  ['lab/x.cpp', '#include "lab/experiments/x.h"', true],
  ['studio/x.cpp', '#include <imgui.h>', true],
  ['app/x.cpp', '#include "app/web/x.h"', true],
  ['session/x.cpp', '#include <chrono>', true],
  ['gfx/x.cpp', '#include "nn/x.h"', true],
  ['gfx/x.cpp', '#include "imgui.h"', true],
  ['ui/kit/x.cpp', '#include <GLES3/gl3.h>', true],
  ['ui/kit/x.cpp', '#include <emscripten.h>', true],
  ['ui/kit/x.cpp', '#include "x.h"', true],
  ['nn/x.cpp', '#include "nn/missing.h"', true],
  ['extra/x.cpp', '', true],
  ['ui/x.cpp', '', true],
  ['session/x.cpp', '#include "nn/x.h"\n#include <vector>', false],
  ['ui/kit/x.cpp', '#include <imgui.h>\n#include "gfx/x.h"', false],
  ['app/x.cpp', '#include <emscripten/html5.h>\n#include "ui/shell/x.h"', false],
  ['gfx/x.cpp', '#include <GLES3/gl3.h>\n#include "shaders_generated.h"', false],
];

const plain = Object.keys(kMayInclude).map((folder) => [`${folder}/x.h`, '']);
const results = kPlanted.map(([path, text, forbidden]) => {
  const caught = findViolations(new Map([...plain, [path, text]])).length > 0;
  return caught === forbidden ? [] : [`the check ${forbidden ? 'misses' : 'wrongly forbids'} ${path}: ${text}`];
});

const sources = readSources();
const violations = findViolations(sources);
for (const path of sources.keys()) results.push(violations.filter((line) => line.startsWith(`${path}:`)));

results.push(...checkGuide(kUses));

results.flat().forEach((line) => console.log(line));
const failed = results.filter((lines) => lines.length > 0).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
