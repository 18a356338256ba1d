/** Classes of characters that stand in the same places: newline, blank, lower case, upper case, digit, other word characters, opening, closing, … */
export const CLASSES = 14;
const UNDERSCORE = 5;
const LOWER = 2;
export const BEYOND_ASCII = 12;
const REST = 13;

const GROUPS: readonly (readonly [string, number])[] = [
  ['\n\r', 0],
  [' \t', 1],
  ['_$', UNDERSCORE],
  ['([{<', 6],
  [')]}>', 7],
  ['.', 8],
  [',;', 9],
  ['"\'`', 10],
  [':=', 11],
];

const ASCII = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z]/.test(character)) return LOWER;
  if (/[A-Z]/.test(character)) return 3;
  if (/[0-9]/.test(character)) return 4;
  return GROUPS.find(([members]) => members.includes(character))?.[1] ?? REST;
});

/** The class of a code point. */
export function classOf(code: number): number {
  return code >= 0 && code < 128 ? ASCII[code]! : BEYOND_ASCII;
}

/** The class by which the code tree groups a code point: what joins words goes with the letters. */
export function treeClassOf(code: number): number {
  const own = classOf(code);
  return own === UNDERSCORE ? LOWER : own;
}

/** Whether a code point is part of a word or identifier. */
export function isWord(code: number): boolean {
  const own = classOf(code);
  return (own >= LOWER && own <= UNDERSCORE) || own === BEYOND_ASCII;
}

/** Scripts that are written without blanks between words: Chinese characters, kana and their punctuation, from and to which code points. */
const UNSPACED: readonly (readonly [number, number])[] = [
  [0x2e80, 0x9fff],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe4f],
  [0xff00, 0xffef],
  [0x20000, 0x3ffff],
];

/** Whether words end within a run of such characters without any sign. */
export function isUnspaced(code: number): boolean {
  return code >= UNSPACED[0]![0] && UNSPACED.some(([first, last]) => code >= first && code <= last);
}
