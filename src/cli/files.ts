import { fstatSync, readFileSync, readSync, statSync } from 'node:fs';
import { drain, readFolder } from '../files/text-folder';
import { readModel } from '../formats/model-file';
import { UnrollError } from '../protocol/error';
import { skipped } from '../protocol/folder-messages';
import type { Model } from '../protocol/model';
import { decodeText } from '../text/text';
import * as l10n from './l10n';
import { translate } from './language';
import { tell } from './output';

/** Largest file of a folder that is read; there may be as many as fit into memory. */
const LIMITS = { fileBytes: 5_000_000, totalBytes: 500_000_000 };

/**
 * Text of a file, of all text files of a folder that .gitignore keeps (sorted by path), or of standard input (`-`). What of a folder is left out is reported.
 * @param includeHidden files and folders of a folder whose names begin with a dot
 */
export function readText(name: string, includeHidden = false): string {
  if (name === '-') return decodeText(readStandardInput());
  if (!isFolder(name)) return decodeText(readBytes(name));
  const folder = drain(readFolder(name, undefined, LIMITS, includeHidden));
  const reasons = skipped(folder);
  if (reasons.length > 0) {
    const parts = reasons.map(({ id, count }) => translate(id, [count])).join(', ');
    tell(translate('folder.skipped', [folder.files, folder.found + folder.hidden, parts]));
    if (folder.hidden > 0) tell(l10n.t('Hidden files are read with {0}.', '--include-hidden'));
  }
  return folder.text;
}

/**
 * @param task `any`: of every task; otherwise only a model that continues texts is taken
 * @throws UnrollError when there is no such file, it is no model, or one of another task
 */
export function loadModel(name: string, task: 'language-model' | 'any' = 'language-model'): Model {
  const model = readModel(readBytes(name));
  if (model.task && task !== 'any') throw new UnrollError('model.otherTask', [name, model.task.id], { exitCode: 2 });
  return model;
}

/** Milliseconds between two looks at a standard input that is not there yet. */
const RETRY = 20;

/** All bytes of standard input, also where reading does not wait for them. */
function readStandardInput(): Uint8Array {
  const pieces: Buffer[] = [];
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  try {
    if (fstatSync(0).isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    for (;;) {
      const piece = Buffer.allocUnsafe(1 << 16);
      try {
        const count = readSync(0, piece);
        if (count === 0) break;
        pieces.push(piece.subarray(0, count));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        // So does Windows tell the end of a pipe.
        if (code === 'EOF') break;
        if (code !== 'EAGAIN') throw error;
        Atomics.wait(sleeper, 0, 0, RETRY);
      }
    }
  } catch (cause) {
    throw unreadable(l10n.t('standard input'), cause);
  }
  return Buffer.concat(pieces);
}

export function readBytes(name: string): Uint8Array {
  try {
    return readFileSync(name);
  } catch (cause) {
    throw unreadable(name, cause);
  }
}

export function unreadable(name: string, cause: unknown): UnrollError {
  return new UnrollError('file.unreadable', [name, (cause as NodeJS.ErrnoException).code ?? String(cause)], { cause });
}

export function isFolder(name: string): boolean {
  try {
    return statSync(name).isDirectory();
  } catch {
    return false;
  }
}
