// What web/page/parts.js is to the page, in lockstep.html: everything is in the file, and nothing is fetched.

/** The page that the folder was built for, '' if that is not known. This file's own address is of use here only. */
export const kHome = document.documentElement.dataset.single;
export const kIsFolder = false;

export function openArticle() {
  if (kHome) window.open(new URL('article/', kHome), '_blank', 'noopener');
  else window.lockstep.tell('The article is not in this file.');
}

export async function fetchPart(name) {
  const bytes = window.lockstepParts.get(name);
  if (!bytes) throw new TypeError(`${name} is not in this file`);
  return new Response(bytes, {headers: {'content-length': bytes.length}});
}
