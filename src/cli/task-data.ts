import { readClassFolder } from '../files/class-folder';
import { UnrollError } from '../protocol/error';
import { type Example, type LabelledData, labelledLines } from '../tasks/classification/data';
import { decodeData } from '../tasks/data/decode';
import { type DataReader, readerOf } from '../tasks/data/read';
import { readTable as tableOf } from '../tasks/data/read-table';
import type { Table } from '../tasks/data/table';
import { isFolder, readBytes, unreadable } from './files';

/** A table of a file. */
export function readTable(name: string): Table {
  return tableOf({ name, text: decodeData(readBytes(name)) });
}

/** The data of a file or of a folder with a class a file; read once, however many runs ask for them. */
export function fileReader(name: string): DataReader {
  let table: Table | undefined;
  const labelled = new Map<string, LabelledData>();
  return {
    table: () => {
      table ??= readTable(name);
      return table;
    },
    labelled(input, label) {
      const key = JSON.stringify([input, label]);
      const known = labelled.get(key) ?? readLabelled(name, input, label);
      labelled.set(key, known);
      return known;
    },
  };
}

/** Labelled sequences of a table, of a `.ts` file, or of a folder with a file or sub-folder per class. */
export function readLabelled(name: string, input: string | undefined, label: string | undefined): LabelledData {
  if (isFolder(name)) return { dimensions: 0, examples: readFolderExamples(name) };
  return readerOf({ name, text: decodeData(readBytes(name)) }).labelled(input, label);
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
