import { norm } from '../network/reference/matrix';
import type { HiddenStates } from '../protocol/diagnostics';
import type { Trace } from './trace';

/** ‖h_t‖ (and ‖c_t‖) along the text, and the last `shown` characters' hidden states unit by unit. */
export function hiddenStates({ network, steps }: Trace, text: string, shown: number): HiddenStates {
  const cells = network.stack.branches.map(({ description, shape }) => (description.state?.(shape) ?? []).findIndex(({ name }) => name === 'c'));
  const from = Math.max(0, steps.length - shown);
  return {
    text,
    hiddenNorms: cells.map((_, layer) => steps.map((step) => norm(step.layers[layer]!.output))),
    cellNorms: cells.some((part) => part >= 0)
      ? cells.map((part, layer) => (part < 0 ? [] : steps.map((step) => norm(step.layers[layer]!.state[part]!))))
      : null,
    from,
    activations: network.layers.map((_, layer) =>
      steps.slice(from).map((step) => Array.from(step.layers[layer]!.output, (value) => Math.round(value * 100) / 100 + 0)),
    ),
  };
}
