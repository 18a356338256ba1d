// All threads of the extension in a browser: the first message says which of them this one is, and with what it begins.
import { memoryFiles, onFileChange, platform } from '../platform/web/platform';
import { scope } from '../platform/web/scope';
import type { FromThread, ToThread } from '../platform/web/thread';
import { UnrollError } from '../protocol/error';
import type { ModelFileRequest } from '../protocol/model-file-messages';
import type { PredictorRequest } from '../protocol/predictor-messages';
import { CONTROL, type TrainerQuestion, type TrainRequest } from '../protocol/trainer-messages';
import type { ZooRequest } from '../protocol/zoo-messages';
import { runGlimpses } from '../training/glimpses';
import { runPlayground } from '../training/playground';
import { runModelFiles } from './model-files';
import { predictorHandler } from './predictor-handler';
import { runTrainer } from './trainer';
import { FOLLOWER_THREADS, runFollower, superviseFollowers, webFollowers } from './web-followers';
import { runZooThread } from './zoo';

/** Milliseconds between signs of life, and longest wait of a paused thread for a message. */
const BEAT_INTERVAL = 500;

const tell = (message: FromThread) => scope.postMessage(message);
const send = (message: unknown) => tell({ message });
let receive: (message: unknown) => void = () => undefined;
let words: Int32Array = new Int32Array(3);
let wake: () => void = () => undefined;

/** Each thread by the name of its script. Resolves when it is over. */
const threads: Readonly<Record<string, (data: unknown) => Promise<void>>> = {
  trainer: (data) => train(data as TrainRequest),
  predictor: () => {
    const handle = predictorHandler(send, () => []);
    receive = (request) => handle(request as PredictorRequest);
    return new Promise(() => undefined);
  },
  'model-files': async (data) => runModelFiles(data as ModelFileRequest, send),
  [FOLLOWER_THREADS.supervisor]: () => {
    receive = superviseFollowers(send);
    return new Promise(() => undefined);
  },
  [FOLLOWER_THREADS.follower]: runFollower,
  zoo: (data) =>
    runZooThread(data as ZooRequest, {
      words,
      send,
      // Between two trainings: within one no message comes in.
      async wait() {
        do await (words[0] === CONTROL.pause ? nap() : platform.nextTurn());
        while (words[0] === CONTROL.pause);
      },
    }),
  playground: serve(runPlayground),
  glimpses: serve(runGlimpses),
};

/** A thread that runs one experiment, whose events are its messages. */
function serve<Request, Event>(run: (request: Request, emit: (event: Event) => void) => void): (data: unknown) => Promise<void> {
  return async (data) => {
    try {
      run((data as { request: Request }).request, send);
    } catch (error) {
      if (!(error instanceof UnrollError)) throw error;
      send({ type: 'failed', id: error.id, args: error.args });
    }
  };
}

async function train(request: TrainRequest): Promise<void> {
  words = new Int32Array(request.control);
  const questions: TrainerQuestion[] = [];
  receive = (question) => void questions.push(question as TrainerQuestion);
  let lastBeat = 0;
  const spawn = request.configuration.threads === 1 ? undefined : await webFollowers();
  await runTrainer(request, {
    send,
    nextQuestion: () => questions.shift(),
    ...(spawn ? { spawn } : {}),
    async yieldToEventLoop() {
      if (performance.now() - lastBeat >= BEAT_INTERVAL) {
        lastBeat = performance.now();
        tell({ beat: words[1]! });
      }
      if (words[0] !== CONTROL.pause) return platform.nextTurn();
      await nap();
    },
  });
}

/** Until something comes in, and a beat at most. */
function nap(): Promise<void> {
  return new Promise((resolve) => {
    wake = resolve;
    setTimeout(resolve, BEAT_INTERVAL);
  });
}

function fail(error: unknown): void {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  tell({ failed: { message, ...(stack === undefined ? {} : { stack }) } });
  scope.close();
}

function start(name: string, data: unknown): void {
  onFileChange((file) => tell({ file }));
  const run = threads[name];
  const done = run ? run(data) : Promise.reject(new Error(`A browser has no thread "${name}".`));
  done.then(() => {
    tell({ exit: 0 });
    scope.close();
  }, fail);
}

scope.onmessage = ({ data }) => {
  const message = data as ToThread;
  if ('start' in message) start(message.start, message.data);
  else if ('file' in message) memoryFiles.apply(message.file);
  else if ('words' in message) {
    // The second word is this thread's own.
    words[0] = message.words[0]!;
    words[2] = message.words[2]!;
  } else receive(message.message);
  wake();
};
