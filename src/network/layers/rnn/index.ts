import { ACTIVATION_FUNCTIONS } from '../../reference/activation';
import { recurrentKind } from '../recurrent-kind';
import { rnn as description } from './description';
import { RnnLayer } from './layer';
import { RnnReference } from './reference';

export const rnn = recurrentKind(
  description,
  1,
  (context) => new RnnLayer(context),
  (weights, { options }) => new RnnReference(weights, ACTIVATION_FUNCTIONS[options.activation]),
);
