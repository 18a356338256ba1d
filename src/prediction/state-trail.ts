import type { InferenceNetwork } from '../network/learner';
import { knownSymbol, NetworkPredictor } from './network-predictor';

/** Symbols between two kept states, and symbols that a state without a past is warmed up on. */
const SPACING = 64;
export const WARM_UP = 256;
/** Most states that are kept; beyond, the oldest go. */
const MAX_CHECKPOINTS = 2048;

interface Checkpoint {
  /** The state before this position's symbol is read. */
  readonly position: number;
  readonly state: Float32Array;
}

/**
 * Hidden states along a document, as they become known: a question costs what lies behind the nearest one, an edit forgets those behind it. Where none is
 * near, a zero state is warmed up on what stands before.
 */
export class StateTrail {
  /** By position; the last question's own place among them. */
  private checkpoints: Checkpoint[] = [];

  constructor(
    private readonly network: InferenceNetwork,
    private readonly hasUnknown: boolean,
  ) {}

  /** The text has changed from `position` on. */
  edited(position: number): void {
    this.checkpoints = this.checkpoints.filter((checkpoint) => checkpoint.position <= position);
  }

  /** The network at a place of the text, everything before read. */
  at(text: ArrayLike<number>, position: number): NetworkPredictor {
    if (position === 0) return NetworkPredictor.after(this.network, [], this.hasUnknown);
    const last = position - 1;
    let base = this.checkpoints.findLast((checkpoint) => checkpoint.position <= last);
    if (!base || last - base.position > WARM_UP) base = { position: Math.max(0, last - WARM_UP), state: this.network.createState() };
    const state = base.state.slice();
    let from = base.position;
    this.keep(from, base.state);
    while (from < last) {
      const to = Math.min(last, from + SPACING - (from % SPACING));
      this.network.warm(state, this.known(text, from, to));
      from = to;
      this.keep(from, state.slice());
    }
    return NetworkPredictor.from(this.network, state, text[last]!, this.hasUnknown);
  }

  private keep(position: number, state: Float32Array): void {
    const index = this.checkpoints.findIndex((checkpoint) => checkpoint.position >= position);
    if (index >= 0 && this.checkpoints[index]!.position === position) return;
    this.checkpoints.splice(index < 0 ? this.checkpoints.length : index, 0, { position, state });
    // Between the spaced ones only the newest is of use.
    if (this.checkpoints.length > MAX_CHECKPOINTS) this.checkpoints.splice(0, this.checkpoints.length - MAX_CHECKPOINTS);
  }

  private known(text: ArrayLike<number>, from: number, to: number): Int32Array {
    const symbols = new Int32Array(to - from);
    for (let i = from; i < to; i++) symbols[i - from] = knownSymbol(this.network, text[i]!, this.hasUnknown);
    return symbols;
  }
}
