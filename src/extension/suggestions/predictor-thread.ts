import * as vscode from 'vscode';
import { platform } from '../../platform';
import type { Thread } from '../../platform/platform';
import { UnrollError } from '../../protocol/error';
import type { PredictorReply, PredictorRequest } from '../../protocol/predictor-messages';
import { Heartbeat } from '../heartbeat';
import { log, sentenceOf } from '../log';
import { THREAD_LIMITS, type ThreadLimits, threadError } from '../thread';

/** Milliseconds in which a further death is only put into the log. */
const QUIET = 600_000;
/** Milliseconds that no thread is started after the second death in a row; twice as long after each further one. */
const REST = 2000;
const MAX_REST = 300_000;

const WORK = () => vscode.l10n.t('Computing suggestions');

/** The heap is V8's own where nothing is said. */
export type PredictorLimits = Pick<ThreadLimits, 'patience'> & Partial<ThreadLimits>;

export interface PredictorListener {
  receive(reply: PredictorReply): void;
  /** Whether an answer is awaited. */
  isAsked(): boolean;
  /** The thread is gone, and with it whatever it knew. @param isNews whether people need a notice, who may know already */
  lost(error: UnrollError, isNews: boolean): void;
}

/** The thread of the predictor: started with the first message, and again with the next one after it has died or hung. */
export class PredictorThread {
  private worker: Thread | undefined;
  private watch: ReturnType<typeof setInterval> | undefined;
  private deaths = 0;
  private died = 0;
  private lastNews = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly script: string,
    private readonly listener: PredictorListener,
    private readonly limits: PredictorLimits = { patience: THREAD_LIMITS.patience },
  ) {}

  post(request: PredictorRequest): void {
    // One that dies of every question is not started with each key.
    if (!this.worker && this.deaths > 1 && Date.now() - this.died < Math.min(MAX_REST, REST * 2 ** (this.deaths - 2))) {
      this.listener.lost(new UnrollError('thread.error', [WORK()]), false);
      return;
    }
    this.worker ??= this.start();
    if ('model' in request && request.model) this.worker.share(request.model);
    this.worker.post(request);
  }

  end(): void {
    const { worker } = this;
    clearInterval(this.watch);
    this.worker = undefined;
    void worker?.terminate();
  }

  private start(): Thread {
    const words = platform.words(2);
    const { heap, patience } = this.limits;
    const options = { data: { life: words.buffer }, words, background: true, ...(heap ? { heap } : {}) };
    const worker: Thread = platform.startThread<PredictorReply>(this.script, options, {
      message: (reply) => {
        if (reply.type === 'failed') log.error(reply.detail);
        else this.deaths = 0;
        this.listener.receive(reply);
      },
      error: (error) => this.lost(worker, threadError(WORK(), this.script, error)),
      exit: () => this.lost(worker, threadError(WORK(), this.script)),
    });
    const silence = new Heartbeat(patience);
    // A thread that shares no memory shows no life.
    if (platform.isWeb) return worker;
    this.watch = setInterval(() => {
      if (silence.isSilent(Atomics.load(words, 1), !this.listener.isAsked())) this.lost(worker, new UnrollError('thread.silent', [WORK()]));
    }, silence.interval);
    this.watch.unref?.();
    return worker;
  }

  private lost(worker: Thread, error: UnrollError): void {
    if (this.worker !== worker) return;
    this.end();
    this.deaths++;
    this.died = Date.now();
    log.error(`${sentenceOf(error)} ${error.cause instanceof Error ? (error.cause.stack ?? '') : ''}`);
    const isNews = this.died - this.lastNews >= QUIET;
    if (isNews) this.lastNews = this.died;
    this.listener.lost(error, isNews);
  }
}
