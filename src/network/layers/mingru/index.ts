import { required } from '../../reference/layer';
import { linearScanKind } from '../linear-scan-kind';
import { mingru as description } from './description';
import { MinGruLayer } from './layer';
import { minGruReference } from './reference';

export const mingru = linearScanKind(description, 2, (context) => new MinGruLayer(context), {
  reference: (weight) => minGruReference(required(weight)),
});
