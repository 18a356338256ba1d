import type { Configuration } from '../../protocol/configuration';
import type { DiagnosisEvent, HiddenStates, TensorHistogram } from '../../protocol/diagnostics';
import { type LossMeasure, lossMeasure } from '../../protocol/loss-unit';
import type { RunInfo } from '../../protocol/panel-messages';
import type {
  BaselineEvent,
  DoneEvent,
  EvaluationEvent,
  ReportEvent,
  SampleEvent,
  StartEvent,
  StepEvent,
  TrainingEvent,
  WindowEvent,
} from '../../protocol/training-events';
import { Buckets } from '../chart/buckets';
import { keepSamples } from '../chart/keep-samples';
import { NormWatch } from './norm-watch';
import { StateLengths } from './state-lengths';
import { TrailingMean } from './trailing-mean';

/** States of a run that takes no further step. */
const ENDED: readonly RunInfo['state'][] = ['saving', 'done', 'stopped', 'interrupted', 'failed'];

/** Everything the panel shows of a run, computed from its events. Pure: the host, the page and tests use the same. */
export class RunSeries {
  start: StartEvent | undefined;
  firstReport: StepEvent | undefined;
  last: StepEvent | undefined;
  evaluation: EvaluationEvent | undefined;
  best: EvaluationEvent | undefined;
  firstEvaluation: EvaluationEvent | undefined;
  mostAccurate: EvaluationEvent | undefined;
  readonly lengths = new StateLengths();
  /** The largest learning rate of the reports. */
  highestRate: number | undefined;
  /** Norms of the newest gradient before clipping by tensor, of all together before and after it, and how far the update moved each tensor. */
  newestGradient:
    | {
        readonly step: number;
        readonly norms: Readonly<Record<string, number>>;
        readonly ratios: Readonly<Record<string, number>>;
        readonly total: number;
        readonly kept: number | undefined;
      }
    | undefined;
  /** What it has written at steps spread over the run, the newest last. */
  samples: readonly SampleEvent[] = [];
  window: WindowEvent | undefined;
  /** What the training had to say, in the user's language. */
  readonly notes: string[] = [];
  alarm: Extract<TrainingEvent, { type: 'alarm' }> | undefined;
  /** How it ended, once it has. */
  done: DoneEvent | undefined;
  baselines: readonly BaselineEvent[] = [];
  /** The newest report on the run's task. */
  report: ReportEvent | undefined;
  /** Columns step, seconds, loss, smoothed (as `measure` says), gradientNorm, speed (characters a second), learningRate, clipped, hidden.0, hidden.1, ... */
  readonly steps = new Buckets();
  /** Columns step, seconds, loss (as `measure` says), surprisal (nats), accuracy. */
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
  /** Gradient norms of all steps. */
  readonly norms = new NormWatch();
  /** Steps whose clipping is known, and how many of them were clipped. */
  readonly clipping = { steps: 0, clipped: 0 };
  /** Step and training loss of the first report. */
  first: { readonly step: number; readonly loss: number } | undefined;
  private readonly trailing = new TrailingMean();

  constructor(public info: RunInfo) {}

  append(events: readonly TrainingEvent[]): void {
    for (const event of events) this.add(event);
  }

  /** What it has written last. */
  get sample(): SampleEvent | undefined {
    return this.samples.at(-1);
  }

  /** Mean training loss of the last `smoothedSteps` steps, as `measure` says. */
  get smoothedLoss(): number | undefined {
    return this.trailing.value;
  }

  get smoothedSteps(): number {
    return this.trailing.steps;
  }

  /** Whether it takes no further step. */
  get ended(): boolean {
    return ENDED.includes(this.info.state);
  }

  /** Whether it began with the weights of another run. */
  get continued(): boolean {
    return this.info.origin !== undefined;
  }

  /** The last update that is known of. */
  get reachedStep(): number {
    return Math.max(this.last?.step ?? 0, this.done?.steps ?? 0, this.evaluation?.step ?? 0, this.alarm?.step ?? 0);
  }

  get layers(): number {
    return this.last?.hiddenNorms.length ?? this.info.configuration.layers;
  }

  /** Share of updates that the gradient threshold cut, so far. */
  get clipRate(): number {
    return this.clipping.clipped / Math.max(1, this.clipping.steps);
  }

  /** Characters a second: all that were read by all the time that it took, pauses left out. */
  get meanSpeed(): number | undefined {
    return this.last && this.last.seconds > 0 ? (this.last.step * this.charactersPerStep) / this.last.seconds : undefined;
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

  /** What its loss counts. */
  get measure(): LossMeasure {
    return lossMeasure(this.configuration, this.info);
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
        this.firstEvaluation ??= event;
        if (!this.mostAccurate || event.accuracy > this.mostAccurate.accuracy) this.mostAccurate = event;
        this.evaluations.add({
          ...{ step: event.step, seconds: this.secondsAt(event.step), accuracy: event.accuracy },
          ...{ loss: event.loss, surprisal: event.bitsPerCharacter * Math.LN2 },
        });
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
      case 'note':
        // Told again when a run goes on.
        if (event.text && !this.notes.includes(event.text)) this.notes.push(event.text);
        break;
      case 'alarm':
        this.alarm = event;
        break;
      case 'done':
        this.done = event;
        break;
      case 'baseline':
        this.baselines = [...this.baselines.filter(({ name }) => name !== event.name), event];
        break;
      case 'report':
        this.report = event;
        break;
      case 'diagnosis':
        this.addDiagnosis(event);
        break;
    }
  }

  private addStep(event: StepEvent): void {
    const { step } = event;
    // A run that was resumed begins later than at 0; version 0.1 does not tell how many steps an event stands for.
    const previous = this.last?.step ?? (event.count === undefined ? Math.min(this.evaluation?.step ?? 0, step - 1) : step - event.count);
    const passed = Math.max(1, event.count ?? step - previous);
    this.firstReport ??= event;
    this.last = event;
    this.clipping.steps += passed;
    this.clipping.clipped += event.clippedCount ?? Math.round(event.clipped * passed);
    // A point of a curve stands for all the steps since the one before.
    const loss = event.meanLoss ?? event.loss;
    const gradientNorm = event.meanGradientNorm ?? event.gradientNorm;
    if (!this.first && Number.isFinite(loss)) this.first = { step, loss };
    this.trailing.add(loss, event.count ?? 1);
    const [low, high] = event.gradientNormRange ?? [event.gradientNorm, event.gradientNorm];
    this.norms.add({ from: previous + 1, to: step, low, high }, event.count !== undefined || passed === 1);
    const { seconds, learningRate, clipped, charactersPerSecond } = event;
    this.highestRate = Math.max(this.highestRate ?? learningRate, learningRate);
    const row: Record<string, number> = { step, seconds, loss, gradientNorm, learningRate, clipped, speed: charactersPerSecond };
    if (this.trailing.value !== undefined) row.smoothed = this.trailing.value;
    event.hiddenNorms.forEach((norm, layer) => {
      row[`hidden.${layer}`] = norm;
      this.lengths.add(layer, { step, norm });
    });
    this.steps.add(row);
    if (event.lossRange) for (const value of event.lossRange) this.steps.widen('loss', value);
    if (event.gradientNormRange) for (const value of event.gradientNormRange) this.steps.widen('gradientNorm', value);
  }

  private addGradient(event: Extract<TrainingEvent, { type: 'gradient' }>): void {
    const total = Math.hypot(...Object.values(event.norms));
    const clipped = event.clippedNorms ?? shortened(event.norms, total, this.configuration);
    const row: Record<string, number> = { step: event.step, seconds: this.secondsAt(event.step), total };
    const kept = clipped && Math.hypot(...Object.values(clipped));
    if (kept !== undefined) row.clippedTotal = kept;
    this.newestGradient = { step: event.step, norms: event.norms, ratios: event.updateRatios, total, kept };
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
