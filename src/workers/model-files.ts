import { EXPORT_FORMATS, type ExportFile, type ExportFormat, exportFiles } from '../formats/export';
import { readModel } from '../formats/model-file';
import { platform } from '../platform';
import type { FileSystem } from '../platform/file-system';
import { UnrollError } from '../protocol/error';
import type { Model } from '../protocol/model';
import {
  COMMIT,
  type ExportRequest,
  type ImportRequest,
  type ModelFileReply,
  type ModelFileRequest,
  type ModelSource,
} from '../protocol/model-file-messages';
import { readModelFile } from '../runs/file-source';
import { fileSystem, temporaryName } from '../runs/file-system';
import { fingerprintOf, RunFolder, readMetrics, readRun } from '../runs/run-folder';
import { normalizeText } from '../text/text';

type Send = (reply: ModelFileReply) => void;

/** Milliseconds between messages of progress. */
const INTERVAL = 100;

/** Answers a request for model files: everything is written beside its place and takes it at the end, unless the request is cancelled before. */
export function answerModelFiles(request: ModelFileRequest, send: Send, now: () => number, fs: FileSystem = fileSystem): void {
  const control = new Int32Array(request.control);
  let lastReport = now();
  const model = load(request.source, (read, of) => {
    Atomics.add(control, 1, 1);
    if (now() - lastReport < INTERVAL) return;
    lastReport = now();
    send({ type: 'progress', read, of });
  });
  const commit = () => Atomics.compareExchange(control, 0, COMMIT.open, COMMIT.committed) === COMMIT.open;
  if (request.type === 'import') importModel(request, model, send, commit, fs);
  else exportModel(request, model, send, commit, fs);
}

/** The same with failures as answers, for the threads of every platform. */
export function runModelFiles(request: ModelFileRequest, send: Send): void {
  try {
    answerModelFiles(request, send, () => performance.now());
  } catch (error) {
    const { message, stack } = error as Error;
    if (error instanceof UnrollError) send({ type: 'failed', id: error.id, args: error.args, message: stack ?? message });
    else send({ type: 'failed', id: null, args: [], message: stack ?? message });
  }
}

function load(source: ModelSource, progress: (read: number, of: number) => void): Model {
  if ('bytes' in source) return readModel(source.bytes);
  try {
    return readModelFile(source.file, progress);
  } catch (cause) {
    if (cause instanceof UnrollError || !hasCode(cause)) throw cause;
    throw new UnrollError('file.unreadable', [source.file, codeOf(cause)], { cause });
  }
}

/** The run is made under a name that no list of runs shows, and gets its own when it is whole. */
function importModel(request: ImportRequest, model: Model, send: Send, commit: () => boolean, fs: FileSystem): void {
  const { id, document, runsRoot, name } = request;
  if (model.task) throw new UnrollError('import.task', [name, model.task.id]);
  const text = normalizeText(request.text);
  const staged = platform.path.join(runsRoot, `.import-${id}`);
  const folder = platform.path.join(runsRoot, id);
  send({ type: 'staged', files: [staged] });
  try {
    const created = new Date().toISOString();
    const { configuration } = model;
    const run = RunFolder.create(staged, { id, document, fingerprint: fingerprintOf(text), configuration, created, state: 'running' }, fs);
    const file = run.saveModel(model);
    run.finish('done');
    if (!commit()) return;
    fs.rename(staged, folder);
    const known = new Set(model.vocabulary);
    const unseen = new Set<string>();
    if (text.length > 1) for (const character of text) if (!known.has(character)) unseen.add(character);
    send({ type: 'imported', model: platform.path.join(folder, platform.path.basename(file)), unseen: [...unseen] });
  } catch (cause) {
    discard([staged], fs);
    if (cause instanceof UnrollError || !hasCode(cause)) throw cause;
    throw new UnrollError('run.storage', [folder, codeOf(cause)], { cause });
  }
}

function exportModel(request: ExportRequest, model: Model, send: Send, commit: () => boolean, fs: FileSystem): void {
  const { source, format, base, folder } = request;
  if (!EXPORT_FORMATS.includes(format as ExportFormat)) throw new RangeError(`There is no format ${format}.`);
  const beside = 'file' in source ? platform.path.dirname(source.file) : undefined;
  const created = beside && readRun(beside)?.record.created;
  const files = exportFiles(format as ExportFormat, {
    model,
    name: base,
    events: beside ? readMetrics(beside) : [],
    started: (created ? Date.parse(created) : Date.now()) / 1000,
  });
  if (folder === null) {
    if (commit()) send({ type: 'exported', files: files.map(({ name, content }) => ({ name, content: bytesOf(content) })) });
    return;
  }
  // TensorBoard shows all files of a folder: one of another run in the same second stays.
  const isNew = format === 'tensorboard';
  write(files, { folder, input: 'file' in source ? source.file : undefined, isNew, send, commit, fs });
}

interface Writing {
  readonly folder: string;
  /** The model's file, which is never replaced. */
  readonly input: string | undefined;
  /** Whether a name that something has already gets a number. */
  readonly isNew: boolean;
  readonly send: Send;
  readonly commit: () => boolean;
  readonly fs: FileSystem;
}

/** All files or none: every one is whole beside its place before the first takes it. */
function write(files: readonly ExportFile[], { folder, input, isNew, send, commit, fs }: Writing): void {
  const unwritable = (name: string, cause: unknown) => new UnrollError('export.unwritable', [name, codeOf(cause)], { cause });
  try {
    fs.makeFolder(folder);
  } catch (cause) {
    throw unwritable(folder, cause);
  }
  const given = input === undefined ? undefined : fs.stat(input)?.identity;
  const outputs = files.map(({ name, content }) => {
    const file = placeOf(platform.path.join(folder, name), isNew, fs);
    // Of whatever name or link it is.
    if (given !== undefined && fs.stat(file)?.identity === given) throw new UnrollError('export.input', [file]);
    return { file, temporary: temporaryName(file), content: bytesOf(content) };
  });
  const staged = outputs.map(({ temporary }) => temporary);
  send({ type: 'staged', files: staged });
  let name = folder;
  try {
    for (const { file, temporary, content } of outputs) {
      name = file;
      fs.write(temporary, content);
    }
    if (!commit()) {
      discard(staged, fs);
      return;
    }
    for (const { file, temporary } of outputs) {
      name = file;
      fs.rename(temporary, file);
    }
  } catch (cause) {
    discard(staged, fs);
    throw hasCode(cause) ? unwritable(name, cause) : cause;
  }
  send({ type: 'exported', files: outputs.map(({ file }) => ({ name: platform.path.basename(file), content: null })) });
}

/** A file's place, or one with a number where it is to be a new one. */
function placeOf(file: string, isNew: boolean, fs: FileSystem): string {
  for (let number = 2, place = file; ; number++) {
    if (!isNew || !fs.stat(place)) return place;
    place = `${file}-${number}`;
  }
}

function discard(files: readonly string[], fs: FileSystem): void {
  for (const file of files)
    try {
      fs.remove(file);
    } catch {
      // The host tries again when the thread has ended.
    }
}

function bytesOf(content: Uint8Array | string): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

/** Whether an error is one of the file system; what else goes wrong is no fault of the disk. */
function hasCode(error: unknown): boolean {
  return typeof (error as { code?: unknown }).code === 'string';
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? String(error);
}
