import { textOfRanges } from '../protocol/trained-selection';
import { fingerprintOf, type RunRecord } from './record';

/**
 * The text that a run was trained on, as it stands in its document now: the whole document, or its selection where it was or where edits before it have moved
 * it. undefined when it is no longer there.
 * @param text the document's normalised text
 */
export function trainedText(text: string, { fingerprint, selection }: Pick<RunRecord, 'fingerprint' | 'selection'>): string | undefined {
  const fits = (candidate: string) => candidate.length === fingerprint.length && fingerprintOf(candidate).hash === fingerprint.hash;
  if (!selection) return fits(text) ? text : undefined;
  const moved = text.length - selection.documentLength;
  for (const shift of moved === 0 ? [0] : [0, moved]) {
    const found = textOfRanges(
      text,
      selection.ranges.map(([from, to]) => [from + shift, to + shift] as const),
    );
    if (fits(found)) return found;
  }
  return undefined;
}
