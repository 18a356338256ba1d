import { readModel } from '../formats/model-file';
import type { SpawnFollowers } from '../network/follower';
import { UnrollError } from '../protocol/error';
import type { Model } from '../protocol/model';
import { CONTROL, type TrainerMessage, type TrainerQuestion, type TrainRequest } from '../protocol/trainer-messages';
import { stateAfter } from '../protocol/training-events';
import { fileSystem } from '../runs/file-system';
import { fingerprintOf, RunFolder } from '../runs/run-folder';
import { loadRun, readCheckpoint } from '../runs/stored-run';
import { codePoints, normalizeText } from '../text/text';
import { createTrainingHost } from '../training/create-training-host';
import { DiagnosisScheduler } from '../training/diagnosis-scheduler';
import { findExplosion } from '../training/explosion';
import { gzipBaseline } from '../training/gzip-baseline';
import { ngramBaseline } from '../training/ngram-baseline';
import { takeWeights } from '../training/resume-tensors';
import { Trainer } from '../training/trainer';
import { RunWriter } from './run-writer';
import { withThreads } from './thread-count';
import { trainedTask } from './trained-task';
import { type Asked, TrainerQuestions } from './trainer-questions';

/** Milliseconds between checkpoints on disk. */
const CHECKPOINT_INTERVAL = 10_000;
/** Length of a text that an n-gram learns in a blink, before the training; a longer text has its n-gram when the training is over. */
const QUICK_BASELINE = 50_000;
/** Length beyond which an n-gram would hold up the end of a run. */
const MAX_BASELINE = 2_000_000;
/** Milliseconds between checkpoints of a model that has just become better. */
const BEST_INTERVAL = 2000;

/** What a trainer thread is on its platform. */
export interface TrainerThread {
  send(message: TrainerMessage): void;
  /** The next question that has come, if there is one. */
  nextQuestion(): TrainerQuestion | undefined;
  readonly spawn?: SpawnFollowers;
  /** Where messages come in only between two turns: gives them one, and while paused waits for the next. Without it the thread never lets go. */
  readonly yieldToEventLoop?: () => Promise<unknown>;
}

/** Runs the training loop on a request, writes the run's files, tells the host what happens. Resolves when all is over. */
export async function runTrainer(request: TrainRequest, { send, nextQuestion, spawn, yieldToEventLoop }: TrainerThread): Promise<void> {
  const control = new Int32Array(request.control);
  const checkpointInterval = request.checkpointInterval === undefined ? CHECKPOINT_INTERVAL : 1000 * request.checkpointInterval;
  const bestInterval = Math.min(BEST_INTERVAL, checkpointInterval);

  const writer = new RunWriter(send, request.tensorboard);
  let saved = 0;

  /** A sign of life, and the control word: what the run is to do. */
  function beat(): number {
    Atomics.add(control, 1, 1);
    writer.run?.heartbeat(performance.now());
    return Atomics.load(control, 0);
  }

  async function train(): Promise<void> {
    const text = normalizeText(request.text);
    const { runFolder } = request;
    const load = (file: string | undefined) => (file ? readModel(fileSystem.read(file)) : undefined);
    const resume = request.reopen && runFolder ? checkpointOf(runFolder) : load(request.resume);
    const goesOn = request.reopen === true && resume !== undefined;
    writer.goesOn = goesOn;
    const { task, configuration: defaults } = trainedTask(request, text, resume);
    const wanted = withThreads(defaults);
    const found = request.lesson === 'explosion' && !resume ? findExplosion(text, wanted, () => beat() === CONTROL.stop) : wanted;
    const configuration = resume?.configuration ?? found;
    if (runFolder && request.reopen) writer.run = RunFolder.reopen(runFolder, resume ? Number(resume.resume?.counters.step) : -1);
    else if (runFolder) {
      writer.run = RunFolder.create(runFolder, {
        id: request.runId,
        document: request.document,
        ...optional('folder', request.folder),
        ...optional('task', request.task),
        ...optional('group', request.group),
        ...optional('selection', request.selection),
        ...optional('parent', request.parent),
        fingerprint: fingerprintOf(text),
        configuration,
        created: new Date().toISOString(),
        state: 'running',
      });
      if (request.keepText) writer.run.saveText(text);
    }
    const from = load(request.from);
    let heldOut = 0;
    // The text of an experiment is the same in all its runs: the first one measures for all.
    const emitBaseline = (baseline: typeof gzipBaseline) => {
      const event = goesOn || request.task || (request.group?.index ?? 0) > 0 ? undefined : baseline(codePoints(text), heldOut);
      if (event) writer.emit(event);
    };
    let diagnosing: DiagnosisScheduler | undefined;
    let asked: Asked | undefined;
    const questions = new TrainerQuestions(control, configuration, { next: nextQuestion, send, now: () => performance.now() });
    let steps = 0;
    let diverged = false;
    const trainer = new Trainer(
      {
        task,
        configuration,
        live: true,
        ...optional('resume', resume),
        ...optional('from', from),
        ...optional('strict', request.strict),
      },
      createTrainingHost(
        {
          emit(event) {
            if (event.type === 'start') heldOut = event.validationCharacters;
            if (event.type === 'alarm') diverged = true;
            writer.emit(event);
            if (event.type === 'start') {
              emitBaseline(gzipBaseline);
              if (text.length <= QUICK_BASELINE) emitBaseline(ngramBaseline);
            }
          },
          checkpointDue: () => writer.run !== undefined && performance.now() - saved >= checkpointInterval,
          checkpoint(model, step) {
            if (!writer.run || performance.now() - saved < bestInterval) return;
            // Whoever finds the checkpoint finds the metrics up to it.
            writer.flush();
            saved = performance.now();
            const file = writer.store(model);
            if (!file) return;
            writer.showWeights(model);
            // What has diverged serves no document.
            if (!diverged) send({ type: 'checkpoint', path: file, step });
          },
          computed() {
            writer.flush();
            send({ type: 'computed' });
          },
          stepped(step, learner, vocabulary) {
            steps = step;
            const { passage, network, model } = trainer.task;
            if (typeof passage === 'string') asked = { step, vocabulary, task: model, text: passage, weights: () => learner.readWeights() };
            questions.answer(() => asked);
            if (passage === undefined) return;
            diagnosing ??= new DiagnosisScheduler(
              { architecture: configuration, vocabulary, text: passage, ports: network, task: model },
              { now: () => performance.now(), interrupted: () => beat() === CONTROL.stop },
              request.group !== undefined,
            );
            const event = diagnosing.maybeRun(step, { weights: () => learner.readWeights(), gradients: () => learner.readGradients() });
            if (event) writer.emit(event);
          },
          control: beat,
          waitWhilePaused() {
            writer.flush();
            // Without shared memory the loop itself waits.
            while (!yieldToEventLoop && beat() === CONTROL.pause) {
              questions.answer(() => asked);
              Atomics.wait(control, 0, CONTROL.pause, 500);
            }
          },
        },
        { ...optional('spawn', spawn), ...optional('memoryLimit', request.memoryLimit) },
      ),
    );
    const turn = async () => {
      await yieldToEventLoop?.();
      questions.answer(() => asked);
    };
    // Two ways to one loop: the thread that shares memory never waits for a turn.
    const { model, done } = yieldToEventLoop ? await trainer.runAsync(turn) : trainer.run();
    /** Over the training, as all before it: what is kept may be of an earlier step. */
    const diagnoseLast = () => {
      if (done.reason === 'diverged') return;
      for (const event of diagnosing?.finish(steps, takeWeights(model.resume!)) ?? []) writer.emit(event);
    };
    const quick = diagnosing?.isQuick === true && done.reason !== 'stopped';
    if (quick) diagnoseLast();
    if (text.length > QUICK_BASELINE && text.length <= MAX_BASELINE && (done.reason === 'budget' || done.reason === 'early'))
      emitBaseline(ngramBaseline);
    writer.showWeights(model);
    // The last checkpoint may be this very model: tens of megabytes are written once.
    if (writer.run && writer.written?.model !== model && !writer.store(model) && !writer.written && !goesOn)
      // Not one checkpoint, and nothing to go on from: that is a failure.
      writer.run.saveModel(model);
    const file = writer.written?.file ?? null;
    writer.emit({ ...done, path: file });
    writer.flush();
    // A run whose last checkpoint is of before its end goes on from there.
    writer.finish(writer.written?.model === model || done.reason === 'stopped' || diverged ? stateAfter(done.reason) : 'interrupted');
    // What has diverged serves no document.
    send({ type: 'finished', path: diverged ? null : file });
    if (quick) return;
    // Nobody waits for it: the run is over, and the panel shows it when it is there.
    diagnoseLast();
    writer.flush();
  }

  try {
    await train();
  } catch (error) {
    writer.fail();
    if (error instanceof UnrollError) send({ type: 'failed', id: error.id, args: [...error.args], detail: error.stack ?? error.message });
    else
      send({
        type: 'failed',
        id: 'training.failed',
        args: [(error as Error).message ?? String(error)],
        detail: (error as Error).stack ?? String(error),
      });
  }
}

/** A run that was killed before its first checkpoint starts anew. */
function checkpointOf(folder: string): Model | undefined {
  return loadRun(folder).model ? readCheckpoint(folder) : undefined;
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}
