import type { MessageArgument, MessageId } from './error';

/** Which files of a folder are of a language. */
export interface FileSelection {
  /** Ends of file names, such as `.ts`. */
  readonly extensions: readonly string[];
  /** Whole file names, such as `Makefile`. */
  readonly names: readonly string[];
  /** A class a file or sub-folder instead: the text has a JSON line for each, with its class. */
  readonly classes?: true;
}

/** Whether a file name is of a language: by its whole name, or by what it ends with. */
export function selects({ names, extensions }: FileSelection, name: string): boolean {
  const lower = name.toLowerCase();
  return names.includes(name) || extensions.some((extension) => lower.endsWith(extension.toLowerCase()));
}

/** A folder that a run was trained on: kept with the run, so that its files can be read again. */
export interface TrainedFolder extends FileSelection {
  /** The editor's name of the language. */
  readonly language: string;
  /** Text files that were read, of those that were found. */
  readonly files: number;
  readonly found: number;
}

export interface FolderLimits {
  /** Larger files are passed over. */
  readonly fileBytes: number;
  /** Files that would exceed this together are passed over. */
  readonly totalBytes: number;
}

export interface FolderProgress {
  readonly files: number;
  readonly of: number;
  readonly characters: number;
}

/** What was read. */
export interface FolderSummary {
  readonly files: number;
  readonly found: number;
  /** UTF-16 units. */
  readonly characters: number;
  /** Files passed over: larger than the limit, no text, beyond the limit of all together, no UTF-8, without permission, hidden. */
  readonly large: number;
  readonly binary: number;
  readonly beyond: number;
  readonly encoding: number;
  readonly unreadable: number;
  readonly hidden: number;
}

/** Why files were passed over, with their numbers: parts of one line; empty when all were read. */
export function skipped(summary: FolderSummary): { readonly id: MessageId; readonly count: number }[] {
  const reasons = [
    ['folder.skipped.hidden', summary.hidden],
    ['folder.skipped.binary', summary.binary],
    ['folder.skipped.encoding', summary.encoding],
    ['folder.skipped.large', summary.large],
    ['folder.skipped.beyond', summary.beyond],
    ['folder.skipped.unreadable', summary.unreadable],
  ] as const;
  return reasons.filter(([, count]) => count > 0).map(([id, count]) => ({ id, count }));
}

/** What a folder's languages hold: by end of the file name (or the name, where there is no end), the number of files and their bytes. */
export type FileCounts = Record<string, { files: number; bytes: number }>;

/** Files of a folder of classes: those of no language. */
export const CLASS_FILES = { language: 'classes', extensions: [], names: [], classes: true } as const satisfies Omit<
  TrainedFolder,
  'files' | 'found'
>;

export type FolderQuestion = { readonly folder: string } & (
  | { readonly type: 'count' }
  | { readonly type: 'read'; readonly selection: FileSelection; readonly limits: FolderLimits }
  /** Files that are newer than a time (milliseconds since 1970), and how many there are. */
  | { readonly type: 'changes'; readonly selection: FileSelection; readonly since: number }
);

/** workerData of the folder thread, which answers one question and ends; `control` is one word that counts signs of life. */
export type FolderRequest = FolderQuestion & { readonly control: ArrayBufferLike };

/** folder thread -> host; progress at most ten times a second. */
export type FolderReply =
  | ({ type: 'progress' } & FolderProgress)
  | { type: 'counted'; counts: FileCounts /** Names of the classes, if every file or sub-folder was one. */; classes: readonly string[] }
  | ({ type: 'text'; text: string /** Code points, and different ones. */; codePoints: number; vocabularySize: number } & FolderSummary)
  | { type: 'changes'; files: number; newer: number }
  | { type: 'failed'; id: MessageId | null; args: readonly MessageArgument[]; message: string };
