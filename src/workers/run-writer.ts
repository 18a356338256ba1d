import { UnrollError } from '../protocol/error';
import type { Model } from '../protocol/model';
import type { TrainerMessage } from '../protocol/trainer-messages';
import { type TrainingEvent, withoutDetails } from '../protocol/training-events';
import type { StoredState } from '../runs/record';
import type { RunFolder } from '../runs/run-folder';
import { TensorBoardFile } from '../runs/tensorboard-file';

/** Milliseconds between messages: ten a second at most. */
const MESSAGE_INTERVAL = 100;

/** What a trainer tells of a run: events to the host and to the run's folder, its checkpoints and its end. A full disk does not end a training. */
export class RunWriter {
  /** Where the run is kept; undefined before it is known, and where nothing is kept. */
  run: RunFolder | undefined;
  /** From a checkpoint of the same run, which has reported its start. */
  goesOn = false;
  /** The last checkpoint on the disk. */
  written: { readonly model: Model; readonly file: string } | undefined;
  private pending: TrainingEvent[] = [];
  private sentAt = 0;
  private hasFailed = false;
  /** The end is on the disk: from then on the run can be deleted while its last diagnosis is made. */
  private isFinished = false;
  /** What the record tells of the network. */
  private network = { parameters: 0, backend: '' };
  private readonly board: TensorBoardFile | undefined;

  /** @param tensorboard where TensorBoard reads the run, if anywhere */
  constructor(
    private readonly send: (message: TrainerMessage) => void,
    tensorboard: string | undefined,
  ) {
    this.board = tensorboard
      ? new TensorBoardFile(tensorboard, (error) => this.pending.push({ type: 'note', id: 'export.tensorboard', args: [tensorboard, codeOf(error)] }))
      : undefined;
  }

  emit(event: TrainingEvent): void {
    if (event.type === 'start') this.network = { parameters: event.parameters, backend: event.backend };
    this.pending.push(event);
    if (performance.now() - this.sentAt >= MESSAGE_INTERVAL) this.flush();
  }

  flush(): void {
    if (this.pending.length === 0) return;
    this.board?.append(this.pending);
    const events = this.pending;
    this.pending = [];
    this.keep(events);
    this.send({ type: 'events', events });
    this.sentAt = performance.now();
  }

  /** The weights as histograms, for TensorBoard. */
  showWeights(model: Model): void {
    this.board?.weights(model.weights);
  }

  /**
   * The checkpoint on the disk, with the record that tells of it: its file. A failure is reported and gives undefined; the last good one is still there, and
   * the next may succeed.
   */
  store(model: Model): string | undefined {
    const { run } = this;
    if (!run) return undefined;
    try {
      const file = run.saveModel(model);
      this.written = { model, file };
      const { step, seconds, best } = (model.resume?.counters ?? {}) as { step: number; seconds: number; best: { loss: number } | null };
      const { parameters, backend } = this.network;
      run.update({ configuration: model.configuration, backend, progress: { step, seconds, parameters, bestLoss: best?.loss ?? null } });
      return file;
    } catch (error) {
      if (error instanceof UnrollError && !this.hasFailed) this.pending.push({ type: 'note', id: error.id, args: [...error.args] });
      this.hasFailed = true;
      return undefined;
    }
  }

  /** Puts down how the run has ended. A disk that refuses does not make a failure of it: the run counts as interrupted, and can go on. */
  finish(state: StoredState): void {
    const { run } = this;
    this.isFinished = true;
    try {
      try {
        run?.finish(state);
      } catch {
        // On a full disk the checkpoint before the last one makes room for the record.
        run?.dropPrevious();
        run?.finish(state);
      }
    } catch (error) {
      this.emit({ type: 'note', id: 'run.unwritten', args: [codeOf(error)] });
      this.flush();
    }
  }

  /** Puts down that the run has failed: with a checkpoint it can go on. */
  fail(): void {
    this.flush();
    try {
      this.run?.finish(this.written || this.goesOn ? 'interrupted' : 'failed');
    } catch {
      // The disk may be why it failed, and the failure is reported anyway.
    }
  }

  /** What the disk does not take now is written later. */
  private keep(events: readonly TrainingEvent[]): void {
    const fresh = this.goesOn ? events.filter(({ type }) => type !== 'start') : events;
    try {
      this.run?.appendEvents(fresh.map(withoutDetails));
    } catch (error) {
      if (this.isFinished && codeOf(error) === 'ENOENT') return;
      if (!this.hasFailed) this.pending.push({ type: 'note', id: 'run.unwritten', args: [codeOf(error)] });
      this.hasFailed = true;
    }
  }
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? String(error);
}
