import type { Configuration } from '../../protocol/configuration';
import type { DiagnosisEvent, HiddenStates, TensorHistogram } from '../../protocol/diagnostics';
import type { RunInfo } from '../../protocol/panel-messages';
import type { BaselineEvent, EvaluationEvent, SampleEvent, StartEvent, StepEvent, TrainingEvent, WindowEvent } from '../../protocol/training-events';
import { Buckets } from '../chart/buckets';
import { keepSamples } from '../chart/keep-samples';

/** The smoothed line averages about the last seventh of the points so far, and never more than the last fifty: it neither lags at the start nor trembles later. */
const SHARE = 1 / 7;
const MOST_SMOOTHED = 50;

/** Everything the panel shows of a run, computed from its events. Pure: the host, the page and tests use the same. */
export class RunSeries {
  start: StartEvent | undefined;
  last: StepEvent | undefined;
  evaluation: EvaluationEvent | undefined;
  best: EvaluationEvent | undefined;
  /** What it has written at steps spread over the run, the newest last. */
  samples: readonly SampleEvent[] = [];
  window: WindowEvent | undefined;
  alarm: Extract<TrainingEvent, { type: 'alarm' }> | undefined;
  baselines: readonly BaselineEvent[] = [];
  /** Columns step, seconds, loss, smoothed (nats), gradientNorm, speed (characters a second), learningRate, clipped, hidden.0, hidden.1, ... */
  readonly steps = new Buckets();
  /** Columns step, seconds, loss (nats), accuracy. */
  readonly evaluations = new Buckets();
  /** Columns step, seconds, norm.<tensor>, clipped.<tensor>, ratio.<tensor>, total, clippedTotal: norms before and after clipping. */
  readonly gradients = new Buckets();
  /** The first, the middle and the newest diagnosis: how the memory has grown. */
  diagnoses: DiagnosisEvent[] = [];
  /** Columns step, seconds, rho.<layer>.<gate>, sigma.<layer>.<gate>, and cell.<layer>, the mean of ‖c_t‖₂ along the text. */
  readonly spectra = new Buckets();
  /** The newest hidden states of single units: a run's folder does not keep them. */
  states: { readonly step: number; readonly states: HiddenStates } | undefined;
  /** The newest histograms of the gradients, which the first and the last diagnosis of a run lack. */
  gradientHistograms: { readonly step: number; readonly tensors: readonly TensorHistogram[] } | undefined;
  /** Tensors in the order of the network. */
  readonly tensors: string[] = [];
  private smoothed: number | undefined;
  private points = 0;
  private clippedSum = 0;

  constructor(public info: RunInfo) {}

  append(events: readonly TrainingEvent[]): void {
    for (const event of events) this.add(event);
  }

  /** What it has written last. */
  get sample(): SampleEvent | undefined {
    return this.samples.at(-1);
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

  /** What the run trains with: as it was started, once it was. */
  get configuration(): Configuration {
    return this.start?.configuration ?? this.info.configuration;
  }

  /** Characters that one step reads. */
  get charactersPerStep(): number {
    const { batchSize, sequenceLength } = this.configuration;
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
        this.samples = keepSamples([...this.samples, event]);
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
    this.clippedSum += event.clippedCount ?? event.clipped * (event.step - previous);
    this.last = event;
    // A point of a curve stands for all the steps since the one before.
    const loss = event.meanLoss ?? event.loss;
    const gradientNorm = event.meanGradientNorm ?? event.gradientNorm;
    if (Number.isFinite(loss)) {
      const weight = 1 / Math.min(MOST_SMOOTHED, 1 + SHARE * this.points++);
      this.smoothed = this.smoothed === undefined ? loss : this.smoothed + weight * (loss - this.smoothed);
    }
    const { step, seconds, learningRate, clipped, charactersPerSecond } = event;
    const row: Record<string, number> = { step, seconds, loss, gradientNorm, learningRate, clipped, speed: charactersPerSecond };
    if (this.smoothed !== undefined) row.smoothed = this.smoothed;
    event.hiddenNorms.forEach((norm, layer) => {
      row[`hidden.${layer}`] = norm;
    });
    this.steps.add(row);
    if (event.lossRange) for (const value of event.lossRange) widen(this.steps, 'loss', value);
    if (event.gradientNormRange) for (const value of event.gradientNormRange) widen(this.steps, 'gradientNorm', value);
  }

  private addGradient(event: Extract<TrainingEvent, { type: 'gradient' }>): void {
    const total = Math.hypot(...Object.values(event.norms));
    const clipped = event.clippedNorms ?? shortened(event.norms, total, this.configuration);
    const row: Record<string, number> = { step: event.step, seconds: this.secondsAt(event.step), total };
    if (clipped) row.clippedTotal = Math.hypot(...Object.values(clipped));
    for (const [tensor, norm] of Object.entries(event.norms)) {
      if (!this.tensors.includes(tensor)) this.tensors.push(tensor);
      row[`norm.${tensor}`] = norm;
      if (clipped) row[`clipped.${tensor}`] = clipped[tensor]!;
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
    const { states, gradients } = event.diagnosis;
    states?.cellNorms?.forEach((norms, layer) => {
      row[`cell.${layer}`] = mean(norms);
    });
    this.spectra.add(row);
    if (states?.activations.some((steps) => steps.length > 0)) this.states = { step: event.step, states };
    if (gradients) this.gradientHistograms = { step: event.step, tensors: gradients };
  }

  /** Training time at a step, from the last two step events. */
  private secondsAt(step: number): number {
    if (!this.last || step <= 0) return 0;
    return (this.last.seconds * step) / this.last.step;
  }
}

/**
 * What clipping by norm leaves of every tensor's gradient norm: all times min(1, threshold / g), as the training computes it; the norms themselves without a
 * threshold, undefined where single values are clipped (that is measured).
 * @param total g = ‖∂E/∂θ‖₂ before clipping
 */
function shortened(norms: Record<string, number>, total: number, { clip, clipMode }: Configuration): Record<string, number> | undefined {
  if (!(clip > 0)) return norms;
  if (clipMode === 'value') return undefined;
  const kept = Math.min(1, clip / (total + 1e-6));
  return Object.fromEntries(Object.entries(norms).map(([tensor, norm]) => [tensor, norm * kept]));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function widen(buckets: Buckets, name: string, value: number): void {
  const { low, high } = buckets.column(name);
  const at = buckets.length - 1;
  if (!Number.isFinite(value)) return;
  if (value < low[at]!) low[at] = value;
  if (value > high[at]!) high[at] = value;
}
