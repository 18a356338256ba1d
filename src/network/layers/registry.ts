import { feedforward } from './feedforward';
import { gru } from './gru';
import type { LayerKind } from './kind';
import { lstm } from './lstm';
import { rnn } from './rnn';

/** What computes the kinds of descriptions.ts. */
const KINDS: readonly LayerKind[] = [rnn, gru, lstm, feedforward];

const byId = new Map(KINDS.map((kind) => [kind.description.id, kind]));

export function layerKind(id: string): LayerKind {
  return byId.get(id)!;
}
