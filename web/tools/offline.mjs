// Writes DIST/service-worker.js: the set of files that make up the page, each with its hash, before what
// web/offline/service-worker.js does with it.
//
//   node offline.mjs DIST
//
// The set is all of the folder's own files but what only other pages have a use for. The same files make the same
// worker, and browsers take it for the one that they have.

import {createHash} from 'node:crypto';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

const kPart = /\.(html|js|css|wasm|bin|ttf|py|svg|png|webmanifest)$/;
const kElsewhere = /^(lock-step|lockstep-core|lockstep-thread|screenshot|icon-|service-worker|lockstep\.html)/;
const kLater = /^lockstep-relaxed/; // as large as the program itself, and few ask for it

const dist = process.argv[2];
const hashOf = (bytes) => `sha256-${createHash('sha256').update(bytes).digest('base64')}`;
const names = readdirSync(dist).filter((name) => kPart.test(name) && !kElsewhere.test(name));
/** Many servers send index.html only under the name of its folder. */
const entryOf = (name) => [name === 'index.html' ? './' : name, hashOf(readFileSync(join(dist, name)))];
const setOf = (chosen) => Object.fromEntries(names.sort().filter(chosen).map(entryOf));
const first = setOf((name) => !kLater.test(name));
if (!first['./']) throw new Error(`${dist} has no index.html`);
const later = setOf((name) => kLater.test(name));
const worker = readFileSync(new URL('../offline/service-worker.js', import.meta.url), 'utf8');
const version = createHash('sha256')
  .update(JSON.stringify([first, later, worker]))
  .digest('hex')
  .slice(0, 16);
const constants = Object.entries({kVersion: version, kFirst: first, kLater: later});
const text = constants.map(([name, value]) => `const ${name} = ${JSON.stringify(value, null, 2)};\n`).join('');
writeFileSync(join(dist, 'service-worker.js'), `${text}\n${worker}`);
