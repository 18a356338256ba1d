import { ACTIVATION_FUNCTIONS } from '../../reference/activation';
import { overWindows } from '../../reference/step-layer';
import type { LayerShape } from '../description';
import type { LayerKind, WeightLookup } from '../kind';
import { feedforward as description } from './description';
import { FeedForwardLayer } from './layer';
import { FeedForwardReference } from './reference';

const steps = (weight: WeightLookup, { options }: LayerShape) =>
  new FeedForwardReference(weight('hidden.weight_l0')!, weight('hidden.bias_l0')?.data, ACTIVATION_FUNCTIONS[options.activation]);

export const feedforward: LayerKind = {
  description,
  branches: [
    {
      buffers: ({ panels, shape, rows }) => ({ activations: rows * panels.round(shape.hidden) }),
      create: (context) => new FeedForwardLayer(context),
      steps,
      reference: (weight, shape) => overWindows(steps(weight, shape)),
    },
  ],
};
