import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { EventLog } from '../formats/tensorboard/event-log';
import type { Tensors } from '../protocol/model';
import type { TrainingEvent } from '../protocol/training-events';

/** A TensorBoard event file that grows while a run trains. What goes wrong with it never ends the run: it is told once, and the file stays as it is. */
export class TensorBoardFile {
  private readonly log: EventLog;
  private readonly file: string;
  private broken = false;
  private step = 0;

  /** @param told what went wrong, once */
  constructor(
    private readonly folder: string,
    private readonly told: (error: unknown) => void,
    started = Date.now() / 1000,
  ) {
    this.log = new EventLog(started);
    this.file = path.join(folder, EventLog.fileName(started));
    this.write([this.log.header()]);
  }

  append(events: readonly TrainingEvent[]): void {
    this.write(
      events.flatMap((event) => {
        if (event.type === 'step') this.step = event.step;
        return this.log.append(event);
      }),
    );
  }

  /** Histograms of the weights as they are after the last step that was appended. */
  weights(tensors: Tensors): void {
    if (!this.broken) this.write([this.log.weights(this.step, tensors)]);
  }

  private write(records: readonly Uint8Array[]): void {
    if (this.broken || records.length === 0) return;
    try {
      mkdirSync(this.folder, { recursive: true });
      appendFileSync(this.file, Buffer.concat(records));
    } catch (error) {
      this.broken = true;
      this.told(error);
    }
  }
}
