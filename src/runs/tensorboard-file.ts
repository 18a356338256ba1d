import { EventLog } from '../formats/tensorboard/event-log';
import { platform } from '../platform';
import type { Tensors } from '../protocol/model';
import type { TrainingEvent } from '../protocol/training-events';
import { fileSystem } from './file-system';

/** A TensorBoard event file that grows while a run trains. What goes wrong with it never ends the run: it is reported once, and the file stays as it is. */
export class TensorBoardFile {
  private readonly log: EventLog;
  private file = '';
  private broken = false;
  private step = 0;

  /** @param onError hears what went wrong, once */
  constructor(
    folder: string,
    private readonly onError: (error: unknown) => void,
    started = Date.now() / 1000,
  ) {
    this.log = new EventLog(started);
    this.attempt(() => {
      fileSystem.makeFolder(folder);
      this.file = createNew(folder, started);
    });
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
    if (records.length > 0) this.attempt(() => fileSystem.append(this.file, joined(records)));
  }

  private attempt(write: () => void): void {
    if (this.broken) return;
    try {
      write();
    } catch (error) {
      this.broken = true;
      this.onError(error);
    }
  }
}

/** A new, empty file: runs that begin in the same second have files of their own. */
function createNew(folder: string, started: number): string {
  for (let number = 1; ; number++) {
    const file = platform.path.join(folder, EventLog.fileName(started, number));
    try {
      fileSystem.createNew(file);
      return file;
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error;
    }
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
