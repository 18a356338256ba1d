import * as vscode from 'vscode';
import { platform } from '../../../platform';

/** End of the names of files that are being written: each window of each machine has its own. */
const TEMPORARY = `${platform.machine.replace(/[^\w-]/g, '')}-${platform.process}.tmp`;
/** End of the name that a file has while its successor takes its place. */
const OLD = '.old';

/** Files of folders in a storage that only `workspace.fs` reaches. Errors are `vscode.FileSystemError`; what is not there is no error. */
export class RemoteFiles {
  private writes = 0;

  constructor(readonly root: vscode.Uri) {}

  /** Names of the folders below the root. */
  folders(): Promise<string[]> {
    return this.names(this.root, vscode.FileType.Directory);
  }

  /** Names of the files in a folder. */
  async files(folder: string): Promise<string[]> {
    const names = await this.names(vscode.Uri.joinPath(this.root, folder), vscode.FileType.File);
    return [...new Set(names.map((name) => (name.endsWith(OLD) ? name.slice(0, -OLD.length) : name)))];
  }

  /** undefined where there is no such file. */
  async read(folder: string, name: string): Promise<Uint8Array | undefined> {
    const read = (file: string) => missing(vscode.workspace.fs.readFile(vscode.Uri.joinPath(this.root, folder, file)), undefined);
    return (await read(name)) ?? (await read(name + OLD));
  }

  /**
   * Whoever looks, and whenever this ends, finds the old file or the new one, whole. `workspace.fs` removes what a renamed file is to replace
   * before it renames: so the new file is written under a temporary name, the old one steps aside, and goes when the new one is there.
   */
  async write(folder: string, name: string, bytes: Uint8Array): Promise<void> {
    const { fs } = vscode.workspace;
    const parent = vscode.Uri.joinPath(this.root, folder);
    // Never the same name twice: after a provider that throws at once, `workspace.fs` lets no further write of that file begin.
    const [target, temporary, old] = [name, `${name}.${this.writes++}-${TEMPORARY}`, name + OLD].map((file) => vscode.Uri.joinPath(parent, file)) as [
      vscode.Uri,
      vscode.Uri,
      vscode.Uri,
    ];
    await fs.createDirectory(parent);
    let aside = false;
    try {
      await fs.writeFile(temporary, bytes);
      if (await missing(fs.stat(target), undefined)) {
        await fs.rename(target, old, { overwrite: true });
        aside = true;
      }
      await fs.rename(temporary, target);
    } catch (error) {
      if (aside) await fs.rename(old, target).then(undefined, () => undefined);
      await fs.delete(temporary).then(undefined, () => undefined);
      throw error;
    }
    await missing(fs.delete(old), undefined);
  }

  /** A file of a folder. */
  async remove(folder: string, name: string): Promise<void> {
    for (const file of [name + OLD, name]) await missing(vscode.workspace.fs.delete(vscode.Uri.joinPath(this.root, folder, file)), undefined);
  }

  async removeFolder(folder: string): Promise<void> {
    await missing(vscode.workspace.fs.delete(vscode.Uri.joinPath(this.root, folder), { recursive: true }), undefined);
  }

  private async names(folder: vscode.Uri, wanted: vscode.FileType): Promise<string[]> {
    const entries = await missing(vscode.workspace.fs.readDirectory(folder), []);
    return entries.filter(([, type]) => (type & wanted) !== 0).map(([name]) => name);
  }
}

/** What a call gives, or something else where there is nothing. */
async function missing<T, U>(call: Thenable<T>, instead: U): Promise<T | U> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return instead;
    throw error;
  }
}
