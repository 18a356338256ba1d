import { parseDelimited } from './delimited';
import { parseJsonLines } from './json-lines';
import type { Table } from './table';

/** The content of a data file, and its name or path, whose ending tells the format. */
export interface DataText {
  readonly name: string;
  readonly text: string;
}

/** A table: JSON lines by the file's ending or its first character, else columns with separators. */
export function readTable({ name, text }: DataText): Table {
  return /\.(jsonl|ndjson|json)$/i.test(name) || text.trimStart().startsWith('{') ? parseJsonLines(text) : parseDelimited(text);
}
