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

/** @throws UnrollError when there is no such file or it is no model */
export function loadModel(name: string): Model {
  return readModel(readBytes(name));
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
