// The controls of a figure as ordinary HTML: what the figure offers to the pointer, for keyboards, screen readers and
// voice control. Out of sight until one of them has the focus.

import {bindControls} from './controls.js';

const kSheet = `
  #live, #controls:not(:focus-within) {position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; border: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap}
  #controls {position: absolute; z-index: 1; inset: 0 0 auto 0; display: flex; flex-wrap: wrap; align-items: center; gap: 8px; box-sizing: border-box; max-height: 100%; overflow: auto; padding: 8px; font: 14px/1.4 system-ui, sans-serif; color: CanvasText; background: Canvas; border-bottom: 1px solid}
  #controls button {min-width: 32px; min-height: 32px; padding: 0 8px; font: inherit}
  #controls :focus-visible {outline: 2px solid Highlight; outline-offset: 2px}
  :host([readonly]:not([readonly=false])) :is(#controls, #live) {display: none}
  @media (pointer: coarse) {#controls button {min-height: 44px}}
`;

function make(tag, values, ...inside) {
  const element = Object.assign(document.createElement(tag), values);
  element.append(...inside);
  return element;
}
const button = (command, text) => {
  const element = make('button', {type: 'button'}, text);
  element.dataset.command = command;
  return element;
};

/** What such a form holds. */
export function figureControls() {
  const length = make('input', {type: 'range', min: -1, max: 2, step: 0.05});
  Object.assign(length.dataset, {send: 'length', scale: 'log10'});
  return [
    button('toggle', 'Play'),
    button('step', 'One step'),
    button('reset', 'Reset to the same weights'),
    make('label', {hidden: true}, 'Length of the step ', length),
    make('span', {id: 'answer'}),
  ];
}

/** Puts them into a shadow tree, with its one live region. Returns the function to call after every drawn frame. */
export function addFigureControls(root, lockstep) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(kSheet);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  const form = make('form', {id: 'controls', ariaLabel: 'Controls of the figure'}, ...figureControls());
  const live = make('p', {id: 'live', role: 'status', ariaLive: 'polite'});
  root.prepend(form);
  root.append(live);
  return bindControls(lockstep, root);
}
