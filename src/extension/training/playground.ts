import * as vscode from 'vscode';
import { platform } from '../../platform';
import type { Thread } from '../../platform/platform';
import { type MessageArgument, type MessageId, UnrollError } from '../../protocol/error';
import { Heartbeat } from '../heartbeat';
import { log, sentenceOf, translate } from '../log';
import { THREAD_LIMITS, type ThreadLimits, threadError } from '../thread';

/** Milliseconds that a thread has to end by itself; between two updates it looks whether it should. */
const STOP_TIMEOUT = 10_000;

const WORK = () => vscode.l10n.t('The playground');

/** What any experiment may tell, beside its own. */
type Ending = { readonly type: 'done'; readonly stopped: boolean };
type Failed = { readonly type: 'failed'; readonly text: string };

/** A playground: small networks side by side, in a thread of their own, one such experiment at a time. Nothing is kept. */
export class Playground<Request, Event extends { readonly type: string }> implements vscode.Disposable {
  /** Everything of the newest experiment, for a page that opens later. */
  readonly events: (Event | Ending | Failed)[] = [];
  private readonly changes = new vscode.EventEmitter<{ fresh: boolean; events: (Event | Ending | Failed)[] }>();
  readonly onDidChange = this.changes.event;
  private worker: Thread | undefined;
  private control: Int32Array | undefined;

  constructor(
    private readonly script: string,
    private readonly limits: ThreadLimits = { ...THREAD_LIMITS, heap: 512 },
  ) {}

  get running(): boolean {
    return this.worker !== undefined;
  }

  /** Starts an experiment; the one that runs ends. */
  start(request: Request): void {
    this.end();
    this.events.length = 0;
    const control = platform.words(2);
    this.control = control;
    const options = { data: { request, control: control.buffer }, words: control, heap: this.limits.heap };
    let watch: ReturnType<typeof setInterval> | undefined;
    const worker: Thread = platform.startThread<Event | { type: 'failed'; id: MessageId; args: readonly MessageArgument[] }>(this.script, options, {
      message: (reply) => {
        if (this.worker === worker) this.tell('id' in reply ? { type: 'failed', text: translate(reply.id, reply.args) } : reply);
      },
      error: (error) => {
        log.error(error.stack ?? error.message);
        if (this.worker === worker) this.fail(threadError(WORK(), this.script, error));
      },
      exit: () => {
        clearInterval(watch);
        if (this.worker !== worker) return;
        this.worker = undefined;
        const last = this.events.at(-1)?.type;
        if (last === 'done' || last === 'failed') return;
        // Only who was asked to stop has stopped.
        if (Atomics.load(control, 0) !== 0) this.tell({ type: 'done', stopped: true });
        else this.fail(threadError(WORK(), this.script));
      },
    });
    this.worker = worker;
    const silence = new Heartbeat(this.limits.patience);
    watch = setInterval(() => {
      // A thread that shares no memory shows no life.
      if (platform.isWeb || this.worker !== worker || !silence.isSilent(Atomics.load(control, 1))) return;
      this.fail(new UnrollError('thread.silent', [WORK()]));
      this.end();
    }, silence.interval);
    this.changes.fire({ fresh: true, events: [] });
  }

  /** Ends after the update under way; what it has shown stays. */
  stop(): void {
    const { worker } = this;
    if (!worker || !this.control) return;
    Atomics.store(this.control, 0, 1);
    // A thread that shares no memory hears of it only when it is over: nothing is kept, so it may as well end here.
    if (platform.isWeb) void worker.terminate();
    else setTimeout(() => void worker.terminate(), STOP_TIMEOUT).unref();
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

  private fail(error: UnrollError): void {
    this.tell({ type: 'failed', text: sentenceOf(error) });
  }

  private tell(event: Event | Ending | Failed): void {
    this.events.push(event);
    this.changes.fire({ fresh: false, events: [event] });
  }
}
