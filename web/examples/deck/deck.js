// A deck of reveal.js with running figures. A figure with data-plays trains while its slide is on; every other one is
// held where its slide is left. Keys that a figure does not use, such as those of a clicker, reach the deck.
const deck = new Reveal({disableLayout: true, display: 'grid', transition: 'none', hash: true, controls: false});

const figuresOf = (slide) => [...(slide?.querySelectorAll('lock-step') ?? [])];

function turned({previousSlide, currentSlide}) {
  const held = figuresOf(previousSlide).filter(({mode}) => mode === 'live');
  const started = figuresOf(currentSlide).filter(({dataset}) => 'plays' in dataset);
  for (const done of [...held.map((figure) => figure.pause()), ...started.map((figure) => figure.play())])
    done.catch(console.warn); // a figure that cannot run says so itself
}
deck.on('slidechanged', turned);
deck.on('ready', turned);
deck.initialize();
