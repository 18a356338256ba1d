/**
 * The first key that an object of a JSON text has twice; undefined where there is none. `JSON.parse` would keep the last silently.
 * @param json text that `JSON.parse` accepts
 */
export function duplicateKey(json: string): string | undefined {
  /** Keys so far of the objects that are open; arrays have none. */
  const open: (Set<string> | undefined)[] = [];
  for (let i = 0; i < json.length; i++) {
    const character = json[i];
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(undefined);
    else if (character === '}' || character === ']') open.pop();
    else if (character === '"') {
      const start = i;
      for (i++; json[i] !== '"'; i++) if (json[i] === '\\') i++;
      let after = i + 1;
      while (' \t\n\r'.includes(json[after] ?? '!')) after++;
      if (json[after] !== ':') continue;
      // "a" and "\u0061" are one key.
      const key = JSON.parse(json.slice(start, i + 1)) as string;
      const keys = open[open.length - 1]!;
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}
