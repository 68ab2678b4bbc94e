// The trainer alone, for TypeScript: what lockstep-core.js exports.

/** The rows one after the other, `columns` numbers each; one target per row, a class from 0 where there are classes. */
export interface Rows {
  inputs: ArrayLike<number>;
  targets: ArrayLike<number>;
  columns: number;
  classes?: number;
}

export interface TrainerOptions {
  rows?: Rows;
  /** A file as the page opens it: CSV and the like. */
  table?: BufferSource | string;
  digits?: BufferSource;
  wasm?: URL | string | BufferSource | WebAssembly.Module;
  /** 1 to 16 in all. */
  threads?: number;
  fast?: boolean;
}

/** Where a block of the layer begins in `parameters`, `gradients` or `statistics`; null where it has none. */
type Place = number | null;
export interface Layer {
  inputs: number;
  outputs: number;
  activation: string;
  norm: string;
  skip: number;
  dropout: number;
  weight: number;
  bias: Place;
  scale: Place;
  shift: Place;
  mean: Place;
  variance: Place;
}

export interface Divergence {
  step: number;
  layer: number;
  quantity: 'activations' | 'loss' | 'gradient';
  message: string;
}

export class Trainer {
  private constructor();
  /** A trainer at step 0. */
  static create(config?: string, options?: TrainerOptions): Promise<Trainer>;
  /** A trainer that goes on from the bytes of NAME.lockstep. */
  static open(bytes: BufferSource, options?: TrainerOptions): Promise<Trainer>;

  /** Makes up to `count` steps and returns how many: fewer if training diverged. */
  step(count?: number): number;
  reset(): void;
  /** Changes settings while the run goes on; returns what was done differently from what was asked. */
  set(config: string): string[];
  /** The run as it stands, for `open`, the page and the command line. */
  save(): Uint8Array;
  setData(rows: Rows): void;
  loadDigits(bytes: BufferSource): void;
  forward(rows: ArrayLike<number>): Float32Array;
  evaluate(): {trainLoss: number; testLoss: number; trainAccuracy: number; testAccuracy: number};
  /** The network as a file: a graph from raw samples to what `forward` answers, or its numbers by name. */
  exportModel(format: 'onnx' | 'safetensors'): Uint8Array;
  /** Gives the memory back. Any later use throws. */
  free(): void;

  readonly stepCount: number;
  readonly epoch: number;
  readonly loss: number;
  readonly penalty: number;
  readonly gradientNorm: number;
  readonly learningRate: number;
  readonly reproducible: boolean;
  readonly hash: string;
  readonly config: string;
  readonly notes: string[];
  readonly divergence: Divergence | null;
  readonly columns: number;
  readonly outputs: number;
  readonly classes: number;
  readonly trainSamples: number;
  readonly testSamples: number;
  readonly layers: Layer[];
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
  readonly statistics: Float32Array;
}
