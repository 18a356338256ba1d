import { UnrollError } from '../../protocol/error';
import type { Table, TableRow } from './table';

/**
 * A table as JSON objects, one a line; columns in the order in which their names first appear, a missing value is empty. Numbers become text as JSON writes
 * them.
 * @throws UnrollError naming the line that is no JSON object of plain values
 */
export function parseJsonLines(text: string): Table {
  const columns = new Map<string, number>();
  const objects: { object: Record<string, unknown>; line: number }[] = [];
  text.split('\n').forEach((content, i) => {
    if (content.trim() === '') return;
    const object = parseObject(content, i + 1);
    for (const key of Object.keys(object)) if (!columns.has(key)) columns.set(key, columns.size);
    objects.push({ object, line: i + 1 });
  });
  if (objects.length === 0) throw new UnrollError('data.empty');
  const rows = objects.map(({ object, line }): TableRow => {
    const values = [...columns.keys()].map((key) => {
      const value = Object.hasOwn(object, key) ? object[key] : null;
      if (typeof value === 'object' && value !== null) throw new UnrollError('data.jsonValue', [line, key]);
      return value === null || value === undefined ? '' : String(value);
    });
    return { values, line };
  });
  return { columns: [...columns.keys()], rows };
}

function parseObject(content: string, line: number): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (cause) {
    throw new UnrollError('data.json', [line], { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UnrollError('data.json', [line]);
  return value as Record<string, unknown>;
}
