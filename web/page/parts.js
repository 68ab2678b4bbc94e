// Where what the page fetches by itself comes from: all but the JavaScript of imports. lockstep.html has
// web/single/parts.js in the place of this file.

/** What links lead to where it is not this page's own address; '' here. */
export const kHome = '';
/** Whether there are files beside it: a program with fast arithmetic, and what keeps them on the device. */
export const kIsFolder = true;

export const openArticle = () => window.open(new URL('article/', import.meta.url), '_blank', 'noopener');

/** Resolves to the response for a file of this folder; rejects without a connection. */
export const fetchPart = (name) => fetch(new URL(name, import.meta.url));
