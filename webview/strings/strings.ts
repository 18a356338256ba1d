import { CHINESE } from './strings-chinese';
import { ENGLISH, type Strings } from './strings-english';

export type { Strings };

/** The strings of a VS Code display language. */
export function stringsFor(locale: string): Strings {
  return locale.toLowerCase().startsWith('zh') ? CHINESE : ENGLISH;
}

/** Fills {0}, {1}, ... */
export function fill(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/\{(\d)\}/g, (whole, index) => String(values[Number(index)] ?? whole));
}
