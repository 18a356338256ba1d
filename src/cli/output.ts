import { isMainThread, parentPort } from 'node:worker_threads';
import { SingleBar } from 'cli-progress';
import * as l10n from './l10n';
import { translate } from './language';

/** State of the progress bar, as it is shown. */
export interface Progress {
  readonly value: number;
  readonly total: number;
  readonly loss: string;
  readonly speed: string;
  readonly best: string;
}

/** What a command writes. A command in a thread of its own posts it to the main thread, which alone knows the terminal. */
export type Output =
  | { readonly to: 'stdout' | 'stderr'; readonly text: string }
  | { readonly progress: Progress | null }
  | { readonly files: FileNotice };

/** Files that the main thread must know of: what to remove if the process ends at once, and whether there is something to lose. */
export interface FileNotice {
  readonly started?: boolean;
  readonly ended?: boolean;
  readonly temporaries?: readonly string[];
  readonly checkpoint?: string;
}

const sink: (output: Output) => void = isMainThread ? write : (output) => parentPort!.postMessage(output);

/** Standard output, as it is: line ends are the caller's. */
export function print(text: string): void {
  sink({ to: 'stdout', text });
}

/** A line of standard error. */
export function tell(text: string): void {
  sink({ to: 'stderr', text: `${text}\n` });
}

/** Null takes the bar away. */
export function showProgress(progress: Progress | null): void {
  sink({ progress });
}

export function noteFiles(files: FileNotice): void {
  sink({ files });
}

let bar: SingleBar | undefined;
/** Nobody reads standard output any more. */
let closed = false;
/** The command does more than print: it goes on when nobody reads. */
let goesOn = false;

export function goOnUnread(): void {
  goesOn = true;
}

/** What happens when standard output takes nothing any more: a reader such as `head` that closes early is no error, a full disk is one. */
export function watchStreams(): void {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (!closed && code !== 'EPIPE') {
      tell(translate('output.unwritten', [code ?? '?']));
      process.exitCode = 1;
    }
    closed = true;
    if (!goesOn) process.exit();
  });
  // There is nobody left to tell.
  process.stderr.on('error', () => undefined);
}

/** Writes in the main thread. */
export function write(output: Output): void {
  if ('progress' in output) drawProgress(output.progress);
  else if ('to' in output) {
    if (output.to === 'stderr') process.stderr.write(output.text);
    else if (!closed) process.stdout.write(output.text);
  }
}

function drawProgress(progress: Progress | null): void {
  if (!progress) {
    bar?.stop();
    bar = undefined;
    return;
  }
  const { value, total, ...shown } = progress;
  if (bar) {
    bar.setTotal(total);
    bar.update(value, shown);
    return;
  }
  bar = new SingleBar({
    format: `${l10n.t('training')} [{bar}] {value}/{total} · ${l10n.t('loss')} {loss} · {speed} ${l10n.t('chars/s')} · {best}`,
    clearOnComplete: false,
  });
  bar.start(total, value, shown);
}
