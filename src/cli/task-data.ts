import path from 'node:path';
import { readClassFolder } from '../files/class-folder';
import { UnrollError } from '../protocol/error';
import { type Example, type LabelledData, labelledLines, labelledSeries, labelledTable } from '../tasks/classification/data';
import { decodeData } from '../tasks/data/decode';
import { parseDelimited } from '../tasks/data/delimited';
import { parseJsonLines } from '../tasks/data/json-lines';
import type { Table } from '../tasks/data/table';
import { parseTimeSeries } from '../tasks/data/time-series-file';
import { isFolder, readBytes, unreadable } from './files';

/** A table of a file: JSON lines by the file's ending or its first character, else columns with separators. */
export function readTable(name: string): Table {
  const text = decodeData(readBytes(name));
  return /\.(jsonl|ndjson|json)$/i.test(name) || text.trimStart().startsWith('{') ? parseJsonLines(text) : parseDelimited(text);
}

/** Labelled sequences of a table, of a `.ts` file, or of a folder with a file or sub-folder per class. */
export function readLabelled(name: string, input: string | undefined, label: string | undefined): LabelledData {
  if (isFolder(name)) return { dimensions: 0, examples: readFolderExamples(name) };
  if (path.extname(name).toLowerCase() === '.ts') return labelledSeries(parseTimeSeries(decodeData(readBytes(name))));
  return labelledTable(readTable(name), input, label);
}

function readFolderExamples(name: string): Example[] {
  const examples: Example[] = [];
  try {
    for (const { label, file, bytes, isWhole } of readClassFolder(name)) {
      const text = decodeData(bytes);
      if (!isWhole) examples.push(...labelledLines(text, label, file));
      else if (text.trim() !== '') examples.push({ input: text.trim(), label, file });
    }
  } catch (cause) {
    throw cause instanceof UnrollError ? cause : unreadable(name, cause);
  }
  if (examples.length === 0) throw new UnrollError('data.folder', [name]);
  return examples;
}
