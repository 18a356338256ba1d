import type { Learner, StepResult } from '../network/learner';
import { SpeedMeter } from './speed-meter';
import { type ReportState, StepReport } from './step-report';
import type { TrainingHost } from './training-host';

/** Runs of up to this many steps report every one of them, longer ones at most ten times a second. */
export const MAX_SINGLE_REPORTS = 4000;

/** One update. */
export interface Update {
  /** Updates done, with this one. */
  readonly step: number;
  readonly result: StepResult;
  readonly learningRate: number;
  /** Characters that it was trained on. */
  readonly characters: number;
}

/** Step events: each tells of all updates since the one before. */
export class StepReporter {
  private readonly gathered = new StepReport();
  private readonly speed = new SpeedMeter();
  /** Moment of the last event, milliseconds. */
  private reportedAt = 0;
  /** The last update, for its event. */
  private latest: { update: Update; hiddenNorms: number[] } | undefined;

  /**
   * @param seconds training time
   * @param logEvery steps between events; undefined or 0: by the time
   */
  constructor(
    private readonly host: Pick<TrainingHost, 'emit' | 'now'>,
    private readonly seconds: () => number,
    private readonly logEvery: number | undefined,
  ) {}

  /** @param now milliseconds */
  start(now: number): void {
    this.reportedAt = now;
    this.speed.start(now);
  }

  /** Milliseconds of a pause, which are no part of the speed. */
  skip(time: number): void {
    this.speed.skip(time);
  }

  /** Whether update number `step` is to be reported, in a run of `total` (0: unknown). */
  isDue(step: number, total: number): boolean {
    if (this.logEvery) return step % this.logEvery === 0;
    return total <= MAX_SINGLE_REPORTS || this.host.now() - this.reportedAt >= 100;
  }

  /** Gathers an update, and tells it if it is due. */
  add(update: Update, isDue: boolean, learner: Pick<Learner, 'hiddenNorms'>): void {
    this.gathered.add(update.result);
    this.speed.add(update.characters);
    const hiddenNorms = (isDue ? undefined : this.latest?.hiddenNorms) ?? learner.hiddenNorms();
    this.latest = { update, hiddenNorms };
    if (isDue) this.report();
  }

  /**
   * What no event has reported yet. The hidden norms are those of the event before, since the network may have been stopped within a step or hold what is
   * not finite.
   */
  reportRest(): void {
    if (this.gathered.count > 0) this.report();
  }

  /** What a resumed run goes on with. @param step updates done */
  state(step: number): ReportState {
    return this.gathered.state(step);
  }

  restore(step: number, state: ReportState): void {
    this.gathered.restore(step, state);
  }

  private report(): void {
    if (!this.latest) return;
    const { update, hiddenNorms } = this.latest;
    const now = this.host.now();
    this.host.emit({
      type: 'step',
      step: update.step,
      loss: update.result.loss,
      gradientNorm: update.result.gradientNorm,
      learningRate: update.learningRate,
      hiddenNorms,
      charactersPerSecond: this.speed.read(now),
      seconds: this.seconds(),
      ...this.gathered.take(),
    });
    this.reportedAt = now;
  }
}
