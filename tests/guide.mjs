// Holds the newcomer's page, src/README.md, to the tree: part of tests/layers.mjs, which runs and counts it.
//
// Between backticks, `room/file.cpp` has to exist, and what stands after it in the same paragraph or item of a
// list has to be defined in it: `name()` as a function, `Name` as a type. The table of rooms has to say what the
// plan of includes says.

import {existsSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const kRoot = dirname(dirname(fileURLToPath(import.meta.url)));
const kFile = /^[\w./-]+\.(h|cpp|js|mjs|sh|txt|cmake|html|css|md)$/;
const kFunction = /^((?:\w+::)*\w+)\(\)$/;
const kType = /^[A-Z]\w*$/;

/** The text of a file of src/ or, written from there, of the repository; null: there is none. */
function readNamed(path) {
  const places = [join(kRoot, 'src', path), join(kRoot, path)];
  const found = places.find((place) => existsSync(place));
  return found ? readFileSync(found, 'utf8') : null;
}

const withoutComments = (source) => source.replace(/\/\*[^]*?\*\/|(^|\s)\/\/.*/g, '$1');

/** What follows the bracket that closes the one at `open`. */
function afterBrackets(text, open) {
  let depth = 0;
  for (let i = open; i < text.length; ++i) {
    if (text[i] === '(') ++depth;
    else if (text[i] === ')' && --depth === 0) return text.slice(i + 1, i + 80);
  }
  return '';
}

/** Whether a source defines that function: a declaration or a call is not enough. */
function definesFunction(source, name) {
  const text = withoutComments(source);
  if (new RegExp(`\\bEM_JS\\([\\w*]+, ${name},`).test(text)) return true;
  if (new RegExp(`\\bfunction ${name}\\(|\\b${name}(: | = )(async )?(\\([^()]*\\)|\\w+) =>`).test(text)) return true;
  for (const found of text.matchAll(new RegExp(`(?<=^|\\n)[^\\n;=.()]*\\b${name}\\(`, 'g'))) {
    const open = found.index + found[0].length - 1;
    if (/^\s*((const|override|noexcept)\s*)*\{/.test(afterBrackets(text, open))) return true;
  }
  return false;
}

const definesType = (source, name) =>
  new RegExp(`\\b(struct|class|enum|enum class) ${name}\\b[^;(]*\\{|\\busing ${name} =`).test(withoutComments(source));

/**
 * What is wrong with the names in a line, as sentences. `last`: the file named last, which goes on from line to line.
 */
function checkNames(line, last) {
  if (/^\s*($|[-|#]|\d+\.)/.test(line)) last.file = last.source = null;
  const problems = [];
  for (const [, word] of line.matchAll(/`([^`]+)`/g)) {
    const name = kFunction.exec(word)?.[1];
    if (kFile.test(word)) {
      last.file = word;
      last.source = readNamed(word);
      if (last.source === null) problems.push(`there is no ${word}`);
    } else if (name && !last.file) {
      problems.push(`no file stands before ${word}`);
    } else if (name && last.source && !definesFunction(last.source, name)) {
      problems.push(`${last.file} defines no function ${name}`);
    } else if (kType.test(word) && last.source && !definesType(last.source, word)) {
      problems.push(`${last.file} defines no type ${word}`);
    }
  }
  return problems;
}

/** What the row of a room says of its includes against the plan; null: the line is no such row. */
function checkRoom(line, uses) {
  const cells = /^\| `([\w/]+)` \|.*\| ([^|]*) \|$/.exec(line);
  if (!cells) return null;
  const [, room, list] = cells;
  if (!(room in uses)) return {room, problems: [`there is no room ${room}`]};
  const said = [...list.matchAll(/`([\w/]+)`/g)].map(([, used]) => used);
  const same = said.join() === uses[room].join();
  return {
    room,
    problems: same ? [] : [`${room} uses ${uses[room].join(', ') || 'nothing'}, says the plan of includes`],
  };
}

/** What is wrong with each line of a page, as sentences; and the rooms that it leaves out. */
function checkPage(page, uses) {
  const last = {},
    missing = new Set(Object.keys(uses));
  const lines = page.split('\n').map((line) => {
    const row = checkRoom(line, uses);
    if (row) missing.delete(row.room);
    return [...checkNames(line, last), ...(row?.problems ?? [])];
  });
  return {lines, missing: [...missing]};
}

// What the check itself must find, and what it must let pass.
const kPlanted = [
  ['`app/missing.cpp`', true],
  ['`app/work.cpp` `trains()`', true],
  ['`app/work.cpp` `trainStep()`', true], // only called there
  ['`studio/workbench.h` `trainStep()`', true], // only declared there
  ['`train()`', true],
  ['`studio/workbench.h` `Lesson`', true], // only announced there
  ['1. `app/work.cpp`\n2. `train()`', true], // a file of another item
  ['1. `app/work.cpp`\n   `train()`', false],
  ['| `nowhere` | a room | – |', true],
  ['| `data` | data sets | `nn`, `gfx` |', true],
  ['| `data` | data sets | `nn` |', false],
  ['`app/work.cpp` `train()` → `app/scheduler.h` `trainUntil()`', false],
  ['`app/application.cpp` `Application::draw()`, `web/page/host.js` `requestFrame()`', false],
  ['`studio/lesson.h` `Lesson`, and `moves=turns`', false],
];

/**
 * Looks at the page, and at what is planted.
 * @param {Object<string, string[]>} uses What each room may include.
 * @returns {string[][]} What is wrong: with the check itself, with the page, and what that leaves out.
 */
export function checkGuide(uses) {
  const planted = kPlanted.map(([page, wrong]) => {
    const caught = checkPage(page, uses).lines.flat().length > 0;
    return caught === wrong ? [] : [`the check of src/README.md ${wrong ? 'misses' : 'wrongly forbids'} ${page}`];
  });
  const {lines, missing} = checkPage(readFileSync(join(kRoot, 'src/README.md'), 'utf8'), uses);
  const found = lines.flatMap((problems, i) => problems.map((problem) => `src/README.md:${i + 1}: ${problem}`));
  return [...planted, found, missing.map((room) => `src/README.md: the room ${room} is missing`)];
}
