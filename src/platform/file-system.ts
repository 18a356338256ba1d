export interface Entry {
  readonly name: string;
  readonly folder: boolean;
}

/** A file while it is open. */
export interface OpenFile {
  readonly size: number;
  /** Tells one version of the file from the next. */
  readonly identity: string;
  /** Up to `length` bytes from `offset` on; fewer where the file ends. */
  read(offset: number, length: number): Uint8Array;
}

/** What runs need of a file system, on the thread that calls; errors have Node's `code`. Tests put a failing one in front. */
export interface FileSystem {
  read(file: string): Uint8Array;
  /** Opens a file for as long as `use` takes: on Windows nobody could replace it otherwise. */
  open<T>(file: string, use: (file: OpenFile) => T): T;
  /** Writes the whole file and flushes it to the disk. */
  write(file: string, bytes: Uint8Array): void;
  /** An empty file of a name that nobody has. @throws `EEXIST` */
  createNew(file: string): void;
  append(file: string, bytes: Uint8Array): void;
  rename(from: string, to: string): void;
  /** A second name for the same bytes. */
  link(file: string, name: string): void;
  /** A file or a whole folder; nothing where there is none. */
  remove(path: string): void;
  /** With those above it. `private`: for this user alone, where users share the disk. */
  makeFolder(folder: string, access?: 'private'): void;
  list(folder: string): Entry[];
  /** Bytes, milliseconds of the last change, and what tells one version from the next; undefined where there is nothing. */
  stat(path: string): { size: number; modified: number; identity: string } | undefined;
}
