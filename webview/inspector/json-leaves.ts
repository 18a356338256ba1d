/** Leaves of a JSON object or list by their paths, in order; undefined for any other text. */
export function jsonLeaves(text: string): [path: string, value: string][] | undefined {
  if (!/^[[{]/.test(text)) return undefined;
  try {
    return leaves(JSON.parse(text) as unknown, '');
  } catch {
    return undefined;
  }
}

function leaves(value: unknown, path: string): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[path, String(value)]];
  // Lists of plain values stay on one line.
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return [[path, value.join(', ')]];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, path === '' ? key : `${path}.${key}`));
}
