import type { NameWords } from '../../network/layers/description';
import { describeKind } from '../../network/layers/descriptions';
import type { Configuration } from '../../protocol/configuration';
import { kindsOf } from '../../protocol/kinds';

export type ArchitectureWords = NameWords;

const ENGLISH: ArchitectureWords = { orthogonal: 'orthogonal', feedForward: 'feed-forward' };

/** An architecture as the literature calls it: tanh, IRNN, LSTM with its forget bias; a stack of different kinds by all of them. */
export function architectureName(configuration: Configuration, words: ArchitectureWords = ENGLISH): string {
  const names = kindsOf(configuration).map((id) => {
    const kind = describeKind(id);
    return kind.nameOf?.(configuration, words) ?? kind.title;
  });
  return [...new Set(names)].length === 1 ? names[0]! : names.join(' + ');
}
