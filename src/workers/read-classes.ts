import { checkClasses, readClassFolder } from '../files/class-folder';
import type { FolderText } from '../files/text-folder';
import { UnrollError } from '../protocol/error';
import type { FolderLimits, FolderProgress } from '../protocol/folder-messages';
import { type ClassText, joinTexts } from '../tasks/classification/class-texts';
import { decodeData } from '../tasks/data/decode';

/**
 * The texts of a folder with a file or sub-folder for every class, as `joinTexts` has them.
 * @throws UnrollError with one sentence when there is nothing to learn
 */
export function* readClasses(folder: string, limits: FolderLimits): Generator<FolderProgress, FolderText> {
  const found = [...readClassFolder(folder)];
  const texts: ClassText[] = [];
  const passed = { large: 0, binary: 0, beyond: 0, encoding: 0, unreadable: 0, hidden: 0 };
  let characters = 0;
  for (const [index, { bytes, ...file }] of found.entries()) {
    if (bytes.length > limits.fileBytes) passed.large++;
    else if (characters + bytes.length > limits.totalBytes) passed.beyond++;
    else
      try {
        const text = decodeData(bytes);
        texts.push({ ...file, text });
        characters += text.length;
      } catch (error) {
        if (!(error instanceof UnrollError)) throw error;
        passed[error.id === 'text.binary' ? 'binary' : 'encoding']++;
      }
    yield { files: index + 1, of: found.length, characters };
  }
  const full = checkClasses(folder, texts);
  return { text: joinTexts(full), files: full.length, found: found.length, characters, ...passed };
}
