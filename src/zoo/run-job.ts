import { gradientFlow } from '../diagnostics/gradient-flow';
import { influence } from '../diagnostics/influence';
import { spectra } from '../diagnostics/spectra';
import { stateFlow } from '../diagnostics/state-flow';
import { traceText } from '../diagnostics/trace';
import { createLearner } from '../network/create';
import type { Configuration } from '../protocol/configuration';
import { BASE_CONFIGURATION } from '../protocol/defaults';
import { UnrollError } from '../protocol/error';
import type { Tensors } from '../protocol/model';
import { completeArchitecture } from '../protocol/surroundings';
import type { TrainingEvent } from '../protocol/training-events';
import { languageModel } from '../tasks/language-model';
import { SYNTHETIC_DEFAULTS, syntheticTask } from '../tasks/synthetic';
import type { Task } from '../tasks/task';
import { codePoints } from '../text/text';
import { Vocabulary } from '../text/vocabulary';
import { takeWeights } from '../training/resume-tensors';
import { Trainer } from '../training/trainer';
import { FLOW_LAGS, jobKey, LOGIT_LAGS, type ZooJob, type ZooResult } from './job';

/** Updates of the text protocol, and the last ones whose mean loss is compared. */
const TEXT_STEPS = 490;
const COMPARED_STEPS = 100;
const TEXT_RECIPE: Partial<Configuration> = {
  ...{ batchSize: 32, sequenceLength: 64, steps: TEXT_STEPS, seconds: 0, learningRate: 2e-3, warmup: 0 },
  ...{ clip: 5, dropout: 0, validation: 0, minCount: 1 },
  schedule: 'constant',
};
const FLOW_POSITIONS = [120, 170, 220, 259];

export interface ZooSurroundings {
  /** Text of the jobs that need one. */
  readonly text: string | undefined;
  readonly threads: number;
  now(): number;
  /** One of CONTROL; looked at between updates. */
  control(): number;
}

/**
 * Does a job.
 * @throws UnrollError when the text is missing or too short
 */
export function runJob(job: ZooJob, context: ZooSurroundings): ZooResult {
  const started = context.now();
  const result = job.kind === 'task' ? runTask(job, context) : job.kind === 'text' ? runText(job, context) : runFlow(job, context);
  return { key: jobKey(job), ...result, seconds: (context.now() - started) / 1000 };
}

type Measured = Omit<ZooResult, 'key' | 'seconds'>;

function complete(recipe: Partial<Configuration>, { options, seed }: ZooJob, threads: number): Configuration {
  return completeArchitecture({ ...BASE_CONFIGURATION, ...recipe, ...options, seed, threads }, options);
}

function train(task: Task, configuration: Configuration, { now, control }: ZooSurroundings, emit: (event: TrainingEvent) => void): Tensors {
  const trainer = new Trainer(
    { task, configuration, logEvery: 1 },
    {
      createLearner: (options, build) => createLearner(options, build ? { build } : {}),
      emit,
      checkpoint: () => undefined,
      now,
      control,
      waitWhilePaused: () => undefined,
    },
  );
  const { model } = trainer.run();
  return takeWeights(model.resume!);
}

function runTask(job: Extract<ZooJob, { kind: 'task' }>, context: ZooSurroundings): Measured {
  const configuration = complete({ ...SYNTHETIC_DEFAULTS, steps: job.steps }, job, context.threads);
  let measured: Measured = {};
  let bestAccuracy = 0;
  train(syntheticTask(job.task, job.parameters), configuration, context, (event) => {
    if (event.type === 'evaluation') bestAccuracy = Math.max(bestAccuracy, event.accuracy);
    if (event.type === 'done')
      measured = {
        solvedAt: event.solvedAt ?? null,
        ...(event.generalization ? { generalization: event.generalization } : {}),
        ...(event.closers ? { closers: event.closers } : {}),
      };
  });
  return { ...measured, bestAccuracy };
}

function textOf({ text }: ZooSurroundings): string {
  if (text === undefined) throw new UnrollError('zoo.text', [], { exitCode: 2 });
  return text;
}

function runText(job: ZooJob, context: ZooSurroundings): Measured {
  const losses: number[] = [];
  trainOnText(job, context, (event) => {
    if (event.type === 'step') losses.push(event.loss);
  });
  const compared = losses.slice(TEXT_STEPS - COMPARED_STEPS);
  return { loss: compared.reduce((sum, loss) => sum + loss, 0) / compared.length };
}

function trainOnText(job: ZooJob, context: ZooSurroundings, emit: (event: TrainingEvent) => void = () => undefined): Tensors {
  return train(languageModel(textOf(context)), complete(TEXT_RECIPE, job, context.threads), context, emit);
}

function runFlow(job: Extract<ZooJob, { kind: 'flow' }>, context: ZooSurroundings): Measured {
  const characters = codePoints(textOf(context));
  const vocabulary = Vocabulary.of(characters);
  const configuration = complete(TEXT_RECIPE, job, context.threads);
  const weights = job.trained ? trainOnText(job, context) : freshWeights(configuration, vocabulary.size);
  const end = Math.max(...FLOW_POSITIONS) + 1;
  const trace = traceText(configuration, vocabulary.size, weights, vocabulary.encode(characters.slice(0, end)));
  const positions = FLOW_POSITIONS.filter((position) => position < trace.steps.length);
  if (job.measure === 'logits') return { norms: influence(trace, LOGIT_LAGS, positions) };
  if (job.measure === 'states') return { norms: stateFlow(trace, FLOW_LAGS, positions) };
  const { norms, bounds } = gradientFlow(trace, spectra(trace.network), FLOW_LAGS, positions);
  return { norms: norms.at(-1)!, bounds: bounds.at(-1)! };
}

function freshWeights(configuration: Configuration, vocabularySize: number): Tensors {
  const learner = createLearner({ configuration, ports: vocabularySize });
  const weights = learner.readWeights();
  learner.dispose();
  return weights;
}
