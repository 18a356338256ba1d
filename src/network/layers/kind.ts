import type { Address, Backend, Kernels } from '../../kernels/backend';
import type { ColumnPanels } from '../column-panels';
import type { ReferenceLayer } from '../reference/layer';
import type { Parameter } from '../reference/matrix';
import type { StepLayer } from '../reference/step-layer';
import type { LayerDescription, LayerShape } from './description';

/** Rows of activations, t · B + b, in panels: [panel][row][panelWidth] float32. */
export interface Rows {
  readonly address: Address;
  /** Bytes from a panel to the next. */
  readonly stride: number;
  readonly panels: number;
}

/** Symbols as int32, row t · B + b: the oldest of each window lies at `address`, the next one B rows later. -1 = unknown, a zero vector. */
export interface Symbols {
  readonly address: Address;
  readonly vocabulary: number;
  readonly window: number;
}

export type LayerInput = { readonly rows: Rows; readonly symbols?: undefined } | { readonly symbols: Symbols; readonly rows?: undefined };

/** Where a tensor of a layer lies. Of one that the net does not have (a bias left out) `weight` are zeros and `gradient` is 0. */
export interface TensorPlace {
  readonly weight: Address;
  /** This thread's gradient: to be added to. */
  readonly gradient: Address;
  /** 0 where it has none. */
  readonly transposed: Address;
}

/** What a layer's buffers depend on. */
export interface BufferSize {
  readonly shape: LayerShape;
  readonly panels: ColumnPanels;
  /** Rows of a window's activations, and those of buffers with one time step more (slot 0 is the carried state). */
  readonly rows: number;
  readonly stateRows: number;
  /** Most streams of a thread, and most time steps of a window. */
  readonly streams: number;
  readonly steps: number;
  readonly training: boolean;
}

/** Everything that one thread's share of a layer's branch works with. */
export interface LayerContext extends BufferSize {
  readonly backend: Backend;
  readonly kernels: Kernels;
  /** A tensor of the branch, by its name within the block. */
  tensor(name: string): TensorPlace;
  /** A buffer that `buffers` asked for. */
  buffer(name: string): Address;
  /** Zeros, as many as the widest tensor has columns. */
  readonly zeros: Address;
  /** Looked at every few milliseconds of work: true ends the pass. */
  readonly interrupted: () => boolean;
}

/**
 * One thread's share of one branch of a layer on the kernels. Rows are t · B + b. A window has at most `rows` rows; forward and backward of a window are
 * called one after the other, with the same input.
 */
export interface Layer {
  /** Puts a kept state in front of the window, or the start; the kept one is not changed. `from`: the parts one after the other, [panel][stream][panelWidth]. */
  loadState(from: Address | undefined, streams: number): void;
  /** Keeps the state after `steps` time steps. */
  saveState(to: Address, streams: number, steps: number): void;
  /** False when interrupted. */
  forward(input: LayerInput, steps: number, streams: number): boolean;
  /** Where forward put its result. */
  output(streams: number): Rows;
  /**
   * Adds gradients to this thread's; writes ∂E/∂input where `dInput` is given (what lies there before does not matter). `dOutput` may be overwritten.
   * False when interrupted.
   */
  backward(input: LayerInput, dOutput: Rows, dInput: Rows | undefined, steps: number, streams: number): boolean;
  /** State part after every time step of the window, where the layer keeps it: for norms over time. */
  stateRows?(part: string, streams: number): Rows | undefined;
}

/** How one branch of a kind computes. */
export interface BranchKind {
  /** Floats of every buffer that a thread needs, by name. */
  buffers(size: BufferSize): Readonly<Record<string, number>>;
  create(context: LayerContext): Layer;
  /** The equations in float64 over a window of one stream. */
  reference(weight: WeightLookup, shape: LayerShape): ReferenceLayer;
  /** The same a time step at a time, with gates and Jacobians, where the layer goes through time step by step: for diagnosis and step-through. */
  steps?(weight: WeightLookup, shape: LayerShape): StepLayer;
}

/** A tensor of a branch by its name within the block; undefined where the net has none. */
export type WeightLookup = (name: string) => Parameter | undefined;

/** A layer kind: what it is, and how its branches compute, in the order of the description's. */
export interface LayerKind {
  readonly description: LayerDescription;
  readonly branches: readonly BranchKind[];
}

/** Floating-point operations between two looks at the stop flag: a few milliseconds. */
const OPERATIONS_PER_LOOK = 1e8;

/** Time steps between two looks, when one takes so many multiplications. */
export function stepsPerLook(multiplications: number): number {
  return Math.max(1, Math.floor(OPERATIONS_PER_LOOK / (2 * multiplications)));
}
