import { required } from '../../reference/layer';
import type { LayerKind } from '../kind';
import { lru as description, stateSize } from './description';
import { LruLayer } from './layer';
import { lruReference } from './reference';

export const lru: LayerKind = {
  description,
  branches: [
    {
      buffers({ rows, stateRows, panels, shape, training }) {
        const hidden = panels.round(shape.hidden);
        const n = panels.round(stateSize(shape));
        return {
          ...{ b: rows * 2 * n, s: stateRows * 2 * n, y: rows * hidden, bent: rows * hidden, nets: rows * 2 * hidden, out: rows * hidden },
          ...{ dS: training ? rows * 2 * n : 0, dY: training ? rows * hidden : 0, coefficients: 3 * n, sums: 3 * n },
        };
      },
      create: (context) => new LruLayer(context),
      reference: (weight) => lruReference(required(weight)),
    },
  ],
};
