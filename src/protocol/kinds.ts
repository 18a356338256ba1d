import { describeKind } from '../network/layers/descriptions';
import type { Architecture } from './options';
import { ARCHITECTURE_OPTIONS } from './options/architecture';

/** Kinds of an architecture's layers from the input on: its stack, or so many layers of one kind. */
export function kindsOf({ stack, cell, layers }: Pick<Architecture, 'stack' | 'cell' | 'layers'>): readonly string[] {
  return stack ? stack.split(',').filter(Boolean) : new Array<string>(layers).fill(cell);
}

/** The options of an architecture alone, without those of a training. */
export function architectureOf(architecture: Architecture): Architecture {
  const keys = Object.keys(ARCHITECTURE_OPTIONS) as (keyof Architecture)[];
  return Object.fromEntries(keys.map((key): [string, unknown] => [key, architecture[key]])) as Architecture;
}

/** Whether any layer carries something from one time step to the next: without it there is no hidden state to draw. */
export function isRecurrent(architecture: Pick<Architecture, 'stack' | 'cell' | 'layers'>): boolean {
  return kindsOf(architecture).some((kind) => describeKind(kind).recurrent);
}

/** Whether every layer has gates, which keep the product of the state's Jacobians from exploding. */
export function isGated(architecture: Pick<Architecture, 'stack' | 'cell' | 'layers'>): boolean {
  return kindsOf(architecture).every((kind) => describeKind(kind).gates.length > 0);
}
