import type { LayerExport } from './export';
import * as all from './generated/exports';

const byId = new Map<string, LayerExport>(Object.entries(all));

/** What a kind is in other programs. One without an export.ts can be trained but not exported. */
export function layerExport(id: string): LayerExport {
  return byId.get(id) ?? {};
}
