import type { ClassificationReport, WrittenPair } from '../../protocol/task-report';
import { visibleCharacter } from '../chart/format';

/** A field of a grid: what it shows, and how strong its colour is from 0 to 1; nothing for a field without a colour. */
export interface GridField {
  readonly text: string;
  readonly strength: number | undefined;
}

/** Rows and columns with names, and a field for each of their pairs. */
export interface Grid {
  readonly corner: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly fields: readonly (readonly GridField[])[];
}

/** Examples by true class (row) and answer (column), as strong as their share of the row. */
export function confusionGrid({ classes, confusion }: ClassificationReport, corner: string): Grid | undefined {
  if (!confusion) return undefined;
  const fields = confusion.map((row) => {
    const all = row.reduce((a, b) => a + b, 0);
    return row.map((count): GridField => ({ text: count === 0 ? '' : String(count), strength: all > 0 && count > 0 ? count / all : undefined }));
  });
  return { corner, rows: classes, columns: classes, fields };
}

/** Where the decoder looked: a row for every written character, the end included, a column for every character of the source. */
export function attentionGrid({ source, written, attention }: WrittenPair, corner: string, end: string): Grid | undefined {
  if (!attention || attention.length === 0) return undefined;
  const rows = [...Array.from(written, visibleCharacter), end].slice(0, attention.length);
  const columns = Array.from(source, visibleCharacter);
  const fields = rows.map((_, t) => columns.map((__, s): GridField => ({ text: share(attention[t]![s] ?? 0), strength: attention[t]![s] ?? 0 })));
  return { corner, rows, columns, fields };
}

/** Shares below a percent say nothing. */
function share(value: number): string {
  return value < 0.01 ? '' : String(Math.round(100 * value));
}

/** A field as a sentence's part: row, column, value. */
export function gridRows({ corner, rows, columns, fields }: Grid): string[][] {
  return [[corner, ...columns], ...rows.map((row, i) => [row, ...fields[i]!.map(({ text }) => text || '0')])];
}

/** The classes that are mistaken for each other most often. */
export function mostConfused({ classes, confusion }: ClassificationReport): { truth: string; predicted: string; count: number } | undefined {
  let best: { truth: string; predicted: string; count: number } | undefined;
  confusion?.forEach((row, i) => {
    row.forEach((count, j) => {
      if (i !== j && count > (best?.count ?? 0)) best = { truth: classes[i]!, predicted: classes[j]!, count };
    });
  });
  return best;
}
