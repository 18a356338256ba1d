import * as vscode from 'vscode';
import { platform } from '../../platform';
import type { Overrides } from '../../protocol/defaults';
import type { TrainRequest } from '../../protocol/trainer-messages';
import type { TrainingEvent } from '../../protocol/training-events';
import { upToStep } from '../../runs/metrics';
import { readMetrics, type StoredRun } from '../../runs/stored-run';
import { keyOf, relocated } from '../documents';
import { covers } from '../runs/document-models';
import { pastOf, pastOfNew, type RunPast } from '../runs/run-past';
import { runSettings } from '../runs/run-settings';
import { concurrentRuns, memoryLimit, tensorboardFolder } from '../settings';
import { withTimeout } from '../with-timeout';
import type { NewTraining } from './new-training';
import { Training } from './training';
import type { TrainingLimits } from './training-limits';

/** Milliseconds that a stopped worker gets to write its last file before its folder goes. */
const STOP_TIME = 5000;
/** Trainings that stay in the panel; older ones are in the runs on disk. */
const MAX_TRAININGS = 32;

/** All trainings of this window: one global limit, the rest waits in a queue. */
export class Trainings implements vscode.Disposable {
  private readonly all: Training[] = [];
  private readonly changes = new vscode.EventEmitter<{ training: Training; events: TrainingEvent[] }>();
  readonly onDidChange = this.changes.event;
  private readonly checkpoints = new vscode.EventEmitter<{ training: Training; path: string }>();
  readonly onDidCheckpoint = this.checkpoints.event;
  private readonly forgotten = new vscode.EventEmitter<void>();
  /** Trainings are gone from the list. */
  readonly onDidForget = this.forgotten.event;

  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly script: string,
    private readonly runsRoot: string | undefined,
    private readonly limits: TrainingLimits = { patience: 60_000, heap: 2048 },
  ) {
    this.subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('unroll.training.concurrentRuns')) this.startWaiting();
    });
  }

  get list(): readonly Training[] {
    return this.all;
  }

  /** The training that commands without an argument mean: the newest that runs or pauses, or else waits. */
  get current(): Training | undefined {
    return this.all.findLast(({ computes }) => computes) ?? this.all.findLast((training) => training.active);
  }

  get latest(): Training | undefined {
    return this.all[this.all.length - 1];
  }

  of(uri: vscode.Uri): Training | undefined {
    const key = keyOf(uri).toString();
    return this.all.findLast((training) => training.uri.toString() === key);
  }

  /** Whether a document is being trained on, itself or with its folder. */
  learns(uri: vscode.Uri): boolean {
    const key = keyOf(uri);
    return this.all.some(
      (training) =>
        training.active && (training.uri.toString() === key.toString() || covers({ uri: training.uri.toString(), folder: training.folder }, key)),
    );
  }

  /** Files or folders have another name: their trainings go with them. */
  renamed(files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[]): void {
    for (const training of this.all) {
      const after = files.map(({ oldUri, newUri }) => relocated(training.uri, oldUri, newUri)).find((found) => found !== undefined);
      if (after) training.move(after);
    }
  }

  /** Trains anew, as soon as the processor is free. */
  train({ uri, name, text, configuration, task, asked, testText, from, folder, selection, group, lesson }: NewTraining): Training {
    const id = crypto.randomUUID();
    const request = {
      runId: id,
      runFolder: this.runsRoot ? platform.path.join(this.runsRoot, id) : null,
      text,
      memoryLimit: memoryLimit(),
      document: { uri: uri.toString(), name },
      configuration,
      ...(task ? { task, overrides: { ...asked?.inSettings, ...asked?.forThisRun } } : {}),
      ...(asked ? { strict: asked.forThisRun } : {}),
      ...(testText === undefined ? {} : { testText }),
      ...(from ? { from: from.path, parent: from.run } : {}),
      ...(folder ? { folder } : {}),
      ...(selection ? { selection } : {}),
      ...(group ? { group } : {}),
      ...(lesson ? { lesson } : {}),
      ...tensorboardFolder(uri, name),
    };
    const past = pastOfNew(text, from?.run, this.runsRoot);
    return this.begin(this.create({ ...request, ...runSettings() }, past, asked?.inSettings));
  }

  /** Goes on exactly with a run that was stopped or interrupted, on the text that it was started on. */
  resumeRun(run: StoredRun, text: string, testText?: string): Training {
    const { folder, record, model } = run;
    const known = this.get(record.id);
    if (known?.active) return known;
    if (known) this.remove(known);
    const { id: runId, configuration, document, selection } = record;
    const resumed = { runId, runFolder: folder, text, memoryLimit: memoryLimit(), document, configuration, reopen: true, ...runSettings() };
    const rest = {
      ...(record.folder ? { folder: record.folder } : {}),
      ...(record.task ? { task: record.task } : {}),
      ...(testText === undefined ? {} : { testText }),
      ...(record.group ? { group: record.group } : {}),
      ...(selection ? { selection } : {}),
    };
    const training = this.create({ ...resumed, ...rest }, pastOf(run, this.runsRoot));
    // What was reported of steps after the checkpoint is reported again.
    training.recall(upToStep(readMetrics(folder), model ? record.progress.step : -1));
    this.begin(training);
    // Pages show it from here on: what they knew of it is taken back as far as it is reported again.
    this.forgotten.fire();
    return training;
  }

  /** A run of the past, for the panel; the one of this window where it is still known. */
  adopt(run: StoredRun): Training {
    const { folder, record, annotations } = run;
    const known = this.get(record.id);
    if (known) return known;
    const { id: runId, configuration, document } = record;
    const name = annotations.name || document.name;
    const own = { ...(record.group ? { group: record.group } : {}), ...(record.task ? { task: record.task } : {}) };
    const request = { runId, runFolder: null, text: '', document: { uri: document.uri, name }, configuration, ...own };
    const training = this.create(request, pastOf(run, this.runsRoot));
    const { state } = record;
    // One that another window trains is over for this one.
    training.load(state === 'running' ? 'stopped' : state, readMetrics(folder));
    this.all.push(training);
    this.changes.fire({ training, events: [...training.events] });
    return training;
  }

  private create(request: Omit<TrainRequest, 'control'>, past: RunPast, settings?: Overrides): Training {
    const listener = {
      changed: (training: Training, events: TrainingEvent[]) => {
        this.changes.fire({ training, events });
        if (!training.computes) this.startWaiting();
      },
      checkpoint: (training: Training, file: string) => this.checkpoints.fire({ training, path: file }),
    };
    return new Training(request, listener, this.limits, past, settings);
  }

  private begin(training: Training): Training {
    this.all.push(training);
    if (this.all.length > MAX_TRAININGS) {
      const old = this.all.findIndex((other) => !other.active);
      if (old >= 0) this.all.splice(old, 1);
    }
    this.changes.fire({ training, events: [] });
    this.startWaiting();
    return training;
  }

  /** As many of those that wait as may run at once. */
  private startWaiting(): void {
    for (let free = concurrentRuns() - this.all.filter(({ computes }) => computes).length; free > 0; free--) {
      const next = this.all.find((training) => training.state === 'queued');
      if (!next) return;
      next.start(this.script);
    }
  }

  /** Stops the trainings of a document, or all, and lets go of them with their texts and events. */
  async forget(uri?: vscode.Uri): Promise<void> {
    const meant = this.all.filter((training) => !uri || training.uri.toString() === uri.toString());
    for (const training of meant) if (training.active) training.stop();
    await withTimeout(STOP_TIME, Promise.all(meant.map((training) => training.finished)));
    for (const training of meant) this.remove(training);
    if (meant.length > 0) this.forgotten.fire();
  }

  /** Off the list; nothing where it has gone already. */
  private remove(training: Training): void {
    const at = this.all.indexOf(training);
    if (at >= 0) this.all.splice(at, 1);
  }

  get(id: string | null): Training | undefined {
    return this.all.find((training) => training.id === id);
  }

  /** Stops all and waits until their workers have written what they have, `milliseconds` at most. */
  async stopAll(milliseconds: number): Promise<void> {
    const active = this.all.filter((training) => training.active);
    for (const training of active) training.stop();
    await withTimeout(milliseconds, Promise.all(active.map((training) => training.finished)));
  }

  dispose(): void {
    for (const training of this.all) if (training.active) training.stop();
    this.subscription.dispose();
    this.changes.dispose();
    this.checkpoints.dispose();
    this.forgotten.dispose();
  }
}
