import { CsvError, parse } from 'csv-parse/sync';
import { UnrollError } from '../../protocol/error';
import type { Table, TableRow } from './table';

/**
 * A table with columns separated by commas, tabs, semicolons or bars (found by itself), values in quotes where they hold a separator or a new line; the
 * first line has the columns' names. Empty lines are left out.
 * @throws UnrollError when a row has another number of values than there are columns, or a quote does not end
 */
export function parseDelimited(text: string): Table {
  const rows: TableRow[] = [];
  let columns: string[] | undefined;
  for (const { values, line } of readRecords(text)) {
    if (values.every((value) => value.trim() === '')) continue;
    if (!columns) columns = nameColumns(values);
    else if (values.length !== columns.length) throw new UnrollError('data.fields', [line, values.length, columns.length]);
    else rows.push({ values, line });
  }
  if (!columns || rows.length === 0) throw new UnrollError('data.empty');
  return { columns, rows };
}

/** Values of every record, and the line that it begins in. */
function readRecords(text: string): TableRow[] {
  // A record tells the line that it ends in: the next one begins behind it.
  let line = 1;
  try {
    const records: unknown = parse(text, { delimiter: guessSeparator(text), relax_column_count: true, relax_quotes: true, info: true });
    return (records as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => {
      const begin = line;
      line = info.lines + 1;
      return { values: record, line: begin };
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UnrollError('data.quote', [Number(error.lines ?? line)], { cause: error });
  }
}

/** The separator that the first line has most of, quoted values left out. */
function guessSeparator(text: string): string {
  const first = (text.split('\n').find((line) => line.trim() !== '') ?? '').replace(/"[^"]*"/g, '');
  const counts = [',', '\t', ';', '|'].map((separator) => ({ separator, count: first.split(separator).length }));
  return counts.reduce((best, each) => (each.count > best.count ? each : best)).separator;
}

/** A column without a name is called by its place. @throws UnrollError when two have the same name */
function nameColumns(values: readonly string[]): string[] {
  const names = values.map((value, i) => value.trim() || `#${i + 1}`);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new UnrollError('data.columnTwice', [twice]);
  return names;
}
