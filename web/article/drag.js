// A number of the text that can be dragged to one of a few values, with pointer and keys: a slider without a track.

const kPerValue = 14; // CSS px

/**
 * data-values of the element lists its values, its text shows one of them. Calls changed(value) for each new one.
 * @returns {number} the value that it begins with
 */
export function makeDraggable(element, format, changed) {
  const values = element.dataset.values.split(' ').map(Number);
  let index = values.findIndex((value) => format(value) === element.textContent.trim());
  let from = null; // where a drag began: {x, index}

  const set = (attributes) => {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  };
  function show() {
    element.textContent = format(values[index]);
    set({'aria-valuenow': values[index], 'aria-valuetext': element.textContent});
  }
  function move(to) {
    const next = Math.max(0, Math.min(values.length - 1, to));
    if (next === index) return;
    index = next;
    show();
    changed(values[index]);
  }

  set({
    role: 'slider',
    tabindex: 0,
    'aria-label': element.dataset.label,
    'aria-valuemin': values[0],
    'aria-valuemax': values.at(-1),
    'aria-orientation': 'horizontal',
  });
  show();

  element.addEventListener('pointerdown', (event) => {
    if (event.button) return;
    event.preventDefault(); // selects no text
    element.focus({preventScroll: true});
    element.setPointerCapture(event.pointerId);
    from = {x: event.clientX, index};
  });
  element.addEventListener('pointermove', ({clientX}) => {
    if (from) move(from.index + Math.round((clientX - from.x) / kPerValue));
  });
  for (const end of ['pointerup', 'pointercancel', 'lostpointercapture'])
    element.addEventListener(end, () => (from = null));

  const kKeys = {
    ArrowRight: () => index + 1,
    ArrowUp: () => index + 1,
    ArrowLeft: () => index - 1,
    ArrowDown: () => index - 1,
    Home: () => 0,
    End: () => values.length - 1,
  };
  element.addEventListener('keydown', (event) => {
    const key = kKeys[event.key];
    if (!key || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move(key());
  });
  return values[index];
}
