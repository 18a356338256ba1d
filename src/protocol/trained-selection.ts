/** Which part of a document a run was trained on: a selection, several, or a cell of a notebook. */
export interface TrainedSelection {
  /** UTF-16 offsets into the document's normalised text, from inclusive, to exclusive, in ascending order. */
  readonly ranges: readonly (readonly [number, number])[];
  /** UTF-16 units of the whole document then: text inserted or deleted before a selection shifts it by the difference. */
  readonly documentLength: number;
}

/** The text of some ranges, one after the other. */
export function textOfRanges(text: string, ranges: TrainedSelection['ranges']): string {
  return ranges.map(([from, to]) => text.slice(from, to)).join('');
}

/** A selection from a file that nobody vouches for; undefined for what is none. */
export function parseSelection(value: unknown): TrainedSelection | undefined {
  const { ranges, documentLength } = (value ?? {}) as Record<string, unknown>;
  const whole = (number: unknown): number is number => Number.isSafeInteger(number) && (number as number) >= 0;
  if (!Array.isArray(ranges) || ranges.length === 0 || !whole(documentLength)) return undefined;
  const valid = ranges.every((range) => Array.isArray(range) && range.length === 2 && whole(range[0]) && whole(range[1]) && range[0] <= range[1]);
  return valid ? { ranges: ranges as [number, number][], documentLength } : undefined;
}
