import { attention } from './attention/export';
import { conv } from './conv/export';
import { deltanet } from './deltanet/export';
import type { LayerExport } from './export';
import { feedforward } from './feedforward/export';
import { gru } from './gru/export';
import { lru } from './lru/export';
import { lstm } from './lstm/export';
import { mingru } from './mingru/export';
import { minlstm } from './minlstm/export';
import { rnn } from './rnn/export';
import { s6 } from './s6/export';

/** What kinds are in other programs, by id. A kind that is not here can be trained but not exported. */
const EXPORTS: Readonly<Record<string, LayerExport>> = { rnn, gru, lstm, feedforward, mingru, minlstm, lru, s6, conv, attention, deltanet };

export function layerExport(id: string): LayerExport {
  return Object.hasOwn(EXPORTS, id) ? EXPORTS[id]! : {};
}
