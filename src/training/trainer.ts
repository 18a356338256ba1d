import { spectralRadii } from '../diagnostics/spectra';
import type { Learner, StepResult, Window } from '../network/learner';
import type { Configuration } from '../protocol/configuration';
import { UnrollError } from '../protocol/error';
import type { Model, Tensors } from '../protocol/model';
import { CONTROL } from '../protocol/trainer-messages';
import type { DoneEvent, NoteEvent, TaskResult } from '../protocol/training-events';
import type { PreparedTask } from '../tasks/task';
import { givesLoss } from './gives-loss';
import { type ResumeCounters, readCounters } from './resume-counters';
import { joinTensors, takeWeights } from './resume-tensors';
import { learningRateAt } from './schedule';
import { SpeedMeter } from './speed-meter';
import { EVALUATIONS, stepsOfTime } from './step-budget';
import { type ReportState, StepReport } from './step-report';
import type { TrainingHost, TrainingOptions, TrainingResult } from './training-host';
import { startingWeights } from './warm-start';

const TIMED_STEPS = 20;
/** Runs of up to this many steps report every one of them, longer ones at most ten times a second. */
export const MAX_SINGLE_REPORTS = 4000;

/** Trains a network on a task and tells what happens. Returns the finished model and how the run ended. */
export class Trainer {
  readonly task: PreparedTask;
  private readonly learner: Learner;
  private configuration: Configuration;
  /** Of the run that this one goes on with. */
  private readonly backend: string | undefined;
  private step = 0;
  private best: { step: number; loss: number; weights: Tensors } | undefined;
  private sinceBest = 0;
  /** Step of the first evaluation at which the task counted as learnt. */
  private solvedAt: number | undefined;
  private lastGood: Tensors | undefined;
  /** Weights that are good if the next loss, which they give, is finite. */
  private candidate: Tensors | undefined;
  /** Whether the last evaluation gave a number. */
  private evaluated = true;
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
  private liveFrom = 0;
  /** When the next report of the task may be made: reports take a tenth of the time at most. */
  private nextTaskReport = 0;
  /** The evaluation of this step is still to come: at the start, and when a stop came before it was over. */
  private unevaluated = true;

  constructor(
    private readonly options: TrainingOptions,
    private readonly host: TrainingHost,
  ) {
    const { resume, from, strict } = options;
    const counters = resume?.resume && readCounters(resume.resume);
    const note = (event: NoteEvent) => host.emit(event);
    this.task = options.task.prepare({
      configuration: resume?.configuration ?? options.configuration,
      note,
      ...(strict ? { strict } : {}),
      ...(resume ? { resume } : {}),
    });
    this.configuration = this.task.configuration;
    const { steps, seconds } = this.configuration;
    if (steps === 0 && seconds === 0 && !options.stopAfter) throw new UnrollError('training.budget', [], { exitCode: 2 });
    this.backend = counters?.backend;
    const weights = resume ? takeWeights(resume.resume!) : from && startingWeights(from, this.configuration, this.task, note);
    this.learner = this.createLearner(weights);
    if (counters) this.restore(resume, counters);
  }

  private createLearner(weights: Tensors | undefined, change: Partial<Configuration> = {}): Learner {
    const options = {
      configuration: { ...this.configuration, ...change },
      interrupted: () => this.host.control() === CONTROL.stop,
      ...(weights ? { weights } : {}),
    };
    const backend = this.options.strict?.backend === undefined ? this.backend : undefined;
    return this.task.createLearner?.(options) ?? this.host.createLearner({ ...options, ports: this.task.network }, backend);
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
      if (next.value !== 'paused' && this.host.now() - breathed < 100) continue;
      await breathe();
      breathed = this.host.now();
    }
  }

  /** Yields after every update, and while it is paused. */
  private *loop(): Generator<'paused' | undefined, TrainingResult> {
    const { host, configuration, learner } = this;
    host.emit({
      type: 'start',
      configuration,
      parameters: learner.parameterCount,
      vocabularySize: this.task.vocabulary.size,
      trainingCharacters: this.task.trainingCharacters,
      validationCharacters: this.task.validationCharacters,
      threads: learner.threads,
      backend: learner.backend,
      ...(learner.backendReason ? { backendReason: learner.backendReason } : {}),
    });
    if (this.backend && !sameBits(this.backend, learner.backend))
      host.emit({ type: 'note', id: 'note.backend', args: [learner.backend, this.backend] });
    if (learner.threads < configuration.threads) host.emit({ type: 'note', id: 'note.threads', args: [configuration.threads, learner.threads] });
    if (this.step === 0) host.stepped?.(0, learner, this.task.vocabulary);
    this.started = host.now();
    this.reportedAt = this.started;
    this.speed.start(this.started);
    let reason: DoneEvent['reason'] = 'budget';
    if (this.unevaluated && !this.evaluate()) reason = 'stopped';
    this.timedFrom = this.seconds();
    if (reason === 'budget') reason = this.isOver() ?? reason;
    while (reason === 'budget' && (this.total() === 0 || this.step < this.total())) {
      yield* this.pause();
      const ended = this.advance();
      if (ended) reason = ended;
      yield undefined;
    }
    this.reportRest();
    if (reason !== 'stopped' && reason !== 'diverged') {
      if (this.best?.step !== this.step) this.evaluate(true);
      // No further step will tell what has become of the last update.
      const broken = this.brokenAtEnd();
      if (broken) reason = this.alarm(broken, learningRateAt(configuration, Math.max(1, this.step), this.total() || Number.MAX_SAFE_INTEGER));
    }
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
      ...(reason === 'stopped' || reason === 'diverged' ? {} : this.results(model)),
    };
    learner.dispose();
    return { model, done };
  }

  /** Waits for as long as the control word says; the time counts for nothing. */
  private *pause(): Generator<'paused', void> {
    const { host } = this;
    if (host.control() !== CONTROL.pause) return;
    const from = host.now();
    host.waitWhilePaused();
    while (host.control() === CONTROL.pause) yield 'paused';
    this.pausedFor += host.now() - from;
    this.speed.skip(host.now() - from);
  }

  /** One update with everything around it. Returns why the run ends, if it does. */
  private advance(): DoneEvent['reason'] | undefined {
    const { host, configuration, learner } = this;
    if (host.control() === CONTROL.stop) return 'stopped';
    const window = this.task.window(this.step);
    const learningRate = learningRateAt(configuration, this.step + 1, this.total() || Number.MAX_SAFE_INTEGER);
    const due = this.isDue();
    // The last update always, so that a page ends with what the finished network does.
    const live = Boolean(this.options.live) && (this.step + 1 === this.total() || (due && host.now() >= this.liveFrom));
    const result = learner.step(window, learningRate, live);
    if (!result) return 'stopped';
    this.recentNorms.push(result.gradientNorm);
    if (this.recentNorms.length > 50) this.recentNorms.shift();
    if (!Number.isFinite(result.loss) || !Number.isFinite(result.gradientNorm))
      return this.alarm(Number.isFinite(result.loss) ? 'gradient' : 'loss', learningRate);
    this.lastGood = this.candidate ?? this.lastGood;
    this.candidate = undefined;
    this.step++;
    this.report.add(result);
    this.speed.add(window.steps * configuration.batchSize);
    if (due || this.step === this.total() || this.step === 1) this.reportSteps(result, learningRate, learner.hiddenNorms());
    else this.latest = { result, learningRate, hiddenNorms: this.latest?.hiddenNorms ?? learner.hiddenNorms() };
    if (live) this.emitLive(window);
    this.fixSteps();
    host.stepped?.(this.step, learner, this.task.vocabulary);
    if (this.total() > 0 && this.step % this.evaluateEvery() === 0 && this.step !== this.total()) {
      const tensor = learner.findNonFinite();
      if (tensor) return this.alarm(tensor, learningRate);
      if (!this.evaluate()) return 'stopped';
      const over = this.isOver();
      if (over) return over;
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

  /** Whether a run ends before its budget: too many evaluations without improvement, or the task is learnt. */
  private isOver(): DoneEvent['reason'] | undefined {
    const { patience } = this.configuration;
    if (this.task.solved && this.solvedAt !== undefined && this.step >= this.solvedAt + this.task.solved.steps) return 'solved';
    return patience > 0 && this.sinceBest >= patience ? 'early' : undefined;
  }

  /** What a task tells of its finished model. */
  private results(model: Model): TaskResult {
    const { task } = this;
    this.learner.writeWeights(model.weights);
    this.reportTask(true);
    return {
      ...(task.solved ? { solvedAt: this.solvedAt ?? null } : {}),
      ...task.finish?.(this.learner, (change) => this.createLearner(model.weights, change)),
    };
  }

  /** What a panel shows beside the scores. */
  private reportTask(final: boolean): void {
    const { host, options, task } = this;
    const started = host.now();
    if (!options.live || !task.report || (!final && started < this.nextTaskReport)) return;
    const report = task.report(this.learner, final);
    if (report) host.emit({ type: 'report', step: final ? (this.best?.step ?? this.step) : this.step, report });
    const ended = host.now();
    this.nextTaskReport = ended + 9 * (ended - started);
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
    const { task } = this;
    if (!task.evaluate) {
      if (!final) this.candidate = this.learner.readWeights();
      this.unevaluated = false;
      this.reportTask(false);
      return true;
    }
    const scores = task.evaluate(this.learner);
    if (!scores) return false;
    this.unevaluated = false;
    const { loss } = scores;
    this.evaluated = Number.isFinite(loss);
    if (!this.evaluated) return true;
    this.host.emit({ type: 'evaluation', step: this.step, ...scores });
    this.reportTask(false);
    if (task.solved?.test(scores)) this.solvedAt ??= this.step;
    const weights = this.learner.readWeights();
    this.lastGood = weights;
    if (!this.best || loss < this.best.loss) {
      this.best = { step: this.step, loss, weights };
      this.sinceBest = 0;
      if (this.step > 0 && !final) this.host.checkpoint(this.model(), this.step);
    } else this.sinceBest++;
    return true;
  }

  /** What is not finite after the last update: a tensor, or the loss that the weights give. */
  private brokenAtEnd(): string | undefined {
    const { learner, task } = this;
    const tensor = learner.findNonFinite();
    if (tensor || this.step === 0) return tensor;
    const sound = task.evaluate ? this.evaluated : task.createLearner !== undefined || givesLoss(learner, task.window(this.step), this.configuration);
    return sound ? undefined : 'loss';
  }

  /** The watchdog: back to the last good weights, and what is known about why. */
  private alarm(tensor: string, learningRate: number): 'diverged' {
    this.reportRest();
    if (this.lastGood) this.learner.writeWeights(this.lastGood);
    const spectralRadius = this.task.createLearner ? [] : spectralRadii(this.configuration, this.task.network, this.learner.readWeights());
    this.host.emit({ type: 'alarm', step: this.step, tensor, recentNorms: [...this.recentNorms], learningRate, spectralRadius });
    return 'diverged';
  }

  /** What a panel shows between steps: the window, gradient norms by tensor, a sample. */
  private emitLive({ inputs, steps }: Window): void {
    const { host, learner, task } = this;
    const from = host.now();
    const norms = learner.windowNorms();
    // Stream 0; a sequence that is shorter than its batch ends in symbols below 0.
    const read = Array.from({ length: task.network.input.type === 'reals' ? 0 : steps }, (_, t) => inputs[t * this.configuration.batchSize]!);
    const text = read.map((symbol) => task.vocabulary.character(symbol) ?? '\uFFFD').join('');
    host.emit({ type: 'window', step: this.step, text, hiddenNorms: norms.hidden, ...(norms.cell ? { cellNorms: norms.cell } : {}) });
    host.emit({ type: 'gradient', step: this.step, ...learner.gradientNorms() });
    const sample = task.sample?.(learner.readWeights(), this.step, () => host.control() === CONTROL.stop);
    if (sample !== undefined) host.emit({ type: 'sample', step: this.step, text: sample });
    this.waitForLive(from);
  }

  /** Often at first, so that a short run can be watched, later once a second; a twentieth of the time at most. */
  private waitForLive(from: number): void {
    const now = this.host.now();
    const interval = Math.min(1000, 50 + (now - this.started) / 4);
    this.liveFrom = Math.max(from + interval, from + 20 * (now - from));
  }

  private model(): Model {
    const weights = this.learner.readWeights();
    const state = this.learner.readState();
    const counters: ResumeCounters = {
      learner: state.counters as ResumeCounters['learner'],
      step: this.step,
      seconds: this.seconds(),
      characters: this.task.fingerprint.characters,
      best: this.best ? { step: this.best.step, loss: this.best.loss } : null,
      sinceBest: this.sinceBest,
      unevaluated: this.unevaluated,
      reported: this.report.state(this.step),
      // JSON has no infinities.
      recentNorms: this.recentNorms.filter(Number.isFinite),
      text: this.task.fingerprint.hash,
      ...(this.solvedAt === undefined ? {} : { solvedAt: this.solvedAt }),
      backend: this.learner.backend,
    };
    return {
      configuration: this.configuration,
      vocabulary: this.task.vocabulary.characters,
      ...(this.task.model ? { task: this.task.model } : {}),
      weights: this.best?.weights ?? weights,
      resume: { tensors: joinTensors(weights, state.tensors), counters },
    };
  }

  private restore({ resume, weights }: Model, counters: ResumeCounters): void {
    this.learner.writeState({ tensors: resume!.tensors, counters: counters.learner as Record<string, number | number[]> });
    this.step = counters.step;
    this.secondsBefore = counters.seconds;
    this.sinceBest = counters.sinceBest;
    this.solvedAt = counters.solvedAt;
    this.unevaluated = counters.unevaluated ?? this.step === 0;
    const { reported } = counters;
    // Version 0.1 kept neither losses nor norms of the steps in between: they are not reported twice.
    if (reported?.loss && reported.gradientNorm) this.report.restore(this.step, reported as ReportState);
    this.recentNorms.push(...(counters.recentNorms ?? []));
    this.lastGood = takeWeights(resume!);
    if (counters.best) this.best = { ...counters.best, weights };
  }
}

/** Shared memory changes no bit. */
function sameBits(one: string, other: string): boolean {
  return one.replace('-shared', '') === other.replace('-shared', '');
}
