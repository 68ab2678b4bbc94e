// Writes NAME.br and NAME.gz beside every compressible file of a folder and of those in it, for servers that can send
// them as they are.
//
//   node precompress.mjs FOLDER
//
// A file whose copies are newer than itself is left alone; copies whose original is gone are removed.

import {existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {brotliCompressSync, constants, gzipSync} from 'node:zlib';

const kCompressible = /\.(html|css|js|mjs|wasm|bin|svg|json|ttf|md|py|ts)$/;
const kCodecs = {
  '.br': (bytes) =>
    brotliCompressSync(bytes, {
      params: {[constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length},
    }),
  '.gz': (bytes) => gzipSync(bytes, {level: 9}),
};

const folder = process.argv[2];
for (const name of readdirSync(folder, {recursive: true})) {
  const path = join(folder, name);
  if (/\.(br|gz)$/.test(name) && !existsSync(path.replace(/\.(br|gz)$/, ''))) rmSync(path);
  if (!kCompressible.test(name)) continue;
  for (const [suffix, compress] of Object.entries(kCodecs)) {
    const copy = path + suffix;
    if (existsSync(copy) && statSync(copy).mtimeMs > statSync(path).mtimeMs) continue;
    writeFileSync(copy, compress(readFileSync(path)));
  }
}
