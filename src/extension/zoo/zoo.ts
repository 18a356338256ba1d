import * as vscode from 'vscode';
import { platform } from '../../platform';
import type { Thread } from '../../platform/platform';
import { UnrollError } from '../../protocol/error';
import { languageOf } from '../../protocol/language';
import { CONTROL, CONTROL_WORDS, control } from '../../protocol/trainer-messages';
import type { ZooReply, ZooReport } from '../../protocol/zoo-messages';
import { Heartbeat } from '../heartbeat';
import { log } from '../log';
import { THREAD_LIMITS, threadError } from '../thread';

/** Milliseconds that a thread has to end by itself; between two updates it looks whether it should. */
const STOP_TIMEOUT = 10_000;

export interface ZooArguments {
  readonly seeds: number;
  readonly minutes: number;
  readonly verdicts?: readonly number[];
  /** The text of the verdicts that need one, normalised. */
  readonly text: string | undefined;
}

export type ZooState = 'idle' | 'running' | 'paused';

/** How far it is: trainings that are over, of all, and the one under way. */
export type ZooProgress = Extract<ZooReply, { type: 'job' }>;

/** The zoo in a thread of its own, one at a time. What it measures is kept by text: a zoo that was stopped goes on where it was. */
export class Zoo implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changes.event;
  private thread: Thread | undefined;
  private words = platform.words(CONTROL_WORDS);
  private current: ZooState = 'idle';
  /** The newest of each. */
  report: ZooReport | undefined;
  progress: ZooProgress | undefined;

  constructor(
    private readonly script: string,
    private readonly root: string,
  ) {}

  get state(): ZooState {
    return this.current;
  }

  /**
   * Runs the zoo to its end, to the end of the time, or until it is stopped; none may run. Resolves with whether it was stopped.
   * @throws UnrollError when it cannot run, `thread.*` when its thread dies or hangs
   */
  async run({ text, ...given }: ZooArguments): Promise<boolean> {
    this.report = undefined;
    this.progress = undefined;
    const words = platform.words(CONTROL_WORDS);
    this.words = words;
    // Results on one text say nothing of another.
    const folder = platform.path.join(this.root, text === undefined ? 'tasks' : platform.sha256(text).slice(0, 16));
    const request = { ...given, text: text ?? null, folder, language: languageOf(vscode.env.language) };
    const work = vscode.l10n.t('The zoo');
    let watch: ReturnType<typeof setInterval> | undefined;
    this.enter('running');
    try {
      return await new Promise<boolean>((resolve, reject) => {
        const options = { data: { ...request, control: words.buffer }, words, heap: THREAD_LIMITS.heap, files: [folder] };
        this.thread = platform.startThread<ZooReply>(this.script, options, {
          message: (reply) => {
            if (reply.type === 'done') resolve(reply.stopped);
            else if (reply.type === 'failed') reject(new UnrollError(reply.id, reply.args));
            else this.hear(reply);
          },
          error: (error) => {
            log.error(error.stack ?? error.message);
            reject(threadError(work, this.script, error));
          },
          exit: () => (Atomics.load(words, 0) === CONTROL.stop ? resolve(true) : reject(threadError(work, this.script))),
        });
        const silence = new Heartbeat(THREAD_LIMITS.patience);
        watch = setInterval(() => {
          // A thread that shares no memory shows no life.
          if (!platform.isWeb && silence.isSilent(Atomics.load(words, 1))) reject(new UnrollError('thread.silent', [work]));
        }, silence.interval);
      });
    } finally {
      clearInterval(watch);
      const { thread } = this;
      this.thread = undefined;
      await thread?.terminate();
      this.enter('idle');
    }
  }

  pause(): void {
    if (this.ask(CONTROL.pause)) this.enter('paused');
  }

  resume(): void {
    if (this.ask(CONTROL.run)) this.enter('running');
  }

  /** Ends after the update under way; finished trainings are kept. */
  stop(): void {
    const { thread } = this;
    if (!thread || !this.ask(CONTROL.stop)) return;
    // A thread that shares no memory hears of it only after its training: what is finished is kept, so it may as well end here.
    if (platform.isWeb) void thread.terminate();
    else setTimeout(() => void thread.terminate(), STOP_TIMEOUT).unref();
  }

  dispose(): void {
    void this.thread?.terminate();
    this.changes.dispose();
  }

  private ask(wish: (typeof CONTROL)[keyof typeof CONTROL]): boolean {
    if (!this.thread || !control(this.words, wish)) return false;
    this.thread.wake();
    return true;
  }

  private hear(reply: Extract<ZooReply, { type: 'job' | 'report' }>): void {
    if (reply.type === 'report') this.report = reply;
    else this.progress = reply;
    this.changes.fire();
  }

  private enter(state: ZooState): void {
    this.current = state;
    void vscode.commands.executeCommand('setContext', 'unroll.zoo', state);
    this.changes.fire();
  }
}

/** What a zoo has brought, in one sentence. */
export function zooSentence({ holds, run }: ZooReport): string {
  return vscode.l10n.t('{0} of {1} verdicts hold.', holds, run);
}
