import { spectralRadii } from '../diagnostics/spectra';
import type { Learner } from '../network/learner';
import { backendTitle } from '../protocol/backend-title';
import type { Configuration } from '../protocol/configuration';
import { UnrollError } from '../protocol/error';
import type { Model, Tensors } from '../protocol/model';
import { CONTROL } from '../protocol/trainer-messages';
import type { DoneEvent, NoteEvent, TaskResult, WorkSplit } from '../protocol/training-events';
import type { PreparedTask } from '../tasks/task';
import { LiveView } from './live-view';
import { type ResumeCounters, readCounters } from './resume-counters';
import { joinTensors, takeWeights } from './resume-tensors';
import { RunClock } from './run-clock';
import { learningRateAt } from './schedule';
import { EVALUATIONS, stepsOfTime } from './step-budget';
import type { ReportState } from './step-report';
import { StepReporter } from './step-reporter';
import type { TrainingHost, TrainingOptions, TrainingResult } from './training-host';
import { Validation } from './validation';
import { startingWeights } from './warm-start';

const TIMED_STEPS = 20;

/** Trains a network on a task and tells what happens. Returns the finished model and how the run ended. */
export class Trainer {
  readonly task: PreparedTask;
  private readonly learner: Learner;
  private configuration: Configuration;
  /** Of the run that this one goes on with. */
  private readonly backend: string | undefined;
  private readonly split: WorkSplit | undefined;
  private step = 0;
  private readonly recentNorms: number[] = [];
  private readonly clock: RunClock;
  /** Seconds after the first evaluation: updates are timed from there. */
  private timedFrom = 0;
  private readonly reporter: StepReporter;
  private readonly validation: Validation;
  /** For a panel. */
  private readonly view: LiveView | undefined;

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
    this.split = counters?.split;
    const weights = resume ? takeWeights(resume.resume!) : from && startingWeights(from, this.configuration, this.task, note);
    this.learner = this.createLearner(weights);
    this.clock = new RunClock(() => host.now(), counters?.seconds ?? 0);
    this.reporter = new StepReporter(host, () => this.clock.seconds(), options.logEvery);
    this.view = options.live ? new LiveView(host, this.task, this.learner) : undefined;
    this.validation = new Validation(this.task, this.learner, {
      alive: () => void this.host.control(),
      evaluated: (scores) => {
        if (scores) host.emit({ type: 'evaluation', step: this.step, ...scores });
        this.view?.report(this.step, false);
      },
      improved: () => host.checkpoint(this.model(), this.step),
    });
    if (counters) this.restore(resume, counters);
  }

  private createLearner(weights: Tensors | undefined, change: Partial<Configuration> = {}): Learner {
    const options = {
      configuration: { ...this.configuration, ...change },
      interrupted: () => this.host.control() === CONTROL.stop,
      ...(weights ? { weights } : {}),
      ...(this.split ? { split: this.split } : {}),
    };
    const backend = this.options.strict?.backend === undefined ? this.backend : undefined;
    const own = this.task.createLearner?.({ ...options, backend, memoryLimit: this.host.memoryLimit });
    return own ?? this.host.createLearner({ ...options, ports: this.task.network }, backend);
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
  async runAsync(yieldToEventLoop: () => Promise<unknown>): Promise<TrainingResult> {
    const loop = this.loop();
    let lastYield = this.host.now();
    for (;;) {
      const next = loop.next();
      if (next.done) return next.value;
      if (next.value !== 'paused' && this.host.now() - lastYield < 100) continue;
      await yieldToEventLoop();
      lastYield = this.host.now();
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
      ...(this.task.measure ? { measure: this.task.measure } : {}),
      threads: learner.threads,
      ...(learner.split && learner.threads > 1 ? { split: learner.split } : {}),
      backend: learner.backend,
      ...(learner.backendReason ? { backendReason: learner.backendReason } : {}),
    });
    if (this.backend && !sameBits(this.backend, learner.backend))
      host.emit({ type: 'note', id: 'note.backend', args: [backendTitle(learner.backend), backendTitle(this.backend)] });
    if (learner.threads < configuration.threads) host.emit({ type: 'note', id: 'note.threads', args: [configuration.threads, learner.threads] });
    if (this.step === 0) host.stepped?.(0, learner, this.task.vocabulary);
    this.reporter.start(this.clock.start());
    const { validation } = this;
    let reason: DoneEvent['reason'] = 'budget';
    if (validation.isPending && !validation.evaluate(this.step, false)) reason = 'stopped';
    this.timedFrom = this.clock.seconds();
    if (reason === 'budget') reason = validation.verdict(this.step, this.configuration) ?? reason;
    while (reason === 'budget' && (this.total() === 0 || this.step < this.total())) {
      yield* this.pause();
      const ended = this.advance();
      if (ended) reason = ended;
      yield undefined;
    }
    this.reporter.reportRest();
    if (reason !== 'stopped' && reason !== 'diverged') {
      if (validation.best?.step !== this.step) validation.evaluate(this.step, true);
      // No further step will tell what has become of the last update.
      const broken = validation.brokenAtEnd(this.step, this.configuration);
      if (broken) reason = this.alarm(broken, learningRateAt(configuration, Math.max(1, this.step), this.total() || Number.MAX_SAFE_INTEGER));
    }
    host.computed?.();
    const model = this.model();
    host.checkpoint(model, this.step);
    const done: DoneEvent = {
      type: 'done',
      steps: this.step,
      seconds: this.clock.seconds(),
      bestStep: validation.best?.step ?? this.step,
      bestLoss: validation.best?.loss ?? Number.NaN,
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
    const time = host.now() - from;
    this.clock.skip(time);
    this.reporter.skip(time);
  }

  /** One update with everything around it. Returns why the run ends, if it does. */
  private advance(): DoneEvent['reason'] | undefined {
    const { host, configuration, learner, validation } = this;
    if (host.control() === CONTROL.stop) return 'stopped';
    const window = this.task.window(this.step);
    const learningRate = learningRateAt(configuration, this.step + 1, this.total() || Number.MAX_SAFE_INTEGER);
    const isDue = this.reporter.isDue(this.step + 1, this.total());
    // The last update always, so that a page ends with what the finished network does.
    const view = this.step + 1 === this.total() || (isDue && this.view?.isDue()) ? this.view : undefined;
    const result = learner.step(window, learningRate, view !== undefined);
    if (!result) return 'stopped';
    this.recentNorms.push(result.gradientNorm);
    if (this.recentNorms.length > 50) this.recentNorms.shift();
    if (!Number.isFinite(result.loss) || !Number.isFinite(result.gradientNorm))
      return this.alarm(Number.isFinite(result.loss) ? 'gradient' : 'loss', learningRate);
    validation.confirm();
    const step = ++this.step;
    const update = { step, result, learningRate, characters: window.steps * configuration.batchSize };
    this.reporter.add(update, isDue || step === this.total() || step === 1, learner);
    view?.show(step, window, configuration.batchSize, this.clock.startedAt);
    this.fixSteps();
    host.stepped?.(this.step, learner, this.task.vocabulary);
    if (this.total() > 0 && this.step % this.evaluateEvery() === 0 && this.step !== this.total()) {
      const tensor = learner.findNonFinite();
      if (tensor) return this.alarm(tensor, learningRate);
      if (!validation.evaluate(step, false)) return 'stopped';
      const over = validation.verdict(step, configuration);
      if (over) return over;
    }
    if (host.checkpointDue?.()) host.checkpoint(this.model(), this.step);
    if (this.options.stopAfter && this.step >= this.options.stopAfter) return 'stopped';
    if (configuration.seconds > 0 && this.step > TIMED_STEPS && this.clock.seconds() > 1.5 * configuration.seconds) return 'budget';
    return undefined;
  }

  /** What a task tells of its finished model. */
  private results(model: Model): TaskResult {
    const { task } = this;
    this.learner.writeWeights(model.weights);
    this.view?.report(this.validation.best?.step ?? this.step, true);
    return {
      ...(task.solved ? { solvedAt: this.validation.solvedAt ?? null } : {}),
      ...task.finish?.(
        this.learner,
        (change) => this.createLearner(model.weights, change),
        () => void this.host.control(),
      ),
    };
  }

  /** Total number of updates; 0 while a time budget is still being measured. */
  private total(): number {
    return this.configuration.steps;
  }

  /** A time budget becomes a number of steps after a few timed ones: schedules go by steps. */
  private fixSteps(): void {
    const { seconds, steps: fixed, evaluateEvery } = this.configuration;
    if (fixed > 0 || seconds <= 0) return;
    if (this.step < TIMED_STEPS && this.clock.seconds() < seconds / 4) return;
    const budget = stepsOfTime(seconds, { step: this.step, spent: this.clock.seconds(), evaluation: this.timedFrom });
    this.configuration = { ...this.configuration, steps: budget.steps, evaluateEvery: evaluateEvery || budget.evaluateEvery };
    this.host.emit({ type: 'budget', step: this.step, steps: budget.steps });
  }

  private evaluateEvery(): number {
    if (this.configuration.evaluateEvery > 0) return this.configuration.evaluateEvery;
    return Math.max(1, Math.floor((this.total() || 400) / EVALUATIONS));
  }

  /** The watchdog: back to the last good weights, and what is known about why. */
  private alarm(tensor: string, learningRate: number): 'diverged' {
    this.reporter.reportRest();
    this.validation.rollBack();
    const spectralRadius = this.task.createLearner ? [] : spectralRadii(this.configuration, this.task.network, this.learner.readWeights());
    this.host.emit({ type: 'alarm', step: this.step, tensor, recentNorms: [...this.recentNorms], learningRate, spectralRadius });
    return 'diverged';
  }

  private model(): Model {
    const weights = this.learner.readWeights();
    const state = this.learner.readState();
    const { best, sinceBest, isPending, solvedAt } = this.validation;
    const counters: ResumeCounters = {
      learner: state.counters as ResumeCounters['learner'],
      step: this.step,
      seconds: this.clock.seconds(),
      characters: this.task.fingerprint.characters,
      best: best ? { step: best.step, loss: best.loss } : null,
      sinceBest,
      unevaluated: isPending,
      reported: this.reporter.state(this.step),
      // JSON has no infinities.
      recentNorms: this.recentNorms.filter(Number.isFinite),
      text: this.task.fingerprint.hash,
      ...(solvedAt === undefined ? {} : { solvedAt }),
      backend: this.learner.backend,
      split: this.learner.split ?? 'streams',
    };
    return {
      configuration: this.configuration,
      vocabulary: this.task.vocabulary.characters,
      ...(this.task.model ? { task: this.task.model } : {}),
      weights: best?.weights ?? weights,
      resume: { tensors: joinTensors(weights, state.tensors), counters },
    };
  }

  private restore(model: Model, counters: ResumeCounters): void {
    this.learner.writeState({ tensors: model.resume!.tensors, counters: counters.learner as Record<string, number | number[]> });
    this.step = counters.step;
    this.validation.restore(model, counters);
    const { reported } = counters;
    // Version 0.1 kept neither losses nor norms of the steps in between: they are not reported twice.
    if (reported?.loss && reported.gradientNorm) this.reporter.restore(this.step, reported as ReportState);
    this.recentNorms.push(...(counters.recentNorms ?? []));
  }
}

/** Shared memory changes no bit. */
function sameBits(one: string, other: string): boolean {
  return one.replace('-shared', '') === other.replace('-shared', '');
}
