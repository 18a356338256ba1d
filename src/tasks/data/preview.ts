import type { DataTaskId } from '../../protocol/data-task';
import { UnrollError } from '../../protocol/error';
import { type DataText, readTable } from './read-table';
import { countValues, isNumeric, type Table } from './table';

/** UTF-16 units of a file that a preview reads: enough for some thousand rows, in a few milliseconds. */
const READ = 200_000;
const DATA_NAME = /\.(csv|tsv|tab|psv|jsonl|ndjson)$/i;
/** A column with at most so many different values, and at most this share of the rows, can be classes. */
const MAX_CLASSES = 1000;
const MAX_SHARE = 0.5;
/** Shortest text that counts as something to be read rather than as a code. */
const MIN_TEXT = 3;
const DATE = /^\d{4}(-\d{1,2})?(-\d{1,2})?([T ].*)?$/;

export interface ColumnPreview {
  readonly name: string;
  readonly isNumeric: boolean;
  readonly isDate: boolean;
  /** Values of the first rows. */
  readonly first: readonly string[];
  /** Different values with their counts, the most frequent first. */
  readonly counts: readonly (readonly [value: string, count: number])[];
}

/** The beginning of a data file. */
export interface DataPreview {
  readonly columns: readonly ColumnPreview[];
  /** Rows that were read, and whether there are more. */
  readonly rows: number;
  readonly isPart: boolean;
  /** Labelled series of a `.ts` file: there are no columns to choose. */
  readonly isSeriesFile: boolean;
  /** What can be learnt, the likeliest first. */
  readonly tasks: readonly DataTaskId[];
}

/** Whether a file is one of labelled series, not of TypeScript. */
function isSeriesFile({ name, text }: DataText): boolean {
  return name.toLowerCase().endsWith('.ts') && /^@data\s*$/im.test(text.slice(0, READ));
}

/** What a text offers as data; undefined when it is none. */
export function previewData(data: DataText): DataPreview | undefined {
  if (isSeriesFile(data)) return { columns: [], rows: 0, isPart: false, isSeriesFile: true, tasks: ['classification'] };
  if (!DATA_NAME.test(data.name)) return undefined;
  const isPart = data.text.length > READ;
  const text = isPart ? data.text.slice(0, data.text.lastIndexOf('\n', READ) + 1 || READ) : data.text;
  let table: Table;
  try {
    table = readTable({ name: data.name, text });
  } catch (error) {
    // What the task says of the whole file is clearer than a question about nothing.
    if (error instanceof UnrollError) return undefined;
    throw error;
  }
  const columns = table.columns.map((name, i): ColumnPreview => {
    const counts = [...countValues(table, i)].sort((a, b) => b[1] - a[1]);
    const first = table.rows.slice(0, 3).map(({ values }) => values[i]!);
    const isDate = first.length > 0 && first.every((value) => DATE.test(value.trim()));
    return { name, isNumeric: isNumeric(table, i), isDate, first, counts };
  });
  return { columns, rows: table.rows.length, isPart, isSeriesFile: false, tasks: likelyTasks(columns, table.rows.length) };
}

/** A data file as a table; undefined where it is none, as while somebody types a row. */
export function tableOfData(data: DataText): Table | undefined {
  if (!DATA_NAME.test(data.name)) return undefined;
  try {
    return readTable(data);
  } catch (error) {
    if (error instanceof UnrollError) return undefined;
    throw error;
  }
}

/** Columns that can be classes, those with the fewest first. */
export function classColumns(columns: readonly ColumnPreview[], rows: number): ColumnPreview[] {
  return columns
    .filter(({ counts }) => counts.length > 1 && counts.length <= Math.min(MAX_CLASSES, Math.max(2, MAX_SHARE * rows)))
    .sort((a, b) => a.counts.length - b.counts.length);
}

/** Columns of text that are read, the longest first. */
export function textColumns(columns: readonly ColumnPreview[]): ColumnPreview[] {
  const length = ({ counts }: ColumnPreview) => counts.slice(0, 100).reduce((sum, [value]) => sum + value.length, 0) / Math.min(100, counts.length);
  return columns.filter(({ isNumeric: numeric, isDate }) => !numeric && !isDate).sort((a, b) => length(b) - length(a));
}

function likelyTasks(columns: readonly ColumnPreview[], rows: number): DataTaskId[] {
  const texts = textColumns(columns);
  const numbers = columns.filter(({ isNumeric: numeric, isDate }) => numeric && !isDate);
  const classes = classColumns(columns, rows).filter(({ isDate }) => !isDate);
  const dated = columns.some(({ isDate }) => isDate);
  const canClassify = classes.some((column) => columns.some((other) => other !== column && (numbers.includes(other) || texts.includes(other))));
  const scores: Record<DataTaskId, number> = {
    forecast: numbers.length === 0 ? 0 : dated ? 3 : texts.length === 0 ? 1.5 : 0.5,
    classification: !canClassify ? 0 : texts.some(({ first }) => first.some((value) => value.length >= MIN_TEXT)) ? 2 : numbers.length > 2 ? 1.8 : 1,
    pairs: columns.length < 2 || texts.length < 2 ? 0 : classes.some((column) => texts.includes(column)) ? 1 : 2.5,
  };
  return (Object.keys(scores) as DataTaskId[]).filter((id) => scores[id] > 0).sort((a, b) => scores[b] - scores[a]);
}
