import type { StepResult } from '../network/learner';
import type { StepEvent, StepSpan } from '../protocol/training-events';

/** What is kept of the updates since the last step event, so that a resumed run reports as the uninterrupted one does. */
export type ReportState = {
  /** Step of the last event. */
  readonly step: number;
  readonly clipped: number;
  readonly loss: Sums;
  readonly gradientNorm: Sums;
};

/** Sum, minimum and maximum; minimum and maximum are null before the first value, since JSON has no infinities. */
export type Sums = {
  sum: number;
  minimum: number | null;
  maximum: number | null;
};

const none = (): Sums => ({ sum: 0, minimum: null, maximum: null });

/** Gathers loss, gradient norm and clipping of every update between two step events. */
export class StepReport {
  /** Updates gathered: all since the last event. */
  count = 0;
  private clipped = 0;
  private loss = none();
  private gradientNorm = none();

  add(result: StepResult): void {
    this.count++;
    if (result.clipped) this.clipped++;
    include(this.loss, result.loss);
    include(this.gradientNorm, result.gradientNorm);
  }

  /** The statistics of the updates gathered (at least one), which begins anew. */
  take(): StepSpan & Pick<StepEvent, 'clipped'> {
    const { count, clipped, loss, gradientNorm } = this;
    this.count = 0;
    this.clipped = 0;
    this.loss = none();
    this.gradientNorm = none();
    return {
      clipped: clipped / count,
      count,
      clippedCount: clipped,
      meanLoss: loss.sum / count,
      lossRange: [loss.minimum!, loss.maximum!],
      meanGradientNorm: gradientNorm.sum / count,
      gradientNormRange: [gradientNorm.minimum!, gradientNorm.maximum!],
    };
  }

  /** @param step updates done */
  state(step: number): ReportState {
    return { step: step - this.count, clipped: this.clipped, loss: { ...this.loss }, gradientNorm: { ...this.gradientNorm } };
  }

  restore(step: number, state: ReportState): void {
    this.count = step - state.step;
    this.clipped = state.clipped;
    this.loss = { ...state.loss };
    this.gradientNorm = { ...state.gradientNorm };
  }
}

function include(sums: Sums, value: number): void {
  sums.sum += value;
  sums.minimum = Math.min(sums.minimum ?? value, value);
  sums.maximum = Math.max(sums.maximum ?? value, value);
}
