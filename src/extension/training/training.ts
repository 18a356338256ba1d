import * as vscode from 'vscode';
import { platform } from '../../platform';
import type { Thread } from '../../platform/platform';
import type { BpttTrace } from '../../protocol/bptt-trace';
import type { Configuration } from '../../protocol/configuration';
import type { DataTask } from '../../protocol/data-task';
import type { Overrides } from '../../protocol/defaults';
import type { RunGroup } from '../../protocol/experiments';
import type { TrainedFolder } from '../../protocol/folder-messages';
import { lossTask } from '../../protocol/loss-unit';
import type { RunInfo, RunState } from '../../protocol/panel-messages';
import type { TrainedSelection } from '../../protocol/trained-selection';
import {
  CONTROL,
  CONTROL_WORDS,
  type Control,
  control,
  type TrainerMessage,
  type TrainerQuestion,
  type TrainRequest,
} from '../../protocol/trainer-messages';
import { stateAfter, type TrainingEvent } from '../../protocol/training-events';
import { RunFolder } from '../../runs/run-folder';
import { nameOf } from '../documents';
import { Heartbeat } from '../heartbeat';
import { log, showError, translate } from '../log';
import type { RunPast } from '../runs/run-past';
import { RunEvents } from './run-events';
import type { TrainingLimits } from './training-limits';

export interface TrainingListener {
  /** The state has changed, or there are new events. */
  changed(training: Training, events: TrainingEvent[]): void;
  /** There is a new model file. */
  checkpoint(training: Training, path: string): void;
}

/** A training, queued, running or ended, with its events so far. */
export class Training {
  private readonly history = new RunEvents();
  state: RunState = 'queued';
  error: string | undefined;
  configuration: Configuration;
  private worker: Thread | undefined;
  private readonly control = platform.words(CONTROL_WORDS);
  private readonly silence: Heartbeat;
  private watch: NodeJS.Timeout | undefined;
  private asked = 0;
  private readonly questions = new Map<number, (walk: BpttTrace | null) => void>();
  readonly finished: Promise<void>;
  private settle!: () => void;

  private place: vscode.Uri;
  private title: string;

  constructor(
    private readonly request: Omit<TrainRequest, 'control'>,
    private readonly listener: TrainingListener,
    private readonly limits: TrainingLimits,
    /** Where it comes from. */
    private readonly past: RunPast,
    /** Options of the settings that the run is to honour. */
    readonly settings: Overrides = {},
  ) {
    this.silence = new Heartbeat(limits.patience);
    this.place = vscode.Uri.parse(request.document.uri);
    this.title = request.document.name;
    this.configuration = request.configuration;
    this.finished = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  get id(): string {
    return this.request.runId;
  }

  get events(): readonly TrainingEvent[] {
    return this.history.list;
  }

  /** What is trained on; a rename moves it. */
  get uri(): vscode.Uri {
    return this.place;
  }

  get name(): string {
    return this.title;
  }

  /** The document has another name now. */
  move(uri: vscode.Uri): void {
    this.title = this.title.replace(nameOf(this.place), () => nameOf(uri));
    this.place = uri;
    this.listener.changed(this, []);
  }

  /** The text as it was given to the training. */
  get text(): string {
    return this.request.text;
  }

  /** Content of the data that it is tested on, if they are not a part of the text. */
  get testText(): string | undefined {
    return this.request.testText;
  }

  /** The folder that the text was read from, if it was. */
  get folder(): TrainedFolder | undefined {
    return this.request.folder;
  }

  /** What it learns, if not to continue the text. */
  get task(): DataTask | undefined {
    return this.request.task;
  }

  /** The experiment that it belongs to. */
  get group(): RunGroup | undefined {
    return this.request.group;
  }

  /** The part of the document that it is trained on; undefined for all of it. */
  get selection(): TrainedSelection | undefined {
    return this.request.selection;
  }

  /** Folder of the run's files; null where nothing is kept. */
  get runFolder(): string | null {
    return this.request.runFolder;
  }

  get active(): boolean {
    return this.state === 'queued' || this.state === 'saving' || this.computes;
  }

  /** Whether it has the processor, or holds it for when it goes on. */
  get computes(): boolean {
    return this.state === 'running' || this.state === 'paused';
  }

  info(): RunInfo {
    const { id: runId, name, state, configuration, group } = this;
    const { task } = this.request;
    const own = { ...this.past, ...(group ? { group } : {}), ...lossTask(task) };
    const info = { runId, name, state, configuration, totalSteps: configuration.steps, ...own };
    return this.error === undefined ? info : { ...info, error: this.error };
  }

  start(script: string): void {
    this.state = 'running';
    const request: TrainRequest = { ...this.request, control: this.control.buffer };
    const { reopen, runFolder, from, resume } = request;
    const files = [reopen && runFolder, from, resume].filter((file) => typeof file === 'string');
    const options = { data: request, words: this.control, heap: this.limits.heap, files };
    this.worker = platform.startThread<TrainerMessage>(script, options, {
      message: (message) => this.receive(message),
      error: (error) => this.fail(this.crashMessage(error), error.stack ?? error.message),
      exit: (code) => {
        if (this.active)
          this.fail(vscode.l10n.t('Training ended unexpectedly. The last checkpoint is kept; train again or continue from it.'), `exit code ${code}`);
      },
    });
    this.watch = setInterval(() => this.checkHeartbeat(), this.silence.interval);
    this.listener.changed(this, []);
  }

  /** What was reported of a run that goes on, up to where it goes on from. */
  recall(events: readonly TrainingEvent[]): void {
    this.history.list.push(...events);
  }

  /** Takes the place of a run of the past, as its folder tells of it. */
  load(state: RunState, events: readonly TrainingEvent[]): void {
    this.state = state;
    for (const event of events) this.note(event);
    this.settle();
  }

  pause(): void {
    // A stop that the worker has not seen yet stays a stop.
    if (this.state !== 'running' || !this.wish(CONTROL.pause)) return;
    this.state = 'paused';
    this.listener.changed(this, []);
  }

  resume(): void {
    if (this.state !== 'paused' || !this.wish(CONTROL.run)) return;
    this.state = 'running';
    this.listener.changed(this, []);
  }

  stop(): void {
    if (this.state === 'queued') this.end('stopped');
    else this.wish(CONTROL.stop);
  }

  private wish(wish: Control): boolean {
    const follows = control(this.control, wish);
    this.worker?.wake();
    return follows;
  }

  /** A text walked through with the weights as they are; null where no worker answers any more: what is on the disk is then the newest. */
  walk(text: string | null): Promise<BpttTrace | null> {
    if (!this.worker || (this.state !== 'running' && this.state !== 'paused')) return Promise.resolve(null);
    const id = ++this.asked;
    const question: TrainerQuestion = { id, text };
    this.worker.post(question);
    Atomics.add(this.control, 2, 1);
    // A paused worker sleeps on the control word.
    this.worker.wake();
    return new Promise((resolve) => this.questions.set(id, resolve));
  }

  /** For tests of what happens when a worker dies. */
  terminateWorker(): void {
    void this.worker?.terminate();
  }

  private crashMessage(error: Error & { code?: string }): string {
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
      return vscode.l10n.t('Training ran out of memory. The last checkpoint is kept; choose a smaller network or batch.');
    return vscode.l10n.t('Training failed: {0}. The last checkpoint is kept; the details are in the Unroll log.', error.message);
  }

  private receive(message: TrainerMessage): void {
    if (message.type === 'events') {
      for (const event of message.events) this.note(event);
      this.listener.changed(this, message.events);
    } else if (message.type === 'checkpoint') this.listener.checkpoint(this, message.path);
    else if (message.type === 'computed') this.save();
    else if (message.type === 'walk') this.answer(message.id, message.walk);
    else if (message.type === 'failed') this.fail(translate(message.id, message.args), message.detail);
    else {
      if (message.path) this.listener.checkpoint(this, message.path);
      const done = this.events.findLast((event) => event.type === 'done');
      this.end(done?.type === 'done' ? stateAfter(done.reason) : 'done');
    }
  }

  /** It has stopped for whoever waits for the processor; its files follow. */
  private save(): void {
    if (!this.computes) return;
    this.state = 'saving';
    this.listener.changed(this, []);
  }

  private note(event: TrainingEvent): void {
    if (event.type === 'start') this.configuration = event.configuration;
    if (event.type === 'budget') this.configuration = { ...this.configuration, steps: event.steps };
    this.history.add(event);
  }

  private checkHeartbeat(): void {
    if (this.silence.isSilent(Atomics.load(this.control, 1), this.state === 'paused'))
      this.fail(vscode.l10n.t('The training stopped responding and was ended. The last checkpoint is kept.'), 'no heartbeat');
  }

  private fail(message: string, detail: string): void {
    if (!this.active) return;
    this.error = message;
    this.end('failed', this.putDown());
    log.error(detail);
    // An experiment tells of its failed runs when it is over.
    if (!this.group) showError(new Error(message));
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

  private answer(id: number, walk: BpttTrace | null): void {
    this.questions.get(id)?.(walk);
    this.questions.delete(id);
  }

  private end(state: RunState, after: Promise<void> = Promise.resolve()): void {
    this.state = state;
    for (const id of [...this.questions.keys()]) this.answer(id, null);
    if (this.watch) clearInterval(this.watch);
    void after.then(() => {
      this.listener.changed(this, []);
      this.settle();
    });
  }
}
