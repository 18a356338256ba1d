import type { Learner } from '../network/learner';
import type { Configuration } from '../protocol/configuration';
import type { Model, Tensors } from '../protocol/model';
import type { TaskScores } from '../protocol/training-events';
import type { PreparedTask } from '../tasks/task';
import { givesLoss } from './gives-loss';
import type { ResumeCounters } from './resume-counters';
import { takeWeights } from './resume-tensors';

/** What hears of evaluations. */
export interface ValidationListener {
  /** Called every few seconds at least while scores are computed. */
  alive(): void;
  /** The scores; undefined where the task has no validation part. */
  evaluated(scores: TaskScores | undefined): void;
  /** The weights are the best so far. */
  improved(): void;
}

/** Scores of a run on its validation part, the best weights by them, and the last ones that were sound. */
export class Validation {
  best: { step: number; loss: number; weights: Tensors } | undefined;
  /** Evaluations since the best one. */
  sinceBest = 0;
  /** Step of the first evaluation at which the task counted as learnt. */
  solvedAt: number | undefined;
  /** The evaluation of this step is still to come: at the start, and when a stop came before it was over. */
  isPending = true;
  private lastGood: Tensors | undefined;
  /** Weights that are good if the next loss, which they give, is finite. */
  private candidate: Tensors | undefined;
  /** Whether the last evaluation gave a number. */
  private isSound = true;

  constructor(
    private readonly task: PreparedTask,
    private readonly learner: Learner,
    private readonly listener: ValidationListener,
  ) {}

  /** Takes up where a run was left. */
  restore({ resume, weights }: Model, counters: ResumeCounters): void {
    this.sinceBest = counters.sinceBest;
    this.solvedAt = counters.solvedAt;
    this.isPending = counters.unevaluated ?? counters.step === 0;
    this.lastGood = takeWeights(resume!);
    if (counters.best) this.best = { ...counters.best, weights };
  }

  /**
   * Loss on the validation part with a state of its own; keeps the best weights. Without a validation part nothing is reported. False when interrupted.
   * @param step updates done
   * @param final whether the run ends here
   */
  evaluate(step: number, final: boolean): boolean {
    const { task, learner, listener } = this;
    this.isPending = true;
    if (!task.evaluate) {
      if (!final) this.candidate = learner.readWeights();
      this.isPending = false;
      listener.evaluated(undefined);
      return true;
    }
    const scores = task.evaluate(learner, listener.alive);
    if (!scores) return false;
    this.isPending = false;
    this.isSound = Number.isFinite(scores.loss);
    if (!this.isSound) return true;
    listener.evaluated(scores);
    if (task.solved?.test(scores)) this.solvedAt ??= step;
    const weights = learner.readWeights();
    this.lastGood = weights;
    if (!this.best || scores.loss < this.best.loss) {
      this.best = { step, loss: scores.loss, weights };
      this.sinceBest = 0;
      if (step > 0 && !final) listener.improved();
    } else this.sinceBest++;
    return true;
  }

  /** An update's loss was finite: the weights that gave it are good. */
  confirm(): void {
    this.lastGood = this.candidate ?? this.lastGood;
    this.candidate = undefined;
  }

  /** Puts the last good weights back, if there were any. */
  rollBack(): void {
    if (this.lastGood) this.learner.writeWeights(this.lastGood);
  }

  /** Why a run ends before its budget: too many evaluations without improvement, or the task is learnt. */
  verdict(step: number, { patience }: Configuration): 'solved' | 'early' | undefined {
    const { task, solvedAt } = this;
    if (task.solved && solvedAt !== undefined && step >= solvedAt + task.solved.steps) return 'solved';
    return patience > 0 && this.sinceBest >= patience ? 'early' : undefined;
  }

  /** What is not finite after the last update: a tensor, or the loss that the weights give. */
  brokenAtEnd(step: number, configuration: Configuration): string | undefined {
    const { learner, task } = this;
    const tensor = learner.findNonFinite();
    if (tensor || step === 0) return tensor;
    const isSound = task.evaluate ? this.isSound : task.createLearner !== undefined || givesLoss(learner, task.window(step), configuration);
    return isSound ? undefined : 'loss';
  }
}
