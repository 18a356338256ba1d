import type { Configuration } from '../protocol/configuration';
import { UnrollError } from '../protocol/error';
import { CONTROL } from '../protocol/trainer-messages';
import { languageModel } from '../tasks/language-model';
import { createTrainingHost } from './create-training-host';
import { Trainer } from './trainer';

/** Updates in which an explosion can be watched: not over before one has looked, and not to be waited for. */
export const VISIBLE_STEPS = { least: 30, most: 100 } as const;

/** Without biases no unit can be off for every input: after the first surge the network goes on to explode instead of falling silent. */
const LESSON = { bias: false, warmup: 100, steps: 120, evaluateEvery: 60, threads: 1 } as const;
/** The smaller ones first: with them the network learns once there is a gradient threshold. Larger ones are for texts of a few characters. */
const RATES = [0.03, 0.05, 0.1, 0.2, 1, 3, 10];
const SEEDS = 6;
/** Different characters from which on a step takes so long that one stream has to do. */
const LARGE_VOCABULARY = 500;

/**
 * The configuration with the first learning rate and seed by which a text's gradients explode in sight, and by which, where there is such a pair, the same network
 * learns with the gradient threshold 1: the runs are made ahead. The same text gives the same configuration, and a run with it the same explosion.
 * @param configuration a network whose gradients can explode: ReLU with W = I, no gradient threshold
 * @param interrupted looked at between two updates
 * @throws UnrollError `training.explosion` when none does: a text that is always the same, or a very short one
 */
export function findExplosion(text: string, configuration: Configuration, interrupted: () => boolean = () => false): Configuration {
  const characters = new Set(text).size;
  const batchSize = characters > LARGE_VOCABULARY ? 1 : 4;
  let explosive: Configuration | undefined;
  for (const learningRate of characters > 1 ? RATES : []) {
    if (explosive && learningRate > 0.1) return explosive;
    for (let seed = configuration.seed; seed < configuration.seed + SEEDS; seed++) {
      const candidate = { ...configuration, ...LESSON, batchSize, learningRate, seed };
      if (interrupted()) return candidate;
      const { steps, diverged } = tryOut(text, candidate, interrupted);
      if (!diverged || steps < VISIBLE_STEPS.least || steps > VISIBLE_STEPS.most) continue;
      const rescued = tryOut(text, { ...candidate, clip: 1, clipMode: 'norm' }, interrupted);
      if (!rescued.diverged && rescued.last < rescued.first) return candidate;
      if (!rescued.diverged) explosive ??= candidate;
    }
  }
  if (explosive) return explosive;
  throw new UnrollError('training.explosion', [text.length]);
}

/** How a run ends, with its mean losses over the first and the last ten reports. */
function tryOut(text: string, configuration: Configuration, interrupted: () => boolean) {
  const losses: number[] = [];
  const host = createTrainingHost({
    control: () => (interrupted() ? CONTROL.stop : CONTROL.run),
    emit: (event) => event.type === 'step' && losses.push(event.loss),
  });
  const { done } = new Trainer({ task: languageModel(text), configuration, logEvery: 1 }, host).run();
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { steps: done.steps, diverged: done.reason === 'diverged', first: mean(losses.slice(0, 10)), last: mean(losses.slice(-10)) };
}
