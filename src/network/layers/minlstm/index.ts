import { required } from '../../reference/layer';
import { linearScanKind } from '../linear-scan-kind';
import { minlstm as description } from './description';
import { MinLstmLayer } from './layer';
import { minLstmReference } from './reference';

export const minlstm = linearScanKind(description, 4, (context) => new MinLstmLayer(context), {
  reference: (weight) => minLstmReference(required(weight)),
});
