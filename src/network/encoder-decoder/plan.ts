import type { Address } from '../../kernels/backend';
import { type EncoderDecoderShape, encoderDecoderShapes } from '../../protocol/encoder-decoder';
import { ColumnPanels } from '../column-panels';
import { type ParameterPlan, unaliased } from '../memory-plan';
import type { NetworkTensor } from '../stack';
import { layoutTensors } from '../tensor-layout';

/** The largest window. */
export interface PairSize {
  /** Characters of a source, and of a target with its end. */
  readonly sources: number;
  readonly targets: number;
  readonly streams: number;
}

/** Buffers of one GRU behind an embedding. Gates, states and gradients have a time step in front, for what the first one begins from. */
export interface SequenceBuffers {
  readonly symbols: Address;
  /** What every symbol gives to the gates [V, 3H], and its gradient. */
  readonly table: Address;
  readonly dTable: Address;
  readonly gates: Address;
  readonly states: Address;
  readonly dStates: Address;
  /** Rows of a panel of gates and gradients, and of states. */
  readonly rows: number;
  readonly stateRows: number;
}

/** Where everything lies in the memory of an encoder-decoder. */
export interface EncoderDecoderPlan extends ParameterPlan {
  readonly shape: EncoderDecoderShape;
  readonly gradient: Address;
  /** A single thread: for the block of parameters. */
  readonly threads: readonly { readonly scratch: Address }[];
  readonly encoder: SequenceBuffers;
  readonly decoder: SequenceBuffers;
  readonly attention: AttentionBuffers;
  readonly targets: Address;
  readonly logits: Address;
  /** Bytes from a panel of logits to the next. */
  readonly logitStride: number;
  readonly softmax: Address;
  readonly scratch: Address;
  readonly end: number;
}

/** Of additive attention; the rows of queries and contexts are those of the decoder, those of keys the encoder's. */
export interface AttentionBuffers {
  readonly queries: Address;
  readonly dQueries: Address;
  readonly contexts: Address;
  readonly dContexts: Address;
  readonly keys: Address;
  readonly dKeys: Address;
  readonly shares: Address;
  /** Bytes of a row of shares. */
  readonly shareStride: number;
  readonly lengths: Address;
  readonly work: Address;
}

/** How a tensor lies: tables by their rows, gates and the two halves of the head's inputs padded each. */
function tensorOf([name, shape]: [string, number[]], { attention }: EncoderDecoderShape): NetworkTensor {
  const isTable = name.endsWith('embedding.weight') || name === 'attention.score.weight';
  return {
    ...({ name, shape, role: 'other', part: isTable ? 'embedding' : 'layer' } as const),
    ...(name.includes('.rnn.') ? { blocks: 3 } : {}),
    ...(name === 'head.weight' && attention === 'additive' ? { windows: 2 } : {}),
  };
}

/** Lays out all of it from `base` on; nothing is allocated yet, so that a plan that does not fit can be refused. */
export function planEncoderDecoder(shape: EncoderDecoderShape, size: PairSize, base: Address, panelWidth: number): EncoderDecoderPlan {
  const panels = new ColumnPanels(panelWidth);
  const { tensors, length } = layoutTensors(
    [...encoderDecoderShapes(shape)].map((entry) => tensorOf(entry, shape)),
    panels,
  );
  // No bit operations: a plan that is refused may lie beyond 32 bits.
  let end = Math.ceil(base / 64) * 64;
  const take = (floats: number): Address => {
    const start = end;
    end += Math.ceil((floats * 4) / 64) * 64;
    return start;
  };
  const hidden = panels.round(shape.hidden);
  const sequence = (symbols: number, steps: number): SequenceBuffers => {
    const rows = unaliased((steps + 1) * size.streams);
    const stateRows = unaliased(rows + size.streams);
    const table = () => take(symbols * 3 * hidden);
    return {
      ...{ symbols: take(steps * size.streams), table: table(), dTable: table(), rows, stateRows },
      ...{ gates: take(4 * rows * hidden), states: take(stateRows * hidden), dStates: take(rows * hidden) },
    };
  };
  const parameters = { weights: take(length), moment1: take(length), moment2: take(length), gradient: take(length) };
  const transposed = new Map<string, Address>();
  for (const layout of tensors.values()) if (layout.transposed) transposed.set(layout.name, take(layout.rows * layout.columns));
  const encoder = sequence(shape.sources, size.sources);
  const decoder = sequence(shape.targets + 1, size.targets);
  const targetRows = size.targets * size.streams;
  const outputs = panels.round(shape.targets);
  const shareFloats = panels.round(size.sources);
  const isAttending = shape.attention === 'additive';
  const beside = (rows: number) => take(isAttending ? rows * hidden : 0);
  return {
    ...{ shape, panels, tensors, transposed, parameterBytes: length * 4, ...parameters },
    ...{ encoder, decoder, zeros: take(Math.max(3 * hidden, outputs)), threads: [{ scratch: take(64) }] },
    attention: {
      ...{ queries: beside(decoder.rows), dQueries: beside(decoder.rows), contexts: beside(decoder.rows), dContexts: beside(decoder.rows) },
      ...{ keys: beside(encoder.rows), dKeys: beside(encoder.rows) },
      ...{ shares: take(isAttending ? targetRows * shareFloats : 0), shareStride: shareFloats * 4 },
      ...{ lengths: take(size.streams), work: take(panelWidth + shareFloats) },
    },
    ...{ targets: take(targetRows), logits: take(targetRows * outputs), logitStride: targetRows * panels.rowBytes },
    ...{ softmax: take(targetRows * 48), scratch: take(64) },
    end,
  };
}
