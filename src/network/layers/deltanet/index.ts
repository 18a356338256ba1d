import { required } from '../../reference/layer';
import type { BufferSize, LayerKind } from '../kind';
import { deltanet as description } from './description';
import { DeltaNetLayer } from './layer';
import { deltanetReference } from './reference';

function buffers({ rows, streams, panels, shape, training }: BufferSize): Record<string, number> {
  const heads = shape.options.attentionHeads;
  const e = shape.hidden / heads;
  const wide = rows * heads * panels.round(e);
  const S = streams * heads * panels.round(e) * e;
  const back = (floats: number) => (training ? floats : 0);
  return {
    ...{
      nets: 3 * wide,
      units: 2 * wide,
      change: wide,
      o: wide,
      normed: wide,
      beta: rows * panels.round(heads),
      out: rows * panels.round(shape.hidden),
    },
    ...{ S, scales: 3 * heads * rows, dNormed: back(wide), dO: back(wide), dNets: back(3 * wide), dBeta: back(rows * panels.round(heads)) },
    ...{ final: back(S), work: back(e * panels.width) },
  };
}

export const deltanet: LayerKind = {
  description,
  branches: [
    {
      buffers,
      create: (context) => new DeltaNetLayer(context),
      reference: (weight, { options }) => deltanetReference(required(weight), { heads: options.attentionHeads }),
    },
  ],
};
