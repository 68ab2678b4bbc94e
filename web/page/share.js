// The Share panel of the page: a dialog in ordinary HTML, fetched when it is first opened. What a link can be made of,
// the curves and the drawing of the network come from the program: src/app/documents.h.

import {canCopyPictures, copyPicture, copyText, mayDownload} from './host-files.js';
import {canRecord, copyField, record, save} from './share-files.js';
import {addStyle} from './share-style.js';
import {makePreview} from './share-preview.js';
import {makeCode} from './share-code.js';
import {kLongestFilm, kMarkup} from './share-markup.js';
import {elementOf, frameOf, frameWordsOf, linkOf, markdownOf} from './share-words.js';

const kPictureScale = 2; // pixels of a saved picture for each one on the screen, in either direction
const kEmptyFilm = 1024; // bytes: a file without a picture in it is smaller, one with a picture larger
const kTypefaceTime = 500; // ms to wait for it
const kSnippets = {element: elementOf, frame: frameOf, markdown: markdownOf};
const kHints = {
  element: 'For pages that may run scripts. The picture stands there until the figure runs: save it beside the page.',
  frame: 'For pages where scripts are not allowed, and for slides.',
  markdown: 'For texts: the picture is a link to the run. Save it beside the text.',
};
const kFigures = {
  app: 'The whole page',
  run: 'The run',
  network: 'The network',
  answer: 'What it answers',
  loss: 'The loss',
  step: 'One step, slowed down',
};

let panel = null; // the promise of it

/** Opens the panel on a run, once it and its style are there. Rejects where they cannot be had. */
export async function openShare(lockstep, canvas) {
  panel ??= makePanel(lockstep, canvas);
  panel.catch(() => (panel = null));
  await (await panel).open();
}

// Nothing is to move once it is seen; a typeface that does not come is done without.
async function loadTypeface() {
  const weights = [400, 600].map((weight) => document.fonts.load(`${weight} 14px Inter`));
  await Promise.race([Promise.allSettled(weights), new Promise((done) => setTimeout(done, kTypefaceTime))]);
}

async function makePanel(lockstep, canvas) {
  await addStyle();
  await loadTypeface();
  const dialog = document.createElement('dialog');
  dialog.id = 'share';
  dialog.setAttribute('aria-labelledby', 'share-title');
  dialog.innerHTML = kMarkup;
  document.body.append(dialog);

  const part = (name) => dialog.querySelector(`#share-${name}`);
  const choices = dialog.querySelector('form').elements;
  const preview = makePreview(part('preview'));
  let shared = null; // what the program said when the panel was opened
  let recording = null; // ends it

  const say = (sentence) => (part('said').textContent = sentence);
  const copied = (ok, instead = 'What is selected can be copied by hand.') =>
    say(ok ? 'Copied.' : `The browser did not allow copying. ${instead}`);
  const copiedFile = (ok) => copied(ok, 'Save it instead.');
  const nameOf = (what, ending) => `lockstep-${shared.dataset}${what}.${ending}`;

  function figure() {
    const atStep = !!shared.now && choices.now.checked;
    const {show, theme, caption, plays, width, height} = choices;
    const what = show.value === 'app' ? '' : `, ${show.selectedOptions[0].textContent.toLowerCase()}`;
    return {
      ...shared,
      atStep,
      run: atStep ? shared.now : shared.run,
      show: show.value,
      theme: theme.value,
      caption: caption.value.trim(),
      plays: plays.checked,
      width: within(width),
      height: within(height),
      picture: nameOf('', 'png'),
      alt: caption.value.trim() || `Lockstep: a network learns ${shared.title.toLowerCase()}${what}`,
    };
  }
  function update() {
    const now = figure();
    part('link').value = linkOf(now);
    const form = dialog.querySelector('[name=snippet]:checked').value;
    part('snippet').value = kSnippets[form](now);
    part('hint').textContent = kHints[form];
    showCode(linkOf(now));
    preview.show(frameWordsOf(now), now);
  }
  async function showCode(link) {
    const {svg, note} = await makeCode(link);
    if (link !== part('link').value) return; // it has changed meanwhile
    part('code').innerHTML = svg;
    part('code').hidden = !svg;
    part('code-note').textContent = note;
    dialog.querySelector('[data-do=saveCode]').hidden = !svg;
  }
  // Of the chosen figure, or of the page.
  const target = () => (choices.show.value === 'app' ? lockstep : preview.lockstep());
  async function picture() {
    const [, base64] = target().screenshot(kPictureScale).split(',');
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    return new Blob([bytes], {type: 'image/png'});
  }

  const actions = {
    close: () => dialog.close(),
    copyLink: async () => copied(await copyField(part('link'))),
    copySnippet: async () => copied(await copyField(part('snippet'))),
    savePicture: async () => say(save(nameOf('', 'png'), 'image/png', await picture())),
    copyPicture: async () => copiedFile(await copyPicture(picture())),
    saveNetwork: async () => say(save(nameOf('-network', 'svg'), 'image/svg+xml', await network())),
    copyNetwork: async () => copiedFile(await copyText(await network(), dialog)),
    saveCurves: async () => say(save(nameOf('-curves', 'csv'), 'text/csv', await lockstep.document('curves'))),
    copyCurves: async () => copiedFile(await copyText(await lockstep.document('curves'), dialog)),
    saveCode: () => say(save(nameOf('-qr', 'svg'), 'image/svg+xml', part('code').innerHTML)),
    command: async ({dataset: {command}}) =>
      say((await lockstep.command(command)) || 'Done: the file was handed to the browser.'),
    film,
  };
  const network = () => lockstep.document(`network ${figure().caption}`);
  async function film(button) {
    if (recording) return recording.abort();
    recording = new AbortController();
    const {signal} = recording;
    const filmed = target();
    const whole = filmed === lockstep;
    try {
      if (!whole) await filmed.play(); // the preview stands still by itself
      if (signal.aborted) return;
      const film = record(whole ? canvas : preview.canvas(), kLongestFilm, signal, (seconds) => {
        button.textContent = `Stop, ${seconds.toFixed(1)} s`;
      });
      filmed.screenshot(); // a run that stands still has one picture at least
      const blob = await film;
      if (blob.size < kEmptyFilm) return say('Nothing was drawn in that time: a film needs a run that trains.');
      say(`${save(nameOf('', 'webm'), blob.type, blob)} ${Math.max(1, Math.round(blob.size / 1024))} KB.`);
    } finally {
      recording = null;
      button.textContent = 'Record';
      if (filmed === preview.lockstep()) await filmed.pause();
    }
  }

  async function press({target: pressed}) {
    const button = pressed.closest('button[data-do]');
    if (!button) return;
    say('');
    if (!target() && /picture|film/i.test(button.dataset.do))
      return say('The figure is not there yet: once more in a moment.');
    try {
      await actions[button.dataset.do](button);
    } catch (error) {
      console.warn(error);
      say(`It did not work: ${error.message}`);
    }
  }
  // A press beside it closes it; a selection that is dragged beyond its edge does not.
  let beside = false;
  dialog.addEventListener('pointerdown', ({target: pressed}) => (beside = pressed === dialog));
  dialog.addEventListener('click', (event) => (beside && event.target === dialog ? dialog.close() : press(event)));
  dialog.addEventListener('input', ({target: {name}}) => name && update());
  dialog.addEventListener('submit', (event) => event.preventDefault());
  // While it is open all keys are its own, also where nothing in it has the focus. Escape closes when it is let go:
  // what follows of a key that is held must not reach the canvas.
  let escaping = false;
  function onKey(event) {
    if (!dialog.open) return;
    event.stopPropagation();
    const {type, key, ctrlKey, metaKey} = event;
    if (key === 'Escape' && type === 'keydown') escaping = true;
    else if (key === 'Escape' && escaping) dialog.close();
    if (key === 'Escape' || ((ctrlKey || metaKey) && /^s$/i.test(key))) event.preventDefault(); // nor save the page
  }
  for (const type of ['keydown', 'keyup']) addEventListener(type, onKey, {capture: true});
  dialog.addEventListener('close', () => {
    escaping = false;
    recording?.abort();
    preview.close();
  });
  addEventListener('resize', () => dialog.open && update());

  function choose() {
    const figures = Object.entries(kFigures);
    if (shared.experiment) figures.push(['experiment', `The experiment: ${shared.experiment.title}`]);
    if (shared.instrument && shared.instrument.name !== 'step')
      figures.push([`instrument:${shared.instrument.name}`, `The instrument: ${shared.instrument.title}`]);
    const {value} = choices.show;
    choices.show.replaceChildren(...figures.map(([name, title]) => new Option(title, name)));
    choices.show.value = figures.some(([name]) => name === value) ? value : 'app';
  }
  return {
    async open() {
      const {fields, choices: all} = lockstep.state();
      const dataset = new URLSearchParams(fields).get('dataset');
      const {label: title = dataset} = all.dataset.find(({value}) => value === dataset) ?? {};
      const told = JSON.parse(await lockstep.document('share'));
      if (dialog.open) return;
      shared = {...told, base: told.base.replace('#', ''), dataset, title};
      choose();
      part('note').textContent = noteOf(told);
      const blocked = mayDownload() === false;
      part('blocked').hidden = !blocked;
      for (const button of dialog.querySelectorAll('[data-saves]')) button.disabled = blocked;
      part('film').hidden = !canRecord();
      dialog.querySelector('[data-do=copyPicture]').hidden = !canCopyPictures();
      dialog.style.fontSize = `${14 * Math.min(2, told.scale)}px`;
      say('');
      dialog.showModal();
      update();
      part('link').focus();
      part('link').select();
    },
  };
}

/** What whoever opens the link does not get. */
function noteOf({leftOut}) {
  return leftOut && `The link leaves out ${leftOut}. The file has all of run A.`;
}

/** The number in a field, or the nearest one that it may hold. */
function within({value, min, max}) {
  return Math.min(Math.max(Math.round(Number(value)) || Number(min), min), max);
}
