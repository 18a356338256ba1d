import { UnrollError } from '../../protocol/error';
import { columnIndex, type Table } from '../data/table';

/** A source and the target that is to be written for it. */
export interface Pair {
  readonly source: string;
  readonly target: string;
  readonly line: number;
}

export interface PairData {
  readonly pairs: readonly Pair[];
  /** Names of the columns; missing where the file has no line of names. */
  readonly columns?: { readonly source: string; readonly target: string };
}

const SOURCES = /^(source|src|input|from|question|prompt|x)$/i;
const TARGETS = /^(target|tgt|output|to|answer|response|y)$/i;

/**
 * Pairs of a table: the columns named, else those called source and target (or the like), else the first two. Where a table of two columns has no such
 * names, its first line is a pair as well.
 * @throws UnrollError when a column does not exist or a value is empty
 */
export function pairsOf(table: Table, source?: string, target?: string): PairData {
  const find = (names: RegExp) => table.columns.findIndex((name) => names.test(name));
  const from = source === undefined ? find(SOURCES) : columnIndex(table, source);
  const to = target === undefined ? find(TARGETS) : columnIndex(table, target);
  const isNamed = from >= 0 || to >= 0;
  const [a, b] = [from >= 0 ? from : to === 0 ? 1 : 0, to >= 0 ? to : from === 1 ? 0 : 1];
  if (table.columns.length < 2) throw new UnrollError('pairs.columns', [table.columns.join(', ')]);
  if (a === b) throw new UnrollError('data.sameColumn', [table.columns[a]!], { exitCode: 2 });
  const rows = isNamed || table.columns.length > 2 ? table.rows : [{ values: table.columns, line: 1 }, ...table.rows];
  const pairs = rows.map(({ values, line }): Pair => {
    const pair = { source: values[a]!.trim(), target: values[b]!.trim(), line };
    if (pair.source === '' || pair.target === '') throw new UnrollError('data.noText', [line, table.columns[pair.source === '' ? a : b]!]);
    return pair;
  });
  return rows === table.rows ? { pairs, columns: { source: table.columns[a]!, target: table.columns[b]! } } : { pairs };
}
