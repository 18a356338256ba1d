import { required } from '../../reference/layer';
import type { BufferSize, LayerKind } from '../kind';
import { pastRows } from '../past-rows';
import { s6 as description, statesOf } from './description';
import { S6Layer } from './layer';
import { s6Reference } from './reference';

const FORWARD = ['gate', 'bentGate', 'convolved', 'u', 'stepNet', 'dt', 'y', 'gated', 'out'];
const BACKWARD = ['dGated', 'dGate', 'dStep', 'dU'];

function buffers({ rows, stateRows, streams, panels, shape, training }: BufferSize): Record<string, number> {
  const { rank, taps } = shape.options;
  const d = panels.round(shape.hidden);
  const N = statesOf(shape);
  const projected = rows * panels.round(rank + 2 * N);
  const past = pastRows(rows, streams, taps - 1) * d;
  return {
    ...Object.fromEntries(FORWARD.map((name) => [name, rows * d])),
    ...Object.fromEntries(BACKWARD.map((name) => [name, training ? rows * d : 0])),
    ...{ past, projected, q: rows * panels.round(rank), h: stateRows * N * d, work: N * panels.width * (1 + streams) },
    ...{ dPast: training ? past : 0, dProjected: training ? projected : 0 },
  };
}

export const s6: LayerKind = {
  description,
  branches: [{ buffers, create: (context) => new S6Layer(context), reference: (weight) => s6Reference(required(weight)) }],
};
