import { attention } from './attention/description';
import { conv } from './conv/description';
import { deltanet } from './deltanet/description';
import type { LayerDescription } from './description';
import { feedforward } from './feedforward/description';
import { gru } from './gru/description';
import { lru } from './lru/description';
import { lstm } from './lstm/description';
import { mingru } from './mingru/description';
import { minlstm } from './minlstm/description';
import { rnn } from './rnn/description';
import { s6 } from './s6/description';

/** Every layer kind, in the order of menus. A new kind is one line here and one in registry.ts. */
export const LAYER_DESCRIPTIONS: readonly LayerDescription[] = [gru, lstm, rnn, feedforward, mingru, minlstm, lru, s6, conv, attention, deltanet];

const byId = new Map(LAYER_DESCRIPTIONS.map((description) => [description.id, description]));

/** @throws RangeError for a kind that does not exist: configurations are validated where they come in */
export function describeKind(id: string): LayerDescription {
  const found = byId.get(id);
  if (!found) throw new RangeError(`There is no layer kind "${id}".`);
  return found;
}
