import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readMetrics, readRun, type StoredRun, TEXT_FILE } from '../../runs/stored-run';
import type { Training } from '../training/training';

/** The stored run behind an id, which may come from anywhere: it names a folder below the runs and nothing else. */
export function storedRunOf(id: string, training: Training | undefined, runsRoot: string | undefined): StoredRun | undefined {
  const folder = training?.runFolder ?? (runsRoot && /^[\w-]+$/.test(id) ? path.join(runsRoot, id) : null);
  return folder ? readRun(folder) : undefined;
}

/** The text that a run was trained on, as far as it is known or kept, or else what it read last; undefined when nothing is left of it. */
export function textOfRun({ folder }: StoredRun, training: Training | undefined): string | undefined {
  if (training && training.text !== '') return training.text;
  try {
    return readFileSync(path.join(folder, TEXT_FILE), 'utf8');
  } catch {
    const window = readMetrics(folder).findLast((event) => event.type === 'window');
    return window?.type === 'window' ? window.text : undefined;
  }
}
