// What other people's pages can use of Lockstep, for TypeScript.

export * from './lockstep-core.js';

/** What follows '#' in an address: 'dataset=moons&layers=8,8&lr=0.01'. `lockstep list` prints every setting. */
export type Words = string;
export type Theme = 'light' | 'dark' | 'auto';

/** A run at its step. Opaque: made by getState, of one version, safe to keep as JSON. */
export interface LockstepState {
  readonly v: 1 | 2;
  readonly config: Words;
  readonly step: number;
  readonly playing: boolean;
  readonly hash?: string;
  /** A file NAME.lockstep in base64. */
  readonly run?: string;
}

// host.js

export interface LockstepOptions {
  /** In a positioned element; gets a GL context, and keeps it. */
  canvas: HTMLCanvasElement;
  /** What goes fullscreen; by default the canvas's parent. */
  frame?: HTMLElement;
  config?: Words;
  /** Begins with this run at this step instead. */
  state?: LockstepState | null;
  /** The run is that of the page's address, and is written there. False by default. */
  address?: boolean;
  /** What the viewer chooses is kept in localStorage. False by default. */
  preferences?: boolean;
  embedded?: boolean;
  fast?: boolean;
  theme?: Theme | null;
  /** False: it waits for play(). True by default. */
  autoplay?: boolean;
  /** 'ctrl': only with Ctrl held; 'off': the wheel is the page's; 'auto' by default. */
  wheel?: 'auto' | 'ctrl' | 'off' | null;
  /** In bytes; total 0 when unknown. */
  onProgress?(received: number, total: number): void;
  onFailure?(message: string, details?: unknown): void;
  onDrawn?(): void;
  /** A key that the canvas has no use for. */
  onFreeKey?(event: KeyboardEvent): void;
  onGraphics?(ready: boolean): void;
  /** Somebody wants to share the run. Without this the link is copied. */
  onShare?(): void;
}

/** Commands resolve to '' or to why they were refused. */
export interface Commands {
  command(line: string): Promise<string>;
  play(): Promise<string>;
  pause(): Promise<string>;
  step(count?: number): Promise<string>;
  /** Back to step 0, to the same initial weights. */
  reset(): Promise<string>;
  /** To an earlier step of this run. */
  seek(step: number): Promise<string>;
  /** Resolves to whether the parameters are the same to the bit. */
  setState(state: LockstepState): Promise<boolean>;
  getState(): LockstepState;
}

export interface Lockstep extends Commands {
  state(): Record<string, unknown> & {step: number; playing: boolean; hash: string; config: Words};
  frames(): number;
  input(): Record<string, unknown>;
  /** A PNG as data URL, with so many times the pixels in either direction; 1 by default. */
  screenshot(times?: number): string;
  /** A text that the program writes out: 'curves', a table; 'network CAPTION', a drawing; 'share', JSON. */
  document(name: string): Promise<string>;
  /** The address of this run at its step, what stands after its '#', and as a list what it leaves out. */
  link(): Promise<{link: string; words: Words; leftOut: string}>;
  /** NAME.lockstep. The command `save` downloads it. */
  saveRun(): Promise<Uint8Array>;
  /** Goes on with such a run. Resolves to '' or why it cannot; then nothing has changed. */
  openRun(bytes: Uint8Array): Promise<string>;
  setTheme(theme: Theme | null): void;
  /** Says it to the viewer, as what the application says. */
  tell(sentence: string): void;
  /** Of the page around, in the place of the system's; '' for that. */
  setAround(theme: 'light' | 'dark' | ''): void;
  /** Tells news from now on, with the type and detail of the element's events; `again`: not of what is wrong already. */
  watch(tell: (type: 'step' | 'change' | 'verdict' | 'error' | 'height', detail: object) => void, again?: boolean): void;
  /** Gives the graphics back to the browser and stops. */
  release(): void;
  /** Takes them again; resolves when it has drawn. */
  retake(): Promise<void>;
  /** Leaves no listener, timer, frame, observer or context behind. */
  destroy(): void;
}

/** Rejects when it cannot start, after onFailure. */
export function openLockstep(options: LockstepOptions): Promise<Lockstep>;

// lock-step.js

export interface LockStepEventMap {
  load: CustomEvent<Record<string, never>>;
  progress: CustomEvent<{received: number; total: number}>;
  /** fatal: it does not run; otherwise what could not be read of its words, or what the reader was alarmed with. */
  error: CustomEvent<{message: string; details?: unknown; fatal?: true}>;
  /** After steps, and when it starts or is paused; at most four times a second. */
  step: CustomEvent<{step: number; trainLoss: number | null; testLoss: number | null; playing: boolean}>;
  change: CustomEvent<{config: Words}>;
  /** Of an experiment that is done. */
  verdict: CustomEvent<{name: string; seed: number; confirmed: boolean; sentence: string; pair: [number, number]}>;
  visibility: CustomEvent<{mode: 'live' | 'still'}>;
  /** The height in CSS px that it would fill well at its width. */
  height: CustomEvent<{height: number}>;
  'poster-dismissed': CustomEvent<Record<string, never>>;
}

/** <lock-step>. Attributes without a property: autoplay, loading, reveal, readonly, wheel, keys, lang. */
export interface LockStepElement extends HTMLElement, Commands {
  config: Words;
  experiment: string;
  figure: string;
  show: string;
  hide: string;
  theme: string;
  scale: string;
  speed: string;
  seed: string;
  poster: string;
  caption: string;
  /** Resolves to the element when it first runs. */
  readonly ready: Promise<LockStepElement>;
  readonly mode: 'poster' | 'live' | 'still';
  screenshot(times?: number): Promise<string>;
  destroy(): void;
  addEventListener<K extends keyof LockStepEventMap>(
    type: K,
    listener: (this: LockStepElement, event: LockStepEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

// frame-messages.js: what a page in a frame and the window around it say to each other.

type Message<T extends string, D = object> = {ns: 'lockstep'; v: 1; type: T} & D;
export type ToFrame = {id?: string | number} & (
  | Message<'hello' | 'play' | 'pause' | 'reset' | 'getState' | 'screenshot'>
  | Message<'step', {count?: number}>
  | Message<'seek', {step: number}>
  | Message<'command', {line: string}>
  | Message<'setState', {state: LockstepState}>
  | Message<'theme', {theme: Theme}>
  | Message<'scale', {scale: number}>
);
export type FromFrame =
  | Message<'ready'>
  | Message<'load', {state: LockstepState}>
  | Message<'height', {height: number}>
  | Message<'error', {message: string; fatal?: true}>
  | Message<'answer', {id?: string | number; ok: true; value?: unknown}>
  | Message<'answer', {id?: string | number; ok: false; error: string}>
  | Message<'step', LockStepEventMap['step']['detail']>
  | Message<'change', LockStepEventMap['change']['detail']>
  | Message<'verdict', LockStepEventMap['verdict']['detail']>
  | Message<'visibility', {visible: boolean}>
  | Message<'key', {key: string; code: string; shift: boolean}>;

declare global {
  interface HTMLElementTagNameMap {
    'lock-step': LockStepElement;
  }
}
