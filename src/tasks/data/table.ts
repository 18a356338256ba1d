import { UnrollError } from '../../protocol/error';

/** Rows of text under named columns, as a file has them. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  readonly values: readonly string[];
  /** Line of the file on which the row begins, from 1. */
  readonly line: number;
}

/** Index of a column by its name. @throws UnrollError that lists the columns there are */
export function columnIndex(table: Table, name: string): number {
  const index = table.columns.indexOf(name);
  if (index < 0) throw new UnrollError('data.column', [name, table.columns.slice(0, 20).join(', ')], { exitCode: 2 });
  return index;
}

/** A number written with a decimal point, as tables have them; NaN for anything else. */
export function parseNumber(text: string): number {
  const trimmed = text.trim();
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : Number.NaN;
}

/** Whether every value that is not empty is a number, and there is one. */
export function isNumeric(table: Table, column: number): boolean {
  let found = false;
  for (const { values } of table.rows) {
    const value = values[column]!.trim();
    if (value === '') continue;
    if (Number.isNaN(parseNumber(value))) return false;
    found = true;
  }
  return found;
}

/** Different values of a column, with how often each occurs, in the order of their first appearance. */
export function countValues(table: Table, column: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { values } of table.rows) {
    const value = values[column]!.trim();
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}
