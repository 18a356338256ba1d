import type { Parameter } from '../reference/matrix';
import type { RecurrentWeights } from '../reference/recurrent';
import { overWindows, type StepLayer } from '../reference/step-layer';
import type { LayerDescription, LayerShape } from './description';
import type { BufferSize, Layer, LayerContext, LayerKind } from './kind';

/** Buffers of a sequential layer with so many gate blocks, and the kind's own ones. */
export function recurrentKind(
  description: LayerDescription,
  blocks: number,
  create: (context: LayerContext) => Layer,
  steps: (weights: RecurrentWeights, shape: LayerShape) => StepLayer,
  more: (size: BufferSize, hidden: number) => Readonly<Record<string, number>> = () => ({}),
): LayerKind {
  return {
    description,
    branches: [
      {
        buffers(size) {
          const hidden = size.panels.round(size.shape.hidden);
          return { gates: size.rows * blocks * hidden, h: size.stateRows * hidden, ...more(size, hidden) };
        },
        create,
        steps: (weight, shape) => steps(recurrentWeights(weight), shape),
        reference: (weight, shape) => overWindows(steps(recurrentWeights(weight), shape)),
      },
    ],
  };
}

function recurrentWeights(weight: (name: string) => Parameter | undefined): RecurrentWeights {
  return {
    U: weight('rnn.weight_ih_l0')!,
    W: weight('rnn.weight_hh_l0')!,
    inputBias: weight('rnn.bias_ih_l0')?.data,
    recurrentBias: weight('rnn.bias_hh_l0')?.data,
  };
}
