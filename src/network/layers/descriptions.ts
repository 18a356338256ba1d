import type { LayerDescription } from './description';
import * as all from './generated/descriptions';
import { LAYER_KINDS } from './registry';

const byId = new Map<string, LayerDescription>(Object.entries(all));

/** @throws RangeError for a kind that does not exist: configurations are validated where they come in */
export function describeKind(id: string): LayerDescription {
  const found = byId.get(id);
  if (!found) throw new RangeError(`There is no layer kind "${id}".`);
  return found;
}

/** Every layer kind, in the order of menus. */
export const LAYER_DESCRIPTIONS: readonly LayerDescription[] = LAYER_KINDS.map(describeKind);
