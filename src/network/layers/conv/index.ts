import { required } from '../../reference/layer';
import type { LayerKind } from '../kind';
import { pastRows } from '../past-rows';
import { conv as description, dilation, history } from './description';
import { ConvLayer } from './layer';
import { convReference } from './reference';

export const conv: LayerKind = {
  description,
  branches: [
    {
      buffers({ rows, streams, panels, shape, training }) {
        const [input, hidden] = [panels.round(shape.input), panels.round(shape.hidden)];
        const past = pastRows(rows, streams, history(shape)) * input;
        return { past, nets: rows * 2 * hidden, out: rows * hidden, dPast: training ? past : 0 };
      },
      create: (context) => new ConvLayer(context),
      reference: (weight, shape) => convReference(required(weight), { dilation: dilation(shape) }),
    },
  ],
};
