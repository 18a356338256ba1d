import type { FileSystem } from '../../../src/platform/file-system';
import { fileSystem } from '../../../src/runs/file-system';

/** A file system that refuses as Windows does while another program has a file open. */
export class WindowsFileSystem {
  private readonly held = new Map<string, number>();
  refusals = 0;

  /** The next `times` attempts to replace, change or remove a file are refused. */
  hold(file: string, times: number): void {
    this.held.set(file, times);
  }

  readonly fs: FileSystem = {
    ...fileSystem,
    read: (file) => this.unless(file, 'EBUSY', () => fileSystem.read(file)),
    write: (file, bytes) => this.unless(file, 'EBUSY', () => fileSystem.write(file, bytes)),
    append: (file, bytes) => this.unless(file, 'EBUSY', () => fileSystem.append(file, bytes)),
    rename: (from, to) => this.unless(to, 'EPERM', () => fileSystem.rename(from, to)),
    remove: (file) => this.unless(file, 'EACCES', () => fileSystem.remove(file)),
  };

  private unless<T>(file: string, code: string, call: () => T): T {
    const left = this.held.get(file) ?? 0;
    if (left <= 0) return call();
    this.held.set(file, left - 1);
    this.refusals++;
    throw Object.assign(new Error(`${code}: injected`), { code });
  }
}
