import { UnrollError } from '../../protocol/error';
import { columnIndex, isNumeric, parseNumber, type Table } from '../data/table';
import { datesOf, type SeriesDates } from './dates';

/** A column of numbers in the order of time. */
export interface Series {
  readonly name: string;
  readonly values: readonly number[];
  /** Other columns that are read beside it, as long as it is. */
  readonly others: readonly OtherColumn[];
  readonly dates: SeriesDates;
}

export interface OtherColumn {
  readonly name: string;
  readonly values: readonly number[];
}

/**
 * A series of a table.
 * @param name its column; default: the last column of numbers
 * @param others names of the exogenous columns, separated by commas
 * @throws UnrollError when there is no such column, a value is missing or no number, or dates are out of order
 */
export function seriesOf(table: Table, name?: string, others = ''): Series {
  const beside = others.split(',').flatMap((each) => (each.trim() === '' ? [] : [each.trim()]));
  const numeric = table.columns.map((_, i) => i).filter((column) => isNumeric(table, column) && !beside.includes(table.columns[column]!));
  const last = numeric.at(-1);
  if (name === undefined && last === undefined) throw new UnrollError('series.noColumn', [table.columns.slice(0, 20).join(', ')], { exitCode: 2 });
  const column = name === undefined ? last! : columnIndex(table, name);
  const twice = beside.find((each, i) => each === table.columns[column] || beside.indexOf(each) !== i);
  if (twice !== undefined) throw new UnrollError('series.exogenous', [twice], { exitCode: 2 });
  return {
    name: table.columns[column]!,
    values: numbersOf(table, column),
    others: beside.map((each) => ({ name: each, values: numbersOf(table, columnIndex(table, each)) })),
    dates: datesOf(table, column),
  };
}

function numbersOf(table: Table, column: number): number[] {
  return table.rows.map(({ values, line }) => {
    const value = parseNumber(values[column]!);
    if (Number.isNaN(value)) throw new UnrollError('series.value', [line, values[column]!, table.columns[column]!]);
    return value;
  });
}
