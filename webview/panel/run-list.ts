import type { PanelMessage } from '../../src/protocol/panel-messages';
import type { TrainingEvent } from '../../src/protocol/training-events';
import { thinEvents } from '../../src/view-model/chart/thin-events';
import { stepOf } from '../../src/view-model/run/events-until';
import { RunSeries } from '../../src/view-model/run/run-series';
import type { ViewState } from './view-state';

type Message<T extends PanelMessage['type']> = Extract<PanelMessage, { type: T }>;

/** Events of a run that are kept for looking back. */
const MAX_EVENTS = 16_384;
const ACTIVE = ['running', 'queued', 'paused'];

/** The runs of the page with their events, and which of them is looked at. */
export class RunList {
  private readonly runs = new Map<string, RunSeries>();
  private readonly events = new Map<string, TrainingEvent[]>();
  /** Runs that make the suggestions in their documents. */
  private serving: ReadonlySet<string> = new Set();
  private earlier: { key: string; run: RunSeries } | undefined;

  get all(): RunSeries[] {
    return [...this.runs.values()];
  }

  get(runId: string): RunSeries | undefined {
    return this.runs.get(runId);
  }

  has(runId: string): boolean {
    return this.runs.has(runId);
  }

  /** A run as it was at a step: everything about it is made of what had happened by then. */
  until(runId: string, step: number): RunSeries | undefined {
    const run = this.runs.get(runId);
    const events = this.events.get(runId);
    if (!run || !events) return run;
    const key = `${runId} ${step} ${events.length}`;
    if (this.earlier?.key !== key) {
      const then = new RunSeries({ ...run.info, state: 'running' });
      then.append(events.filter((event) => stepOf(event) <= step));
      this.earlier = { key, run: then };
    }
    return this.earlier.run;
  }

  hydrate({ runs, selected }: Message<'hydrate'>, state: ViewState): void {
    this.runs.clear();
    this.events.clear();
    for (const { info, events } of runs) this.add(new RunSeries(info)).append(this.note(info.runId, events));
    // The run that was looked at, unless a training has begun meanwhile.
    const active = selected !== null && ACTIVE.includes(this.runs.get(selected)?.info.state ?? '');
    if (active || state.selected === null || !this.runs.has(state.selected)) state.selected = selected;
  }

  delta({ runId, info, events }: Message<'delta'>, state: ViewState): void {
    let run = this.runs.get(runId);
    if (!run) {
      run = this.add(new RunSeries(info));
      if (!info.group || state.selected === null) state.selected = runId;
    }
    // The numbers follow the run of an experiment that trains now.
    if (info.group && info.state === 'running' && run.info.state !== 'paused' && !run.last) state.selected = runId;
    run.info = info;
    run.append(this.note(runId, events));
  }

  serve({ runIds }: Message<'serving'>): void {
    this.serving = new Set(runIds);
  }

  isServing(runId: string): boolean {
    return this.serving.has(runId);
  }

  /** What is compared; the numbers above are those of one of them. */
  compare({ group, runIds }: Message<'compare'>, state: ViewState): void {
    state.scope = group ?? 'chosen';
    state.chosen = runIds;
    const members = this.all.filter(({ info }) => (group ? info.group?.id === group : runIds.includes(info.runId)));
    if (!members.some(({ info }) => info.runId === state.selected))
      state.selected = (members.find(({ info }) => info.state === 'running') ?? members[0])?.info.runId ?? state.selected;
  }

  private add(run: RunSeries): RunSeries {
    this.runs.set(run.info.runId, run);
    return run;
  }

  private note(runId: string, events: TrainingEvent[]): TrainingEvent[] {
    const kept = this.events.get(runId) ?? [];
    kept.push(...events);
    this.events.set(runId, kept.length > MAX_EVENTS ? thinEvents(kept) : kept);
    return events;
  }
}
