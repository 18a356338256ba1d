import { recurrentKind } from '../recurrent-kind';
import { lstm as description } from './description';
import { LstmLayer } from './layer';
import { LstmReference } from './reference';

export const lstm = recurrentKind(
  description,
  4,
  (context) => new LstmLayer(context),
  (weights) => new LstmReference(weights),
  ({ rows, stateRows, streams, training }, hidden) => ({
    c: stateRows * hidden,
    tanhC: rows * hidden,
    dC: training ? streams * hidden : 0,
  }),
);
