import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { UnrollError } from '../protocol/error';
import { LEFT_OUT } from './left-out';

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
    .filter(({ name }) => !name.startsWith('.') && !LEFT_OUT.has(name))
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

/** Names of the classes of a folder, as its entries have them; empty where it cannot be read. */
export function classesOf(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.') && !LEFT_OUT.has(name));
    const folders = entries.filter((entry) => entry.isDirectory());
    const names =
      folders.length > 0 ? folders.map(({ name }) => name) : entries.filter((entry) => entry.isFile()).map(({ name }) => path.parse(name).name);
    return [...new Set(names)].sort((a, b) => (a < b ? -1 : 1));
  } catch {
    return [];
  }
}

/** The texts themselves. @throws UnrollError when there is none, or all are of one class */
export function checkClasses<Text extends { readonly label: string; readonly text: string }>(
  folder: string,
  texts: readonly Text[],
): readonly Text[] {
  const full = texts.filter(({ text }) => text.trim() !== '');
  if (full.length === 0) throw new UnrollError('data.folder', [folder]);
  if (full.every(({ label }) => label === full[0]!.label)) throw new UnrollError('data.folderClass', [folder, full[0]!.label]);
  return full;
}
