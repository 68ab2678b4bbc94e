// Where what the page fetches by itself comes from: all but the JavaScript of imports. lockstep.html has
// web/single/parts.js in the place of this file.

/** What links lead to where it is not this page's own address; '' here. */
export const kHome = '';
/** Whether there are files beside it: a program with fast arithmetic, and what keeps them on the device. */
export const kIsFolder = true;

export const openArticle = () => window.open(new URL('article/', import.meta.url), '_blank', 'noopener');

/** Resolves to the response for a file of this folder; rejects without a connection. */
export const fetchPart = (name) => fetch(new URL(name, import.meta.url));

/** Puts a style sheet of this folder into the page. Resolves once it applies. */
export function addStyle(name) {
  const link = Object.assign(document.createElement('link'), {rel: 'stylesheet', href: new URL(name, import.meta.url)});
  return new Promise((done, failed) => {
    link.addEventListener('load', done);
    link.addEventListener('error', () => failed(new Error(`${name} could not be loaded`)));
    document.head.append(link);
  });
}
