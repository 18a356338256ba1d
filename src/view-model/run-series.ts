import type { RunInfo } from '../protocol/panel-messages';
import type { EvaluationEvent, SampleEvent, StartEvent, StepEvent, TrainingEvent, WindowEvent } from '../protocol/training-events';

/** Weight of the newest loss in the smoothed line: about the last twenty steps shown. */
const SMOOTHING = 0.1;
/** Points of a chart; older ones are thinned beyond. */
const MOST_POINTS = 4096;

/** Everything the panel shows of a run, computed from its events. Pure: the host, the page and tests use the same. */
export class RunSeries {
  start: StartEvent | undefined;
  last: StepEvent | undefined;
  evaluation: EvaluationEvent | undefined;
  sample: SampleEvent | undefined;
  window: WindowEvent | undefined;
  alarm: Extract<TrainingEvent, { type: 'alarm' }> | undefined;
  readonly step: number[] = [];
  readonly loss: number[] = [];
  readonly smoothed: number[] = [];
  readonly gradientNorm: number[] = [];
  readonly speed: number[] = [];
  /** [layer][point] */
  readonly hiddenNorms: number[][] = [];
  readonly evaluationStep: number[] = [];
  readonly evaluationLoss: number[] = [];
  private clippedSum = 0;

  constructor(public info: RunInfo) {}

  append(events: readonly TrainingEvent[]): void {
    for (const event of events) this.add(event);
  }

  /** Share of updates that the gradient threshold cut, so far. */
  get clipRate(): number {
    return this.last ? this.clippedSum / this.last.step : 0;
  }

  /** Seconds that are left, if known. */
  get secondsLeft(): number | undefined {
    if (!this.last || this.info.totalSteps <= 0) return undefined;
    return Math.max(0, ((this.info.totalSteps - this.last.step) * this.last.seconds) / this.last.step);
  }

  /** Validation losses on the steps of the training curve, for one x axis: rows [step, raw, smoothed, validation]. */
  lossRows(): (number | null)[][] {
    const merged = new Map<number, [number | null, number | null, number | null]>();
    this.step.forEach((step, i) => {
      merged.set(step, [this.loss[i]!, this.smoothed[i]!, null]);
    });
    this.evaluationStep.forEach((step, i) => {
      const row = merged.get(step);
      if (row) row[2] = this.evaluationLoss[i]!;
      else merged.set(step, [null, null, this.evaluationLoss[i]!]);
    });
    const steps = [...merged.keys()].sort((a, b) => a - b);
    return [steps, ...[0, 1, 2].map((column) => steps.map((step) => merged.get(step)![column]!))];
  }

  private add(event: TrainingEvent): void {
    switch (event.type) {
      case 'start':
        this.start = event;
        break;
      case 'step':
        this.addStep(event);
        break;
      case 'evaluation':
        this.evaluation = event;
        this.evaluationStep.push(event.step);
        this.evaluationLoss.push(event.loss);
        break;
      case 'sample':
        this.sample = event;
        break;
      case 'window':
        this.window = event;
        break;
      case 'alarm':
        this.alarm = event;
        break;
      default:
        break;
    }
  }

  private addStep(event: StepEvent): void {
    const previous = this.last?.step ?? 0;
    this.clippedSum += event.clipped * (event.step - previous);
    const before = this.smoothed[this.smoothed.length - 1];
    this.last = event;
    this.step.push(event.step);
    this.loss.push(event.loss);
    this.smoothed.push(before === undefined ? event.loss : before + SMOOTHING * (event.loss - before));
    this.gradientNorm.push(event.gradientNorm);
    this.speed.push(event.charactersPerSecond);
    event.hiddenNorms.forEach((norm, layer) => {
      this.hiddenNorms[layer] ??= [];
      this.hiddenNorms[layer].push(norm);
    });
    if (this.step.length > MOST_POINTS) this.thin();
  }

  /** Every second point goes. */
  private thin(): void {
    for (const series of [this.step, this.loss, this.smoothed, this.gradientNorm, this.speed, ...this.hiddenNorms]) {
      const kept = series.filter((_, i) => i % 2 === 1);
      series.splice(0, series.length, ...kept);
    }
  }
}
