import { bpttTrace } from '../diagnostics/bptt-trace';
import { createInference } from '../network/inference';
import type { InferenceNetwork, Learner } from '../network/learner';
import { Random } from '../network/random';
import { sampleText } from '../prediction/sampling';
import type { Configuration } from '../protocol/configuration';
import { defaultConfiguration } from '../protocol/defaults';
import type { TrainingEvent } from '../protocol/training-events';
import type { LessonTraining, Prediction, TutorialReply } from '../protocol/tutorial';
import { languageModel } from '../tasks/language-model';
import { codePoints, normalizeText } from '../text/text';
import type { Vocabulary } from '../text/vocabulary';
import { createTrainingHost } from '../training/create-training-host';
import { Trainer } from '../training/trainer';
import { plainWeights } from './plain-weights';
import { probe } from './probe';

/** Milliseconds between two looks at the network, and between two messages about its steps. */
const LOOK_INTERVAL = 250;
const SEND_INTERVAL = 60;
/** Next characters that are named, the most probable first. */
const MAX_PREDICTIONS = 4;
/** Hidden units of a network whose numbers a page can show. */
const LARGEST_SHOWN = 48;

/**
 * Trains a network on a text on the thread that calls and reports what a page shows: every step, and looks at what the network predicts, computes and writes.
 * @throws UnrollError for a text or options that cannot be trained
 */
export function trainingLesson(lesson: LessonTraining, send: (reply: TutorialReply) => void, now: () => number = () => performance.now()): void {
  const text = normalizeText(lesson.text);
  const characters = codePoints(text);
  const configuration: Configuration = { ...defaultConfiguration(characters.length, new Set(characters).size, lesson.options), threads: 1 };
  let vocabulary: Vocabulary | undefined;
  let observer: Observer | undefined;
  let points: [number, number, number, 0 | 1][] = [];
  let [sent, looked, lookedAt] = [0, -1, 0];
  const flush = () => {
    if (points.length > 0) send({ type: 'steps', points });
    points = [];
    sent = now();
  };
  const look = (step: number, weights: ReturnType<Learner['readWeights']>) => {
    flush();
    observer ??= new Observer(lesson, configuration, vocabulary!);
    send(observer.look(step, weights, now));
    [looked, lookedAt] = [step, now()];
  };
  const onEvent = (event: TrainingEvent) => {
    if (event.type === 'step') {
      points.push([event.step, event.loss, event.gradientNorm, event.clipped ? 1 : 0]);
      if (now() - sent > SEND_INTERVAL) flush();
    }
  };
  const trainer = new Trainer(
    { task: languageModel(text), configuration },
    createTrainingHost({
      emit: onEvent,
      stepped: (step, learner, known) => {
        if (!vocabulary) {
          vocabulary = known;
          send({ type: 'start', parameters: countParameters(learner), vocabulary: known.characters, architecture: configuration });
        }
        const due = lesson.lookEvery > 0 ? step % lesson.lookEvery === 0 : now() - lookedAt >= LOOK_INTERVAL;
        if (due || step === 0) look(step, learner.readWeights());
      },
      now,
    }),
  );
  const { model, done } = trainer.run();
  flush();
  if (looked !== done.steps && done.reason !== 'diverged') look(done.steps, model.weights);
  send({ type: 'end', step: done.steps, diverged: done.reason === 'diverged', seconds: done.seconds, bestLoss: done.bestLoss ?? null });
}

function countParameters(learner: Pick<Learner, 'readWeights'>): number {
  let count = 0;
  for (const { data } of learner.readWeights().values()) count += data.length;
  return count;
}

/** Looks at a network while it learns. */
class Observer {
  private network: InferenceNetwork | undefined;

  constructor(
    private readonly lesson: LessonTraining,
    private readonly configuration: Configuration,
    private readonly vocabulary: Vocabulary,
  ) {}

  look(step: number, weights: ReturnType<Learner['readWeights']>, now: () => number): TutorialReply {
    const { lesson, vocabulary } = this;
    if (this.network) this.network.writeWeights(weights);
    this.network ??= createInference(this.configuration, vocabulary.size, weights);
    const walk = lesson.walk ? bpttTrace({ architecture: this.configuration, vocabulary, weights, text: lesson.walk, step, now }) : null;
    const isShown = this.configuration.hidden <= LARGEST_SHOWN;
    const read = (lesson.prompts ?? []).map((prompt) => this.read(prompt));
    return {
      type: 'look',
      step,
      predictions: read.map(({ predictions }) => predictions),
      weights: isShown ? plainWeights(weights) : {},
      states: isShown ? read.map(({ state }) => state) : [],
      walk,
      sample: lesson.sample ? this.write(lesson.sample) : '',
      probes: lesson.probe ? (lesson.prompts ?? []).map((prompt) => probe(lesson.probe!, this.configuration, vocabulary, weights, prompt)) : [],
    };
  }

  private read(prompt: string): { predictions: Prediction[]; state: number[] } {
    const { vocabulary, configuration } = this;
    const network = this.network!;
    const state = network.createState();
    const logProbabilities = new Float32Array(vocabulary.size);
    for (const symbol of vocabulary.encode(Array.from(prompt))) network.advance(state, symbol, logProbabilities);
    const order = Array.from(logProbabilities.keys()).sort((a, b) => logProbabilities[b]! - logProbabilities[a]!);
    const predictions = order.slice(0, MAX_PREDICTIONS).map((symbol) => ({
      character: vocabulary.character(symbol) ?? '\uFFFD',
      probability: Math.exp(logProbabilities[symbol]!),
    }));
    return { predictions, state: Array.from({ length: configuration.hidden }, (_, unit) => network.activation(configuration.layers - 1, unit)) };
  }

  private write(length: number): string {
    const prime = codePoints(this.lesson.text).slice(0, 8).join('');
    const letters = sampleText(this.network!, this.vocabulary, prime, { temperature: 0.6, topK: 0, topP: 0.95 }, new Random(1, 'lesson'));
    let written = '';
    for (const letter of letters) {
      written += letter;
      if (--length === 0) break;
    }
    return written;
  }
}
