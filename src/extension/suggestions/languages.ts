import * as vscode from 'vscode';
import type { FileCounts, FileSelection } from '../../protocol/folder-messages';

export interface Language extends FileSelection {
  readonly id: string;
  readonly name: string;
}

interface Contribution {
  readonly id?: unknown;
  readonly aliases?: unknown;
  readonly extensions?: unknown;
  readonly filenames?: unknown;
}

/** The editor's languages with the file names that it knows them by: what its extensions contribute. */
export function knownLanguages(): Language[] {
  const languages = new Map<string, { name: string; extensions: Set<string>; names: Set<string> }>();
  const strings = (value: unknown) => (Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string' && item !== '') : []);
  for (const { packageJSON } of vscode.extensions.all) {
    const contributed: unknown = packageJSON?.contributes?.languages;
    for (const { id, aliases, extensions, filenames } of Array.isArray(contributed) ? (contributed as Contribution[]) : []) {
      if (typeof id !== 'string') continue;
      const known = languages.get(id) ?? { name: id, extensions: new Set(), names: new Set() };
      if (known.name === id) known.name = strings(aliases)[0] ?? id;
      for (const extension of strings(extensions)) known.extensions.add(extension.toLowerCase());
      for (const name of strings(filenames)) known.names.add(name);
      languages.set(id, known);
    }
  }
  return [...languages].map(([id, { name, extensions, names }]) => ({ id, name, extensions: [...extensions], names: [...names] }));
}

/** Every file, whatever its language. */
export function allFiles(): Language {
  return { id: '', name: vscode.l10n.t('All text files'), extensions: [''], names: [] };
}

/** What a folder holds of a language. */
export function countOf({ extensions, names }: FileSelection, counts: FileCounts): { files: number; bytes: number } {
  const sum = { files: 0, bytes: 0 };
  for (const [key, { files, bytes }] of Object.entries(counts)) {
    if (!names.includes(key) && !extensions.some((extension) => extension === '' || key === extension)) continue;
    sum.files += files;
    sum.bytes += bytes;
  }
  return sum;
}
