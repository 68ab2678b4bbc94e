// Where the page has from what it does not import. In lockstep.html web/single/parts.js is in the place of this.

/** What links lead to, where it is not the page's own address. */
export const kHome = '';
/** Whether there are files beside it, such as a program with fast arithmetic. */
export const kIsFolder = true;

export const openArticle = () => window.open(new URL('article/', import.meta.url), '_blank', 'noopener');

/** Resolves to the response for a file of this folder; rejects without a connection. */
export const fetchPart = (name) => fetch(new URL(name, import.meta.url));
