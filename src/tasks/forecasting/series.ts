import { UnrollError } from '../../protocol/error';
import { columnIndex, isNumeric, parseNumber, type Table } from '../data/table';

/** A column of numbers in the order of time. */
export interface Series {
  readonly name: string;
  readonly values: readonly number[];
  /** Values a season, as the dates of the table suggest; 1 = none. */
  readonly season: number;
}

/**
 * A series of a table.
 * @param name its column; default: the last column of numbers
 * @throws UnrollError when there is no such column, a value is missing or no number, or dates are out of order or repeated
 */
export function seriesOf(table: Table, name?: string): Series {
  const numeric = table.columns.map((_, i) => i).filter((column) => isNumeric(table, column));
  const last = numeric.at(-1);
  if (name === undefined && last === undefined) throw new UnrollError('series.noColumn', [table.columns.slice(0, 20).join(', ')], { exitCode: 2 });
  const column = name === undefined ? last! : columnIndex(table, name);
  const values = table.rows.map(({ values: row, line }) => {
    const value = parseNumber(row[column]!);
    if (Number.isNaN(value)) throw new UnrollError('series.value', [line, row[column]!, table.columns[column]!]);
    return value;
  });
  return { name: table.columns[column]!, values, season: seasonOfDates(table, column) };
}

/** Dates as YYYY-MM, YYYY-MM-DD with or without a time, or a year. */
const DATE = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ](\d{1,2}):(\d{2}).*)?)?)?$/;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Twelve months, four quarters, seven days or twenty-four hours, where the first column that is not the series has such dates. */
function seasonOfDates(table: Table, column: number): number {
  const dates = table.columns.map((_, i) => i).find((i) => i !== column && table.rows.every(({ values }) => DATE.test(values[i]!.trim())));
  if (dates === undefined || table.rows.length < 2) return 1;
  const times = table.rows.map(({ values }) => timeOf(values[dates]!.trim()));
  table.rows.forEach(({ line, values }, i) => {
    if (i > 0 && times[i]! <= times[i - 1]!) throw new UnrollError('series.order', [line, values[dates]!]);
  });
  const gaps = times.slice(1).map((time, i) => time - times[i]!);
  const typical = [...gaps].sort((a, b) => a - b)[Math.floor(gaps.length / 2)]!;
  const missing = gaps.findIndex((gap) => gap > 1.5 * typical);
  if (missing >= 0) throw new UnrollError('series.gap', [table.rows[missing]!.values[dates]!, table.rows[missing + 1]!.values[dates]!]);
  const within = (least: number, most: number) => typical >= least && typical <= most;
  if (within(27 * DAY, 32 * DAY)) return 12;
  if (within(88 * DAY, 93 * DAY)) return 4;
  if (within(0.9 * DAY, 1.1 * DAY)) return 7;
  return within(0.9 * HOUR, 1.1 * HOUR) ? 24 : 1;
}

function timeOf(text: string): number {
  const [, year, month = '1', day = '1', hour = '0', minute = '0'] = DATE.exec(text)!;
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
}
