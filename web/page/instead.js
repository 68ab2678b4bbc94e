// Where the page cannot run: what it would look like, and what can be read without.

const element = (id) => document.getElementById(id);
const {content: alt} = document.querySelector('meta[property="og:image:alt"]');
const article = element('article').cloneNode(true);
const picture = Object.assign(new Image(), {src: 'screenshot.png', alt});
picture.style.cssText = 'max-width: min(100%, 640px); margin: 8px; border: 1px solid var(--hairline)';
element('remedy').append(' ', article);
element('details').before(picture);
