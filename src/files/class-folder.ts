import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A file of a folder of classes. */
export interface ClassFile {
  readonly label: string;
  /** Relative to the folder. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Whether the whole file is one example, as in a folder with a sub-folder per class; otherwise every line is one. */
  readonly isWhole: boolean;
}

/** The files of a folder that has a file, or a sub-folder of files, for every class, in the order of their names; what begins with a dot is left out. */
export function* readClassFolder(folder: string): Generator<ClassFile> {
  const entries = readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const folders = entries.filter((entry) => entry.isDirectory());
  if (folders.length === 0) {
    for (const entry of entries.filter((each) => each.isFile()))
      yield { label: path.parse(entry.name).name, file: entry.name, bytes: readFileSync(path.join(folder, entry.name)), isWhole: false };
    return;
  }
  for (const { name } of folders)
    for (const entry of readdirSync(path.join(folder, name), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (!entry.isFile() || entry.name.startsWith('.')) continue;
      yield { label: name, file: path.join(name, entry.name), bytes: readFileSync(path.join(folder, name, entry.name)), isWhole: true };
    }
}
