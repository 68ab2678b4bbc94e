// Lockstep's trainer without a window: the same bits in Node, in workers and in pages.
//
//   import {Trainer} from './lockstep-core.js';
//
//   const trainer = await Trainer.create('dataset=spiral&layers=32,32&activation=relu&lr=0.01');
//   trainer.step(1000);
//   console.log(trainer.loss, trainer.evaluate(), trainer.hash);
//   trainer.free();
//
// A configuration is one line, the part of the page's address after '#'; `lockstep list` prints every setting. With
// at=STEP in it, as a copied link has, the trainer begins at that step, with the changes that the link tells of.
// lockstep-core.wasm must lie beside this file (or see `wasm` below), digits.bin and digits-1v7.bin only if the
// handwritten digits are used, lockstep-core-threads.wasm and lockstep-thread.js only for several threads,
// lockstep-core-relaxed.wasm only for fast arithmetic. A trainer is a WebAssembly instance with memory of its own:
// make as many as you like. Everything but `create` is synchronous; in a page, keep calls of `step` short or train
// in a worker.

/** @typedef {{inputs: ArrayLike<number>, targets: ArrayLike<number>, columns: number, classes?: number}} Rows
 *    inputs: the rows one after the other, `columns` (1 to 1024) numbers each. targets: one per row, a class from 0 to
 *    classes - 1 (2 to 50 of them), or any number where `classes` is 0 or missing. Inputs, and targets that are
 *    numbers, are standardised by the mean and deviation of the training rows. */

/** @typedef {{length: number, rate: number, loss: number, slope: number, sum: number, together: number, gap: number,
 *             limit: number, layers: LayerReading[], lengths: {length: number, together: number}[]}} StepReading
 *    The loss on the samples of the next step, and what the step changes in it: `slope` as the gradient says, `sum` of
 *    what its layers' parts do one by one, `together` what they do at once; gap = together - sum. `rate`: the learning
 *    rate times `length`. `limit`: up to which length the step still helps: 0 where not even 0.1 does, NaN where
 *    100 still does. `lengths`: those tried for it. NaN also where a loss is not finite. */
/** @typedef {{layer: number, alone: number, slope: number, moved: number, cosine: number, parameters: number}}
 *             LayerReading
 *    From layer 1 on: what its part of the step does to the loss `alone` and by its `slope`; how far its outputs move
 *    on these samples, ‖Δh‖ / ‖h‖, with the cosine between before and after, and its parameters, ‖Δθ‖ / ‖θ‖. */

const kStatus = ['step', 'epoch', 'loss', 'penalty', 'gradientNorm', 'learningRate', 'diverged'];
const kModelFormats = ['onnx', 'safetensors']; // in the order of ModelFormat in src/model/export.h
const here = import.meta.url;
const inNode = Boolean(globalThis.process?.versions?.node);
// The smallest module with f32x4.relaxed_madd.
const kRelaxedModule = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0, 253, 15, 65,
  0, 253, 15, 253, 133, 2, 11,
];
const compiled = {}; // by name the promise of the module, shared by all trainers

export class Trainer {
  #wasm; // the instance's exports; null once freed
  #shape; // what stays the same between two changes of the architecture
  #views = {};
  #notes = [];
  #workers = [];
  #reproducible = true;

  /**
   * A trainer at step 0.
   * @param {string} config
   * @param {{rows?: Rows, table?: BufferSource | string, digits?: BufferSource,
   *          wasm?: URL | string | BufferSource | WebAssembly.Module, threads?: number, fast?: boolean}} options
   *   rows: see setData. table: a file as the page opens it, CSV and the like; target=, columns= and missing= in
   *   `config` say what of it is used, what is guessed stands in `notes`. digits: see loadDigits; fetched where the
   *   configuration needs them. wasm: the program, where it is not the one of these options beside this file; a
   *   module compiled once can be posted to workers. threads: 1 to 16 in all, the caller's own among them; the bits
   *   stay the same. More than one is for layers of 128 units and more, in Node or on a cross-origin isolated page;
   *   elsewhere one is used and `notes` says so. fast: products of matrices by fused multiply-add; wide layers take
   *   up to a third less time, and runs are no longer reproducible. On one thread, where the engine has relaxed
   *   SIMD; otherwise `notes` says so.
   */
  static async create(config = '', options = {}) {
    if (typeof config !== 'string')
      throw new TypeError(`create(${config}): settings as a text, please: 'dataset=moons'`);
    const {rows, table} = options ?? {};
    return Trainer.#begin('start', rows || table !== undefined ? `${config}&dataset=csv` : config, options ?? {});
  }

  /**
   * A trainer that goes on from a file: the bytes of NAME.lockstep, saved here, on the page or by the command line.
   * Rejects where they are damaged or of a newer program. @param {BufferSource} bytes
   * @param {{}} options as of create; rows only where the table was too large for the file
   */
  static open(bytes, options = {}) {
    return Trainer.#begin('open', bytesOf(bytes), options);
  }

  // start or open.
  static async #begin(how, argument, {rows, table, digits, wasm, threads = 1, fast = false}) {
    if (!(Number.isInteger(threads) && threads >= 1 && threads <= 16))
      throw new RangeError(`threads: ${threads}; 1 to 16 are possible`);
    const shared = threads > 1 && (globalThis.crossOriginIsolated ?? inNode);
    const relaxed = fast && !shared && WebAssembly.validate(new Uint8Array(kRelaxedModule));
    const variant = shared ? '-threads' : relaxed ? '-relaxed' : '';
    const module = await (wasm === undefined ? theProgram(`lockstep-core${variant}.wasm`) : compile(wasm));
    const env = {emscripten_notify_memory_growth() {}};
    if (shared) env.memory = new WebAssembly.Memory({initial: 256, maximum: 16384, shared}); // as web/tools/web.cmake
    const trainer = new Trainer();
    trainer.#wasm = {...env, ...(await WebAssembly.instantiate(module, {env})).exports};
    trainer.#wasm._initialize();
    const stacks = Array.from({length: shared ? threads - 1 : 0}, () => trainer.#wasm.addThread());
    if (digits) trainer.loadDigits(digits);
    if (rows) trainer.#loadRows(rows);
    if (table !== undefined) {
      trainer.#write(typeof table === 'string' ? table : bytesOf(table));
      trainer.#call('loadTable');
    }
    let needs = trainer.#answer(how, argument);
    if (needs === 'rows') throw new Error('dataset=csv needs data of your own: pass {rows} or {table}');
    if (needs && !needs.startsWith('!')) {
      trainer.loadDigits(await (await read(new URL(needs, here))).arrayBuffer()); // it names the asset
      needs = trainer.#answer(how, argument);
    }
    if (needs) throw new Error(`${how === 'open' ? 'the file cannot be opened' : 'the table'}: ${needs.slice(1)}`);
    trainer.#describe();
    trainer.#reproducible = !relaxed;
    if (threads > 1 && !shared)
      trainer.#notes.push(`threads: only cross-origin isolated pages can share memory, so 1 is used, not ${threads}`);
    if (fast && !relaxed)
      trainer.#notes.push(
        `fast: ${shared ? 'on several threads' : 'without relaxed SIMD'} arithmetic stays reproducible`,
      );
    trainer.#workers = await Promise.all(stacks.map((stack, i) => startThread(module, env.memory, stack, i + 1)));
    return trainer;
  }

  // Training.

  /** Makes up to `count` steps, one mini-batch each, and returns how many: fewer if training diverged. */
  step(count = 1) {
    if (!Number.isInteger(count) || count < 0) throw new RangeError(`step(${count}): a whole number of steps, please`);
    return this.#call('step', Math.min(count, 0x7fffffff));
  }

  /** Back to step 0, to the same initial weights. */
  reset() {
    this.#call('restart');
    this.#describe();
  }

  /**
   * Changes settings while the run goes on: 'lr=0.1&optimizer=sgd'. Weights that still have a place are kept; a new
   * data set, seed or initialisation starts again.
   * @returns {string[]} what was done differently from what was asked, as sentences; also in `notes`
   */
  set(config) {
    const needs = this.#answer('change', config);
    if (needs === 'rows') throw new Error('dataset=csv needs data of your own: call setData first');
    if (needs.startsWith('!')) throw new Error(`the table: ${needs.slice(1)}`);
    if (needs) throw new Error(`these digits are not loaded: call loadDigits with the bytes of ${needs} first`);
    this.#describe();
    return this.notes;
  }

  /**
   * The run as it stands, for `open`, the page and the command line: settings, changes on the way, all of the training
   * state and rows of up to 8 MB. It goes on from there to the same bits. @returns {Uint8Array}
   */
  save() {
    const size = this.#call('save', !this.#reproducible);
    return new Uint8Array(this.#wasm.memory.buffer, this.#call('file'), size).slice();
  }

  // Data.

  /** Starts again at step 0 on data of your own. @param {Rows} rows */
  setData(rows) {
    this.#loadRows(rows);
    this.#answer('start', 'dataset=csv');
    this.#describe();
  }

  /** Takes the bytes of digits.bin or digits-1v7.bin, for dataset=digits or dataset=1v7. @param {BufferSource} bytes */
  loadDigits(bytes) {
    const error = this.#answer('loadDigits', bytesOf(bytes));
    if (error) throw new Error(error);
  }

  // What the network computes.

  /**
   * The outputs for raw samples, in evaluation mode: `columns` numbers each in, `outputs` each out, logits for classes
   * and numbers in the units of the targets otherwise. The run is left as it is.
   * @param {ArrayLike<number>} rows
   */
  forward(rows) {
    const {columns, outputs} = this.#alive().#shape;
    const count = rows.length / columns;
    if (!Number.isInteger(count)) throw new RangeError(`forward: ${rows.length} numbers are not rows of ${columns}`);
    this.#write(Float32Array.from(rows));
    const at = this.#call('forward', count);
    return new Float32Array(this.#wasm.memory.buffer, at, count * outputs).slice();
  }

  /** Loss and accuracy over all samples, in evaluation mode; NaN where there is nothing to measure. */
  evaluate() {
    const at = this.#call('evaluate');
    const [trainLoss, testLoss, trainAccuracy, testAccuracy] = new Float64Array(this.#wasm.memory.buffer, at, 4);
    return {trainLoss, testLoss, trainAccuracy, testAccuracy};
  }

  /**
   * What the next step would do to every layer, alone and together: the page's “one step, slowed down”, and the
   * numbers of `lockstep probe step`. The run is left as it is; the work is that of (layers + 10) / 3 steps, and of 10
   * more for `limit`.
   * @param {number} length of the step that is tried, times the run's own
   * @returns {StepReading}
   */
  measureStep(length = 1) {
    if (!(length > 0 && length < Infinity)) throw new RangeError(`measureStep(${length}): a length above 0, please`);
    const shape = JSON.parse(this.#answer('measureStep', undefined, length));
    const values = new Float64Array(this.#wasm.memory.buffer, this.#call('readings'));
    const tables = {};
    let next = 0;
    for (const [table, columns] of Object.entries(shape)) {
      tables[table] = [];
      for (const [column, rows] of Object.entries(columns))
        for (let row = 0; row < rows; ++row) (tables[table][row] ??= {})[column] = values[next++];
    }
    const {summary, layers, lengths} = tables;
    return {...summary[0], layers, lengths};
  }

  /**
   * The network as it stands, as a file for other programs. 'onnx': a graph that takes raw samples and computes what
   * `forward` does, from `input` to `logits`, `scores` or `value`. 'safetensors': its numbers under the names of a
   * PyTorch module, layers.0.weight and so on. Both hold settings, step and losses as metadata.
   * @param {'onnx' | 'safetensors'} format
   * @returns {Uint8Array}
   */
  exportModel(format) {
    const index = kModelFormats.indexOf(format);
    if (index < 0) throw new RangeError(`exportModel(${format}): ${kModelFormats.join(' or ')}, please`);
    const at = this.#call('exportModel', index);
    return new Uint8Array(this.#wasm.memory.buffer, at, this.#call('exportedSize')).slice();
  }

  // The state of the run.

  /** Steps made. */
  get stepCount() {
    return this.#status.step;
  }
  /** Passes over the training samples completed. */
  get epoch() {
    return this.#status.epoch;
  }
  /** Mean loss of the last step's mini-batch, before its update and without penalty; NaN before the first step. */
  get loss() {
    return this.#lastStep('loss');
  }
  /** L1 and L2 penalty of the last step. */
  get penalty() {
    return this.#lastStep('penalty');
  }
  /** Length of the last step's gradient, before clipping. */
  get gradientNorm() {
    return this.#lastStep('gradientNorm');
  }
  /** The learning rate that the next step will use. */
  get learningRate() {
    return this.#status.learningRate;
  }
  /** Whether the same run has the same bits on every machine. */
  get reproducible() {
    return this.#reproducible;
  }
  /** Fingerprint of the parameters: 16 hexadecimal digits, for a reproducible run the same wherever it is made. */
  get hash() {
    return this.#answer('hash');
  }
  /** The settings that differ from the defaults, as a line for `create`. */
  get config() {
    return this.#answer('config');
  }
  /** What create, set or setData last did differently from what was asked, as sentences. @returns {string[]} */
  get notes() {
    return this.#alive().#notes;
  }

  /** Why training stopped: null, or {step, layer (from 0), quantity: 'activations' | 'loss' | 'gradient', message}. The
   *  parameters are those before the step that failed; `reset` starts again. */
  get divergence() {
    return this.#status.diverged ? JSON.parse(this.#answer('divergence')) : null;
  }

  /** Numbers per raw sample, outputs of the network, and classes (0: regression). */
  get columns() {
    return this.#alive().#shape.columns;
  }
  get outputs() {
    return this.#alive().#shape.outputs;
  }
  get classes() {
    return this.#alive().#shape.classes;
  }
  get trainSamples() {
    return this.#alive().#shape.trainSamples;
  }
  get testSamples() {
    return this.#alive().#shape.testSamples;
  }

  /** From the input on: {inputs, outputs, activation, norm, skip, dropout} and where its blocks begin: weight (outputs
   *  rows of inputs), bias, scale, shift in `parameters` and `gradients`, mean and variance in `statistics`; null where
   *  it has none. */
  get layers() {
    return this.#alive().#shape.layers;
  }

  // The trainer's own numbers, to read and to write. A view is good until the next set, setData, loadDigits, reset,
  // forward or exportModel, which may make room elsewhere: then take it again.

  /** @returns {Float32Array} all weights, biases, scales and shifts */
  get parameters() {
    return this.#view('parameters', this.#alive().#shape.parameters);
  }
  /** @returns {Float32Array} the gradient of the last step, penalty included, clipped; ordered as the parameters are */
  get gradients() {
    return this.#view('gradients', this.#alive().#shape.parameters);
  }
  /** @returns {Float32Array} batch normalisation's running means and variances */
  get statistics() {
    return this.#view('statistics', this.#alive().#shape.statistics);
  }

  /** Gives the memory back. Any later use of the trainer throws. */
  free() {
    for (const worker of this.#workers) worker.terminate();
    this.#workers = [];
    this.#wasm = null;
    this.#views = {};
  }

  // The WebAssembly side.

  #alive() {
    if (!this.#wasm) throw new Error('this trainer was freed');
    return this;
  }

  #call(name, ...numbers) {
    try {
      return this.#alive().#wasm[name](...numbers);
    } catch (cause) {
      if (!(cause instanceof WebAssembly.RuntimeError)) throw cause;
      this.free();
      throw new Error('the trainer ran out of memory and was freed', {cause});
    }
  }

  // Hands over text, bytes or floats for the next call.
  #write(value) {
    const source = typeof value === 'string' ? new TextEncoder().encode(value) : value;
    const at = this.#call('argument', source.byteLength);
    new source.constructor(this.#wasm.memory.buffer, at, source.length).set(source);
  }

  // Calls a function that answers with text.
  #answer(name, argument, ...numbers) {
    if (argument !== undefined) this.#write(typeof argument === 'object' ? argument : String(argument));
    const at = this.#call(name, ...numbers);
    const memory = new Uint8Array(this.#wasm.memory.buffer);
    return new TextDecoder().decode(memory.slice(at, memory.indexOf(0, at)));
  }

  #loadRows({inputs, targets, columns, classes = 0}) {
    const rows = targets.length;
    if (!isWhole(columns, 1, 1024)) throw new RangeError(`data: ${columns} columns; 1 to 1024 are possible`);
    if (!(rows >= 2)) throw new RangeError(`data: ${rows} rows; at least 2 are needed`);
    if (inputs.length !== rows * columns)
      throw new RangeError(`data: ${inputs.length} inputs are not ${rows} rows of ${columns}`);
    if (classes !== 0 && !isWhole(classes, 2, 50))
      throw new RangeError(`data: ${classes} classes; 2 to 50 are possible, or 0 for regression`);
    const block = new Float32Array(inputs.length + rows);
    block.set(inputs);
    block.set(targets, inputs.length);
    const error = this.#answer('loadRows', block, rows, columns, classes);
    if (error) throw new Error(`data: ${error}`);
  }

  // After a start or change: everything that may have moved.
  #describe() {
    const notes = this.#answer('notes');
    this.#notes = notes ? notes.split('\x1e') : [];
    this.#shape = JSON.parse(this.#answer('shape'));
    this.#views = {};
  }

  get #status() {
    const at = this.#call('status');
    const values = new Float64Array(this.#wasm.memory.buffer, at, kStatus.length);
    return Object.fromEntries(kStatus.map((name, i) => [name, values[i]]));
  }

  #lastStep(name) {
    const status = this.#status;
    return status.step || status.diverged ? status[name] : NaN;
  }

  #view(name, length) {
    const {buffer} = this.#wasm.memory;
    if (this.#views[name]?.buffer !== buffer) this.#views[name] = new Float32Array(buffer, this.#call(name), length);
    return this.#views[name];
  }
}

const isWhole = (number, least, most) => Number.isInteger(number) && number >= least && number <= most;

function bytesOf(source) {
  const view = ArrayBuffer.isView(source) ? source : new Uint8Array(source);
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

async function startThread(module, memory, stack, thread) {
  const workers = 'node:worker_threads';
  const {Worker} = inNode ? await import(/* @vite-ignore */ /* webpackIgnore: true */ workers) : globalThis;
  const worker = new Worker(new URL('lockstep-thread.js', here), {type: 'module'});
  worker.postMessage({module, memory, stack, thread});
  await new Promise((ready, fail) => {
    if (inNode) worker.once('message', ready).once('error', fail);
    else Object.assign(worker, {onmessage: ready, onerror: () => fail(new Error('lockstep-thread.js does not start'))});
  });
  worker.unref?.(); // Node may end without waiting for it
  return worker;
}

function theProgram(name) {
  compiled[name] ??= compile(new URL(name, here));
  compiled[name].catch(() => delete compiled[name]); // another attempt may succeed
  return compiled[name];
}

async function compile(wasm) {
  if (wasm instanceof WebAssembly.Module) return wasm;
  if (wasm instanceof ArrayBuffer || ArrayBuffer.isView(wasm)) return WebAssembly.compile(wasm);
  const response = await read(new URL(wasm, here));
  const streams = response.headers.get('content-type')?.startsWith('application/wasm');
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

async function read(url) {
  if (url.protocol === 'file:' && inNode) {
    const files = 'node:fs/promises'; // named at run time: bundlers for pages would look for it
    return new Response(await (await import(/* @vite-ignore */ /* webpackIgnore: true */ files)).readFile(url));
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`cannot load ${url.pathname}: ${response.status} ${response.statusText}`);
  return response;
}
