// What leaves the Share panel beside pictures: downloads, what its fields hold, recordings.

import {copyText, makeSaver} from './host-files.js';

const kVideoTypes = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm'];
const kFrameRate = 30; // of a recording, at most
const kVideoBits = 8_000_000; // per second: thin lines stay sharp

/** Gives the viewer a file; returns a sentence that says what came of it, as far as anybody knows. */
export function save(name, type, content) {
  return makeSaver().save(name, new Blob([content], {type})) || `Saved as ${name}.`;
}

/** Copies what is in a field, and leaves it selected: for whoever is not allowed to copy by a button. */
export function copyField(field) {
  field.focus({preventScroll: true});
  field.select();
  return copyText(field.value, field.parentElement);
}

const videoType = () => kVideoTypes.find((type) => MediaRecorder.isTypeSupported(type));
export const canRecord = () => !!HTMLCanvasElement.prototype.captureStream && !!window.MediaRecorder && !!videoType();

/**
 * Records what is drawn on a canvas, for so many seconds or until the signal. tell(seconds) says how far it is.
 * Resolves to the file as a Blob.
 */
export function record(canvas, seconds, signal, tell) {
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
  signal.addEventListener('abort', stop, {once: true});
  recorder.addEventListener('dataavailable', ({data}) => parts.push(data));
  recorder.start();
  return new Promise((done, failed) => {
    recorder.addEventListener('stop', () => done(new Blob(parts, {type: 'video/webm'})));
    recorder.addEventListener('error', ({error}) => failed(error ?? new Error('the browser stopped it')));
  }).finally(() => {
    clearInterval(clock);
    for (const track of stream.getTracks()) track.stop();
  });
}
