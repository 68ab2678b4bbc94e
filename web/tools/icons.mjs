// Draws the icons of an installed page, which not every system takes as SVG.
//
//   node icons.mjs ICON.SVG DIST MODULES
//
// MODULES: a folder node_modules with @resvg/resvg-wasm. Makes icon-192.png and icon-512.png as the drawing is, with
// its round corners, and two that fill their square: icon-180.png, for iOS, which rounds them itself, and
// icon-maskable-512.png, of which a system may cut away all but a circle of 80 %.

import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join, resolve} from 'node:path';

const kSide = 32; // of the drawing
const kSafe = 0.8; // share of the side that a mask leaves

const [icon, dist, modules] = process.argv.slice(2);
const require = createRequire(join(resolve(modules), 'x.js'));
const {initWasm, Resvg} = require('@resvg/resvg-wasm');
await initWasm(readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));

const round = readFileSync(icon, 'utf8');
const ground = /<rect width="32" height="32" rx="6" (fill="#\w+") \/>/.exec(round);
if (!ground) throw new Error(`${icon} has no ground of ${kSide} × ${kSide}`);
const [rect, fill] = ground;
/** The drawing on a ground without corners, as large as this share of it. */
function filled(share) {
  const margin = ((1 / share - 1) * kSide) / 2;
  const [from, side] = [-margin, kSide + 2 * margin];
  return round
    .replace(/viewBox="[^"]*"/, `viewBox="${from} ${from} ${side} ${side}"`)
    .replace(rect, `<rect x="${from}" y="${from}" width="${side}" height="${side}" ${fill} />`);
}
const icons = [
  ['icon-192.png', round, 192],
  ['icon-512.png', round, 512],
  ['icon-180.png', filled(1), 180],
  ['icon-maskable-512.png', filled(kSafe), 512],
];
for (const [name, drawing, side] of icons)
  writeFileSync(join(dist, name), new Resvg(drawing, {fitTo: {mode: 'width', value: side}}).render().asPng());
