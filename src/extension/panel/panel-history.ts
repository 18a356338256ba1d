import { platform } from '../../platform';
import { lossTask } from '../../protocol/loss-unit';
import type { RunInfo } from '../../protocol/panel-messages';
import type { TrainingEvent } from '../../protocol/training-events';
import { listRuns, METRICS_FILE, readMetrics, type StoredRun } from '../../runs/stored-run';
import { thinEvents } from '../../view-model/chart/thin-events';
import { pastOf } from '../runs/run-past';

/** Runs of earlier sessions that a panel shows again. */
const MAX_RUNS = 12;
/** Bytes of metrics; reading more would hold up the host. */
const MAX_BYTES = 4_000_000;
const MAX_EVENTS = 8192;

/** The newest runs on disk, oldest first, as a panel shows them: so that charts are there again after a reload. */
export async function storedRuns(root: string | undefined, known: ReadonlySet<string>): Promise<{ info: RunInfo; events: TrainingEvent[] }[]> {
  if (!root) return [];
  const runs: { info: RunInfo; events: TrainingEvent[] }[] = [];
  for (const run of listRuns(root)) {
    if (runs.length === MAX_RUNS) break;
    // Between two files the host gets to other work.
    await platform.nextTurn();
    const shown = known.has(run.record.id) ? undefined : readStored(run, root);
    if (shown) runs.unshift(shown);
  }
  return runs;
}

function readStored(run: StoredRun, root: string): { info: RunInfo; events: TrainingEvent[] } | undefined {
  const { folder, record } = run;
  const found = platform.files.stat(platform.path.join(folder, METRICS_FILE));
  if (!found || found.size > MAX_BYTES) return undefined;
  let events = readMetrics(folder);
  if (!events.some((event) => event.type === 'step')) return undefined;
  while (events.length > MAX_EVENTS) events = thinEvents(events);
  const configuration = events.find((event) => event.type === 'start')?.configuration ?? record.configuration;
  const budget = events.findLast((event) => event.type === 'budget');
  // One that another window trains is over for this one.
  const state = record.state === 'running' ? 'stopped' : record.state;
  const name = record.document.name;
  const own = { ...(record.group ? { group: record.group } : {}), ...lossTask(record.task) };
  const info = { runId: record.id, name, state, configuration, totalSteps: budget?.steps ?? configuration.steps, ...pastOf(run, root), ...own };
  return { info, events };
}
