import type { LayerDescription } from './description';
import { feedforward } from './feedforward/description';
import { gru } from './gru/description';
import { lstm } from './lstm/description';
import { rnn } from './rnn/description';

/** Every layer kind, in the order of menus. A new kind is one line here and one in registry.ts. */
export const LAYER_DESCRIPTIONS: readonly LayerDescription[] = [rnn, gru, lstm, feedforward];

const byId = new Map(LAYER_DESCRIPTIONS.map((description) => [description.id, description]));

/** @throws RangeError for a kind that does not exist: configurations are validated where they come in */
export function describeKind(id: string): LayerDescription {
  const found = byId.get(id);
  if (!found) throw new RangeError(`There is no layer kind "${id}".`);
  return found;
}
