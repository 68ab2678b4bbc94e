// What is made of a run to be put elsewhere: its link, and the lines that show a figure of it in a page or in a text.
//
//   run      its words, 'dataset=moons&layers=8,8'; stage: 'step=18' while the stage is open, or ''
//   base     the address of this page, without what follows '#'
//   show     'app' for all of the page, or as `figure` in an address: 'network', 'instrument:sharpness', …
//   theme    'auto', 'light' or 'dark'
//   plays    whether it trains by itself
//   caption  a sentence above the figure, or ''
//   width, height  in CSS pixels
//   picture  the name of the file that stands there where the figure cannot run; alt: what it shows
//
// All functions take an object of these.

// Those of the run, with the open stage where it is shown; a figure of the step opens it by itself, at its own length.
const wordsOfRun = ({run, stage, show}) =>
  [run, show === 'app' || (show === 'step' && stage !== 'step') ? stage : ''].filter(Boolean).join('&');

// The words of the link beside those of the run. The page says by itself whether it plays, unless it must not.
function wordsOf({run, stage, show, theme, plays, caption}, embedded) {
  const words = [wordsOfRun({run, stage, show})];
  if (embedded) words.push('embed');
  if (show !== 'app' || embedded) words.push(`figure=${show}`);
  if (theme !== 'auto') words.push(`theme=${theme}`);
  if (!plays) words.push('play=off');
  if (caption) words.push(`caption=${encodeURIComponent(caption)}`);
  return words.filter(Boolean).join('&');
}

export const linkOf = (figure) => `${figure.base}#${wordsOf(figure, false)}`;

/** What the address of a frame has after '#'. */
export const frameWordsOf = (figure) => wordsOf(figure, true);

const kEscapes = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;', '\r': '&#13;'};

/** ` name="value"`, whatever the value; '' without one. */
function attribute(name, value) {
  if (value === '' || value === null || value === undefined) return '';
  return ` ${name}="${String(value).replace(/[&<>"\n\r]/g, (letter) => kEscapes[letter])}"`;
}

function picture({picture: src, alt, width, height}) {
  const attributes = [
    attribute('src', src),
    attribute('alt', alt),
    attribute('width', width),
    attribute('height', height),
  ];
  return `<img${attributes.join('')} style="max-width: 100%; height: auto">`;
}

export function elementOf(figure) {
  const {base, show, theme, plays, caption, width, height} = figure;
  const attributes = [
    attribute('config', wordsOfRun(figure)),
    attribute('figure', show),
    attribute('caption', caption),
    attribute('theme', theme === 'auto' ? '' : theme),
    plays ? ' autoplay' : '',
    attribute('style', `width: ${width}px; max-width: 100%; height: ${height}px`),
  ];
  return `<script${attribute('src', new URL('lock-step.js', base).href)}></script>
<lock-step${attributes.join('')}>
  <a${attribute('href', linkOf(figure))}>${picture(figure)}</a>
</lock-step>`;
}

/** What a frame lets the page do: it has buttons for the full screen, copies, files, and for tabs of its own. */
const kAllowed = {
  allow: 'fullscreen; clipboard-write',
  sandbox: 'allow-scripts allow-same-origin allow-downloads allow-popups allow-popups-to-escape-sandbox',
};

/** The frame itself, with these attributes; web/tools/cards.mjs writes one, too. */
export function frameTag(attributes) {
  const all = {...attributes, loading: 'lazy', ...kAllowed, style: 'max-width: 100%; border: 0'};
  const written = Object.entries(all).map(([name, value]) => attribute(name, value));
  return `<iframe${written.join('')}></iframe>`;
}

export const frameOf = (figure) =>
  frameTag({
    src: `${figure.base}#${frameWordsOf(figure)}`,
    title: figure.alt,
    width: figure.width,
    height: figure.height,
  });

/** The picture as a link. In <…> an address may have brackets. */
export function markdownOf(figure) {
  const alt = figure.alt.replace(/\s+/g, ' ').replace(/[\\[\]<>&*_`!#|~]/g, '\\$&');
  return `[![${alt}](<${figure.picture}>)](<${linkOf(figure)}>)`;
}
