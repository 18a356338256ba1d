import * as all from './generated/kinds';
import type { LayerKind } from './kind';

const byId = new Map<string, LayerKind>(Object.entries(all));

/** What computes a kind of descriptions.ts. */
export function layerKind(id: string): LayerKind {
  return byId.get(id)!;
}
