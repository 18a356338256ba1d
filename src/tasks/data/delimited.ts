import Papa from 'papaparse';
import { UnrollError } from '../../protocol/error';
import type { Table, TableRow } from './table';

/**
 * A table with columns separated by commas, tabs, semicolons or bars (found by itself), values in quotes where they hold a separator or a new line; the
 * first line has the columns' names. Empty lines are left out.
 * @throws UnrollError when a row has another number of values than there are columns, or a quote does not end
 */
export function parseDelimited(text: string): Table {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter: guessSeparator(text) });
  const broken = errors.find(({ type }) => type === 'Quotes');
  const rows: TableRow[] = [];
  let columns: string[] | undefined;
  let line = 1;
  data.forEach((values, index) => {
    const begin = line;
    line += 1 + values.reduce((sum, value) => sum + (value.split('\n').length - 1), 0);
    if (broken && broken.row === index) throw new UnrollError('data.quote', [begin]);
    if (values.every((value) => value.trim() === '')) return;
    if (!columns) columns = nameColumns(values);
    else if (values.length !== columns.length) throw new UnrollError('data.fields', [begin, values.length, columns.length]);
    else rows.push({ values, line: begin });
  });
  if (!columns || rows.length === 0) throw new UnrollError('data.empty');
  return { columns, rows };
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
