import { diagnose, diagnosisCost, positionsWithin } from '../diagnostics/diagnose';
import { DEFAULT_POSITIONS } from '../diagnostics/gradient-flow';
import { type PairText, pairText } from '../diagnostics/pair-text';
import type { NetworkPorts } from '../network/ports';
import type { Architecture } from '../protocol/configuration';
import type { DiagnosisEvent } from '../protocol/diagnostics';
import type { ModelTask, Tensors } from '../protocol/model';
import type { Vocabulary } from '../text/vocabulary';

/** Share of the training time that diagnoses may take. */
const SHARE = 0.1;
/** Two of the command line's four: half the work, hence twice as many curves. */
const POSITIONS = DEFAULT_POSITIONS.filter((_, i) => i % 2 === 1);
/** Multiplications that the derivatives of the whole network may take: about a third of a second. */
const EXTENT = 4e8;
/** Multiplications a second before the first diagnosis has been timed. */
const FIRST_SPEED = 1.2e9;
/** Milliseconds that the end of a run may wait for its last diagnosis. */
const LAST = 1500;
/** A run of an hour has no need of a diagnosis every second: each waits for this much more of the run. */
const GROWTH = 0.12;
/** Longest gap between two steps that counts as training; what is longer was a pause. */
const LONGEST_STEP = 5000;

/** What the weights are at a step; read only when a diagnosis is made. */
export interface Snapshot {
  weights(): Tensors;
  gradients(): Tensors;
}

/** What is diagnosed. */
export interface DiagnosedRun {
  readonly architecture: Architecture;
  readonly vocabulary: Vocabulary;
  /** Training text, of which the beginning is read, a pair as "source ⇥ target", or rows of numbers. */
  readonly text: string | readonly Float64Array[];
  /** What the network is connected to, if it is no language model of that vocabulary. */
  readonly ports?: NetworkPorts;
  /** What it is trained to do, if not to continue the text. */
  readonly task?: ModelTask | undefined;
}

export interface DiagnosisCalls {
  /** Milliseconds. */
  now(): number;
  /** Looked at while computing: a stop does not wait for a diagnosis. */
  interrupted(): boolean;
}

/**
 * Diagnoses of a run while it trains, exact and from the text's start, as often as a tenth of the time allows: however large the network, only the
 * interval grows. The first is of the weights before training, kept until there is time for it.
 */
export class DiagnosisScheduler {
  private readonly symbols: Int32Array | readonly Float64Array[];
  private readonly characters: readonly string[];
  private readonly positions: readonly number[];
  private readonly pair: PairText | undefined;
  private trained = 0;
  private spent = 0;
  private nextAt = 0;
  private last: number | undefined;
  private expected: number;
  private initial: { step: number; weights: Tensors } | undefined;

  private readonly architecture: Architecture;
  private readonly vocabulary: Vocabulary;
  private readonly ports: NetworkPorts | undefined;
  private readonly now: () => number;
  private readonly interrupted: () => boolean;

  constructor(
    { architecture, vocabulary, text, ports, task }: DiagnosedRun,
    { now, interrupted }: DiagnosisCalls,
    /** The first and the last one are made whatever they take: runs that are compared all show them. */
    private readonly complete = false,
  ) {
    this.architecture = architecture;
    this.vocabulary = vocabulary;
    this.ports = ports;
    this.now = now;
    this.interrupted = interrupted;
    const most = Math.max(...POSITIONS) + 2;
    if (typeof text !== 'string') {
      this.symbols = text.slice(0, most);
      // Numbers have no sign of their own in a strip of characters.
      this.characters = this.symbols.map(() => '·');
    } else {
      // Two UTF-16 units a character at most.
      const beginning = text.slice(0, 2 * most);
      this.pair = pairText(architecture, vocabulary, task, beginning);
      this.characters = this.pair?.characters ?? Array.from(beginning).slice(0, most);
      this.symbols = this.pair?.symbols ?? vocabulary.encode(this.characters);
    }
    // Only the decoder answers, from the beginning of the target on: its last answer has the longest past.
    this.positions = this.pair ? [this.symbols.length - 1] : positionsWithin(this.symbols.length, POSITIONS);
    this.expected = (1000 * diagnosisCost(architecture, vocabulary.size, this.symbols.length, this.positions.length, EXTENT)) / FIRST_SPEED;
  }

  /** To be called at every step; mostly returns at once. `step` 0: before training. */
  maybeRun(step: number, snapshot: Snapshot): DiagnosisEvent | undefined {
    const now = this.now();
    this.trained += Math.min(LONGEST_STEP, now - (this.last ?? now));
    this.last = now;
    if (step === 0) {
      if (this.complete) return this.make(step, snapshot.weights(), undefined);
      this.initial = { step, weights: snapshot.weights() };
      return undefined;
    }
    if (this.trained < this.nextAt || this.spent + this.expected > SHARE * (this.trained + this.spent)) return undefined;
    const due = this.initial ?? { step, weights: snapshot.weights() };
    const gradients = this.initial ? undefined : snapshot.gradients();
    const event = this.make(due.step, due.weights, gradients);
    if (event) this.initial = undefined;
    return event;
  }

  /** Whether what is diagnosed at the end keeps nobody waiting; otherwise it belongs behind the end of the run. */
  get isQuick(): boolean {
    return this.complete || this.expected * (this.initial ? 2 : 1) < LAST;
  }

  /** The last one, of the weights as the last step has left them, whatever it takes; before it the first, of a run that was too short for it until now. */
  finish(step: number, weights: Tensors): DiagnosisEvent[] {
    const { initial } = this;
    this.initial = undefined;
    const ends = [...(initial && initial.step !== step ? [initial] : []), { step, weights }];
    return ends.flatMap((end) => this.make(end.step, end.weights, undefined, () => false) ?? []);
  }

  private make(step: number, weights: Tensors, gradients: Tensors | undefined, interrupted = this.interrupted): DiagnosisEvent | undefined {
    const started = this.now();
    // Weights that overflow are the watchdog's business, which sees them at the next loss.
    if (!areFinite(weights)) return undefined;
    const diagnosis = diagnose({
      architecture: this.architecture,
      vocabularySize: this.vocabulary.size,
      weights,
      ...(this.ports ? { ports: this.ports } : {}),
      ...(gradients ? { gradients } : {}),
      symbols: this.symbols,
      characters: this.characters,
      ...(this.pair ? { pair: this.pair } : {}),
      positions: this.positions,
      extent: EXTENT,
      step,
      now: this.now,
      interrupted,
    });
    const ended = this.now();
    this.spent += ended - started;
    if (diagnosis) this.expected = ended - started;
    this.nextAt = this.trained * (1 + GROWTH);
    this.last = ended;
    return diagnosis && { type: 'diagnosis', step, diagnosis };
  }
}

/** Whether all weights are numbers, and small enough that their products are. */
function areFinite(weights: Tensors): boolean {
  for (const { data } of weights.values()) for (const value of data) if (!(Math.abs(value) < 1e15)) return false;
  return true;
}
