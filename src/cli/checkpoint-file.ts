import { rmSync } from 'node:fs';
import { writeModel } from '../formats/model-file';
import type { Model } from '../protocol/model';
import { temporaryName, writeAtomically } from '../runs/file-system';
import { translate } from './language';
import { noteFiles, tell } from './output';
import { freeName } from './output-file';
import { whileWriting } from './signals';

/**
 * Checkpoints of a run on the command line, in a file of their own beside the model, which is not touched before the run is over. The file goes when
 * the model is there.
 */
export class CheckpointFile {
  private file: string | undefined;
  private written = 0;
  /** The newest model that is not on the disk. */
  private unwritten: Model | undefined;
  private failed = false;

  /** @param interval milliseconds between checkpoints; 0 = none */
  constructor(
    private readonly model: string,
    private readonly interval: number,
  ) {}

  start(now: number): void {
    this.written = now;
  }

  isDue(now: number): boolean {
    return this.interval > 0 && now - this.written >= this.interval;
  }

  /** Writes a model if it is time; keeps it for `rescue` otherwise. What goes wrong is reported once, and the next one may succeed. */
  keep(model: Model, now: number): void {
    this.unwritten = model;
    if (!this.isDue(now)) return;
    this.written = now;
    try {
      this.write(model);
    } catch (error) {
      if (!this.failed) tell(translate('training.unkept', [this.file ?? this.model, (error as NodeJS.ErrnoException).code ?? String(error)]));
      this.failed = true;
    }
  }

  /** Where a run that failed can be gone on from: writes what is not on the disk yet. Undefined when there is nothing. */
  rescue(): string | undefined {
    try {
      if (this.unwritten) this.write(this.unwritten);
    } catch {
      // The one before it may be there.
    }
    return this.file;
  }

  remove(): void {
    if (this.file) rmSync(this.file, { force: true });
    this.file = undefined;
  }

  private write(model: Model): void {
    const file = this.file ?? freeName(this.model, '.checkpoint');
    whileWriting([temporaryName(file)], () => writeAtomically(file, writeModel(model)));
    this.file = file;
    this.unwritten = undefined;
    noteFiles({ checkpoint: file });
  }
}
