import type { FileSystem } from '../file-system';

interface MemoryFile {
  bytes: Uint8Array;
  modified: number;
  readonly identity: string;
}

/** A change of the files, as it travels from a thread to the host. */
export type FileChange =
  | { readonly do: 'write' | 'append'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly do: 'rename' | 'link'; readonly path: string; readonly to: string }
  | { readonly do: 'remove' | 'makeFolder'; readonly path: string };

/** Files in memory: where runs are while a browser's window is open. Calls fail with Node's `code`. */
export class MemoryFileSystem implements FileSystem {
  private readonly files = new Map<string, MemoryFile>();
  private readonly folders = new Set<string>(['/']);
  private versions = 0;
  private quiet = false;

  constructor(private readonly listener: (change: FileChange) => void = () => undefined) {}

  /** Does what another thread has done to its files, and tells nobody. */
  apply(change: FileChange): void {
    this.quiet = true;
    try {
      this.repeat(change);
    } finally {
      this.quiet = false;
    }
  }

  private repeat(change: FileChange): void {
    if (change.do === 'write') {
      this.makeFolder(parentOf(change.path));
      this.write(change.path, change.bytes);
    } else if (change.do === 'append') this.append(change.path, change.bytes);
    else if (change.do === 'rename') this.rename(change.path, change.to);
    else if (change.do === 'link') this.link(change.path, change.to);
    else if (change.do === 'remove') this.remove(change.path);
    else this.makeFolder(change.path);
  }

  /** Paths of a file, or of all files below a folder. */
  below(path: string): string[] {
    return this.files.has(path) ? [path] : [...this.files.keys()].filter((file) => file.startsWith(`${path}/`));
  }

  read(file: string): Uint8Array {
    return this.find(file).bytes;
  }

  open: FileSystem['open'] = (file, use) => {
    const { bytes, identity } = this.find(file);
    return use({ size: bytes.length, identity, read: (offset, length) => bytes.slice(offset, offset + length) });
  };

  write(file: string, bytes: Uint8Array): void {
    this.put(file, bytes.slice());
    this.changed({ do: 'write', path: file, bytes });
  }

  createNew(file: string): void {
    if (this.files.has(file)) throw failure('EEXIST', file);
    this.write(file, new Uint8Array(0));
  }

  append(file: string, bytes: Uint8Array): void {
    const before = this.files.get(file)?.bytes ?? new Uint8Array(0);
    const all = new Uint8Array(before.length + bytes.length);
    all.set(before);
    all.set(bytes, before.length);
    this.put(file, all);
    this.changed({ do: 'append', path: file, bytes });
  }

  rename(from: string, to: string): void {
    if (this.folders.has(from)) this.renameFolder(from, to);
    else {
      const found = this.find(from);
      if (!this.folders.has(parentOf(to))) throw failure('ENOENT', to);
      this.files.delete(from);
      this.files.set(to, found);
    }
    this.changed({ do: 'rename', path: from, to });
  }

  private renameFolder(from: string, to: string): void {
    if (!this.folders.has(parentOf(to))) throw failure('ENOENT', to);
    for (const [path, file] of [...this.files])
      if (path.startsWith(`${from}/`)) {
        this.files.delete(path);
        this.files.set(to + path.slice(from.length), file);
      }
    for (const path of [...this.folders])
      if (path === from || path.startsWith(`${from}/`)) {
        this.folders.delete(path);
        this.folders.add(to + path.slice(from.length));
      }
  }

  link(file: string, name: string): void {
    const found = this.find(file);
    if (!this.folders.has(parentOf(name))) throw failure('ENOENT', name);
    if (this.files.has(name)) throw failure('EEXIST', name);
    this.files.set(name, found);
    this.changed({ do: 'link', path: file, to: name });
  }

  remove(path: string): void {
    for (const file of this.below(path)) this.files.delete(file);
    for (const folder of [...this.folders]) if (folder === path || folder.startsWith(`${path}/`)) this.folders.delete(folder);
    this.changed({ do: 'remove', path });
  }

  makeFolder(folder: string): void {
    for (let path = folder; path !== '/' && path !== ''; path = parentOf(path)) this.folders.add(path);
    this.changed({ do: 'makeFolder', path: folder });
  }

  list(folder: string) {
    if (!this.folders.has(folder)) throw failure('ENOENT', folder);
    const inside = (path: string) => path !== folder && parentOf(path) === folder;
    const entry = (isFolder: boolean) => (path: string) => ({ name: path.slice(path.lastIndexOf('/') + 1), folder: isFolder });
    return [...[...this.folders].filter(inside).map(entry(true)), ...[...this.files.keys()].filter(inside).map(entry(false))];
  }

  stat(path: string) {
    const found = this.files.get(path);
    if (found) return { size: found.bytes.length, modified: found.modified, identity: found.identity };
    return this.folders.has(path) ? { size: 0, modified: 0, identity: '' } : undefined;
  }

  private changed(change: FileChange): void {
    if (!this.quiet) this.listener(change);
  }

  private put(file: string, bytes: Uint8Array): void {
    if (!this.folders.has(parentOf(file))) throw failure('ENOENT', file);
    this.files.set(file, { bytes, modified: Date.now(), identity: `${++this.versions} ${bytes.length}` });
  }

  private find(file: string): MemoryFile {
    const found = this.files.get(file);
    if (!found) throw failure('ENOENT', file);
    return found;
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
