// Files and texts that leave the Share panel: downloads, copies, recordings.

import {makeSaver} from './host-files.js';

const kVideoTypes = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm'];
const kFrameRate = 30; // of a recording, at most
const kVideoBits = 8_000_000; // per second: thin lines stay sharp

/** Gives the viewer a file; returns a sentence that says what came of it, as far as anybody knows. */
export function save(name, type, content) {
  return makeSaver().save(name, new Blob([content], {type})) || `Saved as ${name}.`;
}

/** Copies what is in a field, and leaves it selected: for whoever is not allowed to copy by a button. */
export async function copyField(field) {
  field.focus({preventScroll: true});
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    return document.execCommand('copy'); // no permission, or no https
  }
}

/** The same for a text that is nowhere to be seen. In a dialog only what is inside it can be selected. */
export async function copyText(text, dialog) {
  const before = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'spoken';
  dialog.append(field);
  const ok = await copyField(field);
  field.remove();
  before?.focus({preventScroll: true});
  return ok;
}

export const canCopyPictures = () => !!window.ClipboardItem && !!navigator.clipboard?.write;

/** blob: a promise of a PNG. Browsers want to be asked within the click, before the picture is there. */
export async function copyPicture(blob) {
  try {
    await navigator.clipboard.write([new ClipboardItem({'image/png': blob})]);
    return true;
  } catch {
    return false;
  }
}

const videoType = () => kVideoTypes.find((type) => MediaRecorder.isTypeSupported(type));
export const canRecord = () => !!HTMLCanvasElement.prototype.captureStream && !!window.MediaRecorder && !!videoType();

/**
 * Records what is drawn on a canvas, for so many seconds or until stop(). tell(seconds) says how far it is. `film`
 * resolves to the file as a Blob.
 */
export function record(canvas, seconds, tell) {
  const stream = canvas.captureStream(kFrameRate);
  const recorder = new MediaRecorder(stream, {mimeType: videoType(), videoBitsPerSecond: kVideoBits});
  const parts = [];
  const began = performance.now();
  const stop = () => recorder.state === 'recording' && recorder.stop();
  const clock = setInterval(() => {
    const passed = (performance.now() - began) / 1000;
    tell(Math.min(passed, seconds));
    if (passed >= seconds) stop();
  }, 100);
  recorder.addEventListener('dataavailable', ({data}) => parts.push(data));
  const film = new Promise((done, failed) => {
    recorder.addEventListener('stop', () => done(new Blob(parts, {type: 'video/webm'})));
    recorder.addEventListener('error', ({error}) => failed(error ?? new Error('the browser stopped it')));
  }).finally(() => {
    clearInterval(clock);
    for (const track of stream.getTracks()) track.stop();
  });
  recorder.start();
  return {stop, film};
}
