import type { NameWords } from '../../network/layers/description';
import { describeKind } from '../../network/layers/descriptions';
import type { Architecture, Configuration } from '../../protocol/configuration';
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

/** Kind and size in a word or two, such as `GRU 2 × 128`. */
export function architectureSize(architecture: Architecture, times = ' × '): string {
  const kinds = kindsOf(architecture);
  const titles = kinds.map((id) => describeKind(id).title);
  const same = new Set(kinds).size === 1;
  return `${same ? titles[0] : titles.join(' + ')} ${same && kinds.length > 1 ? `${kinds.length}${times}` : ''}${architecture.hidden}`;
}
