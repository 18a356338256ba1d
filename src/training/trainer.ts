import { spectralRadii } from '../diagnostics/spectra';
import { fnv1a } from '../network/fnv';
import { createInference } from '../network/inference';
import type { Learner, StepResult } from '../network/learner';
import { Random } from '../network/random';
import type { Configuration } from '../protocol/configuration';
import { UnrollError } from '../protocol/error';
import type { Model, ResumeState, Tensors } from '../protocol/model';
import { CONTROL } from '../protocol/trainer-messages';
import type { DoneEvent } from '../protocol/training-events';
import { evaluationWindows, Streams, splitText } from '../text/streams';
import { codePoints } from '../text/text';
import { Vocabulary } from '../text/vocabulary';
import { fitToText } from './fit-to-text';
import { liveSample } from './live-sample';
import { joinTensors, takeWeights } from './resume-tensors';
import { learningRateAt } from './schedule';
import { SpeedMeter } from './speed-meter';
import { EVALUATIONS, stepsOfTime } from './step-budget';
import { type ReportState, StepReport } from './step-report';
import type { TrainingHost, TrainingOptions, TrainingResult } from './training-host';

const TIMED_STEPS = 20;
/** Runs of up to this many steps report every one of them, longer ones at most ten times a second. */
export const MAX_SINGLE_REPORTS = 4000;

/** Trains a network on a text and tells what happens. Returns the finished model and how the run ended. */
export class Trainer {
  private readonly vocabulary: Vocabulary;
  private readonly learner: Learner;
  private readonly streams: Streams;
  private readonly validation: Int32Array;
  /** Tells whether a run goes on with the text that it was started on. */
  private readonly fingerprint: { characters: number; hash: number };
  private configuration: Configuration;
  private step = 0;
  private best: { step: number; loss: number; weights: Tensors } | undefined;
  private sinceBest = 0;
  private lastGood: Tensors | undefined;
  private readonly recentNorms: number[] = [];
  private started = 0;
  private pausedFor = 0;
  private secondsBefore = 0;
  private timedFrom = 0;
  private readonly report = new StepReport();
  private readonly speed = new SpeedMeter();
  /** Moment of the last step event, milliseconds. */
  private reportedAt = 0;
  /** The last update, for its step event. */
  private latest: { result: StepResult; learningRate: number; hiddenNorms: number[] } | undefined;
  private lastLive = 0;
  /** The evaluation of this step is still to come: at the start, and when a stop came before it was over. */
  private unevaluated = true;

  constructor(
    private readonly options: TrainingOptions,
    private readonly host: TrainingHost,
  ) {
    const characters = codePoints(options.text);
    this.fingerprint = { characters: characters.length, hash: fnv1a(options.text) };
    const base = options.resume?.configuration ?? options.configuration;
    this.vocabulary = options.resume ? new Vocabulary(options.resume.vocabulary) : Vocabulary.of(characters, base.minCount);
    const symbols = this.vocabulary.encode(characters);
    this.configuration = fitToText(base, symbols.length, options.strict, (note) => host.emit(note));
    const split = splitText(symbols.length, this.configuration.validation);
    this.validation = symbols.subarray(split.training);
    this.streams = new Streams(symbols.subarray(0, split.training), this.configuration.batchSize, this.configuration.sequenceLength);
    const weights = options.resume ? takeWeights(options.resume.resume!) : options.from?.weights;
    this.learner = host.createLearner(
      this.configuration,
      this.vocabulary.size,
      weights,
      () => host.control() === CONTROL.stop,
      options.resume && String(options.resume.resume?.counters.backend),
    );
    if (options.resume?.resume) this.restore(options.resume.resume);
  }

  /** Trains to the end on the thread that calls. */
  run(): TrainingResult {
    const loop = this.loop();
    for (;;) {
      const next = loop.next();
      if (next.done) return next.value;
    }
  }

  /** The same, with a breath every tenth of a second in which signals and messages arrive. */
  async runAsync(breathe: () => Promise<unknown>): Promise<TrainingResult> {
    const loop = this.loop();
    let breathed = this.host.now();
    for (;;) {
      const next = loop.next();
      if (next.done) return next.value;
      if (this.host.now() - breathed < 100) continue;
      await breathe();
      breathed = this.host.now();
    }
  }

  /** Yields after every update. */
  private *loop(): Generator<void, TrainingResult> {
    const { host, configuration, learner } = this;
    host.emit({
      type: 'start',
      configuration,
      parameters: learner.parameterCount,
      vocabularySize: this.vocabulary.size,
      trainingCharacters: this.streams.length * configuration.batchSize + 1,
      validationCharacters: this.validation.length,
      threads: learner.threads,
      backend: learner.backend,
    });
    if (this.step === 0) host.stepped?.(0, learner, this.vocabulary);
    this.started = host.now();
    this.reportedAt = this.started;
    this.speed.start(this.started);
    let reason: DoneEvent['reason'] = 'budget';
    if (this.unevaluated && !this.evaluate()) reason = 'stopped';
    this.timedFrom = this.seconds();
    if (reason === 'budget' && this.isExhausted()) reason = 'early';
    while (reason === 'budget' && (this.total() === 0 || this.step < this.total())) {
      const ended = this.advance();
      if (ended) reason = ended;
      yield;
    }
    this.reportRest();
    if (reason !== 'stopped' && reason !== 'diverged' && this.best?.step !== this.step) this.evaluate(true);
    host.computed?.();
    const model = this.model();
    host.checkpoint(model, this.step);
    const done: DoneEvent = {
      type: 'done',
      steps: this.step,
      seconds: this.seconds(),
      bestStep: this.best?.step ?? this.step,
      bestLoss: this.best?.loss ?? Number.NaN,
      path: null,
      reason,
    };
    learner.dispose();
    return { model, done };
  }

  /** One update with everything around it. Returns why the run ends, if it does. */
  private advance(): DoneEvent['reason'] | undefined {
    const { host, configuration, learner, streams } = this;
    const control = host.control();
    if (control === CONTROL.stop) return 'stopped';
    if (control === CONTROL.pause) {
      const from = host.now();
      host.waitWhilePaused();
      this.pausedFor += host.now() - from;
      this.speed.skip(host.now() - from);
      return undefined;
    }
    const offset = streams.offset;
    const window = streams.next();
    const learningRate = learningRateAt(configuration, this.step + 1, this.total() || Number.MAX_SAFE_INTEGER);
    const due = this.isDue();
    const live = Boolean(this.options.live) && due && host.now() - this.lastLive > 1000;
    const result = learner.step(window, learningRate, live);
    if (!result) {
      streams.offset = offset;
      return 'stopped';
    }
    this.recentNorms.push(result.gradientNorm);
    if (this.recentNorms.length > 50) this.recentNorms.shift();
    if (!Number.isFinite(result.loss) || !Number.isFinite(result.gradientNorm))
      return this.alarm(Number.isFinite(result.loss) ? 'gradient' : 'loss', learningRate);
    this.step++;
    this.report.add(result);
    this.speed.add(window.inputs.length);
    if (due || this.step === this.total() || this.step === 1) this.reportSteps(result, learningRate, learner.hiddenNorms());
    else this.latest = { result, learningRate, hiddenNorms: this.latest?.hiddenNorms ?? learner.hiddenNorms() };
    if (live) this.emitLive(window.steps);
    this.fixSteps();
    host.stepped?.(this.step, learner, this.vocabulary);
    if (this.total() > 0 && this.step % this.evaluateEvery() === 0 && this.step !== this.total()) {
      const tensor = learner.findNonFinite();
      if (tensor) return this.alarm(tensor, learningRate);
      if (!this.evaluate()) return 'stopped';
      if (this.isExhausted()) return 'early';
    }
    if (host.checkpointDue?.()) host.checkpoint(this.model(), this.step);
    if (this.options.stopAfter && this.step >= this.options.stopAfter) return 'stopped';
    if (configuration.seconds > 0 && this.step > TIMED_STEPS && this.seconds() > 1.5 * configuration.seconds) return 'budget';
    return undefined;
  }

  /** A step event of all updates since the last one. */
  private reportSteps(result: StepResult, learningRate: number, hiddenNorms: number[]): void {
    const now = this.host.now();
    this.latest = { result, learningRate, hiddenNorms };
    this.host.emit({
      type: 'step',
      step: this.step,
      loss: result.loss,
      gradientNorm: result.gradientNorm,
      learningRate,
      hiddenNorms,
      charactersPerSecond: this.speed.read(now),
      seconds: this.seconds(),
      ...this.report.take(),
    });
    this.reportedAt = now;
  }

  /**
   * At the end of a run: what no event has told of yet. The hidden norms are those of the event before, since the network may have been stopped within a
   * step or hold what is not finite.
   */
  private reportRest(): void {
    if (this.report.count === 0 || !this.latest) return;
    const { result, learningRate, hiddenNorms } = this.latest;
    this.reportSteps(result, learningRate, hiddenNorms);
  }

  /** Too many evaluations without improvement. */
  private isExhausted(): boolean {
    return this.configuration.patience > 0 && this.sinceBest >= this.configuration.patience;
  }

  /** Total number of updates; 0 while a time budget is still being measured. */
  private total(): number {
    return this.configuration.steps;
  }

  /** A time budget becomes a number of steps after a few timed ones: schedules go by steps. */
  private fixSteps(): void {
    const { seconds, steps: fixed, evaluateEvery } = this.configuration;
    if (fixed > 0 || seconds <= 0) return;
    if (this.step < TIMED_STEPS && this.seconds() < seconds / 4) return;
    const budget = stepsOfTime(seconds, { step: this.step, spent: this.seconds(), evaluation: this.timedFrom });
    this.configuration = { ...this.configuration, steps: budget.steps, evaluateEvery: evaluateEvery || budget.evaluateEvery };
    this.host.emit({ type: 'budget', step: this.step, steps: budget.steps });
  }

  private evaluateEvery(): number {
    if (this.configuration.evaluateEvery > 0) return this.configuration.evaluateEvery;
    return Math.max(1, Math.floor((this.total() || 400) / EVALUATIONS));
  }

  private isDue(): boolean {
    if (this.options.logEvery) return (this.step + 1) % this.options.logEvery === 0;
    return this.total() <= MAX_SINGLE_REPORTS || this.host.now() - this.reportedAt >= 100;
  }

  private seconds(): number {
    return this.secondsBefore + (this.host.now() - this.started - this.pausedFor) / 1000;
  }

  /** Validation loss with a state of its own; keeps the best weights. Without a validation part nothing is told. False when interrupted. */
  private evaluate(final = false): boolean {
    this.unevaluated = true;
    if (this.validation.length < 2) {
      if (!final) this.lastGood = this.learner.readWeights();
      this.unevaluated = false;
      return true;
    }
    const { streams, windows } = evaluationWindows(this.validation, this.configuration.sequenceLength);
    const sum = this.learner.evaluate(windows, streams);
    if (!sum) return false;
    this.unevaluated = false;
    const loss = sum.nats / sum.characters;
    if (!Number.isFinite(loss)) return true;
    this.host.emit({ type: 'evaluation', step: this.step, loss, bitsPerCharacter: loss / Math.LN2, accuracy: sum.correct / sum.characters });
    const weights = this.learner.readWeights();
    this.lastGood = weights;
    if (!this.best || loss < this.best.loss) {
      this.best = { step: this.step, loss, weights };
      this.sinceBest = 0;
      if (this.step > 0 && !final) this.host.checkpoint(this.model(), this.step);
    } else this.sinceBest++;
    return true;
  }

  /** The watchdog: back to the last good weights, and what is known about why. */
  private alarm(tensor: string, learningRate: number): 'diverged' {
    this.reportRest();
    if (this.lastGood) this.learner.writeWeights(this.lastGood);
    const spectralRadius = spectralRadii(this.configuration, this.vocabulary.size, this.learner.readWeights());
    this.host.emit({ type: 'alarm', step: this.step, tensor, recentNorms: [...this.recentNorms], learningRate, spectralRadius });
    return 'diverged';
  }

  /** What a panel shows between steps: the window, gradient norms by tensor, a sample. */
  private emitLive(steps: number): void {
    const { host, learner, vocabulary } = this;
    this.lastLive = host.now();
    const norms = learner.windowNorms();
    const text = Array.from(this.streams.lastInputs(steps), (symbol) => vocabulary.character(symbol) ?? '\uFFFD').join('');
    host.emit({ type: 'window', step: this.step, text, hiddenNorms: norms.hidden, ...(norms.cell ? { cellNorms: norms.cell } : {}) });
    host.emit({ type: 'gradient', step: this.step, ...learner.gradientNorms() });
    const network = createInference(this.configuration, vocabulary.size, learner.readWeights());
    const random = new Random(this.configuration.seed + this.step, 'live sample');
    const sample = liveSample(network, vocabulary, this.options.text, random, () => host.control() === CONTROL.stop);
    host.emit({ type: 'sample', step: this.step, text: sample });
    // Samples take a twentieth of the time at most.
    this.lastLive += Math.max(0, (host.now() - this.lastLive) * 20 - 1000);
  }

  private model(): Model {
    const weights = this.learner.readWeights();
    const state = this.learner.readState();
    const counters = {
      learner: state.counters,
      step: this.step,
      offset: this.streams.offset,
      seconds: this.seconds(),
      characters: this.fingerprint.characters,
      best: this.best ? { step: this.best.step, loss: this.best.loss } : null,
      sinceBest: this.sinceBest,
      unevaluated: this.unevaluated,
      reported: this.report.state(this.step),
      // JSON has no infinities.
      recentNorms: this.recentNorms.filter(Number.isFinite),
      text: this.fingerprint.hash,
      backend: this.learner.backend,
    };
    return {
      configuration: this.configuration,
      vocabulary: this.vocabulary.characters,
      weights: this.best?.weights ?? weights,
      resume: { tensors: joinTensors(weights, state.tensors), counters },
    };
  }

  private restore(resume: ResumeState): void {
    const counters = resume.counters as ReturnType<Trainer['model']>['resume'] & Record<string, unknown>;
    const { characters, hash } = this.fingerprint;
    if (counters.characters !== characters || (counters.text !== undefined && counters.text !== hash)) throw new UnrollError('resume.text');
    this.learner.writeState({ tensors: resume.tensors, counters: counters.learner as Record<string, number | number[]> });
    this.step = Number(counters.step);
    this.streams.offset = Number(counters.offset);
    this.secondsBefore = Number(counters.seconds);
    this.sinceBest = Number(counters.sinceBest);
    this.unevaluated = counters.unevaluated === true || (counters.unevaluated === undefined && this.step === 0);
    const reported = counters.reported as ReportState | undefined;
    // Version 0.1 kept neither losses nor norms of the steps in between: they are not reported twice.
    if (reported?.loss) this.report.restore(this.step, reported);
    this.recentNorms.push(...((counters.recentNorms as number[] | undefined) ?? []));
    this.lastGood = takeWeights(resume);
    const best = counters.best as { step: number; loss: number } | null;
    if (best) this.best = { ...best, weights: this.options.resume!.weights };
  }
}
