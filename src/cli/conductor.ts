import { rmSync } from 'node:fs';
import { constants } from 'node:os';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { canRun } from '../kernels/registry';
import { CONTROL, CONTROL_WORDS, control } from '../protocol/trainer-messages';
import { translate } from './language';
import { type FileNotice, goOnUnread, noteFiles, type Output, showProgress, tell, write } from './output';
import { SIGNALS } from './signals';

/** Milliseconds between looks at the heartbeat of the training, and without one before it counts as hung. */
const LOOK_INTERVAL = 2000;
const PATIENCE = 120_000;

interface ThreadData {
  readonly control: SharedArrayBuffer;
}

/** The control words of the thread that a command runs in: index 0 what it is to do, index 1 its heartbeat. */
export function controlWords(): Int32Array {
  return new Int32Array((workerData as ThreadData | null)?.control ?? new SharedArrayBuffer(4 * CONTROL_WORDS));
}

/**
 * Runs a command that trains in a thread of its own, by the same command line: its loop is synchronous, and here signals, closed pipes and the thread's
 * death are seen at once.
 * @param backend the one that was asked for
 */
export function inThread(run: () => void | Promise<void>, backend = 'auto'): void | Promise<void> {
  if (isMainThread) {
    const ended = conduct();
    // Tested once in a process: here, while the thread starts, so that its first learner does not wait for it.
    if (backend === 'auto' || backend.startsWith('native')) canRun('native');
    return ended;
  }
  try {
    return run();
  } finally {
    // Whatever ends without this has not ended by itself.
    noteFiles({ ended: true });
  }
}

function conduct(): Promise<void> {
  const words = new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS));
  const data: ThreadData = { control: words.buffer as SharedArrayBuffer };
  const worker = new Worker(__filename, { argv: process.argv.slice(2), workerData: data });
  let files: FileNotice = {};
  let signal: (typeof SIGNALS)[number] | undefined;
  let crashed = false;

  /** What the thread was writing is of no use. */
  const clean = () => {
    for (const temporary of files.temporaries ?? []) rmSync(temporary, { force: true });
  };
  /** The first signal ends the training with its model saved, the second one at once. */
  const onSignal = (name: (typeof SIGNALS)[number]) => {
    const again = signal !== undefined;
    signal ??= name;
    control(words, CONTROL.stop);
    // Before the first step there is nothing to lose.
    if (!again && files.started) return;
    clean();
    if (again && files.checkpoint) tell(translate('training.checkpoint', [files.checkpoint]));
    process.exit(128 + constants.signals[signal]);
  };
  for (const name of SIGNALS) process.on(name, () => onSignal(name));
  goOnUnread();

  let heartbeat = { count: 0, silent: 0 };
  const watch = setInterval(() => {
    const count = Atomics.load(words, 1);
    heartbeat = { count, silent: count === heartbeat.count ? heartbeat.silent + 1 : 0 };
    if (!files.started || heartbeat.silent * LOOK_INTERVAL < PATIENCE) return;
    crash('training.silent');
    void worker.terminate();
  }, LOOK_INTERVAL);
  const crash = (id: 'training.silent' | 'training.memory' | 'training.exit') => {
    if (crashed) return;
    crashed = true;
    showProgress(null);
    tell(translate(id));
    if (files.checkpoint) tell(translate('training.checkpoint', [files.checkpoint]));
  };

  worker.on('message', (output: Output) => {
    if ('files' in output) files = { ...files, ...output.files };
    else write(output);
  });
  return new Promise((resolve) => {
    worker.on('error', (error: NodeJS.ErrnoException) => {
      crash(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'training.memory' : 'training.exit');
    });
    worker.on('exit', (code) => {
      clearInterval(watch);
      clean();
      if (!files.ended) crash('training.exit');
      for (const name of SIGNALS) process.removeAllListeners(name);
      process.exitCode = crashed ? 1 : signal ? 128 + constants.signals[signal] : process.exitCode || code;
      resolve();
    });
  });
}
