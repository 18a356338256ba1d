import type { PlaygroundCell, PlaygroundEvent, PlaygroundMessage } from '../../protocol/playground';

type Begin = Extract<PlaygroundEvent, { type: 'begin' }>;
type Flow = Extract<PlaygroundEvent, { type: 'flow' }>;

/** What one network has done. */
export interface PlaygroundRunSeries {
  readonly steps: number[];
  readonly losses: number[];
  /** Shares of right answers, where they are symbols. */
  readonly accuracies: number[];
  readonly flows: Flow[];
  seconds: number;
  solved: number | undefined;
  diverged: number | undefined;
}

/** An experiment of the playground, built from its events. */
export class PlaygroundSeries {
  begin: Begin | undefined;
  readonly runs = new Map<PlaygroundCell, PlaygroundRunSeries>();
  state: 'none' | 'running' | 'done' | 'stopped' | 'failed' = 'none';
  problem: string | undefined;

  append(events: readonly PlaygroundMessage[]): void {
    for (const event of events) this.note(event);
  }

  private note(event: PlaygroundMessage): void {
    if (event.type === 'begin') {
      this.begin = event;
      this.state = 'running';
      for (const cell of event.request.cells)
        this.runs.set(cell, { steps: [], losses: [], accuracies: [], flows: [], seconds: 0, solved: undefined, diverged: undefined });
    } else if (event.type === 'done') this.state = event.stopped ? 'stopped' : 'done';
    else if (event.type === 'failed') {
      this.state = 'failed';
      this.problem = event.text;
    } else {
      const run = this.runs.get(event.cell);
      if (!run) return;
      if (event.type === 'point') {
        run.steps.push(event.step);
        run.losses.push(event.loss);
        if (event.accuracy !== undefined) run.accuracies.push(event.accuracy);
        run.seconds = event.seconds;
      } else if (event.type === 'flow') run.flows.push(event);
      else run[event.type] = event.step;
    }
  }
}

/** What is left of a gradient at the sequence's first state, as a share: before training, and by the newest weights that were looked at. */
export function gradientReach({ flows }: PlaygroundRunSeries): { lag: number; before: number | null; after: number | null } | undefined {
  const [first, last] = [flows[0], flows.at(-1)];
  if (!first || !last) return undefined;
  const value = (flow: Flow) => {
    const norm = flow.norms.at(-1);
    return norm === null || norm === undefined ? 0 : 10 ** norm;
  };
  return { lag: first.lags.at(-1)!, before: value(first), after: last === first ? null : value(last) };
}

/** Share of the way from chance to solved that a loss has come, on a logarithmic scale: 0 at chance or above, 1 where it is solved. */
export function progressOf({ losses }: PlaygroundRunSeries, { chance, solvedBelow }: Begin): number {
  const loss = losses.at(-1);
  if (loss === undefined || solvedBelow === null) return 0;
  return Math.min(1, Math.max(0, Math.log(chance / loss) / Math.log(chance / solvedBelow)));
}
