import { type LabelledData, labelledSeries, labelledTable } from '../classification/data';
import { parseDelimited } from './delimited';
import { parseJsonLines } from './json-lines';
import type { Table } from './table';
import { parseTimeSeries } from './time-series-file';

/** The content of a data file, and its name or path, whose ending tells the format. */
export interface DataText {
  readonly name: string;
  readonly text: string;
}

/** Data of a task in the forms that tasks read. */
export interface DataReader {
  table(): Table;
  /** Labelled sequences; which columns are read and learnt may be left open. */
  labelled(input: string | undefined, label: string | undefined): LabelledData;
}

/** A table: JSON lines by the file's ending or its first character, else columns with separators. */
export function readTable({ name, text }: DataText): Table {
  return /\.(jsonl|ndjson|json)$/i.test(name) || text.trimStart().startsWith('{') ? parseJsonLines(text) : parseDelimited(text);
}

/** The data of a text file. */
export function readerOf(data: DataText): DataReader {
  return {
    table: () => readTable(data),
    labelled: (input, label) =>
      data.name.toLowerCase().endsWith('.ts') ? labelledSeries(parseTimeSeries(data.text)) : labelledTable(readTable(data), input, label),
  };
}
