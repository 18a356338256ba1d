import type { Architecture } from '../../protocol/configuration';

/** A network in two words, for lists and the status bar: GRU 128, LSTM 2×64. */
export function networkName({ cell, layers, hidden }: Pick<Architecture, 'cell' | 'layers' | 'hidden'>): string {
  const name = cell.length <= 4 ? cell.toUpperCase() : cell;
  return `${name} ${layers > 1 ? `${layers}×` : ''}${hidden}`;
}
