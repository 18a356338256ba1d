import type { TaskReport } from '../../../src/protocol/task-report';
import type { RunSeries } from '../../../src/view-model/run/run-series';

/** The newest report of a run of one task; undefined before the first one, and for runs of other tasks. */
export function reportOf<Id extends TaskReport['task']>(run: RunSeries, task: Id): Extract<TaskReport, { task: Id }> | undefined {
  const report = run.report?.report;
  return report?.task === task ? (report as Extract<TaskReport, { task: Id }>) : undefined;
}
