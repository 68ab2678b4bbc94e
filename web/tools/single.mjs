// Makes lockstep.html of the built folder: the whole page in one file that also runs from a disk, without a server.
//
//   node single.mjs DIST MODULES
//
// DIST: with index.html and all that it fetches. MODULES: a folder node_modules with esbuild and xz-decompress. From a
// file browsers load no modules, and fetch nothing: JavaScript is bundled into one script, and lies with the program,
// the digits and the typeface in one packed stream, as text in the page. web/single/boot.js unpacks it. The page may
// run its own scripts and nothing else, and connect to nowhere.

import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

// In this order the stream is smallest: what has much in common is side by side.
const kParts = [
  'lockstep.wasm',
  'lockstep-rest.wasm',
  'Inter-Regular.ttf',
  'Inter-SemiBold.ttf',
  'pytorch.py',
  'digits-1v7.bin',
  'digits.bin',
];
const kFilter = 'preset=9e,lc=4,pb=0,nice=273'; // of xz: 1 % smaller than its usual one
const kTarget = ['chrome91', 'firefox89', 'safari16.4']; // the first with WebAssembly SIMD

const [dist, modules] = process.argv.slice(2).map((path) => resolve(path));
const single = fileURLToPath(new URL('../single/', import.meta.url));
const {build, transform} = createRequire(join(modules, 'x.js'))('esbuild');
const read = (name) => readFileSync(join(dist, name), 'utf8');

const ours = readdirSync(single); // modules in the place of those of the page
function pathOf(name) {
  const path = join(ours.includes(name) ? single : dist, name);
  const absent =
    name === 'idle.js' || name === 'instead.js' || name.startsWith('lockstep-relaxed') || !existsSync(path); // nobody asks for these
  return absent ? {path: name, external: true} : {path};
}

/** One classic script of a module and all that it imports. `notice`: the licence of what others wrote of it. */
async function bundle(entry, notice) {
  const {outputFiles} = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: kTarget,
    charset: 'utf8',
    banner: {js: notice},
    nodePaths: [modules],
    define: {'import.meta.url': 'document.baseURI'},
    logLevel: 'warning',
    plugins: [
      {
        name: 'lockstep',
        setup({onResolve}) {
          onResolve({filter: /^\.\//}, ({path}) => pathOf(path.slice(2)));
        },
      },
    ],
  });
  return outputFiles[0].text.trim();
}
const shorten = async (name, loader) =>
  (await transform(read(name), {minify: true, target: kTarget, charset: 'utf8', loader})).code.trim();

function pack(parts) {
  const packed = execFileSync('xz', ['--format=xz', '--check=crc32', `--lzma2=${kFilter}`, '--stdout'], {
    input: Buffer.concat(parts.map(([, bytes]) => bytes)),
    maxBuffer: 1 << 28,
  });
  const sizes = JSON.stringify(parts.map(([name, {length}]) => [name, length]));
  return `<script type="text/plain" id="parts" data-sizes='${sizes}'>${packed.toString('base64')}</script>`;
}

/** Replaces what must be there exactly once. */
function replace(text, pattern, by) {
  const found = text.match(new RegExp(pattern, 'g'))?.length ?? 0;
  if (found !== 1) throw new Error(`index.html has ${pattern} ${found} times`);
  return text.replace(pattern, () => by);
}

const [qrLicence = ''] = existsSync(join(dist, 'lean-qr.js')) ? /^\/\*[^]*?\*\//.exec(read('lean-qr.js')) : [];
const {name, version, license, author, homepage} = JSON.parse(
  readFileSync(join(modules, 'xz-decompress/package.json'), 'utf8'),
);
const program = await bundle(join(dist, 'page.js'), qrLicence);
const boot = await bundle(
  join(single, 'boot.js'),
  `/* ${name}@${version}, ${license} licence, ${author}, ${homepage} */`,
);
const early = [await shorten('address.js', 'js'), await shorten('early.js', 'js')].join('\n');
const sheets = [await shorten('page.css', 'css'), await shorten('share.css', 'css')];
const style = sheets.join('\n').replace(/@font-face\{[^}]*\}/g, ''); // they would be fetched
const parts = [
  ['page.js', Buffer.from(program)],
  ...kParts.filter((name) => existsSync(join(dist, name))).map((name) => [name, readFileSync(join(dist, name))]),
];

const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const scripts = [program, boot, early];
for (const text of scripts) if (/<\/script|<!--/i.test(text)) throw new Error('a script would end too early');
const policy =
  `default-src 'none'; script-src ${scripts.map(hashOf).join(' ')} 'wasm-unsafe-eval'; ` +
  `style-src ${hashOf(style)}; img-src data: blob:; media-src blob:; base-uri 'none'; form-action 'none'`;
const head = `<meta http-equiv="Content-Security-Policy" content="${policy}" />
    <link rel="icon" href="data:image/svg+xml;base64,${Buffer.from(read('icon.svg')).toString('base64')}" />
    <style>${style}</style>
    <script>${early}</script>`;

let html = read('index.html');
const kFetched =
  /\n *<(link (rel="(alternate|stylesheet|preload|modulepreload|manifest|apple-touch-icon)")|script |meta (property="og:image|name="twitter))[^>]*>(<\/script>)?/g;
html = html.replace(kFetched, '');
html = replace(html, /<link rel="icon"[^>]*>/, head);
const home = /<meta property="og:url" content="([^"]*)"/.exec(html)?.[1] ?? '';
html = replace(html, /<html lang="en">/, `<html lang="en" data-single="${home}">`);
html = html.replace(/ *<a [^>]*href="article\/">[^<]*<\/a>( reads without\.)?\n?/g, (link) =>
  home ? link.replace('article/', `${home}article/`) : '',
);
html = replace(html, /<\/body>/, `  ${pack(parts)}\n    <script>${boot}</script>\n  </body>`);
writeFileSync(join(dist, 'lockstep.html'), html);
