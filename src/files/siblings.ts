import { readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { IgnoreRules } from './ignore-rules';
import { LEFT_OUT } from './left-out';
import { readText } from './text-folder';

/** Bytes beyond which a file is passed over: what is so large is seldom written by hand. */
const LARGEST = 200_000;

/**
 * Texts of the files beside one that have the same extension, one after the other, the newest first, as many as fit: hidden ones and those that .gitignore leaves out are never read,
 * and nothing in a folder that is left out itself.
 * @param characters that they may have together
 */
export function* siblingTexts(file: string, characters: number): Generator<string> {
  const extension = path.extname(file).toLowerCase();
  if (
    extension === '' ||
    path
      .dirname(file)
      .split(path.sep)
      .some((part) => LEFT_OUT.has(part) || /^\.[^.]/.test(part))
  )
    return;
  let room = characters;
  try {
    const folder = realpathSync(path.dirname(file));
    if (IgnoreRules.isLeftOut(folder)) return;
    const rules = IgnoreRules.above(folder).within(folder);
    const found = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && path.extname(entry.name).toLowerCase() === extension)
      .map((entry) => path.join(folder, entry.name))
      .filter((other) => path.basename(other) !== path.basename(file) && !rules.leavesOut(other, false))
      .map((other) => ({ other, status: statSync(other) }))
      .filter(({ status }) => status.size <= LARGEST)
      .sort((a, b) => b.status.mtimeMs - a.status.mtimeMs || (a.other < b.other ? -1 : 1));
    for (const { other, status } of found) {
      const text = status.size > room ? undefined : readText(other);
      if (!text) continue;
      room -= text.length;
      yield text;
    }
  } catch {
    // A folder that cannot be read has no siblings.
  }
}
