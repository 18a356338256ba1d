import type { FileSystem } from './file-system';

/** Paths as this platform writes them. */
export interface PathTools {
  readonly sep: string;
  join(...parts: string[]): string;
  resolve(...parts: string[]): string;
  dirname(path: string): string;
  basename(path: string): string;
}

export interface ThreadOptions {
  /** What the thread begins with. */
  readonly data?: unknown;
  /** Megabytes of its heap, where that can be limited. */
  readonly heap?: number;
  /** Words of `Platform.words` that both sides look at. */
  readonly words?: Int32Array;
  /** Files and folders that it reads. */
  readonly files?: readonly string[];
  /** Does not keep the process alive. */
  readonly background?: boolean;
}

export interface ThreadListener<Reply> {
  message(reply: Reply): void;
  error(error: Error & { readonly code?: string }): void;
  exit?(code: number): void;
}

/** A thread beside the host. */
export interface Thread {
  post(message: unknown): void;
  /** A file that the thread will read: one that shares no disk with the host gets its newest version. */
  share(file: string): void;
  /** The words have changed: a thread that sleeps on the first one looks, one that shares no memory gets a message. */
  wake(): void;
  terminate(): Promise<unknown>;
}

/** What differs between Node and a browser, in one place. Everything else of the extension runs on both as it is. */
export interface Platform {
  /** A browser: no disk, no native code, and threads share nothing. */
  readonly isWeb: boolean;
  readonly files: FileSystem;
  readonly path: PathTools;
  /** Cores that threads may use; 1 where threads cannot share memory. */
  readonly cores: number;
  /** Name of the machine, and what tells this process from others on it. */
  readonly machine: string;
  readonly process: number | string;
  /** Whether a process of this machine still runs; as far as that can be known. */
  processLives(process: unknown): boolean;
  /** Ends the names of files that this thread of this process is writing. */
  readonly writer: string;
  /** The user's folder, where there is one. */
  readonly home: string | undefined;
  /** A folder of this user for files that belong to `name`. */
  privateFolder(name: string): string;
  /** A whole file, without holding up the thread where that is possible. */
  readLater(file: string): Promise<Uint8Array>;
  /** SHA-256 of a text's UTF-8, in hexadecimal. */
  sha256(text: string): string;
  /** Bytes of a text's UTF-8 after gzip at its strongest. */
  gzipSize(text: string): number;
  /** Resolves when events and messages that wait have had their turn. */
  nextTurn(): Promise<void>;
  /** Words that threads look at between two steps, shared where memory can be shared. */
  words(count: number): Int32Array;
  /** Starts a thread by its script, such as `…/trainer.js`. */
  startThread<Reply>(script: string, options: ThreadOptions, listener: ThreadListener<Reply>): Thread;
}
