import type { LayerDescription } from './description';
import type { BranchKind, Layer, LayerContext, LayerKind } from './kind';

/** @param blocks blocks of the gates' buffer */
export function linearScanKind(
  description: LayerDescription,
  blocks: number,
  create: (context: LayerContext) => Layer,
  equations: Pick<BranchKind, 'reference' | 'steps'>,
): LayerKind {
  return {
    description,
    branches: [
      {
        buffers({ rows, stateRows, panels, shape }) {
          const hidden = panels.round(shape.hidden);
          return { gates: rows * blocks * hidden, h: stateRows * hidden };
        },
        create,
        ...equations,
      },
    ],
  };
}
