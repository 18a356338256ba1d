import { norm, sum, type Vector } from '../network/reference/matrix';
import type { ReferenceNetwork } from '../network/reference/network';
import { type BpttTrace, TINY, type WalkColumn } from '../protocol/bptt-trace';
import type { Architecture } from '../protocol/configuration';
import type { ModelTask, Tensors } from '../protocol/model';
import type { Vocabulary } from '../text/vocabulary';
import { walkNumbers } from './walk-numbers';
import { readWalk, type WalkReading } from './walk-reading';
import { outputsOf, type Walked } from './walked-text';

/** Units shown of a layer. */
const SHOWN_UNITS = 24;
/** Outputs shown of a time step. */
const SHOWN_OUTPUTS = 3;
/** What stands for a character that shares the unknown class. */
const UNKNOWN = '\uFFFD';

export interface WalkOptions {
  readonly architecture: Architecture;
  readonly vocabulary: Vocabulary;
  readonly weights: Tensors;
  /** What the network is trained to do, if not to continue the text. */
  readonly task?: ModelTask | undefined;
  /** Read from a zero state; what is longer than a walk goes is cut. */
  readonly text: string;
  /** Updates that the weights have seen. */
  readonly step: number | null;
  readonly now: () => number;
}

/** The forward pass over a short text and the way of every loss back through time, in float64. The last character of a text is a target only. */
export function bpttTrace({ architecture, vocabulary, weights, task, text, step, now }: WalkOptions): BpttTrace {
  const started = now();
  const reading = readWalk({ configuration: architecture, vocabulary, weights, task }, text);
  const { network, walked, characters } = reading;
  const units = network.layers.map((_, l) => livelyUnits(walked.map(({ step: { layers } }) => layers[l]!.output)));
  const recurrent = network.stack.kinds.every((kind) => kind.recurrent);
  // Every number has its place in the equations of one kind without surroundings, where each character is asked for by the one before.
  const tiny =
    task === undefined &&
    network.stack.plain &&
    network.stack.kinds.every((kind) => kind.stepThrough !== undefined) &&
    architecture.hidden <= TINY.hidden &&
    vocabulary.size <= TINY.vocabulary;
  return {
    step,
    architecture,
    vocabularySize: vocabulary.size,
    text: characters.join(''),
    columns: walked.map((_, t) => column(reading, t, architecture, units)),
    units,
    flow: walked.map(({ target }, T) => (target >= 0 && recurrent ? gradientNorms(network, walked, T) : null)),
    numbers: tiny ? walkNumbers(network, walked, vocabulary) : null,
    milliseconds: now() - started,
  };
}

function column(reading: WalkReading, t: number, architecture: Architecture, units: readonly (readonly number[])[]): WalkColumn {
  const { step, symbol, target, loss } = reading.walked[t]!;
  const outputs = outputsOf(architecture.output, step.logits);
  const order = Array.from(outputs.keys()).sort((a, b) => outputs[b]! - outputs[a]!);
  return {
    character: reading.characters[t] ?? '',
    known: symbol >= 0,
    next: reading.next(t),
    loss: target < 0 ? null : loss,
    value: target < 0 ? null : outputs[target]!,
    rank: target < 0 ? null : order.indexOf(target) + 1,
    top: order.slice(0, SHOWN_OUTPUTS).map((output) => ({ character: reading.name(output) ?? UNKNOWN, value: outputs[output]! })),
    norms: step.layers.map(({ output }) => norm(output)),
    states: step.layers.map(({ output }, l) => units[l]!.map((unit) => output[unit]!)),
  };
}

/** All units of a layer, or those with the widest range over the text, in their order. */
function livelyUnits(states: readonly Vector[]): number[] {
  const range = (unit: number) => Math.max(...states.map((s) => s[unit]!)) - Math.min(...states.map((s) => s[unit]!));
  const all = Array.from(states[0]!.keys());
  if (all.length <= SHOWN_UNITS) return all;
  const ranges = all.map(range);
  return all
    .sort((a, b) => ranges[b]! - ranges[a]!)
    .slice(0, SHOWN_UNITS)
    .sort((a, b) => a - b);
}

/** [layer][t] ‖∂E_T/∂s_t‖₂ down from t = T: s_t of the LSTM is (h_t, c_t), each taken as a variable of its own. */
function gradientNorms(network: ReferenceNetwork, walked: readonly Walked[], T: number): number[][] {
  const norms: number[][] = network.layers.map(() => []);
  let later = network.zeroState().layers;
  for (let t = T; t >= 0; t--) {
    const { step, dLogits } = walked[t]!;
    const gradient = network.backward(step, t === T ? dLogits : undefined, later);
    network.layers.forEach((_, l) => {
      // Of a recurrent layer the output is a part of the state; what else it carries stands for itself.
      const { description, shape } = network.stack.branches[l]!;
      const own = (description.state?.(shape) ?? []).findIndex(({ name }) => name === 'h');
      const total = own < 0 ? gradient.outputs[l]! : sum(gradient.outputs[l]!, later[l]![own]);
      const others = later[l]!.filter((_, part) => part !== own);
      norms[l]![t] = Math.hypot(norm(total), ...others.map(norm));
    });
    later = gradient.previous;
  }
  return norms;
}
