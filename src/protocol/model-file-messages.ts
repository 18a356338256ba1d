import type { MessageArgument, MessageId } from './error';

/** Bytes of a model file, or where on this machine they are. */
export type ModelSource = { readonly file: string } | { readonly bytes: Uint8Array };

/** Word 0 of what host and thread share: whoever is first decides whether the result takes its place. Word 1 counts signs of life. */
export const COMMIT = { open: 0, committed: 1, cancelled: 2 } as const;

interface Asked {
  readonly source: ModelSource;
  /** What people call it. */
  readonly name: string;
  /** Two words, see COMMIT. */
  readonly control: ArrayBufferLike;
}

/** A model file becomes a run of a document. */
export interface ImportRequest extends Asked {
  readonly type: 'import';
  /** Folder of all runs, and the name of the new one in it. */
  readonly runsRoot: string;
  readonly id: string;
  readonly document: { readonly uri: string; readonly name: string };
  /** The document as it stands. */
  readonly text: string;
}

/** A model and the metrics beside it become files for other programs. */
export interface ExportRequest extends Asked {
  readonly type: 'export';
  readonly format: string;
  /** Base name of the files. */
  readonly base: string;
  /** Folder to write to; null = the contents are the answer. */
  readonly folder: string | null;
}

/** workerData of the thread for model files, which answers one request and ends. */
export type ModelFileRequest = ImportRequest | ExportRequest;

/** thread -> host */
export type ModelFileReply =
  | { readonly type: 'progress'; readonly read: number; readonly of: number }
  /** Names of what is not whole yet: removed by the host if the thread ends before its answer. */
  | { readonly type: 'staged'; readonly files: readonly string[] }
  | {
      readonly type: 'imported';
      readonly model: string /** Characters of the document that the model does not know. */;
      readonly unseen: readonly string[];
    }
  | { readonly type: 'exported'; readonly files: readonly { readonly name: string; readonly content: Uint8Array | null }[] }
  | { readonly type: 'failed'; readonly id: MessageId | null; readonly args: readonly MessageArgument[]; readonly message: string };
