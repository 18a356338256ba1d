import { attentionReference, mlpReference } from '../../../src/network/layers/attention/reference';
import { convReference } from '../../../src/network/layers/conv/reference';
import { deltanetReference } from '../../../src/network/layers/deltanet/reference';
import { lruReference } from '../../../src/network/layers/lru/reference';
import { minGruReference } from '../../../src/network/layers/mingru/reference';
import { minLstmReference } from '../../../src/network/layers/minlstm/reference';
import { s6Reference } from '../../../src/network/layers/s6/reference';
import type { ReferenceLayer, TensorLookup } from '../../../src/network/reference/layer';
import type { Parameters } from '../../../src/network/reference/matrix';
import { inside, type ReferenceBranch, ReferenceStack } from '../../../src/network/reference/stack';

/** What a golden file says of its network. */
export interface StackShape {
  readonly form: 'one' | 'stack';
  readonly layers: number;
  readonly g?: boolean;
  readonly k?: number;
  readonly dilations?: readonly number[];
  readonly heads?: number;
  readonly mem?: number;
}

type Make = (tensors: TensorLookup, shape: StackShape, layer: number) => ReferenceLayer;

const KINDS: Record<string, Make> = {
  minGRU: (tensors, { g = false }) => minGruReference(tensors, { positive: g }),
  minLSTM: minLstmReference,
  LRU: lruReference,
  S6: s6Reference,
  conv: (tensors, { dilations }, layer) => convReference(tensors, { dilation: dilations![layer]! }),
  delta: (tensors, { heads }) => deltanetReference(tensors, { heads: heads! }),
};

/** The reference of a golden file's network; `name` begins with its kind, as the files' names do. */
export function referenceStack(name: string, shape: StackShape, weights: Parameters): ReferenceStack {
  if (shape.form === 'one') {
    const kind = name.startsWith('minGRU') ? 'minGRU' : 'minLSTM';
    const tensors = (of: Parameters): TensorLookup => {
      const lookup = inside(of, '');
      return (tensor) => lookup(`${tensor}_l0`);
    };
    return new ReferenceStack(weights, [{ layer: KINDS[kind]!(tensors(weights), shape, 0), norm: '', tensors }], {
      embedded: false,
      norm: 'none',
      residual: false,
      headNorm: 'none',
    });
  }
  const branches = Array.from({ length: shape.layers }, (_, i): ReferenceBranch[] => {
    const prefix = `blocks.${i}.`;
    const norm = `${prefix}norm`;
    const tensors = (of: Parameters) => inside(of, prefix);
    if (name.startsWith('attn'))
      return [
        { layer: attentionReference(tensors(weights), { heads: shape.heads!, memory: shape.mem! }), norm, tensors },
        { layer: mlpReference(tensors(weights)), norm: `${prefix}norm2`, tensors },
      ];
    const [, make] = Object.entries(KINDS).find(([id]) => name.startsWith(id))!;
    return [{ layer: make(tensors(weights), shape, i), norm, tensors }];
  }).flat();
  return new ReferenceStack(weights, branches, { embedded: true, norm: 'rms', residual: true, headNorm: 'rms' });
}
