import type { BpttTrace } from '../../../src/protocol/bptt-trace';
import type { Architecture } from '../../../src/protocol/configuration';
import type { BackpropagationTerms } from '../../../src/protocol/diagnostics';
import { PRESETS } from '../../../src/protocol/presets/trainings';
import type { PlainWeights, TutorialReply } from '../../../src/protocol/tutorial';
import type { Engine, Lesson } from '../engine';

export const TINY_TEXT = 'hello';
const TINY_STEPS = 160;
export const TINY_LOOK = 20;
const NAMES = { U: 'rnn.weight_ih_l0', W: 'rnn.weight_hh_l0', V: 'head.weight' } as const;
export type WeightName = keyof typeof NAMES;

type Look = Extract<TutorialReply, { type: 'look' }>;

/** The network of three tanh units that learns “hello”: trained once in the page, kept at several moments, and open to be changed by hand. */
export class TinyNetwork {
  looks: Look[] = [];
  vocabulary: readonly string[] = [];
  private architecture: Architecture | undefined;
  private lesson: Lesson | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly engine: Engine) {}

  /** Trains unless that is done or under way; `ready` is called at every look that comes. */
  train(ready: () => void): void {
    this.listeners.add(ready);
    if (this.lesson) {
      // Later: whoever calls is still being built.
      if (this.looks.length > 0) queueMicrotask(ready);
      return;
    }
    const options = { ...PRESETS.hello, steps: TINY_STEPS };
    this.lesson = this.engine.run(
      { kind: 'train', text: TINY_TEXT, options, walk: TINY_TEXT, prompts: ['h', 'he', 'hel', 'hell'], lookEvery: TINY_LOOK },
      (reply) => {
        if (reply.type === 'start') {
          this.vocabulary = reply.vocabulary.map((character) => character ?? '?');
          this.architecture = reply.architecture;
        }
        if (reply.type !== 'look') return;
        this.looks.push(reply);
        for (const listener of this.listeners) listener();
      },
    );
  }

  /** Reads a text with weights; `heard` gets every number of it. */
  walk(weights: PlainWeights, text: string, heard: (walk: BpttTrace, terms: readonly BackpropagationTerms[]) => void): void {
    if (!this.architecture) return;
    this.engine.run({ kind: 'walk', architecture: this.architecture, vocabulary: this.vocabulary, weights, text }, (reply) => {
      if (reply.type === 'walk') heard(reply.walk, reply.terms);
    });
  }
}

/** A weight matrix by rows. */
export function rowsOf(weights: PlainWeights, name: WeightName): number[][] {
  return rowsOfMatrix(weights[NAMES[name]]!);
}

export function rowsOfMatrix({ shape, data }: PlainWeights[string]): number[][] {
  const [rows, columns] = shape as [number, number];
  return Array.from({ length: rows }, (_, i) => data.slice(i * columns, (i + 1) * columns));
}

/** The same weights with one matrix changed, element by element. */
export function changed(weights: PlainWeights, name: WeightName, value: (row: number, column: number, old: number) => number): PlainWeights {
  const { shape, data } = weights[NAMES[name]]!;
  const columns = shape[1]!;
  return { ...weights, [NAMES[name]]: { shape, data: data.map((old, i) => value(Math.floor(i / columns), i % columns, old)) } };
}

const networks = new WeakMap<Engine, TinyNetwork>();

/** One network serves all sections of a page. */
export function tinyNetwork(engine: Engine): TinyNetwork {
  const own = networks.get(engine) ?? new TinyNetwork(engine);
  networks.set(engine, own);
  return own;
}
