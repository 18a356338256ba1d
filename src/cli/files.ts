import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { readModel } from '../formats/model-file';
import { UnrollError } from '../protocol/error';
import type { Model } from '../protocol/model';
import { decodeText } from '../text/text';

/** Largest file of a folder that is read. */
const MOST_BYTES = 5_000_000;
const LEFT_OUT = new Set(['node_modules', '.git', 'dist', 'out']);

/** Text of a file, of all text files of a folder (sorted by path), or of standard input (`-`). */
export function readText(name: string): string {
  if (name === '-') return decodeText(readFileSync(0));
  if (isFolder(name)) return readFolder(name);
  return decodeText(readBytes(name));
}

/** @throws UnrollError when there is no such file or it is no model */
export function loadModel(name: string): Model {
  return readModel(readBytes(name));
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

function isFolder(name: string): boolean {
  try {
    return statSync(name).isDirectory();
  } catch {
    return false;
  }
}

function readFolder(folder: string): string {
  const texts: string[] = [];
  const walk = (current: string) => {
    for (const entry of readdirSync(current, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const file = path.join(current, entry.name);
      if (entry.isDirectory()) {
        if (!LEFT_OUT.has(entry.name) && !entry.name.startsWith('.')) walk(file);
      } else if (entry.isFile() && statSync(file).size <= MOST_BYTES) {
        try {
          texts.push(decodeText(readFileSync(file)));
        } catch {
          // Binary files are no text to learn.
        }
      }
    }
  };
  walk(folder);
  return texts.join('\n');
}
