import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import type { Configuration } from '../protocol/configuration';
import type { RunInfo, RunState } from '../protocol/panel-messages';
import { CONTROL, CONTROL_WORDS, type TrainerMessage, type TrainRequest } from '../protocol/trainer-messages';
import type { TrainingEvent } from '../protocol/training-events';
import { RunFolder } from '../runs/run-folder';
import { readMetrics, type StoredRun } from '../runs/stored-run';
import { thinEvents } from '../view-model/thin-events';
import { log, showError, translate } from './log';
import { runSettings } from './run-settings';
import { concurrentRuns, memoryLimit, tensorboardFolder } from './settings';

/** Events kept for a panel that opens later. */
const MOST_EVENTS = 4096;
/** Trainings that stay in the panel; older ones are in the runs on disk. */
const MOST_TRAININGS = 20;

/** A training, queued, running or ended, with its events so far. */
export class Training {
  readonly events: TrainingEvent[] = [];
  state: RunState = 'queued';
  error: string | undefined;
  configuration: Configuration;
  private worker: Worker | undefined;
  private readonly control = new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS));
  private heartbeat = { count: 0, since: Date.now() };
  private watch: NodeJS.Timeout | undefined;
  readonly finished: Promise<void>;
  private settle!: () => void;

  constructor(
    readonly id: string,
    readonly uri: vscode.Uri,
    readonly name: string,
    private readonly request: Omit<TrainRequest, 'control'>,
    private readonly changed: (training: Training, events: TrainingEvent[]) => void,
    private readonly checkpoint: (training: Training, path: string) => void,
    /** Milliseconds without a heartbeat before the worker counts as hung. */
    private readonly patience: number,
  ) {
    this.configuration = request.configuration;
    this.finished = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  /** The text as it was given to the training. */
  get text(): string {
    return this.request.text;
  }

  get active(): boolean {
    return this.state === 'queued' || this.state === 'running' || this.state === 'paused';
  }

  info(): RunInfo {
    const info = { runId: this.id, name: this.name, state: this.state, configuration: this.configuration, totalSteps: this.configuration.steps };
    return this.error === undefined ? info : { ...info, error: this.error };
  }

  start(script: string): void {
    this.state = 'running';
    const request: TrainRequest = { ...this.request, control: this.control.buffer as SharedArrayBuffer };
    this.worker = new Worker(script, { workerData: request, resourceLimits: { maxOldGenerationSizeMb: 2048 } });
    this.worker.on('message', (message: TrainerMessage) => this.receive(message));
    this.worker.on('error', (error) => this.fail(this.crashMessage(error), error.stack ?? error.message));
    this.worker.on('exit', (code) => {
      if (this.active)
        this.fail(vscode.l10n.t('Training ended unexpectedly. The last checkpoint is kept; train again or continue from it.'), `exit code ${code}`);
    });
    this.watch = setInterval(() => this.checkHeartbeat(), Math.min(2000, this.patience / 2));
    this.changed(this, []);
  }

  /** Takes the place of a run of the past, as its folder tells of it. */
  load(state: RunState, events: readonly TrainingEvent[]): void {
    this.state = state;
    for (const event of events) this.note(event);
    this.settle();
  }

  pause(): void {
    if (this.state !== 'running') return;
    this.state = 'paused';
    Atomics.store(this.control, 0, CONTROL.pause);
    this.changed(this, []);
  }

  resume(): void {
    if (this.state !== 'paused') return;
    this.state = 'running';
    this.setControl(CONTROL.run);
    this.changed(this, []);
  }

  stop(): void {
    if (this.state === 'queued') this.end('stopped');
    else this.setControl(CONTROL.stop);
  }

  /** For tests of what happens when a worker dies. */
  terminateWorker(): void {
    void this.worker?.terminate();
  }

  private setControl(value: number): void {
    Atomics.store(this.control, 0, value);
    Atomics.notify(this.control, 0);
  }

  private crashMessage(error: Error & { code?: string }): string {
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
      return vscode.l10n.t('Training ran out of memory. The last checkpoint is kept; choose a smaller network or batch.');
    return vscode.l10n.t('Training failed: {0}. The last checkpoint is kept; the details are in the Unroll log.', error.message);
  }

  private receive(message: TrainerMessage): void {
    if (message.type === 'events') {
      for (const event of message.events) this.note(event);
      this.changed(this, message.events);
    } else if (message.type === 'checkpoint') this.checkpoint(this, message.path);
    else if (message.type === 'failed') this.fail(translate(message.id, message.args), message.detail);
    else {
      if (message.path) this.checkpoint(this, message.path);
      const done = this.events.findLast((event) => event.type === 'done');
      this.end(
        done?.type === 'done' && done.reason === 'stopped' ? 'stopped' : done?.type === 'done' && done.reason === 'diverged' ? 'failed' : 'done',
      );
    }
  }

  private note(event: TrainingEvent): void {
    if (event.type === 'start') this.configuration = event.configuration;
    if (event.type === 'budget') this.configuration = { ...this.configuration, steps: event.steps };
    // Only the newest of what replaces itself.
    if (event.type === 'sample' || event.type === 'window') {
      const old = this.events.findIndex((other) => other.type === event.type);
      if (old >= 0) this.events.splice(old, 1);
    }
    this.events.push(event);
    if (this.events.length > MOST_EVENTS) this.events.splice(0, this.events.length, ...thinEvents(this.events));
  }

  private checkHeartbeat(): void {
    const count = Atomics.load(this.control, 1);
    const now = Date.now();
    if (count !== this.heartbeat.count || this.state !== 'running') this.heartbeat = { count, since: now };
    else if (now - this.heartbeat.since > this.patience) {
      this.fail(vscode.l10n.t('Training does not answer any more and was ended. The last checkpoint is kept.'), 'no heartbeat');
    }
  }

  private fail(message: string, detail: string): void {
    if (!this.active) return;
    this.error = message;
    this.end('failed', this.putDown());
    log.error(detail);
    showError(new Error(message));
  }

  /** Whatever the worker was doing, it is over, and its run says so. */
  private async putDown(): Promise<void> {
    await this.worker?.terminate();
    try {
      if (this.request.runFolder) RunFolder.abandon(this.request.runFolder, 'interrupted');
    } catch (error) {
      // There may be no folder: that it could not be written may be why the run failed.
      log.debug(String(error));
    }
  }

  private end(state: RunState, after: Promise<void> = Promise.resolve()): void {
    this.state = state;
    if (this.watch) clearInterval(this.watch);
    void after.then(() => {
      this.changed(this, []);
      this.settle();
    });
  }
}

/** All trainings of this window: one global limit, the rest waits in a queue. */
export class Trainings implements vscode.Disposable {
  private readonly all: Training[] = [];
  private readonly changes = new vscode.EventEmitter<{ training: Training; events: TrainingEvent[] }>();
  readonly onDidChange = this.changes.event;
  private readonly checkpoints = new vscode.EventEmitter<{ training: Training; path: string }>();
  readonly onDidCheckpoint = this.checkpoints.event;

  constructor(
    private readonly script: string,
    private readonly runsRoot: string | undefined,
    private readonly patience = 60_000,
  ) {}

  get list(): readonly Training[] {
    return this.all;
  }

  /** The training that commands without an argument mean: the newest active one. */
  get current(): Training | undefined {
    return this.all.findLast((training) => training.active);
  }

  get latest(): Training | undefined {
    return this.all[this.all.length - 1];
  }

  of(uri: vscode.Uri): Training | undefined {
    return this.all.findLast((training) => training.uri.toString() === uri.toString());
  }

  train(uri: vscode.Uri, name: string, text: string, configuration: Configuration, from?: string): Training {
    const id = randomUUID();
    const request = {
      runId: id,
      runFolder: this.runsRoot ? path.join(this.runsRoot, id) : null,
      text,
      memoryLimit: memoryLimit(),
      document: { uri: uri.toString(), name },
      configuration,
      ...(from ? { from } : {}),
      ...tensorboardFolder(uri, name),
    };
    return this.begin(this.create(id, uri, name, { ...request, ...runSettings() }));
  }

  /** Goes on exactly with a run that was stopped or interrupted, on the text that it was started on. */
  resumeRun({ folder, record }: StoredRun, text: string): Training {
    const { uri, name } = record.document;
    const known = this.get(record.id);
    if (known?.active) return known;
    if (known) this.all.splice(this.all.indexOf(known), 1);
    const { id: runId, configuration, document } = record;
    const request = { runId, runFolder: folder, text, memoryLimit: memoryLimit(), document, configuration, reopen: true, ...runSettings() };
    const training = this.create(record.id, vscode.Uri.parse(uri), name, request);
    training.events.push(...readMetrics(folder));
    return this.begin(training);
  }

  /** A run of the past, for the panel; the one of this window where it is still known. */
  adopt({ folder, record, annotations }: StoredRun): Training {
    const known = this.get(record.id);
    if (known) return known;
    const { id: runId, configuration, document } = record;
    const name = annotations.name || document.name;
    const training = this.create(runId, vscode.Uri.parse(document.uri), name, { runId, runFolder: null, text: '', document, configuration });
    const { state } = record;
    training.load(state === 'interrupted' || state === 'running' ? 'stopped' : state, readMetrics(folder));
    this.all.push(training);
    this.changes.fire({ training, events: training.events });
    return training;
  }

  private create(id: string, uri: vscode.Uri, name: string, request: Omit<TrainRequest, 'control'>): Training {
    return new Training(
      id,
      uri,
      name,
      request,
      (changed, events) => {
        this.changes.fire({ training: changed, events });
        if (!changed.active) this.startNext();
      },
      (changed, file) => this.checkpoints.fire({ training: changed, path: file }),
      this.patience,
    );
  }

  private begin(training: Training): Training {
    this.all.push(training);
    if (this.all.length > MOST_TRAININGS) {
      const old = this.all.findIndex((other) => !other.active);
      if (old >= 0) this.all.splice(old, 1);
    }
    this.changes.fire({ training, events: [] });
    this.startNext();
    return training;
  }

  private startNext(): void {
    const running = this.all.filter((training) => training.state === 'running' || training.state === 'paused').length;
    const next = this.all.find((training) => training.state === 'queued');
    if (next && running < concurrentRuns()) next.start(this.script);
  }

  get(id: string | null): Training | undefined {
    return this.all.find((training) => training.id === id);
  }

  /** Stops all and waits until their workers have written what they have, `milliseconds` at most. */
  async stopAll(milliseconds: number): Promise<void> {
    const active = this.all.filter((training) => training.active);
    for (const training of active) training.stop();
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([Promise.all(active.map((training) => training.finished)), limit]);
    clearTimeout(timer);
  }

  dispose(): void {
    for (const training of this.all) if (training.active) training.stop();
    this.changes.dispose();
    this.checkpoints.dispose();
  }
}
