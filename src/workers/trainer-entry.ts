// The trainer thread: runs the training loop on the request in `workerData`, writes the run's files, tells the host what happens.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { readModel } from '../formats/model-file';
import { createLearner } from '../network/create';
import { UnrollError } from '../protocol/error';
import { CONTROL, type TrainerMessage, type TrainRequest } from '../protocol/trainer-messages';
import type { TrainingEvent } from '../protocol/training-events';
import { fingerprintOf, RunFolder } from '../runs/run-folder';
import { TensorBoardFile } from '../runs/tensorboard-file';
import { codePoints, normalizeText } from '../text/text';
import { Vocabulary } from '../text/vocabulary';
import { Trainer } from '../training/trainer';
import { Diagnosing, withoutDetails } from './diagnosis';
import { followerScript, withThreads } from './threads';
import { withVocabulary } from './trainer-warm-start';

/** Milliseconds between messages: ten a second at most. */
const MESSAGE_INTERVAL = 100;
/** Milliseconds between checkpoints on disk. */
const CHECKPOINT_INTERVAL = 2000;

const request = workerData as TrainRequest;
const control = new Int32Array(request.control);
const spawn = followerScript(path.join(__dirname, 'follower.js'));
const send = (message: TrainerMessage) => parentPort!.postMessage(message);

let pending: TrainingEvent[] = [];
let sent = 0;
let saved = 0;
let run: RunFolder | undefined;
const board = request.tensorboard ? new TensorBoardFile(request.tensorboard, boardFailed) : undefined;

function flush(): void {
  if (pending.length === 0) return;
  board?.append(pending);
  run?.appendEvents(pending.map(withoutDetails));
  send({ type: 'events', events: pending });
  pending = [];
  sent = performance.now();
}

function boardFailed(error: unknown): void {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  pending.push({ type: 'note', id: 'export.tensorboard', args: [request.tensorboard!, code] });
}

function emit(event: TrainingEvent): void {
  pending.push(event);
  if (performance.now() - sent >= MESSAGE_INTERVAL) flush();
}

/** Whether the run is to stop; counts as a sign of life. */
function stopping(): boolean {
  Atomics.add(control, 1, 1);
  return Atomics.load(control, 0) === CONTROL.stop;
}

function train(): void {
  const text = normalizeText(request.text);
  const { runFolder } = request;
  const configuration = withThreads(request.configuration);
  if (runFolder) {
    run = RunFolder.create(runFolder, {
      format: 1,
      id: request.runId,
      document: request.document,
      fingerprint: fingerprintOf(text),
      configuration,
      created: new Date().toISOString(),
      state: 'running',
    });
  }
  const load = (file: string | undefined) => (file ? readModel(readFileSync(file)) : undefined);
  const from = load(request.from);
  // The text may have gained and lost characters since.
  const warm = from && withVocabulary(from, Vocabulary.of(codePoints(text), configuration.minCount));
  let diagnosing: Diagnosing | undefined;
  let steps = 0;
  const trainer = new Trainer(
    { text, configuration, live: true, ...optional('resume', load(request.resume)), ...optional('from', warm) },
    {
      createLearner: (settings, vocabularySize, weights, interrupted, build) =>
        createLearner(
          { configuration: settings, vocabularySize, interrupted, ...optional('memoryLimit', request.memoryLimit), ...optional('weights', weights) },
          { spawn, ...optional('build', build) },
        ),
      emit,
      checkpoint(model, step) {
        if (!run || performance.now() - saved < CHECKPOINT_INTERVAL) return;
        const file = run.saveModel(model);
        board?.weights(model.weights);
        saved = performance.now();
        send({ type: 'checkpoint', path: file, step });
      },
      stepped(step, learner, vocabulary) {
        steps = step;
        diagnosing ??= new Diagnosing(configuration, vocabulary, codePoints(text), () => performance.now(), stopping);
        const event = diagnosing.offer(step, { weights: () => learner.readWeights(), gradients: () => learner.readGradients() });
        if (event) emit(event);
      },
      now: () => performance.now(),
      control() {
        Atomics.add(control, 1, 1);
        return Atomics.load(control, 0);
      },
      waitWhilePaused() {
        flush();
        while (Atomics.load(control, 0) === CONTROL.pause) {
          Atomics.add(control, 1, 1);
          Atomics.wait(control, 0, CONTROL.pause, 500);
        }
      },
    },
  );
  const { model, done } = trainer.run();
  const last = done.reason === 'diverged' ? undefined : diagnosing?.finish(steps, model.weights);
  if (last) emit(last);
  board?.weights(model.weights);
  const file = run?.saveModel(model) ?? null;
  emit({ ...done, path: file });
  flush();
  run?.finish(done.reason === 'stopped' ? 'stopped' : done.reason === 'diverged' ? 'failed' : 'done');
  send({ type: 'finished', path: file });
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

try {
  train();
} catch (error) {
  flush();
  try {
    run?.finish('failed');
  } catch {
    // The disk may be why it failed; the message below tells.
  }
  if (error instanceof UnrollError) send({ type: 'failed', id: error.id, args: [...error.args], detail: error.stack ?? error.message });
  else
    send({
      type: 'failed',
      id: 'training.failed',
      args: [(error as Error).message ?? String(error)],
      detail: (error as Error).stack ?? String(error),
    });
}
