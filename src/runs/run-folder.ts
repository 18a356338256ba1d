import { createHash } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { writeModel } from '../formats/model-file';
import type { Configuration } from '../protocol/configuration';
import type { Model } from '../protocol/model';
import type { TrainingEvent } from '../protocol/training-events';

/** What a run is about: kept in `run.json`, beside `metrics.jsonl` and `model.safetensors`. */
export interface RunRecord {
  readonly format: 1;
  readonly id: string;
  readonly document: { readonly uri: string; readonly name: string };
  readonly fingerprint: { readonly hash: string; readonly length: number };
  readonly configuration: Configuration;
  /** ISO 8601. */
  readonly created: string;
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
}

export const MODEL_FILE = 'model.safetensors';

/** SHA-256 of the normalised text, in hexadecimal, and its length in UTF-16 units. */
export function fingerprintOf(text: string): RunRecord['fingerprint'] {
  return { hash: createHash('sha256').update(text).digest('hex'), length: text.length };
}

/** Writes a file so that a crash leaves the old or the new one: temporary file, flush, rename. */
export function writeAtomically(file: string, bytes: Uint8Array | string): void {
  const temporary = `${file}.tmp`;
  const handle = openSync(temporary, 'w');
  try {
    const buffer = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
    let written = 0;
    while (written < buffer.length) written += writeSync(handle, buffer, written);
    fsyncSync(handle);
  } catch (error) {
    closeSync(handle);
    rmSync(temporary, { force: true });
    throw error;
  }
  closeSync(handle);
  renameSync(temporary, file);
}

/** A run in a folder of its own: no index to damage, whoever lists runs reads the folders. */
export class RunFolder {
  private constructor(
    readonly folder: string,
    private record: RunRecord,
  ) {}

  static create(folder: string, record: RunRecord): RunFolder {
    mkdirSync(folder, { recursive: true });
    const run = new RunFolder(folder, record);
    run.writeRecord();
    return run;
  }

  appendEvents(events: readonly TrainingEvent[]): void {
    const kept = events.filter((event) => event.type !== 'window' && event.type !== 'sample' && event.type !== 'gradient');
    if (kept.length > 0) appendFileSync(path.join(this.folder, 'metrics.jsonl'), `${kept.map((event) => JSON.stringify(event)).join('\n')}\n`);
  }

  saveModel(model: Model): string {
    const file = path.join(this.folder, MODEL_FILE);
    writeAtomically(file, writeModel(model));
    return file;
  }

  finish(state: RunRecord['state']): void {
    this.record = { ...this.record, state };
    this.writeRecord();
  }

  private writeRecord(): void {
    writeAtomically(path.join(this.folder, 'run.json'), `${JSON.stringify(this.record, null, 2)}\n`);
  }
}

export interface StoredRun {
  readonly folder: string;
  readonly record: RunRecord;
  /** Model file, once there is one. */
  readonly model: string | undefined;
}

/** The run in a folder; undefined where there is no readable record. */
export function readRun(folder: string): StoredRun | undefined {
  try {
    const record = JSON.parse(readFileSync(path.join(folder, 'run.json'), 'utf8')) as RunRecord;
    if (record.format !== 1 || typeof record.document?.uri !== 'string' || typeof record.fingerprint?.hash !== 'string') return undefined;
    const model = path.join(folder, MODEL_FILE);
    return { folder, record, model: existsSync(model) ? model : undefined };
  } catch {
    return undefined;
  }
}

/** All runs under a root, newest first; folders that are damaged are passed over. */
export function listRuns(root: string): StoredRun[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => readRun(path.join(root, entry.name)))
    .filter((run) => run !== undefined)
    .sort((a, b) => (a.record.created < b.record.created ? 1 : -1));
}

/** The newest run of a document that has a model. */
export function findRun(root: string, uri: string): StoredRun | undefined {
  return listRuns(root).find((run) => run.record.document.uri === uri && run.model);
}

/** Metrics of a run; a line cut off by a crash is left out. */
export function readMetrics(folder: string): TrainingEvent[] {
  const file = path.join(folder, 'metrics.jsonl');
  if (!existsSync(file)) return [];
  const events: TrainingEvent[] = [];
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    try {
      if (line) events.push(JSON.parse(line) as TrainingEvent);
    } catch {
      // The last line of a run that was killed.
    }
  }
  return events;
}
