import type { Thread, ThreadListener, ThreadOptions } from '../platform';
import type { FileChange, MemoryFileSystem } from './memory-file-system';
import { scope, type WebWorker } from './scope';

/** host -> thread. What comes first starts it. */
export type ToThread =
  | { readonly start: string; readonly data: unknown }
  | { readonly file: FileChange; readonly identity?: string }
  | { readonly words: Int32Array }
  | { readonly message: unknown };

/** thread -> host. */
export type FromThread =
  | { readonly file: FileChange }
  | { readonly message: unknown }
  | { readonly beat: number }
  | { readonly failed: { message: string; stack?: string } }
  | { readonly exit: number };

let script: Promise<string> | undefined;
let readScript: () => Promise<string> = () => Promise.reject(new Error('nobody has said where the script of threads is'));

/** Where the script of all threads comes from; it is read when the first of them starts. */
export function threadsFrom(read: () => Promise<string>): void {
  readScript = read;
}

/** A worker made from a text is of the host's own origin, wherever the extension was loaded from. */
async function startWorker(name: string): Promise<WebWorker> {
  script ??= readScript().then((text) => scope.URL.createObjectURL(new scope.Blob([text], { type: 'text/javascript' })));
  return new scope.Worker(await script, { name: `unroll ${name}` });
}

/** A web worker. It shares neither memory nor files: both are sent what changes. */
export class WebThread<Reply> implements Thread {
  private worker: WebWorker | undefined;
  private ended = false;
  /** What was posted before the worker was there. */
  private waiting: ToThread[] = [];
  /** The version of each file that the thread has. */
  private readonly known = new Map<string, string>();

  constructor(
    name: string,
    private readonly files: MemoryFileSystem,
    private readonly options: ThreadOptions,
    private readonly listener: ThreadListener<Reply>,
  ) {
    for (const path of options.files ?? []) this.share(path);
    this.send({ start: name, data: options.data });
    startWorker(name).then(
      (worker) => this.begin(worker),
      (error: Error) => this.fail(error),
    );
  }

  post(message: unknown): void {
    this.send({ message });
  }

  share(path: string): void {
    for (const file of this.files.below(path)) {
      const { identity } = this.files.stat(file)!;
      if (this.known.get(file) === identity) continue;
      this.known.set(file, identity);
      this.send({ file: { do: 'write', path: file, bytes: this.files.read(file) }, identity });
    }
  }

  wake(): void {
    if (this.options.words) this.send({ words: this.options.words.slice() });
  }

  async terminate(): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    this.worker?.terminate();
    this.listener.exit?.(1);
  }

  private begin(worker: WebWorker): void {
    if (this.ended) {
      worker.terminate();
      return;
    }
    this.worker = worker;
    worker.onmessage = ({ data }) => this.receive(data as FromThread);
    worker.onerror = (event) => {
      event.preventDefault?.();
      this.fail(new Error(event.message ?? 'a worker could not be started'));
    };
    for (const message of this.waiting) worker.postMessage(message);
    this.waiting = [];
  }

  private send(message: ToThread): void {
    if (this.worker) this.worker.postMessage(message);
    else if (!this.ended) this.waiting.push(message);
  }

  private receive(message: FromThread): void {
    if (this.ended) return;
    if ('message' in message) this.listener.message(message.message as Reply);
    else if ('file' in message) this.files.apply(message.file);
    else if ('beat' in message) {
      if (this.options.words) this.options.words[1] = message.beat;
    } else if ('failed' in message) this.fail(Object.assign(new Error(message.failed.message), message.failed));
    else {
      this.ended = true;
      this.worker?.terminate();
      this.listener.exit?.(message.exit);
    }
  }

  private fail(error: Error): void {
    if (this.ended) return;
    this.listener.error(error);
    void this.terminate();
  }
}
