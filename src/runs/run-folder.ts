import { writeModel } from '../formats/model-file';
import { platform } from '../platform';
import type { FileSystem } from '../platform/file-system';
import { UnrollError } from '../protocol/error';
import type { Model } from '../protocol/model';
import type { TrainingEvent } from '../protocol/training-events';
import { fileSystem, writeAtomically } from './file-system';
import { encodeEvent, upToStep } from './metrics';
import { RECORD_FORMAT, type RunProgress, type RunRecord, type StoredState } from './record';
import { ALIVE_FILE, loadRun, METRICS_FILE, MODEL_FILE, PREVIOUS_MODEL_FILE, RECORD_FILE, readMetrics, TEXT_FILE } from './stored-run';

export { fingerprintOf, type RunRecord } from './record';
export { listRuns, readMetrics, readRun, type StoredRun } from './stored-run';

const { path } = platform;

export type NewRun = Pick<RunRecord, 'id' | 'document' | 'fingerprint' | 'configuration' | 'created' | 'state'> &
  Partial<Pick<RunRecord, 'versions' | 'folder' | 'task' | 'group' | 'selection' | 'parent'>>;

/** Milliseconds between signs of life. */
const ALIVE_INTERVAL = 5000;

/** The writing side of a run in a folder of its own: no index to damage, whoever lists runs reads the folders. */
export class RunFolder {
  /** Metrics that the disk has not taken yet. */
  private unwritten = '';
  private cut = false;
  private shown = 0;

  private constructor(
    readonly folder: string,
    private record: RunRecord,
    private readonly fs: FileSystem,
  ) {}

  /** A new run. @throws UnrollError `run.storage` when its folder cannot be written */
  static create(folder: string, run: NewRun, fs: FileSystem = fileSystem): RunFolder {
    const versions = run.versions ?? { extension: UNROLL_VERSION, backend: '' };
    const progress = { step: 0, seconds: 0, parameters: 0, bestLoss: null };
    const created = new RunFolder(folder, { format: RECORD_FORMAT, ...run, versions, progress }, fs);
    return created.guard(() => {
      fs.makeFolder(folder);
      created.writeRecord();
      if (run.state === 'running') created.touch();
      return created;
    });
  }

  /**
   * A run that goes on from its checkpoint at `step`: what was reported of later steps is taken back.
   * @throws UnrollError when the record cannot be read or the folder not written
   */
  static reopen(folder: string, step: number, fs: FileSystem = fileSystem): RunFolder {
    const { record } = loadRun(folder, fs);
    const run = new RunFolder(folder, { ...record, state: 'running' }, fs);
    return run.guard(() => {
      const kept = upToStep(readMetrics(folder, fs), step);
      writeAtomically(path.join(folder, METRICS_FILE), kept.map((event) => `${encodeEvent(event)}\n`).join(''), fs);
      run.touch();
      run.writeRecord();
      return run;
    });
  }

  /** Puts down that a run whose worker has died is over. */
  static abandon(folder: string, state: StoredState, fs: FileSystem = fileSystem): void {
    const { record } = loadRun(folder, fs);
    new RunFolder(folder, record, fs).finish(record.state === 'running' ? state : record.state);
  }

  /** Text that the run was trained on, kept only where the user wants it. */
  saveText(text: string): void {
    writeAtomically(path.join(this.folder, TEXT_FILE), text, this.fs);
  }

  /** Appends; what a full disk does not take is kept for the next call. @throws the file system's error, after which the run may go on */
  appendEvents(events: readonly TrainingEvent[]): void {
    const kept = events.filter((event) => event.type !== 'window' && event.type !== 'sample' && event.type !== 'gradient');
    this.unwritten += kept.map((event) => `${encodeEvent(event)}\n`).join('');
    if (this.unwritten === '') return;
    try {
      // After a failure the last line may be cut: a fresh line leaves the next one whole.
      this.fs.append(path.join(this.folder, METRICS_FILE), new TextEncoder().encode(this.cut ? `\n${this.unwritten}` : this.unwritten));
    } catch (error) {
      this.cut = true;
      throw error;
    }
    this.unwritten = '';
    this.cut = false;
  }

  /** The new checkpoint, with the one before it kept. @throws UnrollError `run.storage`, after which the last good one is still there */
  saveModel(model: Model): string {
    const file = path.join(this.folder, MODEL_FILE);
    return this.guard(() => {
      this.keepPrevious(file);
      writeAtomically(file, writeModel(model), this.fs);
      return file;
    });
  }

  private keepPrevious(file: string): void {
    const previous = path.join(this.folder, PREVIOUS_MODEL_FILE);
    if (!this.fs.stat(file)) return;
    try {
      this.fs.remove(previous);
      this.fs.link(file, previous);
    } catch {
      // A file system without links keeps one checkpoint.
    }
  }

  /** Gives up the checkpoint before the last one, which makes room on a full disk. */
  dropPrevious(): void {
    if (this.fs.stat(path.join(this.folder, MODEL_FILE))) this.fs.remove(path.join(this.folder, PREVIOUS_MODEL_FILE));
  }

  /** What the lists show of a run that goes on. @throws UnrollError `run.storage`, after which the last record is still there */
  update(change: { configuration?: RunRecord['configuration']; backend?: string; progress?: RunProgress }): void {
    const { configuration = this.record.configuration, backend, progress = this.record.progress } = change;
    const versions = backend ? { ...this.record.versions, backend } : this.record.versions;
    this.record = { ...this.record, configuration, versions, progress };
    this.guard(() => this.writeRecord());
  }

  /** Tells other windows that somebody is working on this run; cheap to call often. */
  heartbeat(now: number): void {
    if (now - this.shown < ALIVE_INTERVAL) return;
    this.shown = now;
    try {
      this.touch();
    } catch {
      // Only a sign.
    }
  }

  finish(state: StoredState): void {
    this.record = { ...this.record, state };
    this.writeRecord();
    this.fs.remove(path.join(this.folder, ALIVE_FILE));
  }

  private touch(): void {
    this.fs.write(path.join(this.folder, ALIVE_FILE), new TextEncoder().encode(JSON.stringify({ host: platform.machine, pid: platform.process })));
  }

  private writeRecord(): void {
    writeAtomically(path.join(this.folder, RECORD_FILE), `${JSON.stringify(this.record, null, 2)}\n`, this.fs);
  }

  private guard<T>(write: () => T): T {
    try {
      return write();
    } catch (cause) {
      if (cause instanceof UnrollError) throw cause;
      throw new UnrollError('run.storage', [this.folder, (cause as { code?: string }).code ?? String(cause)], { cause });
    }
  }
}
