/**
 * Markdown of a text as inline code: as it is, but for line ends and tabs, which get a visible name. Backslashes mean themselves in code, and backticks call for
 * longer fences (CommonMark 6.1).
 * @param inTable whether it stands in a cell of a table, where a bar would begin the next one
 */
export function codeSpan(text: string, inTable = false): string {
  const line = text.replace(/\r?\n/g, '⏎').replace(/\t/g, '⇥');
  const longest = Math.max(0, ...Array.from(line.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  // A blank on both sides belongs to the fences.
  const pad = /^`|`$/.test(line) || /^ .*\S.* $/.test(line) ? ' ' : '';
  return `${fence}${pad}${inTable ? line.replaceAll('|', '\\|') : line}${pad}${fence}`;
}
