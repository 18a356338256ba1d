/** T time steps of B streams, row t · B + b: what a learner takes for one update. */
export interface StreamWindow {
  readonly inputs: Int32Array;
  readonly targets: Int32Array;
  readonly steps: number;
  readonly resetState: boolean;
}

/** First floor((1 - x) N) characters for training, the rest for validation. */
export function splitText(length: number, validation: number): { training: number; validation: number } {
  const training = validation > 0 ? Math.floor((1 - validation) * length) : length;
  return { training, validation: length - training };
}

/**
 * Training data: B contiguous streams of L = floor((N - 1) / B) characters, read T at a time; with fewer than T left all start over at offset 0
 * with a zero state.
 */
export class Streams {
  readonly length: number;
  /** Characters of each stream read so far in this pass. */
  offset = 0;

  constructor(
    private readonly symbols: Int32Array,
    readonly batchSize: number,
    readonly sequenceLength: number,
  ) {
    this.length = Math.floor((symbols.length - 1) / batchSize);
    if (this.length < 1) throw new RangeError('Fewer characters than streams.');
  }

  next(): StreamWindow {
    const steps = Math.min(this.sequenceLength, this.length);
    if (this.offset + steps > this.length) this.offset = 0;
    const window = cut(this.symbols, this.length, this.batchSize, this.offset, steps, this.offset === 0);
    this.offset += steps;
    return window;
  }

  /** Window number `index` from 0 on, as that many calls of `next` would reach it. */
  at(index: number): StreamWindow {
    const steps = Math.min(this.sequenceLength, this.length);
    const offset = (index % Math.floor(this.length / steps)) * steps;
    return cut(this.symbols, this.length, this.batchSize, offset, steps, offset === 0);
  }
}

/** Most streams of an evaluation. */
const EVALUATION_STREAMS = 32;

/** Validation data: 32 streams (fewer if short), zero start, state carried, every character of each stream once. */
export function evaluationWindows(symbols: Int32Array, steps: number): { streams: number; windows: Iterable<StreamWindow> } {
  const streams = Math.max(1, Math.min(EVALUATION_STREAMS, Math.floor((symbols.length - 1) / (2 * steps))));
  const length = Math.floor((symbols.length - 1) / streams);
  function* windows(): Generator<StreamWindow> {
    for (let offset = 0; offset < length; offset += steps)
      yield cut(symbols, length, streams, offset, Math.min(steps, length - offset), offset === 0);
  }
  return { streams, windows: windows() };
}

/** The text in blocks of `steps` characters, each read from a zero state: what GPTs, which see a block and no more, are judged by. Of what the streams do not share evenly, as little as possible is left out. */
export function coldBlocks(symbols: Int32Array, steps: number): { streams: number; windows: Iterable<StreamWindow> } {
  const blocks = Math.floor((symbols.length - 1) / steps);
  const shared = (streams: number) => streams * Math.floor(blocks / streams);
  let streams = Math.min(blocks, EVALUATION_STREAMS / 2);
  for (let more = streams + 1; more <= Math.min(blocks, EVALUATION_STREAMS); more++) if (shared(more) >= shared(streams)) streams = more;
  const length = (shared(streams) / streams) * steps;
  function* windows(): Generator<StreamWindow> {
    for (let offset = 0; offset < length; offset += steps) yield cut(symbols, length, streams, offset, steps, true);
  }
  return { streams, windows: windows() };
}

function cut(symbols: Int32Array, length: number, streams: number, offset: number, steps: number, resetState: boolean): StreamWindow {
  const inputs = new Int32Array(steps * streams);
  const targets = new Int32Array(steps * streams);
  for (let b = 0; b < streams; b++) {
    const start = b * length + offset;
    for (let t = 0; t < steps; t++) {
      inputs[t * streams + b] = symbols[start + t]!;
      targets[t * streams + b] = symbols[start + t + 1]!;
    }
  }
  return { inputs, targets, steps, resetState };
}
