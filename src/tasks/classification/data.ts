import { UnrollError } from '../../protocol/error';
import { columnIndex, countValues, isNumeric, parseNumber, type Table } from '../data/table';
import type { TimeSeriesFile } from '../data/time-series-file';

/** A sequence with its class: a text, or numbers [T, dimensions]. */
export interface Example {
  readonly input: string | Float32Array;
  readonly label: string;
  /** Where it stands: a line of a file, and the file where there are several. */
  readonly line?: number;
  readonly file?: string;
}

/** Labelled sequences, all texts or all numbers. */
export interface LabelledData {
  readonly examples: readonly Example[];
  /** Numbers a time step; 0 = texts. */
  readonly dimensions: number;
  /** What was read and what is to be learnt, by their columns' names; several columns of numbers are one sequence. */
  readonly columns?: { readonly input: readonly string[]; readonly label: string };
}

const LABEL_NAMES = /^(label|class|target|category|language|lang|y|sentiment|tag|type|kind)$/i;
const INPUT_NAMES = /^(text|input|sentence|name|word|message|content|sequence|x)$/i;
/** More different values than this share of the rows are no classes. */
const MAX_CLASS_SHARE = 0.5;

/**
 * Labelled sequences of a table.
 * @param input column that is read, or columns of numbers separated by commas; by default the one called so or the longest text, or all columns of numbers together
 * @param label column that is to be learnt; by default the one called so, or the one with the fewest different values
 * @throws UnrollError when a column does not exist, or there is nothing to choose from
 */
export function labelledTable(table: Table, input?: string, label?: string): LabelledData {
  const all = table.columns.map((_, i) => i);
  const asked = input === undefined ? undefined : columnsOf(table, input);
  const target = label === undefined ? guessLabel(table, asked ?? []) : columnIndex(table, label);
  const others = all.filter((column) => column !== target);
  if (asked?.includes(target)) throw new UnrollError('data.sameColumn', [table.columns[target]!], { exitCode: 2 });
  const texts = others.filter((column) => !isNumeric(table, column));
  const sources = asked ?? (texts.length > 0 ? [guessText(table, texts)] : others);
  if (sources.length === 0) throw new UnrollError('data.noInput', [table.columns[target]!]);
  const isSeries = asked ? asked.length > 1 : texts.length === 0;
  const examples: Example[] = [];
  for (const { values, line } of table.rows) {
    const own = values[target]!.trim();
    if (own === '') throw new UnrollError('data.noLabel', [line, table.columns[target]!]);
    const numbers = isSeries ? Float32Array.from(sources, (column) => parseNumber(values[column]!)) : undefined;
    if (numbers?.some(Number.isNaN)) throw new UnrollError('data.series', [line]);
    const text = values[sources[0]!]!.trim();
    if (!numbers && text === '') throw new UnrollError('data.noText', [line, table.columns[sources[0]!]!]);
    examples.push({ input: numbers ?? text, label: own, line });
  }
  return {
    examples,
    dimensions: isSeries ? 1 : 0,
    columns: { input: sources.map((column) => table.columns[column]!), label: table.columns[target]! },
  };
}

/** A column by its name, or several by theirs with commas between them. */
function columnsOf(table: Table, names: string): number[] {
  return (table.columns.includes(names) ? [names] : names.split(',')).map((name) => columnIndex(table, name));
}

function guessLabel(table: Table, inputs: readonly number[]): number {
  const free = table.columns.map((_, i) => i).filter((column) => !inputs.includes(column));
  const named = free.find((column) => LABEL_NAMES.test(table.columns[column]!));
  if (named !== undefined) return named;
  const counts = free.map((column) => ({ column, classes: countValues(table, column).size }));
  const likely = counts.filter(({ classes }) => classes > 1 && classes <= MAX_CLASS_SHARE * table.rows.length);
  const fewest = likely.sort((a, b) => a.classes - b.classes)[0];
  if (!fewest) throw new UnrollError('data.noClasses', [table.columns.slice(0, 20).join(', ')], { exitCode: 2 });
  return fewest.column;
}

/** The column called so, else that with the longest texts. */
function guessText(table: Table, columns: readonly number[]): number {
  const named = columns.find((column) => INPUT_NAMES.test(table.columns[column]!));
  if (named !== undefined) return named;
  const lengths = columns.map((column) => table.rows.reduce((sum, { values }) => sum + values[column]!.length, 0));
  return columns[lengths.indexOf(Math.max(...lengths))]!;
}

/** Labelled series of a `.ts` file. */
export const labelledSeries = ({ dimensions, examples }: TimeSeriesFile): LabelledData => ({
  dimensions,
  examples: examples.map(({ values, label, line }) => ({ input: values, label, line })),
});

/** One example a line of a file, its class the file's name: stripped lines that are not empty. */
export function labelledLines(text: string, label: string, file: string): Example[] {
  return text.split('\n').flatMap((content, i) => (content.trim() === '' ? [] : [{ input: content.trim(), label, line: i + 1, file }]));
}

/** The examples without repetitions within a class, the first kept. */
export function withoutRepetitions(examples: readonly Example[]): Example[] {
  const seen = new Set<string>();
  return examples.filter(({ input, label }) => {
    const key = JSON.stringify([label, typeof input === 'string' ? input : [...input]]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Classes in the order of their names. @throws UnrollError when there is only one, or more than a network can tell apart */
export function classNames(examples: readonly Example[]): string[] {
  const names = [...new Set(examples.map(({ label }) => label))].sort((a, b) => (a < b ? -1 : Number(a > b)));
  if (names.length < 2) throw new UnrollError('data.oneClass', [names[0] ?? '']);
  if (names.length > MAX_CLASSES) throw new UnrollError('data.manyClasses', [names.length, MAX_CLASSES]);
  return names;
}

const MAX_CLASSES = 10_000;
