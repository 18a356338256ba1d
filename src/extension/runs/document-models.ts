import * as vscode from 'vscode';
import { platform } from '../../platform';
import type { Configuration } from '../../protocol/configuration';
import { UnrollError } from '../../protocol/error';
import { selects } from '../../protocol/folder-messages';
import { listRuns, type RunRecord, readRun, type StoredRun } from '../../runs/run-folder';
import { DELETED_FOLDER, loadRun, serves, writeAnnotations } from '../../runs/stored-run';
import { trainedText } from '../../runs/trained-text';
import { normalizeText } from '../../text/text';
import { keyOf, nameOf, relocated } from '../documents';
import { log } from '../log';
import { RunTrash } from './run-trash';

export interface DocumentModel {
  /** Id of its run. */
  readonly run: string;
  /** What it was trained on. */
  readonly uri: string;
  readonly path: string;
  /** The part of the document that it was trained on; undefined for all of it. */
  readonly selection: RunRecord['selection'];
  readonly configuration: Configuration;
  readonly fingerprint: RunRecord['fingerprint'];
  /** Which files of a folder it was trained on; it serves all such files below the folder. */
  readonly folder: RunRecord['folder'];
  /** ISO 8601. */
  readonly created: string;
}

/**
 * Which model serves a document: that of the run that was trained or chosen last, as the runs on the disk say, or else that of the nearest folder which was
 * trained on its language. The choice is the same before and after a reload.
 */
export class DocumentModels implements vscode.Disposable {
  /** The model that serves each document, and since when; read once, then kept in step with the checkpoints of this window. */
  private index: Map<string, { readonly model: DocumentModel; readonly since: string }> | undefined;
  private readonly moved = new WeakMap<vscode.TextDocument, { version: number; behind: number | undefined; hash: string }>();
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  /** A document has a new model, its file is new, or it has none any more. */
  readonly onDidChange = this.changes.event;

  constructor(
    private readonly runsRoot: string | undefined,
    private readonly trash = new RunTrash(runsRoot),
  ) {}

  of(uri: vscode.Uri): DocumentModel | undefined {
    this.index ??= this.read();
    return this.index.get(keyOf(uri).toString())?.model ?? this.ofFolder(keyOf(uri));
  }

  /** Whether a run makes the suggestions in its document. */
  isServing({ record }: StoredRun): boolean {
    this.index ??= this.read();
    return this.index.get(record.document.uri)?.model.run === record.id;
  }

  /** The runs that make the suggestions in their documents. */
  get serving(): string[] {
    this.index ??= this.read();
    return [...this.index.values()].map(({ model }) => model.run);
  }

  /** The model of the deepest trained folder around a document, among those whose files it would be one of. */
  private ofFolder(uri: vscode.Uri): DocumentModel | undefined {
    let best: DocumentModel | undefined;
    for (const { model } of this.index!.values()) if (covers(model, uri) && model.uri.length > (best?.uri.length ?? 0)) best = model;
    return best;
  }

  /** Takes the model of a checkpoint that a run of this window has written, unless another run was chosen since it began, or it has failed. */
  checkpoint(uri: vscode.Uri, file: string): void {
    this.index ??= this.read();
    const run = readRun(platform.path.dirname(file));
    const key = uri.toString();
    const known = this.index.get(key);
    const since = run ? serves(run) : '';
    if (run?.model && since !== '' && since >= (known?.since ?? '')) this.index.set(key, { model: modelOf(run, run.model), since });
    // The run whose earlier checkpoint served has failed: the one that served before it is back.
    else if (known?.model.run === run?.record.id) this.index = undefined;
    this.tell(uri);
  }

  /** Lets a run serve its document, after a reload too. @throws UnrollError when it cannot */
  choose({ folder, record, model }: StoredRun): void {
    if (!model) throw new UnrollError('resume.missing', [record.document.name]);
    if (record.task) throw new UnrollError('run.task');
    if (record.state === 'failed') throw new UnrollError('run.failed', [record.document.name]);
    // Another window may have written since the run was read.
    const { annotations } = loadRun(folder);
    writeAnnotations(folder, { ...annotations, chosen: new Date().toISOString() });
    this.refresh([vscode.Uri.parse(record.document.uri)]);
  }

  /** UTF-16 units that the text has grown or shrunk by since training (0: changed at equal length); undefined when nothing has changed. */
  behind(document: vscode.TextDocument): number | undefined {
    const model = this.of(document.uri);
    // A folder's files have their own measure, and a cell is a part of its notebook.
    if (!model || model.uri !== document.uri.toString()) return undefined;
    const { hash } = model.fingerprint;
    const known = this.moved.get(document);
    if (known?.version === document.version && known.hash === hash) return known.behind;
    const text = normalizeText(document.getText());
    const behind = trainedText(text, model) === undefined ? text.length - lengthThen(model) : undefined;
    this.moved.set(document, { version: document.version, behind, hash });
    return behind;
  }

  /** Removes all runs of a document. Returns how many there were. */
  forget(uri: vscode.Uri): number {
    const key = keyOf(uri);
    return this.remove((run) => run.record.document.uri === key.toString(), [key]);
  }

  /** Removes all runs of all documents. Returns how many there were. */
  forgetAll(): number {
    const uris = [...(this.index ?? this.read()).keys()].map((uri) => vscode.Uri.parse(uri));
    const count = this.remove(() => true, uris);
    // Folders without a readable record hold weights as well.
    this.trash.discardAll();
    return count;
  }

  /** Runs have been chosen, removed or brought back behind the index. */
  refresh(uris: readonly vscode.Uri[]): void {
    this.index = undefined;
    for (const uri of uris) this.tell(uri);
  }

  /** Files or folders have another name: their runs go with them. */
  renamed(files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[]): void {
    const changed: vscode.Uri[] = [];
    for (const run of this.runsRoot ? listRuns(this.runsRoot) : []) {
      const { uri, name } = run.record.document;
      const before = vscode.Uri.parse(uri);
      const after = files.map(({ oldUri, newUri }) => relocated(before, oldUri, newUri)).find((found) => found !== undefined);
      if (!after) continue;
      const moved = { uri: after.toString(), name: name.replace(nameOf(before), () => nameOf(after)) };
      writeAnnotations(run.folder, { ...run.annotations, moved });
      changed.push(before, after);
    }
    if (changed.length > 0) this.refresh(changed);
  }

  /** A model is news to all open documents that it may serve: a notebook's cells, the files of a folder. */
  private tell(uri: vscode.Uri): void {
    this.changes.fire(uri);
    const key = uri.toString();
    for (const { uri: open } of vscode.workspace.textDocuments) {
      const cell = open.toString() !== key && keyOf(open).toString() === key;
      if (cell || (uri.fragment !== '' && isBelow(uri, keyOf(open)))) this.changes.fire(open);
    }
  }

  private remove(which: (run: StoredRun) => boolean, uris: readonly vscode.Uri[]): number {
    const runs = this.runsRoot ? listRuns(this.runsRoot).filter(which) : [];
    // Those that were deleted a moment ago can still be brought back: these no longer.
    const trash = this.runsRoot ? listRuns(platform.path.join(this.runsRoot, DELETED_FOLDER)).filter(which) : [];
    for (const { folder } of runs) this.trash.discard(folder);
    for (const { folder } of trash) this.trash.empty(folder);
    this.index = undefined;
    for (const uri of uris) this.tell(uri);
    return runs.length;
  }

  private read(): NonNullable<DocumentModels['index']> {
    const started = performance.now();
    const index: NonNullable<DocumentModels['index']> = new Map();
    for (const run of this.runsRoot ? listRuns(this.runsRoot) : []) {
      const { uri } = run.record.document;
      const since = serves(run);
      if (run.model && since > (index.get(uri)?.since ?? '')) index.set(uri, { model: modelOf(run, run.model), since });
    }
    log.debug(`models of ${index.size} documents found in ${(performance.now() - started).toFixed(1)} ms`);
    return index;
  }

  dispose(): void {
    this.changes.dispose();
  }
}

function modelOf({ record }: StoredRun, file: string): DocumentModel {
  const { id, document, configuration, fingerprint, folder, selection, created } = record;
  return { run: id, path: file, uri: document.uri, configuration, fingerprint, folder, selection, created };
}

/** UTF-16 units of the document when the model was trained. */
function lengthThen({ fingerprint, selection }: DocumentModel): number {
  return selection?.documentLength ?? fingerprint.length;
}

/** Whether a folder's files include a document. */
export function covers({ uri, folder }: Pick<DocumentModel, 'uri' | 'folder'>, document: vscode.Uri): boolean {
  return folder !== undefined && isBelow(vscode.Uri.parse(uri), document) && selects(folder, document.path.split('/').pop()!);
}

function isBelow(folder: vscode.Uri, document: vscode.Uri): boolean {
  return document.scheme === folder.scheme && document.authority === folder.authority && document.path.startsWith(`${folder.path}/`);
}
