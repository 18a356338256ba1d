import type { DiagnosisEvent } from '../protocol/diagnostics';
import type { RunInfo } from '../protocol/panel-messages';
import type { BaselineEvent, EvaluationEvent, SampleEvent, StartEvent, StepEvent, TrainingEvent, WindowEvent } from '../protocol/training-events';
import { Buckets } from './buckets';

/** The smoothed line averages about the last seventh of the points so far, and never more than the last fifty: it neither lags at the start nor trembles later. */
const SHARE = 1 / 7;
const MOST_SMOOTHED = 50;

/** Everything the panel shows of a run, computed from its events. Pure: the host, the page and tests use the same. */
export class RunSeries {
  start: StartEvent | undefined;
  last: StepEvent | undefined;
  evaluation: EvaluationEvent | undefined;
  best: EvaluationEvent | undefined;
  sample: SampleEvent | undefined;
  window: WindowEvent | undefined;
  alarm: Extract<TrainingEvent, { type: 'alarm' }> | undefined;
  baselines: readonly BaselineEvent[] = [];
  /** Columns step, seconds, loss, smoothed (nats), gradientNorm, speed (characters a second), learningRate, clipped, hidden.0, hidden.1, ... */
  readonly steps = new Buckets();
  /** Columns step, seconds, loss (nats), accuracy. */
  readonly evaluations = new Buckets();
  /** Columns step, seconds, norm.<tensor>, ratio.<tensor>. */
  readonly gradients = new Buckets();
  /** The first, the middle and the newest diagnosis: how the memory has grown. */
  diagnoses: DiagnosisEvent[] = [];
  /** Columns step, seconds, rho.<layer>.<gate>, sigma.<layer>.<gate>. */
  readonly spectra = new Buckets();
  /** Tensors in the order of the network. */
  readonly tensors: string[] = [];
  private smoothed: number | undefined;
  private points = 0;
  private clippedSum = 0;

  constructor(public info: RunInfo) {}

  append(events: readonly TrainingEvent[]): void {
    for (const event of events) this.add(event);
  }

  /** Nats of the newest point of the smoothed line. */
  get smoothedLoss(): number | undefined {
    return this.smoothed;
  }

  get layers(): number {
    return this.last?.hiddenNorms.length ?? this.info.configuration.layers;
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

  /** Characters that one step reads. */
  get charactersPerStep(): number {
    const { batchSize, sequenceLength } = this.start?.configuration ?? this.info.configuration;
    return batchSize * sequenceLength;
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
        if (!this.best || event.loss < this.best.loss) this.best = event;
        this.evaluations.add({ step: event.step, seconds: this.secondsAt(event.step), loss: event.loss, accuracy: event.accuracy });
        break;
      case 'sample':
        this.sample = event;
        break;
      case 'window':
        this.window = event;
        break;
      case 'gradient':
        this.addGradient(event);
        break;
      case 'alarm':
        this.alarm = event;
        break;
      case 'baseline':
        this.baselines = [...this.baselines.filter(({ name }) => name !== event.name), event];
        break;
      case 'diagnosis':
        this.addDiagnosis(event);
        break;
      default:
        break;
    }
  }

  private addStep(event: StepEvent): void {
    const previous = this.last?.step ?? 0;
    this.clippedSum += event.clipped * (event.step - previous);
    this.last = event;
    const { loss } = event;
    if (Number.isFinite(loss)) {
      const weight = 1 / Math.min(MOST_SMOOTHED, 1 + SHARE * this.points++);
      this.smoothed = this.smoothed === undefined ? loss : this.smoothed + weight * (loss - this.smoothed);
    }
    const { step, seconds, gradientNorm, learningRate, clipped, charactersPerSecond } = event;
    const row: Record<string, number> = { step, seconds, loss, gradientNorm, learningRate, clipped, speed: charactersPerSecond };
    if (this.smoothed !== undefined) row.smoothed = this.smoothed;
    event.hiddenNorms.forEach((norm, layer) => {
      row[`hidden.${layer}`] = norm;
    });
    this.steps.add(row);
    // A thinned event carries the range of those that it stands for.
    if (event.lossRange) for (const value of event.lossRange) widen(this.steps, 'loss', value);
    if (event.gradientNormRange) for (const value of event.gradientNormRange) widen(this.steps, 'gradientNorm', value);
  }

  private addGradient(event: Extract<TrainingEvent, { type: 'gradient' }>): void {
    const row: Record<string, number> = { step: event.step, seconds: this.secondsAt(event.step) };
    for (const [tensor, norm] of Object.entries(event.norms)) {
      if (!this.tensors.includes(tensor)) this.tensors.push(tensor);
      row[`norm.${tensor}`] = norm;
      const ratio = event.updateRatios[tensor];
      if (ratio !== undefined) row[`ratio.${tensor}`] = ratio;
    }
    this.gradients.add(row);
  }

  private addDiagnosis(event: DiagnosisEvent): void {
    const { diagnoses } = this;
    const first = diagnoses[0];
    if (!first) this.diagnoses = [event];
    else {
      const half = event.step / 2;
      const middle = diagnoses
        .slice(1)
        .reduce<DiagnosisEvent | undefined>(
          (best, other) => (!best || Math.abs(other.step - half) <= Math.abs(best.step - half) ? other : best),
          undefined,
        );
      this.diagnoses = [first, ...(middle ? [middle] : []), event];
    }
    const row: Record<string, number> = { step: event.step, seconds: this.secondsAt(event.step) };
    event.diagnosis.spectra.forEach((gates, layer) => {
      for (const { gate, spectralRadius, sigmaMax } of gates) {
        row[`rho.${layer}.${gate}`] = spectralRadius;
        row[`sigma.${layer}.${gate}`] = sigmaMax;
      }
    });
    this.spectra.add(row);
  }

  /** Training time at a step, from the last two step events. */
  private secondsAt(step: number): number {
    if (!this.last || step <= 0) return 0;
    return (this.last.seconds * step) / this.last.step;
  }
}

function widen(buckets: Buckets, name: string, value: number): void {
  const { low, high } = buckets.column(name);
  const at = buckets.length - 1;
  if (!Number.isFinite(value)) return;
  if (value < low[at]!) low[at] = value;
  if (value > high[at]!) high[at] = value;
}
