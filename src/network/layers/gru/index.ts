import { recurrentKind } from '../recurrent-kind';
import { gru as description } from './description';
import { GruLayer } from './layer';
import { GruReference } from './reference';

export const gru = recurrentKind(
  description,
  // Of n the recurrent part stands apart from the input part.
  4,
  (context) => new GruLayer(context),
  (weights) => new GruReference(weights),
);
