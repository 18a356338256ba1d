import * as vscode from 'vscode';
import type { StoredRun } from '../../runs/stored-run';
import { nameOf } from '../documents';

export const RUN_GROUPINGS = ['document', 'tag', 'experiment'] as const;
export type RunGrouping = (typeof RUN_GROUPINGS)[number];
export type RunOrder = 'newest' | 'best' | 'longest';

/** Runs that belong together. */
export interface RunsGroup {
  readonly by: RunGrouping;
  /** The document's URI, the tag, or the experiment's id. */
  readonly id: string;
  readonly name: string;
  /** Whether the document is a folder. */
  readonly folder: boolean;
  readonly runs: readonly StoredRun[];
}

/** Groups of runs, each sorted, in the order of their first runs; what has no tag or experiment comes last. */
export function groupRuns(runs: readonly StoredRun[], by: RunGrouping, order: RunOrder): RunsGroup[] {
  const groups = new Map<string, { name: string; folder: boolean; runs: StoredRun[] }>();
  const rest: StoredRun[] = [];
  for (const run of sortRuns(runs, order)) {
    const keys = keysOf(run, by);
    for (const [id, name] of keys) {
      const group = groups.get(id) ?? { name, folder: run.record.folder !== undefined, runs: [] };
      group.runs.push(run);
      groups.set(id, group);
    }
    if (keys.length === 0) rest.push(run);
  }
  const all = [...groups].map(([id, group]): RunsGroup => ({ by, id, ...group }));
  if (rest.length === 0) return all;
  const name = by === 'tag' ? vscode.l10n.t('Without a tag') : vscode.l10n.t('No experiment');
  return [...all, { by, id: '', name, folder: false, runs: rest }];
}

function keysOf({ record, annotations }: StoredRun, by: RunGrouping): [id: string, name: string][] {
  if (by === 'tag') return annotations.tags.map((tag) => [tag, `#${tag}`]);
  if (by === 'experiment') return record.group ? [[record.group.id, record.group.tag]] : [];
  const { uri, name } = record.document;
  // The name of a run on a part tells the part; that of a folder is more than its URI's.
  return [[uri, record.folder ? name : nameOf(vscode.Uri.parse(uri))]];
}

/** Pinned runs first. */
export function sortRuns(runs: readonly StoredRun[], order: RunOrder): StoredRun[] {
  const best = ({ record }: StoredRun) => record.progress.bestLoss ?? Number.MAX_VALUE;
  return [...runs].sort((a, b) => {
    if (a.annotations.pinned !== b.annotations.pinned) return a.annotations.pinned ? -1 : 1;
    if (order === 'best' && best(a) !== best(b)) return best(a) - best(b);
    if (order === 'longest') return b.record.progress.seconds - a.record.progress.seconds;
    return a.record.created < b.record.created ? 1 : -1;
  });
}
