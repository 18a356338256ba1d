import { languageOf } from '../../src/protocol/language';
import { CHINESE } from './strings-chinese';
import { ENGLISH, type Strings } from './strings-english';

export { fill } from '../../src/protocol/language';
export type { Strings };

/** The strings of a VS Code display language. */
export function stringsFor(locale: string): Strings {
  return languageOf(locale) === 'zh' ? CHINESE : ENGLISH;
}
