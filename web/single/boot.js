// Unpacks what lockstep.html carries and starts the page: the part page.js, which finds the others in
// window.lockstepParts. All are one stream, because they have much in common: the typeface is in the program too, and
// some of the digits are in both files.

import {XzReadableStream} from 'xz-decompress';

async function start() {
  const packed = document.getElementById('parts');
  const bytes = Uint8Array.from(atob(packed.textContent), (letter) => letter.charCodeAt(0));
  const whole = new Uint8Array(await new Response(new XzReadableStream(new Blob([bytes]).stream())).arrayBuffer());
  const parts = (window.lockstepParts = new Map());
  let at = 0;
  for (const [name, size] of JSON.parse(packed.dataset.sizes)) parts.set(name, whole.subarray(at, (at += size)));
  const script = document.createElement('script');
  script.textContent = new TextDecoder().decode(parts.get('page.js'));
  packed.remove();
  document.head.append(script);
}

start().catch((error) =>
  setTimeout(() => {
    throw error; // where early.js sees it, which says what to do
  }),
);
