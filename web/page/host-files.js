// Bytes and texts that cross the page's border: dropped and opened files, downloads, assets, the clipboard.

import {fetchPart} from './parts.js';

const kLargestFile = 20 << 20; // kLargestFile of src/app/platform.h
const kLargestRun = 128 << 20; // of a name.lockstep

/** Resolves to {bytes, error}: error is a sentence for the viewer, '' when it worked. */
export async function readFile(file) {
  const megabytes = (size) => `${(size / (1 << 20)).toFixed(1)} MB`;
  const largest = file.name.endsWith('.lockstep') ? kLargestRun : kLargestFile;
  if (file.size > largest) {
    const error = `${file.name} has ${megabytes(file.size)}; ${megabytes(largest)} is the largest size.`;
    return {bytes: [], error};
  }
  try {
    return {bytes: new Uint8Array(await file.arrayBuffer()), error: ''};
  } catch {
    return {bytes: [], error: `${file.name} could not be read.`};
  }
}

/** Bytes as the text of a JSON value, and back. */
export function toText(bytes) {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
export const fromText = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

export function bindDrop(canvas, signal, receive) {
  const hasFiles = (event) => event.dataTransfer?.types.includes('Files');
  const onOver = (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  };
  const onDrop = (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (file) receive(file);
  };
  canvas.addEventListener('dragover', onOver, {signal});
  canvas.addEventListener('drop', onDrop, {signal});
}

export function pickFile(accept, receive) {
  const input = document.createElement('input');
  Object.assign(input, {type: 'file', accept});
  input.addEventListener('change', () => input.files[0] && receive(input.files[0]));
  input.click();
}

/**
 * Whether files may be saved from here: true, false, or null where nobody can say. A frame can be in a sandbox without
 * allow-downloads; browsers tell neither that nor that a file was dropped, and only a page of the same origin can be
 * asked how it made the frame.
 */
export function mayDownload() {
  try {
    for (let at = window; at !== at.parent; at = at.parent) {
      if (!at.frameElement) return null;
      const {sandbox} = at.frameElement;
      if (at.frameElement.hasAttribute('sandbox') && !sandbox.contains('allow-downloads')) return false;
    }
    return true;
  } catch {
    return null; // of another origin
  }
}

export function makeSaver() {
  let last = null; // what may not have arrived
  function save(name, blob) {
    const may = mayDownload();
    last = may ? null : blob;
    if (may === false) return 'The page around allows no downloads: its frame has no allow-downloads.';
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    return may ? '' : 'If no file came, the page around allows no downloads.';
  }
  return {
    /** Gives the viewer a file. Returns why it may not come, as a sentence, or ''. */
    save,
    /** Likewise a part of the canvas: [x, y, width, height] in its pixels, which it keeps between frames. */
    async savePicture(canvas, name, [x, y, width, height]) {
      const part = Object.assign(document.createElement('canvas'), {width, height});
      part.getContext('2d').drawImage(canvas, x, y, width, height, 0, 0, width, height);
      return save(name, await new Promise((done) => part.toBlob(done, 'image/png')));
    },
    /** Puts it on the clipboard instead. Resolves to why it cannot, or ''. */
    async copy() {
      const {type = ''} = last ?? {};
      if (!/^(text\/|image\/png)/.test(type)) return 'Only pictures and texts can be copied.';
      const ok = await (type === 'image/png' ? copyPicture(last) : copyText(await last.text()));
      return ok ? '' : 'The browser did not allow copying.';
    },
  };
}

export const canCopyPictures = () => !!window.ClipboardItem && !!navigator.clipboard?.write;

/**
 * A PNG, or a promise of it: browsers want to be asked within the click, before the picture is there. Like copyText it
 * resolves to whether that worked.
 */
export async function copyPicture(blob) {
  try {
    await navigator.clipboard.write([new ClipboardItem({'image/png': blob})]);
    return true;
  } catch {
    return false;
  }
}

/** room: in an open dialog only what is inside it can be selected. */
export async function copyText(text, room = document.body) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text, room); // no permission, or no https
  }
}

function copyBySelection(text, room) {
  const before = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  Object.assign(field.style, {position: 'fixed', opacity: 0});
  room.append(field);
  field.select();
  const ok = document.execCommand('copy');
  field.remove();
  before?.focus({preventScroll: true});
  return ok;
}

// The body of a response, with onProgress(received, total) as it comes. Content-Length is the size on the wire: where
// that was compressed, the total is unknown and 0.
export function counting(response, onProgress = () => {}) {
  const {headers, body} = response;
  const total = headers.get('content-encoding') ? 0 : Number(headers.get('content-length')) || 0;
  let received = 0;
  return body.pipeThrough(
    new TransformStream({
      transform(chunk, controller) {
        onProgress((received += chunk.length), total);
        controller.enqueue(chunk);
      },
    }),
  );
}

// Resolves to {bytes, error}; error is a sentence for the user, '' when it worked.
export async function fetchAsset(name, onProgress) {
  const failed = (reason) => ({bytes: [], error: `${name} could not be loaded: ${reason}.`});
  let response;
  try {
    response = await fetchPart(name);
  } catch {
    return failed('no connection');
  }
  if (!response.ok) return failed(`the server answered ${response.status}`);
  try {
    return {bytes: new Uint8Array(await new Response(counting(response, onProgress)).arrayBuffer()), error: ''};
  } catch {
    return failed('the connection broke off');
  }
}
