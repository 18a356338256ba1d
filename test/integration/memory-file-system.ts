import * as vscode from 'vscode';

/** What a call of the provider is about to change. */
export interface Change {
  readonly kind: 'createDirectory' | 'writeFile' | 'rename' | 'delete';
  readonly path: string;
}

/** A storage that is no folder of this machine: files in memory behind `workspace.fs`. */
export class MemoryFileSystem implements vscode.FileSystemProvider {
  readonly files = new Map<string, Uint8Array>();
  private readonly folders = new Set(['/']);
  /** Looked at before every change: what it throws is what the change ends with. A file that is refused has been written half by then. */
  refuse: ((change: Change) => void) | undefined;
  /** The same before everything else. */
  refuseReading: (() => void) | undefined;
  private readonly changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changes.event;

  /** Names of the files in a folder, at any depth. */
  names(folder: string): string[] {
    return [...this.files.keys()].filter((name) => name.startsWith(`${folder}/`)).map((name) => name.slice(folder.length + 1));
  }

  watch = () => new vscode.Disposable(() => undefined);

  stat(uri: vscode.Uri): vscode.FileStat {
    const file = this.files.get(uri.path);
    if (!file && !this.folders.has(uri.path)) throw vscode.FileSystemError.FileNotFound(uri);
    return { type: file ? vscode.FileType.File : vscode.FileType.Directory, ctime: 0, mtime: 0, size: file?.length ?? 0 };
  }

  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    this.refuseReading?.();
    if (!this.folders.has(uri.path)) throw vscode.FileSystemError.FileNotFound(uri);
    const inside = (all: Iterable<string>, type: vscode.FileType) =>
      [...all]
        .filter((name) => name.startsWith(`${uri.path}/`) && !name.slice(uri.path.length + 1).includes('/'))
        .map((name): [string, vscode.FileType] => [name.slice(uri.path.length + 1), type]);
    return [...inside(this.files.keys(), vscode.FileType.File), ...inside(this.folders, vscode.FileType.Directory)];
  }

  createDirectory(uri: vscode.Uri): void {
    this.refuse?.({ kind: 'createDirectory', path: uri.path });
    this.folders.add(uri.path);
  }

  readFile(uri: vscode.Uri): Uint8Array {
    this.refuseReading?.();
    const file = this.files.get(uri.path);
    if (!file) throw vscode.FileSystemError.FileNotFound(uri);
    return file;
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    try {
      this.refuse?.({ kind: 'writeFile', path: uri.path });
    } catch (error) {
      this.files.set(uri.path, content.slice(0, content.length >> 1));
      throw error;
    }
    this.files.set(uri.path, content.slice());
  }

  rename(from: vscode.Uri, to: vscode.Uri, { overwrite }: { overwrite: boolean }): void {
    this.refuse?.({ kind: 'rename', path: to.path });
    if (!overwrite && this.files.has(to.path)) throw vscode.FileSystemError.FileExists(to);
    this.files.set(to.path, this.readFile(from));
    this.files.delete(from.path);
  }

  delete(uri: vscode.Uri): void {
    this.refuse?.({ kind: 'delete', path: uri.path });
    const path = uri.path.replace(/\/$/, '');
    let found = false;
    for (const name of [...this.files.keys(), ...this.folders])
      if (name === path || name.startsWith(`${path}/`)) {
        this.files.delete(name);
        this.folders.delete(name);
        found = true;
      }
    if (!found) throw vscode.FileSystemError.FileNotFound(uri);
  }
}
