import { readFileSync, statSync } from 'node:fs';
import { drain, readFolder } from '../files/text-folder';
import { readModel } from '../formats/model-file';
import { UnrollError } from '../protocol/error';
import type { Model } from '../protocol/model';
import { decodeText } from '../text/text';

/** Largest file of a folder that is read; there may be as many as fit into memory. */
const LIMITS = { fileBytes: 5_000_000, totalBytes: 500_000_000 };

/** Text of a file, of all text files of a folder that .gitignore keeps (sorted by path), or of standard input (`-`). */
export function readText(name: string): string {
  if (name === '-') return decodeText(readFileSync(0));
  if (isFolder(name)) return drain(readFolder(name, undefined, LIMITS)).text;
  return decodeText(readBytes(name));
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

function readBytes(name: string): Uint8Array {
  try {
    return readFileSync(name);
  } catch (cause) {
    throw unreadable(name, cause);
  }
}

export function unreadable(name: string, cause: unknown): UnrollError {
  return new UnrollError('file.unreadable', [name, (cause as NodeJS.ErrnoException).code ?? String(cause)], { cause });
}

function isFolder(name: string): boolean {
  try {
    return statSync(name).isDirectory();
  } catch {
    return false;
  }
}
