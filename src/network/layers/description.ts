import type { Random } from '../random';

/** Options of an architecture that layers may read. Every layer of a stack reads the same ones. */
export interface LayerOptions {
  /** Activation of the kinds that let the user choose one. */
  readonly activation: 'tanh' | 'sigmoid' | 'relu';
  readonly bias: boolean;
  /** Characters that the feed-forward net sees at once. */
  readonly window: number;
  /** Taps of a causal convolution. */
  readonly kernelSize: number;
  readonly attentionHeads: number;
  /** Earlier inputs that attention keeps; 0 = the window alone. */
  readonly memory: number;
  /** Complex numbers of a linear recurrence, or state numbers of every channel of a selective one; 0 = the kind's default. */
  readonly stateSize: number;
  /** Rank of the projection to the step sizes of a selective state space. */
  readonly rank: number;
  /** Taps of the depthwise convolution of a selective state space. */
  readonly taps: number;
  /** Length of the windows of the training, where it is known. */
  readonly sequenceLength?: number;
}

/** What one layer of a network is asked for. */
export interface LayerShape {
  /** Columns of what it reads: V for symbols (one-hot), times the window; the width of the rows otherwise. */
  readonly input: number;
  /** Whether it reads symbols, as look-ups in its input weights, instead of rows. */
  readonly symbols: boolean;
  /** Vectors side by side in what it reads: a window of symbols; 1 otherwise. */
  readonly window: number;
  /** Columns of what it puts out. */
  readonly hidden: number;
  /** Place in the stack, from 0. */
  readonly layer: number;
  readonly options: LayerOptions;
}

/** What `--initialization` does with a tensor: see initialization.ts. */
export type TensorRole = 'input' | 'recurrent' | 'bias' | 'other';

/** A tensor of a layer: PyTorch's name, shape and order; how it lies in the kernels' memory; how it starts. */
export interface TensorSpec {
  /** Within its block of a stack, such as `rnn.weight_ih_l0`. */
  readonly name: string;
  /** [outputs], [outputs, inputs] or [outputs, inputs, taps], row-major. */
  readonly shape: readonly number[];
  readonly role: TensorRole;
  /** Gate blocks: so many groups of outputs, each padded to whole panels. Default 1. */
  readonly blocks?: number;
  /** So many vectors side by side in the inputs, each padded to whole panels. Default 1. */
  readonly windows?: number;
  /** Rows of a look-up or of an element-wise operation: the inputs are not padded, and there is no transpose. */
  readonly rows?: 'single';
  /** Whether the backward pass needs the transpose ([inputs][outputs] panels). Default: every padded matrix. */
  readonly transposed?: boolean;
  /** Starts from U(-1/√fanIn, 1/√fanIn). Default: the inputs; of a bias: the layer's hidden units. */
  readonly fanIn?: number;
  /** Of a bias with a forget gate: which gate block starts at `factor` times the option `forgetBias`. */
  readonly forgetBias?: { readonly gate: number; readonly factor: number };
  /** Own start values, row-major, instead of the uniform ones. */
  readonly start?: (random: Random, shape: LayerShape) => Float32Array;
}

/** One part of what a stream carries from window to window: `columns` numbers, `rows` times. Zeros are the start. */
export interface StatePart {
  readonly name: string;
  readonly columns: number;
  /** Default 1. */
  readonly rows?: number;
}

/** A part of a layer that a stack puts a norm before and adds its result to the stream: most kinds have one. */
export interface BranchDescription {
  tensors(shape: LayerShape): readonly TensorSpec[];
  /** Nothing for a branch that carries nothing. */
  state?(shape: LayerShape): readonly StatePart[];
  /** Whether threads can share its hidden units: it computes by kernels of `unit-kernels.ts` alone, and writes no memory itself. */
  readonly unitSplit?: true;
}

/** A gate, or another quantity of a layer's reference step that charts show, with the function that it went through. */
export interface Gate {
  readonly name: string;
  readonly squash: 'sigmoid' | 'tanh' | 'relu' | 'none';
}

/** What tells nets of one kind apart in a comparison. */
export interface NamedOptions {
  readonly activation: LayerOptions['activation'];
  readonly initialization: string;
  readonly forgetBias: number;
}

/** Words of a name that are not the same in every language. */
export interface NameWords {
  readonly orthogonal: string;
  readonly feedForward: string;
}

export type Family = 'recurrent' | 'linear recurrence' | 'convolution' | 'attention' | 'window';

/** What everybody may know of a layer kind without computing anything: formats, charts and forms read it. It imports nothing that computes. */
export interface LayerDescription {
  /** As in options, files and records. */
  readonly id: string;
  /** Short name in menus and headlines, such as `GRU`. */
  readonly title: string;
  readonly family: Family;
  /** Options of `LayerOptions` (and `forgetBias`, `initialization`) that mean something to it. */
  readonly options: readonly string[];
  /** Reads vectors alone, of any width or of the layer's own: symbols reach it through an embedding. Absent: it looks symbols up, too. */
  readonly reads?: 'vectors' | 'own width';
  /** Whether a stack of it has an embedding, pre-norm, residual sums and a final norm unless set otherwise. */
  readonly surrounded: boolean;
  /** Name of a block's tensor in the plain form (a net of this kind alone without surroundings); absent: it has no plain form. */
  readonly plainName?: (name: string, layer: number) => string;
  /** Symbols that a first layer reads at a time step, oldest first. Default 1. */
  readonly inputWindow?: (options: LayerOptions) => number;
  readonly branches: readonly BranchDescription[];
  /** In the order of the reference step's `gates`. */
  readonly gates: readonly Gate[];
  /** Names of the gate blocks of the recurrent matrix, where they are not the gates; `[]`: its recurrence is no matrix. */
  readonly recurrentBlocks?: readonly string[];
  /** What the layer's state is squashed by, for saturation. */
  readonly squash: (options: LayerOptions) => Gate['squash'];
  /**
   * Which equations the step-through shows, for kinds whose every number it can name: a state alone, a cell state behind gates, or a candidate behind a reset
   * gate. Absent: none.
   */
  readonly stepThrough?: 'state' | 'cell' | 'reset';
  /** Whether the encoder and the decoder of pairs can be a layer of it. */
  readonly encoderDecoder?: true;
  /** Name in comparisons, where more than the kind tells nets apart. Default: the title. */
  readonly nameOf?: (configuration: NamedOptions, words: NameWords) => string;
  /** Whether dynamic evaluation makes it better: measured. Default true. */
  readonly dynamicEvaluation?: (options: LayerOptions) => boolean;
  /** Distances back of the inputs that a time step reads, nearest first, of a kind that sees these and nothing else. */
  readonly taps?: (shape: Pick<LayerShape, 'layer' | 'options'>) => readonly number[];
  /** Whether a time step depends on the ones before: without it there is no Jacobian of the state, no spectrum, no hidden state to draw. */
  readonly recurrent: boolean;
}
