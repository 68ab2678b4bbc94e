// Writes what other sites show of a link to the page: the picture and the frame that index.html names need a whole
// address there, which is known only where somebody says where the folder will be served.
//
//   node cards.mjs INDEX.HTML DIST [https://example.org/lockstep/]
//
// Makes DIST/index.html and DIST/oembed.json. Without an address the picture stays relative, which many readers
// resolve, and oEmbed offers a link instead of a frame.

import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {frameTag} from '../page/share-words.js';

const kWidth = 640; // CSS px of the frame
const kHeight = 480;

const [index, dist, address = ''] = process.argv.slice(2);
const base = address && new URL(address.replace(/\/*$/, '/')).href; // throws where it is none
const page = readFileSync(index, 'utf8');
const title = /property="og:title"\s+content="([^"]*)"/.exec(page)[1];
const kRelative =
  /(<meta property="og:image" content="|<link rel="alternate" type="application\/json\+oembed" href=")/g;
if (page.match(kRelative)?.length !== 2) throw new Error(`${index} does not name its picture and its frame`);
const own = base && `<meta property="og:url" content="${base}" />\n    `;
writeFileSync(
  join(dist, 'index.html'),
  page.replace(kRelative, (start) => (start.includes('og:image') ? own : '') + start + base),
);

const html = frameTag({src: `${base}#embed`, title, width: kWidth, height: kHeight});
const common = {version: '1.0', title, provider_name: title};
const card = base
  ? {type: 'rich', ...common, provider_url: base, html, width: kWidth, height: kHeight}
  : {type: 'link', ...common};
writeFileSync(join(dist, 'oembed.json'), JSON.stringify(card, null, 2) + '\n');
