import { platform } from '../platform';
import type { Configuration } from '../protocol/configuration';
import { type DataTask, parseDataTask } from '../protocol/data-task';
import { UnrollError } from '../protocol/error';
import { parseGroup, type RunGroup } from '../protocol/experiments';
import type { TrainedFolder } from '../protocol/folder-messages';
import { parseSelection, type TrainedSelection } from '../protocol/trained-selection';
import { validateConfiguration } from '../protocol/validation';

/** Version of `run.json`: raised when an older extension could no longer read it. */
export const RECORD_FORMAT = 2;

export type StoredState = 'running' | 'done' | 'stopped' | 'failed' | 'interrupted';

/** What a run is about: kept in `run.json`, which only the run's own worker writes. */
export interface RunRecord {
  readonly format: number;
  readonly id: string;
  /** What it was trained on; for a folder its URI with the language as the fragment. */
  readonly document: { readonly uri: string; readonly name: string };
  /** Which files of a folder it was trained on. */
  readonly folder?: TrainedFolder;
  /** What it learns from the file, if not to continue its text. */
  readonly task?: DataTask;
  /** The experiment that it is part of. */
  readonly group?: RunGroup;
  /** The part of the document that it was trained on, if not the whole. */
  readonly selection?: TrainedSelection;
  /** Id of the run whose weights it started from. */
  readonly parent?: string;
  readonly fingerprint: { readonly hash: string; readonly length: number };
  readonly configuration: Configuration;
  /** ISO 8601. */
  readonly created: string;
  readonly state: StoredState;
  /** What computed it. */
  readonly versions: { readonly extension: string; readonly backend: string };
  /** As of the last checkpoint. */
  readonly progress: RunProgress;
}

export interface RunProgress {
  readonly step: number;
  readonly seconds: number;
  readonly parameters: number;
  /** Nats per character on the validation part; null without one. */
  readonly bestLoss: number | null;
}

/** What people add to a run: kept in `notes.json`, which only the window writes, so that it never meets the worker's writing. */
export interface Annotations {
  readonly name: string;
  readonly note: string;
  readonly tags: readonly string[];
  readonly pinned: boolean;
  /** ISO 8601: when the run was chosen to serve its document; empty = never. */
  readonly chosen: string;
  /** Where the document is since it was renamed; null = where the record says. */
  readonly moved: RunRecord['document'] | null;
}

export const NO_ANNOTATIONS: Annotations = { name: '', note: '', tags: [], pinned: false, chosen: '', moved: null };
const NO_PROGRESS: RunProgress = { step: 0, seconds: 0, parameters: 0, bestLoss: null };
const STATES: readonly unknown[] = ['running', 'done', 'stopped', 'failed', 'interrupted'] satisfies StoredState[];

/** SHA-256 of the normalised text, in hexadecimal, and its length in UTF-16 units. */
export function fingerprintOf(text: string): RunRecord['fingerprint'] {
  return { hash: platform.sha256(text), length: text.length };
}

/**
 * A record from a file that nobody vouches for; those of older versions are brought up to date.
 * @throws UnrollError `run.newer` for one of a later version, `run.damaged` for anything else
 */
export function parseRecord(json: string): RunRecord {
  const value = object(parseJson(json));
  if (typeof value.format === 'number' && value.format > RECORD_FORMAT) throw new UnrollError('run.newer', [value.format]);
  if (value.format !== 1 && value.format !== 2) throw damaged('format');
  const document = object(value.document);
  const fingerprint = object(value.fingerprint);
  const versions = value.versions === undefined ? {} : object(value.versions);
  const progress = value.progress === undefined ? {} : object(value.progress);
  if (!STATES.includes(value.state)) throw damaged('state');
  const created = text(value.created, 'created');
  if (Number.isNaN(Date.parse(created))) throw damaged('created');
  return {
    format: RECORD_FORMAT,
    id: text(value.id, 'id'),
    document: { uri: text(document.uri, 'document'), name: text(document.name, 'document') },
    ...(value.folder === undefined ? {} : { folder: parseFolder(object(value.folder)) }),
    ...withTask(value.task),
    ...withGroup(value.group),
    ...withSelection(value.selection),
    ...(typeof value.parent === 'string' ? { parent: value.parent } : {}),
    fingerprint: { hash: text(fingerprint.hash, 'fingerprint'), length: count(fingerprint.length, 'fingerprint') },
    configuration: validateConfiguration(value.configuration),
    created,
    state: value.state as StoredState,
    versions: { extension: text(versions.extension ?? '', 'versions'), backend: text(versions.backend ?? '', 'versions') },
    progress: {
      step: count(progress.step ?? NO_PROGRESS.step, 'progress'),
      seconds: count(progress.seconds ?? NO_PROGRESS.seconds, 'progress'),
      parameters: count(progress.parameters ?? NO_PROGRESS.parameters, 'progress'),
      bestLoss: progress.bestLoss === undefined || progress.bestLoss === null ? null : count(progress.bestLoss, 'progress'),
    },
  };
}

/** Annotations of a file; what is missing or wrong is as if never written. */
export function parseAnnotations(json: string): Annotations {
  let value: Record<string, unknown>;
  try {
    value = object(parseJson(json));
  } catch {
    return NO_ANNOTATIONS;
  }
  const string = (item: unknown) => (typeof item === 'string' ? item : '');
  return {
    name: string(value.name),
    note: string(value.note),
    tags: Array.isArray(value.tags) ? value.tags.filter((tag): tag is string => typeof tag === 'string' && tag !== '') : [],
    pinned: value.pinned === true,
    chosen: string(value.chosen),
    moved: parseDocument(value.moved),
  };
}

function parseDocument(value: unknown): RunRecord['document'] | null {
  const { uri, name } = (value ?? {}) as Record<string, unknown>;
  return typeof uri === 'string' && typeof name === 'string' ? { uri, name } : null;
}

/** Without its task a run would pass for one of a language model. */
function withTask(value: unknown): { task?: DataTask } {
  if (value === undefined) return {};
  const task = parseDataTask(value);
  if (!task) throw damaged('task');
  return { task };
}

/** A group that is missing or damaged only costs the run its place in the experiment. */
function withGroup(value: unknown): { group?: RunGroup } {
  const group = parseGroup(value);
  return group ? { group } : {};
}

function withSelection(value: unknown): { selection?: TrainedSelection } {
  const selection = parseSelection(value);
  return selection ? { selection } : {};
}

function parseFolder(value: Record<string, unknown>): TrainedFolder {
  const list = (items: unknown) => {
    if (!Array.isArray(items)) throw damaged('folder');
    return items.map((item) => text(item, 'folder'));
  };
  const { language, extensions, names, classes, files, found } = value;
  return {
    language: text(language, 'folder'),
    extensions: list(extensions),
    names: list(names),
    ...(classes === true ? { classes } : {}),
    files: count(files, 'folder'),
    found: count(found, 'folder'),
  };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new UnrollError('run.damaged', ['JSON'], { cause });
  }
}

function object(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw damaged('object');
  return value as Record<string, unknown>;
}

function text(value: unknown, what: string): string {
  if (typeof value !== 'string') throw damaged(what);
  return value;
}

function count(value: unknown, what: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) throw damaged(what);
  return value;
}

function damaged(what: string): UnrollError {
  return new UnrollError('run.damaged', [what]);
}
