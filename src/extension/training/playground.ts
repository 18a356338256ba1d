import * as vscode from 'vscode';
import { platform } from '../../platform';
import type { Thread } from '../../platform/platform';
import type { PlaygroundReply, PlaygroundRequest, PlaygroundTold } from '../../protocol/playground';
import { log, translate } from '../log';

/** Milliseconds that a thread has to end by itself; between two updates it looks whether it should. */
const PATIENCE = 10_000;

/** The playground for memory: small networks side by side on a task, in a thread of their own, one such experiment at a time. Nothing is kept. */
export class Playground implements vscode.Disposable {
  /** Everything of the newest experiment, for a page that opens later. */
  readonly events: PlaygroundTold[] = [];
  private readonly changes = new vscode.EventEmitter<{ fresh: boolean; events: PlaygroundTold[] }>();
  readonly onDidChange = this.changes.event;
  private worker: Thread | undefined;
  private control: Int32Array | undefined;

  constructor(private readonly script: string) {}

  get running(): boolean {
    return this.worker !== undefined;
  }

  /** Starts an experiment; the one that runs ends. */
  start(request: PlaygroundRequest): void {
    this.end();
    this.events.length = 0;
    this.control = platform.words(1);
    const options = { data: { request, control: this.control.buffer }, words: this.control, heap: 512 };
    const worker: Thread = platform.startThread<PlaygroundReply>(this.script, options, {
      message: (reply) => {
        if (this.worker === worker) this.tell(reply.type === 'failed' ? { type: 'failed', text: translate(reply.id, reply.args) } : reply);
      },
      error: (error) => {
        log.error(error.stack ?? error.message);
        if (this.worker === worker)
          this.tell({ type: 'failed', text: vscode.l10n.t('The playground failed. Start it again; the details are in the Unroll log.') });
      },
      exit: () => {
        if (this.worker !== worker) return;
        this.worker = undefined;
        const last = this.events.at(-1)?.type;
        if (last !== 'done' && last !== 'failed') this.tell({ type: 'done', stopped: true });
      },
    });
    this.worker = worker;
    this.changes.fire({ fresh: true, events: [] });
  }

  /** Ends after the update under way; what it has shown stays. */
  stop(): void {
    const { worker } = this;
    if (!worker || !this.control) return;
    Atomics.store(this.control, 0, 1);
    // A thread that shares no memory hears of it only when it is over: nothing is kept, so it may as well end here.
    if (platform.isWeb) void worker.terminate();
    else setTimeout(() => void worker.terminate(), PATIENCE).unref();
  }

  dispose(): void {
    this.end();
    this.changes.dispose();
  }

  private end(): void {
    const { worker } = this;
    this.worker = undefined;
    void worker?.terminate();
  }

  private tell(event: PlaygroundTold): void {
    this.events.push(event);
    this.changes.fire({ fresh: false, events: [event] });
  }
}
