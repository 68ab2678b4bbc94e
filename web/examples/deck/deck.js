// A deck of reveal.js with running figures. A figure with data-plays trains while its slide is on; every other one is
// held where its slide is left. Keys that a figure does not use, such as those of a clicker, reach the deck.
const deck = new Reveal({disableLayout: true, display: 'grid', transition: 'none', hash: true, controls: false});

const figuresOf = (slide) => [...(slide?.querySelectorAll('lock-step') ?? [])];

function turned({previousSlide, currentSlide}) {
  for (const figure of figuresOf(previousSlide)) if (figure.mode === 'live') figure.pause();
  for (const figure of figuresOf(currentSlide)) if ('plays' in figure.dataset) figure.play();
}
deck.on('slidechanged', turned);
deck.on('ready', turned);
deck.initialize();
