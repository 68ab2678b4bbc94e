// The page that shows what differs: before, after and where, one below the other on a narrow screen; then
// what is equal.

import {describe} from './scenes.mjs';

const kStyle = `
  :root { color-scheme: light dark; font: 14px/1.5 Inter, system-ui, sans-serif; }
  body { margin: 24px; }
  h1 { font-size: 18px; } h2 { font-size: 16px; margin: 32px 0 0; }
  p { margin: 0 0 8px; } .what { color: GrayText; overflow-wrap: anywhere; } .failed { color: #b3261e; }
  .three { display: grid; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); gap: 8px; }
  .equal { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 16px; margin-top: 16px; }
  figure { margin: 0; } img { max-width: 100%; border: 1px solid #8884; } figcaption { overflow-wrap: anywhere; }
  .equal img { width: 100%; height: 140px; object-fit: contain; object-position: left top; border: 0; }`;

const kEntities = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'};
const escape = (text) => String(text).replace(/[&<>"]/g, (letter) => kEntities[letter]);

/** A picture that opens in full. */
function figure(file, caption) {
  const image = `<a href="${file}"><img loading="lazy" src="${file}" alt="${escape(caption)}"></a>`;
  return `<figure>${image}<figcaption>${escape(caption)}</figcaption></figure>`;
}

function differing({scene, files, difference, problems}, labels) {
  const [left, top, right, bottom] = difference?.box ?? [];
  const where = difference && `${difference.count} pixels differ, between ${left}, ${top} and ${right}, ${bottom}`;
  const captions = {before: `before: ${labels[0]}`, after: `after: ${labels[1]}`, where};
  const figures = Object.entries(files).map(([which, file]) => figure(file, captions[which]));
  return `<section><h2>${escape(scene.name)}</h2><p class="what">${escape(describe(scene))}</p>
    ${problems.map((problem) => `<p class="failed">${escape(problem)}</p>`).join('')}
    <div class="three">${figures.join('')}</div></section>`;
}

/**
 * @param {object[]} results {scene, files: {before, after, where}, difference, problems}: files by name, where there
 *     are any; difference as compare() tells it; problems are sentences.
 * @param {string[]} labels What the two builds are.
 */
export function writeReport(results, labels) {
  const isEqual = ({difference, problems}) => !difference && !problems.length;
  const equal = results.filter(isEqual);
  const other = results.filter((result) => !isEqual(result));
  return `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Scenes: ${other.length} differ</title><style>${kStyle}</style>
    <h1>${escape(labels[0])} and ${escape(labels[1])}: ${equal.length} scenes equal, ${other.length} differ</h1>
    ${other.map((result) => differing(result, labels)).join('\n')}
    ${equal.length ? '<h2>Equal to the pixel</h2>' : ''}
    <div class="equal">${equal.map(({scene, files}) => figure(files.after, scene.name)).join('\n')}</div>\n`;
}
