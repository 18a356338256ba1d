import { checkClasses, readClassFolder } from '../files/class-folder';
import { UnrollError } from '../protocol/error';
import { type ClassText, labelledTexts } from '../tasks/classification/class-texts';
import type { LabelledData } from '../tasks/classification/data';
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
  if (isFolder(name)) return labelledTexts(readClassTexts(name));
  return readerOf({ name, text: decodeData(readBytes(name)) }).labelled(input, label);
}

function readClassTexts(name: string): readonly ClassText[] {
  try {
    return checkClasses(
      name,
      Array.from(readClassFolder(name), ({ bytes, ...file }) => ({ ...file, text: decodeData(bytes) })),
    );
  } catch (cause) {
    throw cause instanceof UnrollError ? cause : unreadable(name, cause);
  }
}
