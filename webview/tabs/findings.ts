import type { Finding } from '../../src/view-model/findings/finding';
import { fill, type Strings } from '../strings/strings';

/** Findings as one text in the language of the page. */
export function sentences(t: Strings, ...findings: readonly (Finding | undefined)[]): string {
  return findings.flatMap((finding) => (finding ? [fill(t.findings[finding.id], ...finding.values)] : [])).join(' ');
}
