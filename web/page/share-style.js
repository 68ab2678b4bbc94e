// The Share panel's style sheet and typeface. lockstep.html has web/single/share-style.js in the place of this file.

/** Resolves once the style applies. */
export function addStyle() {
  const link = Object.assign(document.createElement('link'), {
    rel: 'stylesheet',
    href: new URL('share.css', import.meta.url),
  });
  return new Promise((done, failed) => {
    link.addEventListener('load', done);
    link.addEventListener('error', () => failed(new Error('share.css could not be loaded')));
    document.head.append(link);
  });
}
