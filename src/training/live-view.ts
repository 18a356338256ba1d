import type { Learner, Window } from '../network/learner';
import { CONTROL } from '../protocol/trainer-messages';
import type { PreparedTask } from '../tasks/task';
import type { TrainingHost } from './training-host';

/** What a panel shows of a run beside its steps and scores: the window, gradient norms by tensor, a sample, the task's report. */
export class LiveView {
  private nextView = 0;
  private nextReport = 0;

  constructor(
    private readonly host: TrainingHost,
    private readonly task: PreparedTask,
    private readonly learner: Learner,
  ) {}

  isDue(): boolean {
    return this.host.now() >= this.nextView;
  }

  /**
   * Tells of the window that was just trained on.
   * @param streams of the window
   * @param startedAt moment of the run's start: often at first, so that a short run can be watched, later once a second
   */
  show(step: number, window: Window, streams: number, startedAt: number): void {
    const { host, learner, task } = this;
    const from = host.now();
    const norms = learner.windowNorms();
    const text = task.readText?.(window) ?? this.firstStream(window, streams);
    host.emit({ type: 'window', step, text, hiddenNorms: norms.hidden, ...(norms.cell ? { cellNorms: norms.cell } : {}) });
    host.emit({ type: 'gradient', step, ...learner.gradientNorms() });
    const sample = task.sample?.(learner.readWeights(), step, () => host.control() === CONTROL.stop);
    if (sample !== undefined) host.emit({ type: 'sample', step, text: sample });
    const now = host.now();
    // A twentieth of the time at most.
    this.nextView = Math.max(from + Math.min(1000, 50 + (now - startedAt) / 4), from + 20 * (now - from));
  }

  /** A sequence that is shorter than its batch ends in symbols below 0. */
  private firstStream({ inputs, steps }: Window, streams: number): string {
    const { network, vocabulary } = this.task;
    const read = Array.from({ length: network.input.type === 'reals' ? 0 : steps }, (_, t) => inputs[t * streams]!);
    return read.map((symbol) => vocabulary.character(symbol) ?? '\uFFFD').join('');
  }

  /** The task's report on the network as it is, in a tenth of the time at most; `final`: on the finished one, in any case. */
  report(step: number, final: boolean): void {
    const { host, task } = this;
    const started = host.now();
    if (!task.report || (!final && started < this.nextReport)) return;
    const report = task.report(this.learner, final, () => void host.control());
    if (report) host.emit({ type: 'report', step, report });
    const ended = host.now();
    this.nextReport = ended + 9 * (ended - started);
  }
}
