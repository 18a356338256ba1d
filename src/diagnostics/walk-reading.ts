import { portsOfModel } from '../network/model-ports';
import { toFloat64 } from '../network/reference/matrix';
import { ReferenceNetwork } from '../network/reference/network';
import { outputLoss } from '../network/reference/output';
import { sliding } from '../network/sliding';
import { MAX_PAIR_CHARACTERS, MAX_WALK_CHARACTERS } from '../protocol/bptt-trace';
import type { Architecture } from '../protocol/configuration';
import { PAIR_SEPARATOR } from '../protocol/encoder-decoder';
import type { ModelTask, Tensors } from '../protocol/model';
import type { Vocabulary } from '../text/vocabulary';
import { type PairText, pairText } from './pair-text';
import { tracePair } from './trace';
import { type Walked, walkForward } from './walked-text';

/** A network of weights, whatever it is trained to do. */
export interface WalkedModel {
  readonly configuration: Architecture;
  readonly vocabulary: Vocabulary;
  readonly weights: Tensors;
  /** Missing where a text is continued. */
  readonly task?: ModelTask | undefined;
}

/** A short text as a network reads it, and what it is asked for on the way. */
export interface WalkReading {
  readonly network: ReferenceNetwork;
  readonly walked: readonly Walked[];
  /** What was read, one a time step and perhaps one more that is asked for alone. */
  readonly characters: readonly string[];
  /** What is asked for behind a time step; null where nothing is. */
  next(t: number): string | null;
  /** What an output stands for; undefined for the unknown class. */
  name(output: number): string | null | undefined;
}

/** What stands for a character that shares the unknown class. */
const UNKNOWN = '\uFFFD';
/** What ends a target. */
const END = '\n';

/** Reads a text from a zero state: to be continued, to be classified, or a pair "source ⇥ target". */
export function readWalk(model: WalkedModel, text: string): WalkReading {
  const { configuration, vocabulary, weights, task } = model;
  const all = Array.from(text);
  if (task?.id === 'classification') return readExample(model, all.slice(0, MAX_PAIR_CHARACTERS));
  const pair = pairText(configuration, vocabulary, task, all.slice(0, MAX_PAIR_CHARACTERS).join(''));
  if (pair) return readPair(model, pair);
  const network = new ReferenceNetwork(sliding(configuration), vocabulary.size, toFloat64(weights));
  const characters = task?.id === 'pairs' ? streamOf(all.slice(0, MAX_PAIR_CHARACTERS)) : all.slice(0, MAX_WALK_CHARACTERS);
  const walked = walkForward(network, vocabulary.encode(characters));
  const asked = task?.id === 'pairs' ? characters.indexOf(PAIR_SEPARATOR) : 0;
  return {
    ...{ network, characters, name: (output) => vocabulary.character(output) },
    walked: walked.map((one, t) => (t < asked ? withoutLoss(one) : one)),
    next: (t) => (t < asked ? null : (characters[t + 1] ?? null)),
  };
}

/** "source ⇥ target ⏎"; a source alone is to be answered. */
function streamOf(characters: readonly string[]): string[] {
  const isWhole = characters.includes(PAIR_SEPARATOR);
  return [...characters, isWhole ? END : PAIR_SEPARATOR];
}

function readPair({ configuration, weights, task }: WalkedModel, { shape, characters, source, symbols, targets }: PairText): WalkReading {
  const { network, steps } = tracePair(configuration, shape, weights, symbols.subarray(0, source), symbols.subarray(source + 1));
  const name = (output: number) => (output === 0 ? END : (task!.classes![output] ?? UNKNOWN));
  return {
    ...{ network, characters, name },
    walked: steps.map((step, t): Walked => {
      const target = targets[t]!;
      return { symbol: symbols[t]!, target, step, ...outputLoss('softmax', step.logits, target) };
    }),
    next: (t) => (targets[t]! < 0 ? null : name(targets[t]!)),
  };
}

/** The class is asked for at the end; nobody has said which is true: the likeliest one. */
function readExample(model: WalkedModel, characters: readonly string[]): WalkReading {
  const { configuration, vocabulary, weights, task } = model;
  const ports = portsOfModel(model, vocabulary.size);
  const network = new ReferenceNetwork(sliding(configuration), ports, toFloat64(weights));
  // The last state answers; what is pooled is no answer of a single time step.
  const answers = ports.pooling === 'none';
  const read = walkForward(network, [...vocabulary.encode(characters), -1]).map(withoutLoss);
  const { step } = read.at(-1)!;
  const target = answers ? step.logits.indexOf(Math.max(...step.logits)) : -1;
  return {
    ...{ network, characters },
    walked: [...read.slice(0, -1), { ...read.at(-1)!, target, ...outputLoss('softmax', step.logits, target) }],
    next: (t) => (t === read.length - 1 && target >= 0 ? task!.classes![target]! : null),
    name: (output) => task!.classes![output],
  };
}

function withoutLoss(one: Walked): Walked {
  return { ...one, target: -1, ...outputLoss('softmax', one.step.logits, -1) };
}
