// What web/page/parts.js is to the page, in lockstep.html: everything is in the file, and nothing is fetched.

const kWeights = {'Inter-Regular.ttf': 400, 'Inter-SemiBold.ttf': 600};

/** The page that the folder was built for, if that is known: this file's own address is of use on this machine only. */
export const kHome = document.querySelector('meta[property="og:url"]')?.content ?? '';
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

/** The style sheets are in the page already; the typeface comes with the Share panel's, as it does from a folder. */
export async function addStyle() {
  for (const [name, weight] of Object.entries(kWeights))
    document.fonts.add(new FontFace('Inter', window.lockstepParts.get(name), {weight}));
}
