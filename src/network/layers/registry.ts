import { attention } from './attention';
import { conv } from './conv';
import { deltanet } from './deltanet';
import { feedforward } from './feedforward';
import { gru } from './gru';
import type { LayerKind } from './kind';
import { lru } from './lru';
import { lstm } from './lstm';
import { mingru } from './mingru';
import { minlstm } from './minlstm';
import { rnn } from './rnn';
import { s6 } from './s6';

/** What computes the kinds of descriptions.ts. */
const KINDS: readonly LayerKind[] = [rnn, gru, lstm, feedforward, mingru, minlstm, lru, s6, conv, attention, deltanet];

const byId = new Map(KINDS.map((kind) => [kind.description.id, kind]));

export function layerKind(id: string): LayerKind {
  return byId.get(id)!;
}
