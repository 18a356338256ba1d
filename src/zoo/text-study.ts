import { type Trace, traceText } from '../diagnostics/trace';
import { createLearner } from '../network/create';
import type { Configuration } from '../protocol/configuration';
import { BASE_CONFIGURATION, type Overrides } from '../protocol/defaults';
import { UnrollError } from '../protocol/error';
import type { Tensors } from '../protocol/model';
import { completeArchitecture } from '../protocol/surroundings';
import type { TrainingEvent } from '../protocol/training-events';
import { languageModel } from '../tasks/language-model';
import type { Task } from '../tasks/task';
import { codePoints } from '../text/text';
import { Vocabulary } from '../text/vocabulary';
import { takeWeights } from '../training/resume-tensors';
import { Trainer } from '../training/trainer';

/** Updates of the text protocol. */
export const TEXT_STEPS = 490;
const TEXT_RECIPE: Overrides = {
  ...{ batchSize: 32, sequenceLength: 64, steps: TEXT_STEPS, seconds: 0, learningRate: 2e-3, warmup: 0 },
  ...{ clip: 5, dropout: 0, validation: 0, minCount: 1 },
  schedule: 'constant',
};
/** Time steps t of ‖∂s_t/∂s_k‖ and ‖∂logits_t/∂x_k‖ on a text; reported as the geometric mean over them. */
export const FLOW_POSITIONS = [120, 170, 220, 259];

export interface ZooSurroundings {
  /** Text of the jobs that need one. */
  readonly text: string | undefined;
  readonly threads: number;
  now(): number;
  /** One of CONTROL; looked at between updates. */
  control(): number;
  /** Returns when the training is to go on; without it a pause changes nothing. */
  waitWhilePaused?(): void;
}

/** What a network is and how it is trained. */
export interface Trained {
  readonly options: Overrides;
  readonly seed: number;
}

export function completeRecipe(recipe: Overrides, { options, seed }: Trained, threads: number): Configuration {
  return completeArchitecture({ ...BASE_CONFIGURATION, ...recipe, ...options, seed, threads }, options);
}

/** Trains to the end of the steps, or until the control says stop. Returns the weights. */
export function train(task: Task, configuration: Configuration, surroundings: ZooSurroundings, emit: (event: TrainingEvent) => void): Tensors {
  const { now, control, waitWhilePaused } = surroundings;
  const trainer = new Trainer(
    { task, configuration, logEvery: 1 },
    {
      createLearner: (options, build) => createLearner(options, build ? { build } : {}),
      emit,
      checkpoint: () => undefined,
      now,
      control,
      waitWhilePaused: () => waitWhilePaused?.(),
    },
  );
  const { model } = trainer.run();
  return takeWeights(model.resume!);
}

/** Trains a network by the protocol of the study: 32 streams, 64 time steps, Adam 2e-3, threshold 5, 490 updates. @throws UnrollError when there is no text */
export function trainOnText(trained: Trained, surroundings: ZooSurroundings, emit: (event: TrainingEvent) => void = () => undefined): Tensors {
  return train(languageModel(textOf(surroundings)), completeRecipe(TEXT_RECIPE, trained, surroundings.threads), surroundings, emit);
}

/** The beginning of the text, read by a network that is fresh or has been trained on all of it. @throws UnrollError when there is no text */
export function traceOnText(network: Trained & { readonly trained: boolean }, surroundings: ZooSurroundings): Trace {
  const characters = codePoints(textOf(surroundings));
  const vocabulary = Vocabulary.of(characters);
  const configuration = completeRecipe(TEXT_RECIPE, network, surroundings.threads);
  const weights = network.trained ? trainOnText(network, surroundings) : freshWeights(configuration, vocabulary.size);
  return traceText(configuration, vocabulary.size, weights, vocabulary.encode(characters.slice(0, Math.max(...FLOW_POSITIONS) + 1)));
}

function textOf({ text }: ZooSurroundings): string {
  if (text === undefined) throw new UnrollError('zoo.text', [], { exitCode: 2 });
  return text;
}

function freshWeights(configuration: Configuration, vocabularySize: number): Tensors {
  const learner = createLearner({ configuration, ports: vocabularySize });
  const weights = learner.readWeights();
  learner.dispose();
  return weights;
}
