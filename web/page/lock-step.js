// The element <lock-step>: a run of Lockstep as a figure of somebody's page.
//
//   <script src="https://…/lock-step.js"></script>
//   <lock-step config="dataset=moons&layers=8,8" autoplay><img src="moons.png" alt="Two moons"></lock-step>
//
// What is inside it, or its `poster`, stands there until the program runs. Nothing else is downloaded before the
// element comes within one viewport of what is seen, or with reveal="manual" before it is pressed. All elements of a
// page share one program; at most kMostLive of them have a GL context: one that is far away shows its last picture and
// waits. One file for modules and ordinary scripts: it exports no names; lock-step.d.ts has the types.

(() => {
  const kMostLive = 6;
  const kMostKept = 4; // of those that wait, with 7 MB of memory each
  const kReplayed = 30_000; // steps that can be made again in a moment
  const kStill = 60; // ms without scrolling before something is opened: more than three frames
  const kPatience = 2000; // ms for the browser to give a GL context back
  const kStateVersion = 2; // of host.js
  const kLeast = [200, 140]; // CSS px of a room that a figure is drawn in
  const kWords = ['experiment', 'seed', 'figure', 'show', 'hide']; // attributes that are words of the address
  const kNews = ['config', 'caption', ...kWords]; // that begin another run
  const kUsual = {speed: 300, scale: 1}; // commands
  const kProperties = [...kNews, 'theme', 'scale', 'speed', 'poster'];

  if (customElements.get('lock-step')) return;
  const here = document.currentScript?.src || /[a-z]+:\/\/[^\s)]+/.exec(new Error().stack)[0];

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host {display: block; position: relative; aspect-ratio: 16 / 10; min-height: 300px; overflow: hidden}
    :host([hidden]) {display: none}
    #stage, #stage > *, #cover, #poster {position: absolute; inset: 0; width: 100%; height: 100%}
    #stage.covers-viewport {position: fixed; z-index: 2147483647}
    #canvas {display: block; outline-offset: -2px}
    #still, #poster {object-fit: cover; border: 0}
    #still, #copy {pointer-events: none}
    #cover {overflow: hidden}
    #run, #note, #open {position: absolute; left: 50%; bottom: 16px; transform: translateX(-50%); font: 15px/1.4 system-ui, sans-serif}
    #run {min-width: 44px; min-height: 44px; padding: 0 20px; border: 0; border-radius: 22px; color: #fff; background: #1f5fbf; cursor: pointer}
    #open {bottom: 50%; color: LinkText}
    #scheme {position: absolute; visibility: hidden; color: light-dark(#000, #fff); transition: color 1ms}
    #run:focus-visible, #canvas:focus-visible {outline: 3px solid #fff; box-shadow: 0 0 0 5px #1f5fbf}
    #note {bottom: 68px; width: max-content; max-width: 90%; margin: 0; padding: 4px 12px; border-radius: 6px; color: #222; background: #fffffff0}
    [hidden] {display: none !important}
    :host([readonly]:not([readonly=false])) #canvas {pointer-events: none}
    @media print {#canvas {visibility: hidden} #copy, #still {object-fit: contain} #run, #note, #controls {display: none !important}}
  `);

  // What the elements of a page share.

  const figures = new Set();
  const live = new Set(); // those with a GL context, the one that was wanted last at the end
  let scrolledAt = -kStill;
  const waiting = []; // {figure, act} of those that are to be opened, with the one that is
  let page = null; // ends the listeners that all elements share

  const insist = (isThere) => {
    if (!isThere) throw new Error('the element is in no document, or was destroyed');
  };
  const delay = (ms) => new Promise((done) => setTimeout(done, ms));
  // From what is seen, in CSS pixels.
  function distance({element}) {
    const {top, bottom, left, right} = element.getBoundingClientRect();
    return Math.max(top - innerHeight, -bottom, 0) + Math.max(left - innerWidth, -right, 0);
  }

  /** Does one thing after the other, the nearest first, and nothing while the page is scrolled. */
  function inTurn(figure, act) {
    return new Promise((done, failed) => {
      waiting.push({figure, act: () => act().then(done, failed)});
      if (waiting.length === 1) attend();
    });
  }
  async function attend() {
    while (waiting.length) {
      for (let wait; (wait = scrolledAt + kStill - performance.now()) > 0; ) await delay(wait);
      const next = waiting.reduce((best, each) => (distance(each.figure) < distance(best.figure) ? each : best));
      await next.act();
      waiting.splice(waiting.indexOf(next), 1);
    }
  }

  function makeRoom(wanting) {
    const others = [...live].sort((a, b) => distance(b) - distance(a)); // stable: of equals the oldest is first
    for (const other of others.slice(0, Math.max(0, live.size - kMostLive + 1))) other.rest();
    live.add(wanting);
  }

  /** Ends the program of one that waits, if more wait than there should. */
  function thin() {
    const kept = [...figures].filter((each) => each.waits).sort((a, b) => distance(b) - distance(a));
    if (kept.length > kMostKept) kept.find((each) => each.fold());
  }

  function join(figure) {
    figures.add(figure);
    if (page) return;
    page = new AbortController();
    const {signal} = page;
    addEventListener('scroll', () => (scrolledAt = performance.now()), {capture: true, passive: true, signal});
    addEventListener('beforeprint', () => live.forEach((each) => each.freeze()), {signal});
    addEventListener('afterprint', () => live.forEach((each) => each.thaw()), {signal});
  }
  function leave(figure) {
    figures.delete(figure);
    if (figures.size) return;
    page?.abort();
    page = null;
  }

  // The last picture of a figure.
  const makeStill = (copy, picture) => ({
    take(canvas) {
      const {width, height} = canvas;
      Object.assign(copy, {width, height, hidden: false}).getContext('2d').drawImage(canvas, 0, 0);
    },
    /** A compressed one in its place: it may stay for long, and there may be many. */
    async compress() {
      const blob = await new Promise((done) => copy.toBlob(done));
      if (copy.hidden || !blob) return;
      picture.src = URL.createObjectURL(blob);
      const refused = await picture.decode().catch((error) => error);
      if (copy.hidden || refused) return;
      picture.hidden = false;
      Object.assign(copy, {width: 0, height: 0, hidden: true});
    },
    clear() {
      URL.revokeObjectURL(picture.src);
      picture.removeAttribute('src');
      Object.assign(copy, {width: 0, height: 0, hidden: true});
      picture.hidden = true;
    },
  });

  // What an element does.

  class Figure {
    element;
    #parts = {};
    #still;
    #canvas = null;
    #lockstep = null;
    #opening = null;
    #kept = null; // the state in which it was destroyed
    #ending = null; // ends its observers and listeners
    #near = false;
    #revealed = false;
    #failed = false;
    #forced = false; // it is wanted wherever it is
    #rested = false; // its context has been given back
    #patience = 0;
    #late = new Set(); // attributes that changed while there was no program
    #told = Promise.resolve(); // what they ask of it
    #refresh = () => {}; // of its controls

    constructor(element, root) {
      this.element = element;
      root.adoptedStyleSheets = [sheet];
      const make = (parent, tag, id, values) => {
        const part = Object.assign(document.createElement(tag), {id, ...values});
        part.part = id;
        parent.append(part);
        return (this.#parts[id] = part);
      };
      const stage = make(root, 'div', 'stage');
      const copy = make(stage, 'canvas', 'copy', {hidden: true});
      this.#still = makeStill(copy, make(stage, 'img', 'still', {hidden: true, alt: ''}));
      const cover = make(root, 'div', 'cover');
      make(cover, 'slot', 'fallback');
      make(cover, 'img', 'poster', {hidden: true, alt: ''});
      make(cover, 'button', 'run', {type: 'button', textContent: 'Run', hidden: true});
      make(cover, 'p', 'note', {hidden: true});
      make(cover, 'a', 'open', {hidden: true, target: '_blank', rel: 'noopener', textContent: 'Open in Lockstep'});
      make(root, 'span', 'scheme').ariaHidden = true;
    }

    #get(name) {
      return this.element.getAttribute(name);
    }
    #has(name, off = 'false') {
      return (this.#get(name) ?? off) !== off;
    }
    #send(type, detail = {}) {
      this.element.dispatchEvent(new CustomEvent(type, {detail}));
    }
    #note(text) {
      this.#parts.note.textContent = text;
      this.#parts.note.hidden = !text;
    }

    get config() {
      const words = [(this.#get('config') ?? '').replace(/^#/, ''), 'embed'];
      for (const name of kWords) if (this.#get(name)) words.push(`${name}=${this.#get(name).replaceAll('&', '')}`);
      if (this.#has('keys', 'off')) words.push('keys');
      if (this.#get('caption')) words.push(`caption=${encodeURIComponent(this.#get('caption'))}`);
      for (const name in kUsual) if (this.#get(name)) words.push(`${name}=${this.#get(name)}`);
      if (this.#has('readonly')) words.push('readonly');
      return words.filter(Boolean).join('&');
    }
    /** 'light' or 'dark': the color-scheme of the element; '' where the browser does not say. */
    get #scheme() {
      if (!CSS.supports('color', 'light-dark(red, red)')) return '';
      return getComputedStyle(this.#parts.scheme).color === 'rgb(255, 255, 255)' ? 'dark' : 'light';
    }
    get #isSmall() {
      const {clientWidth, clientHeight} = this.element;
      return clientWidth < kLeast[0] || clientHeight < kLeast[1];
    }
    get mode() {
      return this.#rested ? 'still' : this.#lockstep ? 'live' : 'poster';
    }
    get waits() {
      return this.#rested && !!this.#lockstep;
    }

    connect() {
      this.#ending = new AbortController();
      const {signal} = this.#ending;
      const observe = (observer) => {
        observer.observe(this.element);
        signal.addEventListener('abort', () => observer.disconnect());
      };
      const watch = (rootMargin, tell) =>
        observe(new IntersectionObserver((entries) => tell(entries.at(-1).isIntersecting), {rootMargin}));
      watch('100%', (near) => {
        this.#near = near;
        if (near) this.#wantedSoon();
        else inTurn(this, async () => this.#near || this.rest()); // after what is nearer
      });
      watch('0px', (seen) => seen && this.#wantedSoon());
      const press = () => {
        this.#revealed = true;
        this.wake().then(() => this.#canvas?.focus({preventScroll: true}), console.warn);
      };
      // A link in the fallback stays a link.
      const onCover = ({target}) => !this.#parts.run.hidden && !target.closest('a, button:not(#run)') && press();
      this.#parts.cover.addEventListener('click', onCover, {signal});
      this.#parts.scheme.addEventListener('transitionend', () => this.#lockstep?.setAround(this.#scheme), {signal});
      observe(new ResizeObserver(() => this.#resized()));
      this.#parts.stage.addEventListener('pointerdown', () => this.#rested && press(), {signal});
      this.show();
      this.#forced = this.#get('loading') === 'eager';
      if (this.#forced) this.#wantedSoon();
    }
    disconnect() {
      this.#putAway();
      this.#ending?.abort();
      this.#close();
    }
    forget() {
      this.#kept = null;
    }
    /** Ends the program, and keeps its state. */
    #putAway() {
      this.#kept = this.#lockstep?.getState() ?? this.#kept;
      this.#end();
    }
    #end() {
      this.#lockstep?.destroy();
      this.#canvas?.remove();
      this.#lockstep = this.#canvas = null;
    }
    #close() {
      clearTimeout(this.#patience);
      this.#end();
      this.#opening = null;
      this.#rested = false;
      this.thaw();
      live.delete(this);
      this.#parts.cover.hidden = false;
    }

    /** What the attributes say of the cover. */
    show() {
      const {poster, fallback, run, open} = this.#parts;
      const source = this.#get('poster');
      if (source) poster.src = source;
      poster.hidden = !source;
      fallback.hidden = !!source;
      const small = this.#isSmall;
      const {element} = this;
      open.hidden = !small || !!(source || element.textContent.trim() || element.children.length);
      open.href = new URL(`#${this.config.replace(/(^|&)embed\b/, '')}`, here.replace(/[^/]*$/, ''));
      run.hidden = small || (!this.#failed && (this.#get('reveal') !== 'manual' || !!this.#lockstep));
      run.textContent = this.#failed ? 'Try again' : 'Run';
      if (!this.#canvas) return;
      this.#canvas.ariaLabel = this.#get('caption') || 'Lockstep: a network that trains';
      const readonly = this.#has('readonly');
      this.#canvas.role = readonly ? 'img' : 'application';
      if (readonly || this.#get('keys') === 'off') this.#canvas.removeAttribute('tabindex');
      else this.#canvas.tabIndex = 0;
    }
    /** Whether there is room for it may have changed. */
    #resized() {
      this.show();
      const small = this.#isSmall;
      if (small) this.rest();
      if (this.#lockstep) this.#parts.cover.hidden = !small;
      if (!small && (this.#near || this.#forced)) this.#wantedSoon();
    }
    changed(name) {
      this.show();
      const begins = kNews.includes(name);
      if (begins) this.forget();
      const lockstep = this.#lockstep;
      if (!lockstep) this.#late.add(begins ? 'config' : name);
      else if (name === 'theme') lockstep.setTheme(this.#get(name));
      else if (name in kUsual) lockstep.command(`${name} ${this.#get(name) ?? kUsual[name]}`);
      else if (begins) this.#tell((now) => now.command(`open ${this.config}`));
      else if (name === 'readonly')
        this.#tell((now) => now.setState(this.#withControls(now.getState())).then(() => ''));
      this.#addControls();
    }
    // In turn: a state has the words before it.
    #tell(act) {
      this.#told = this.#told
        .then(() => this.#lockstep && act(this.#lockstep))
        .catch(({message}) => message)
        .then((message) => message && this.#send('error', {message}));
    }
    #withControls(state) {
      const config = state.config.replace(/(^|&)readonly\b/, '') + (this.#has('readonly') ? '&readonly' : '');
      return {...state, config};
    }

    #wantedSoon() {
      if (this.#failed || this.#isSmall || (this.#get('reveal') === 'manual' && !this.#revealed)) return;
      this.#soon().catch(() => {});
    }

    /** Resolves to the running instance, opened or taken back where it must be. */
    wake() {
      this.#forced = true;
      return this.#soon();
    }
    #soon() {
      if (this.#lockstep && !this.#rested) return Promise.resolve(this.#lockstep);
      if (this.#opening) return this.#opening;
      const opening = inTurn(this, () => this.#open()).finally(() => {
        if (this.#opening === opening) this.#opening = null;
      });
      return (this.#opening = opening);
    }
    async #open() {
      if (!this.#near && !this.#forced) throw new Error('it is no longer wanted');
      insist(this.#ending?.signal.aborted === false);
      this.#forced = false;
      makeRoom(this);
      try {
        if (!this.#lockstep) await this.#create();
      } catch (error) {
        live.delete(this);
        throw error;
      }
      this.#rested = false;
      await Promise.race([this.#lockstep.retake(), delay(kPatience)]);
      insist(this.#lockstep);
      this.thaw();
      this.#send('visibility', {mode: this.mode});
      const lockstep = this.#lockstep;
      if (!this.#near) this.rest();
      return lockstep;
    }
    async #create() {
      const {signal} = this.#ending;
      this.#failed = false;
      this.#note(this.#get('poster') || this.element.children.length ? '' : 'Loading');
      const {openLockstep} = await import(new URL('host.js', here)).catch((error) => {
        if (!signal.aborted)
          this.#stopped(
            `Lockstep cannot be loaded from ${new URL('./', here)}: all of its folder has to lie there, and a server of another origin has to send Access-Control-Allow-Origin.`,
            error,
          );
        throw error;
      });
      insist(!signal.aborted);
      const kept = this.#kept;
      if (!kept) this.#late.clear(); // they are in the words
      this.#late.delete('readonly');
      const canvas = (this.#canvas = document.createElement('canvas'));
      canvas.id = canvas.part = 'canvas';
      this.show();
      this.#parts.stage.prepend(canvas);
      const lockstep = await openLockstep({
        canvas,
        frame: this.#parts.stage,
        config: this.config,
        state: kept && this.#withControls(kept),
        theme: this.#get('theme'),
        wheel: this.#get('wheel'),
        autoplay: this.#has('autoplay'),
        onProgress: (received, total) => this.#send('progress', {received, total}),
        onFailure: (message, details) => signal.aborted || this.#stopped(message, details),
        onDrawn: () => this.#refresh(),
        onGraphics: (ready) => this.#graphics(ready),
      });
      if (signal.aborted) lockstep.destroy();
      insist(!signal.aborted);
      this.#lockstep = lockstep;
      lockstep.setAround(this.#scheme);
      this.#note('');
      this.#kept = null;
      this.#parts.cover.hidden = !this.#isSmall;
      this.show();
      this.#addControls();
      if (!kept) this.#send('poster-dismissed');
      if (!kept) this.#send('load');
      lockstep.watch((type, detail) => this.#send(type, detail), !!kept);
      this.#late.forEach((name) => this.changed(name));
      this.#late.clear();
    }
    async #addControls() {
      const root = this.element.shadowRoot;
      const there = () => !this.#lockstep || this.#has('readonly') || root.getElementById('controls');
      if (there()) return;
      const controls = await import(new URL('figure-controls.js', here)).catch(console.warn); // it runs without
      if (there() || !controls) return;
      this.#refresh = controls.addFigureControls(root, {
        command: (line) => this.element.command(line).catch(({message}) => message),
        state: () => this.#lockstep?.state() ?? {},
      });
    }
    #stopped(message, details) {
      if (this.#failed) return;
      this.#failed = true;
      this.#close();
      this.#note(message);
      this.show();
      this.#send('error', {message, details, fatal: true});
    }

    // Where the browser keeps it, another canvas goes on from the same step.
    #graphics(ready) {
      clearTimeout(this.#patience);
      if (ready) return;
      this.#patience = setTimeout(() => {
        if (!this.#lockstep) return;
        this.#putAway();
        this.#close();
        this.#wantedSoon();
      }, kPatience);
    }

    /** Gives the context back; the last picture stays. */
    rest() {
      if (!this.#lockstep || this.#rested) return;
      this.#rested = true;
      this.freeze();
      this.#lockstep.release();
      live.delete(this);
      this.#send('visibility', {mode: 'still'});
      this.#still.compress();
      thin();
    }
    /** Ends its program, if it comes to the same bits again soon; the last picture stays. */
    fold() {
      const {step, canUndo, twin, experiment, challenge, fast} = this.#lockstep.state();
      if (step > kReplayed || canUndo || twin || experiment || challenge || fast) return false;
      this.#putAway();
      return true;
    }
    /** Shows the picture as it is. */
    freeze() {
      if (this.#canvas) this.#still.take(this.#canvas);
    }
    thaw() {
      this.#still.clear();
    }

    state() {
      const start = {v: kStateVersion, config: this.config, step: 0, playing: this.#has('autoplay')};
      return this.#lockstep?.getState() ?? this.#kept ?? start;
    }
  }
  class LockStep extends HTMLElement {
    static observedAttributes = [...kProperties, 'reveal', 'readonly'];
    #figure = new Figure(this, this.attachShadow({mode: 'open'}));
    #connected = false;
    /** Resolves to the element when it first runs; rejects when it cannot. */
    ready = new Promise((done, failed) => {
      this.addEventListener('load', () => done(this), {once: true});
      this.addEventListener('error', ({detail}) => detail?.fatal && failed(new Error(detail.message)));
    });

    constructor() {
      super();
      this.ready.catch(() => {}); // whoever does not wait for it need not hear of it
    }
    connectedCallback() {
      if (this.#connected) return; // it was only moved
      this.#connected = true;
      join(this.#figure);
      this.#figure.connect();
    }
    disconnectedCallback() {
      queueMicrotask(() => {
        if (this.isConnected || !this.#connected) return;
        this.#connected = false;
        this.#figure.disconnect();
        leave(this.#figure);
      });
    }
    attributeChangedCallback(name, before, now) {
      if (this.#connected && before !== now) this.#figure.changed(name);
    }

    /** 'poster', 'live' or 'still'. */
    get mode() {
      return this.#figure.mode;
    }
    async command(line) {
      return (await this.#figure.wake()).command(line);
    }
    async screenshot(times) {
      return (await this.#figure.wake()).screenshot(times);
    }
    getState() {
      return this.#figure.state();
    }
    async setState(state) {
      return (await this.#figure.wake()).setState(state);
    }
    /** Ends the program; the element is as it was before it ran. */
    destroy() {
      this.#figure.disconnect();
      this.#figure.forget();
      leave(this.#figure);
    }
  }
  for (const name of ['play', 'pause', 'step', 'reset', 'seek'])
    LockStep.prototype[name] = function (value = '') {
      return this.command(`${name} ${value}`);
    };
  for (const name of kProperties)
    Object.defineProperty(LockStep.prototype, name, {
      get() {
        return this.getAttribute(name) ?? '';
      },
      set(value) {
        this.setAttribute(name, value);
      },
      enumerable: true,
    });
  customElements.define('lock-step', LockStep);
})();
