import { readModel } from '../formats/model-file';
import { platform } from '../platform';
import type { FileSystem } from '../platform/file-system';
import { UnrollError } from '../protocol/error';
import type { Model } from '../protocol/model';
import type { TrainingEvent } from '../protocol/training-events';
import { fileSystem, textOf, writeAtomically } from './file-system';
import { decodeEvents } from './metrics';
import { type Annotations, parseAnnotations, parseRecord, type RunRecord } from './record';

const { path } = platform;

export const RECORD_FILE = 'run.json';
export const NOTES_FILE = 'notes.json';
export const METRICS_FILE = 'metrics.jsonl';
export const MODEL_FILE = 'model.safetensors';
export const PREVIOUS_MODEL_FILE = 'model.previous.safetensors';
export const TEXT_FILE = 'text.txt';
export const ALIVE_FILE = 'alive';
/** Beside the runs: those that were deleted and can still be brought back. */
export const DELETED_FOLDER = '.deleted';

/** Bytes at the end of the metrics in which a divergence stands: it is the last but one that happens. */
const TAIL = 16_384;

/** Milliseconds without a sign of life after which a run counts as dead. */
const ALIVE_LIMIT = 120_000;

export interface StoredRun {
  readonly folder: string;
  /** Its state is `interrupted` where it says `running` and nobody works on it. */
  readonly record: RunRecord;
  readonly annotations: Annotations;
  /** Model file, once there is one. */
  readonly model: string | undefined;
}

/** A folder that holds no readable run, and why. */
export interface RefusedRun {
  readonly folder: string;
  readonly refused: UnrollError;
}

/** The run in a folder. @throws UnrollError `run.newer` or `run.damaged` */
export function loadRun(folder: string, fs: FileSystem = fileSystem): StoredRun {
  // Joined by hand: a view of hundreds of runs spends its time on path.join otherwise.
  const at = (name: string) => `${folder}${path.sep}${name}`;
  const bytes = (name: string) => textOf(fs.read(at(name)));
  let json: string;
  try {
    json = bytes(RECORD_FILE);
  } catch (cause) {
    throw new UnrollError('run.damaged', [(cause as { code?: string }).code ?? String(cause)], { cause });
  }
  const record = parseRecord(json);
  const has = (name: string) => fs.stat(at(name)) !== undefined;
  const model = [MODEL_FILE, PREVIOUS_MODEL_FILE].find(has);
  let notes = '{}';
  try {
    // Most runs have none, and asking is faster than failing.
    if (has(NOTES_FILE)) notes = bytes(NOTES_FILE);
  } catch {
    // Being replaced just now.
  }
  const annotations = parseAnnotations(notes);
  const document = annotations.moved ?? record.document;
  const interrupted = record.state === 'interrupted' || (record.state === 'running' && !isAlive(folder, fs));
  // A disk that did not take the last record may have taken what happened.
  const diverged = (interrupted || record.state === 'running') && hasDiverged(at(METRICS_FILE), fs);
  return {
    folder,
    record: { ...record, document, state: diverged ? 'failed' : interrupted ? 'interrupted' : record.state },
    annotations,
    model: model && at(model),
  };
}

/** Whether the last lines of a run's metrics tell of a divergence. */
function hasDiverged(metrics: string, fs: FileSystem): boolean {
  try {
    return fs.open(metrics, ({ size, read }) => textOf(read(Math.max(0, size - TAIL), TAIL)).includes('\n{"type":"alarm"'));
  } catch {
    return false;
  }
}

/** The run in a folder; undefined where there is no readable record. */
export function readRun(folder: string, fs: FileSystem = fileSystem): StoredRun | undefined {
  try {
    return loadRun(folder, fs);
  } catch {
    return undefined;
  }
}

/** Folders of all runs under a root; those that are being deleted begin with a dot. */
export function runFolders(root: string, fs: FileSystem = fileSystem): string[] {
  try {
    return fs
      .list(root)
      .filter(({ folder, name }) => folder && !name.startsWith('.'))
      .map(({ name }) => `${root}${path.sep}${name}`);
  } catch {
    return [];
  }
}

/** All runs under a root, newest first; folders that are damaged are passed over. */
export function listRuns(root: string, fs: FileSystem = fileSystem): StoredRun[] {
  return runFolders(root, fs)
    .map((folder) => readRun(folder, fs))
    .filter((run) => run !== undefined)
    .sort((a, b) => (a.record.created < b.record.created ? 1 : -1));
}

/**
 * When a run was the user's or the newest choice for its document: the latest serves. A run of an experiment serves only when it was chosen, one that failed or
 * has no model never, nor one that learns another task than to continue the text; empty = not at all.
 */
export function serves(run: StoredRun): string {
  const { chosen } = run.annotations;
  if (!run.model || run.record.task || run.record.state === 'failed') return '';
  if (run.record.group) return chosen;
  return chosen.localeCompare(run.record.created) > 0 ? chosen : run.record.created;
}

/** The run with a model that serves a document. */
export function findRun(root: string, uri: string): StoredRun | undefined {
  const runs = listRuns(root).filter((run) => run.record.document.uri === uri && serves(run) !== '');
  return runs.reduce<StoredRun | undefined>((best, run) => (best && serves(best) >= serves(run) ? best : run), undefined);
}

/** Metrics of a run, as far as they can be read. */
export function readMetrics(folder: string, fs: FileSystem = fileSystem): TrainingEvent[] {
  const file = path.join(folder, METRICS_FILE);
  return fs.stat(file) ? decodeEvents(textOf(fs.read(file))) : [];
}

/** The checkpoint to go on from: the last one, or the one before it where the last is damaged. @throws UnrollError when neither can be read */
export function readCheckpoint(folder: string, fs: FileSystem = fileSystem): Model {
  let first: unknown;
  for (const name of [MODEL_FILE, PREVIOUS_MODEL_FILE]) {
    const file = path.join(folder, name);
    if (!fs.stat(file)) continue;
    try {
      return readModel(fs.read(file));
    } catch (error) {
      first ??= error;
    }
  }
  throw first ?? new UnrollError('resume.missing', [folder]);
}

export function writeAnnotations(folder: string, annotations: Annotations, fs: FileSystem = fileSystem): void {
  writeAtomically(path.join(folder, NOTES_FILE), `${JSON.stringify(annotations, null, 2)}\n`, fs);
}

/** Whether a worker of this or another window still writes the run. */
export function isAlive(folder: string, fs: FileSystem = fileSystem, now = Date.now()): boolean {
  const file = path.join(folder, ALIVE_FILE);
  try {
    const found = fs.stat(file);
    if (!found || now - found.modified > ALIVE_LIMIT) return false;
    const owner = JSON.parse(textOf(fs.read(file))) as { host?: unknown; pid?: unknown };
    return owner.host !== platform.machine || platform.processLives(owner.pid);
  } catch {
    // Being written just now.
    return fs.stat(file) !== undefined;
  }
}
