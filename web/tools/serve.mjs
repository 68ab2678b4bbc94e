// A small static server for the built page, on this machine only.
//
//   node web/tools/serve.mjs FOLDER [--port N]
//
// Without --port it takes the first free port from 8000 on; --port 0 takes any. Sends NAME.br or NAME.gz where they lie
// beside a file and the browser accepts them, and the headers that the folder's _headers gives. The last line it prints
// is the URL.

import {createReadStream} from 'node:fs';
import {stat} from 'node:fs/promises';
import {createServer} from 'node:http';
import {join, relative, resolve, sep} from 'node:path';
import {pathToFileURL} from 'node:url';

import {headersOfFolder} from './headers.mjs';

const kEncodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
];
const kFirstPort = 8000;
const kLastPort = 8099;

async function statFile(path) {
  const info = await stat(path).catch(() => null);
  return info?.isFile() ? info : null;
}

// The file a URL means, or null: outside the folder, badly encoded, or not there.
async function findFile(root, url) {
  let path;
  try {
    path = decodeURIComponent(url.split(/[?#]/, 1)[0]);
  } catch {
    return null;
  }
  if (!path.startsWith('/') || path.includes('\0')) return null;
  const file = resolve(root, '.' + path);
  if (file !== root && !file.startsWith(root + sep)) return null;
  const candidate = path.endsWith('/') ? join(file, 'index.html') : file;
  const info = await statFile(candidate);
  return info && {path: candidate, info};
}

// The compressed copy the browser accepts and that is not older than its original, else the original.
async function negotiate(file, accepted) {
  for (const [encoding, suffix] of kEncodings) {
    if (!new RegExp(`\\b${encoding}\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))`).test(accepted)) continue;
    const info = await statFile(file.path + suffix);
    if (info && info.mtimeMs >= file.info.mtimeMs) return {path: file.path + suffix, info, encoding};
  }
  return file;
}

async function respond(root, headersOf, request, response) {
  const fail = (status, text) => response.writeHead(status, {'Content-Type': 'text/plain'}).end(text + '\n');
  if (request.method !== 'GET' && request.method !== 'HEAD') return fail(405, 'only GET and HEAD');
  const file = await findFile(root, request.url);
  if (!file) return fail(404, 'not found');

  const {path, info, encoding} = await negotiate(file, request.headers['accept-encoding'] ?? '');
  const etag = `"${info.size.toString(36)}-${Math.round(info.mtimeMs).toString(36)}${encoding ? '-' + encoding : ''}"`;
  const headers = {
    'Cache-Control': 'no-cache', // ask every time: a rebuilt page must show
    ...headersOf('/' + relative(root, file.path).replaceAll(sep, '/')), // the page of a folder is its index.html
    Vary: 'Accept-Encoding',
    ETag: etag,
  };
  if (request.headers['if-none-match'] === etag) return response.writeHead(304, headers).end();
  headers['Content-Length'] = info.size;
  if (encoding) headers['Content-Encoding'] = encoding;
  response.writeHead(200, headers);
  if (request.method === 'HEAD') return response.end();
  createReadStream(path)
    .on('error', () => response.destroy())
    .pipe(response);
}

/**
 * Serves a folder on 127.0.0.1. `port` null means the first free one from 8000 on, 0 any. headersOf(path): what it
 * sends with a file, from the folder on, by default what the folder's _headers says.
 * Resolves to {url, close()}; rejects if the port is taken or no port is free.
 */
export async function serve(folder, port = null, headersOf = headersOfFolder(folder)) {
  const root = resolve(folder);
  const server = createServer((request, response) => {
    respond(root, headersOf, request, response).catch(() => response.destroy());
  });
  const listen = (number) =>
    new Promise((done, failed) => {
      server.once('error', failed);
      server.listen(number, '127.0.0.1', () => {
        server.off('error', failed);
        done();
      });
    });
  for (let number = port ?? kFirstPort; ; ++number) {
    try {
      await listen(number);
      break;
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || port !== null || number === kLastPort) throw error;
    }
  }
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () =>
      new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      }),
  };
}

async function main([folder, option, value]) {
  const port = option === '--port' ? Number(value) : null;
  const portIsValid = port === null || (Number.isInteger(port) && port >= 0 && port < 65536);
  if (!folder || (option && option !== '--port') || !portIsValid) {
    console.error('usage: node web/tools/serve.mjs FOLDER [--port N]');
    process.exit(2);
  }
  try {
    const {url} = await serve(folder, port);
    console.log(url);
  } catch (error) {
    const taken = error.code === 'EADDRINUSE';
    console.error(taken ? `✗ port ${port ?? kFirstPort} is taken: give another with --port N` : `✗ ${error.message}`);
    process.exit(1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2));
