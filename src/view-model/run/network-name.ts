import { describeKind } from '../../network/layers/descriptions';
import type { Architecture } from '../../protocol/configuration';
import { kindsOf } from '../../protocol/kinds';

/** A network in two words, for lists and the status bar: GRU 128, LSTM 2×64, Convolution + Attention 64. */
export function networkName(architecture: Pick<Architecture, 'cell' | 'layers' | 'hidden' | 'stack'>): string {
  const kinds = kindsOf(architecture);
  const titles = kinds.map((id) => describeKind(id).title);
  if (new Set(kinds).size > 1) return `${titles.join(' + ')} ${architecture.hidden}`;
  return `${titles[0]} ${kinds.length > 1 ? `${kinds.length}×` : ''}${architecture.hidden}`;
}
