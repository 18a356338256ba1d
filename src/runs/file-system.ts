import { platform } from '../platform';
import type { FileSystem } from '../platform/file-system';

/** Where runs are, unless a caller says otherwise. */
export const fileSystem: FileSystem = platform.files;

/** What a file is called while this thread writes it. */
export function temporaryName(file: string): string {
  return `${file}.${platform.writer}.tmp`;
}

/** Writes a file so that a crash leaves the old or the new one: temporary file of this thread's own, flush, rename. */
export function writeAtomically(file: string, content: Uint8Array | string, fs: FileSystem = fileSystem): void {
  const temporary = temporaryName(file);
  try {
    fs.write(temporary, typeof content === 'string' ? new TextEncoder().encode(content) : content);
    fs.rename(temporary, file);
  } catch (error) {
    try {
      fs.remove(temporary);
    } catch {
      // The first error tells more.
    }
    throw error;
  }
}

/** A file's text, its byte order mark included. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
