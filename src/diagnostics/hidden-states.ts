import { norm } from '../network/reference/matrix';
import type { HiddenStates } from '../protocol/diagnostics';
import type { Trace } from './trace';

/** ‖h_t‖ (and ‖c_t‖) along the text, and the last `shown` characters' hidden states unit by unit. */
export function hiddenStates({ network, steps }: Trace, text: string, shown: number): HiddenStates {
  const along = (part: number) => network.cells.map((_, layer) => steps.map((step) => norm(step.layers[layer]!.state[part]!)));
  const from = Math.max(0, steps.length - shown);
  return {
    text,
    hiddenNorms: along(0),
    cellNorms: network.architecture.cell === 'lstm' ? along(1) : null,
    from,
    activations: network.cells.map((_, layer) =>
      steps.slice(from).map((step) => Array.from(step.layers[layer]!.state[0]!, (value) => Math.round(value * 100) / 100 + 0)),
    ),
  };
}
