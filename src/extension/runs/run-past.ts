import { platform } from '../../platform';
import type { RunInfo } from '../../protocol/panel-messages';
import { fingerprintOf } from '../../runs/record';
import { loadRun, type StoredRun } from '../../runs/stored-run';
import { normalizeText } from '../../text/text';
import { runTitle } from './run-words';

/** What a page tells of where a run comes from: its text, when it was asked for, and the run whose weights it began with. */
export type RunPast = Pick<RunInfo, 'text' | 'origin' | 'created'>;

/** Of a run on disk. @param root folder of all runs */
export function pastOf({ record }: StoredRun, root: string | undefined): RunPast {
  return { text: record.fingerprint.hash, created: record.created, ...originOf(record.parent, root) };
}

/** Of a run that begins now. */
export function pastOfNew(text: string, parent: string | undefined, root: string | undefined): RunPast {
  return { text: fingerprintOf(normalizeText(text)).hash, created: new Date().toISOString(), ...originOf(parent, root) };
}

/** A run that has been deleted since leaves no name. */
function originOf(parent: string | undefined, root: string | undefined): Pick<RunInfo, 'origin'> {
  if (parent === undefined || root === undefined) return {};
  try {
    return { origin: { runId: parent, name: runTitle(loadRun(platform.path.join(root, parent))) } };
  } catch {
    return {};
  }
}
