import { type NetworkPorts, portsOf } from '../../network/ports';
import { carriedNumbers, describeStack } from '../../network/stack';
import type { Configuration } from '../../protocol/configuration';
import { UnrollError } from '../../protocol/error';
import { completeArchitecture } from '../../protocol/surroundings';
import { weightCount } from '../run/form-fields';

export const EQUAL_SIZES = ['parameters', 'state'] as const;
export type EqualSize = (typeof EQUAL_SIZES)[number];

/** Widths that are tried are multiples of it. */
const STEP = 4;
const WIDEST = 2048;

const stateCount = (configuration: Configuration, ports: NetworkPorts | number) =>
  carriedNumbers(describeStack(configuration, portsOf(configuration, ports)));

const MEASURES = { parameters: weightCount, state: stateCount } satisfies Record<EqualSize, unknown>;

/** Sizes in which these networks can be equal: not in state where one carries nothing. */
export function possibleSizes(plan: readonly Configuration[], vocabularySize: number): EqualSize[] {
  return EQUAL_SIZES.filter((size) => plan.every((configuration) => MEASURES[size](configuration, vocabularySize) > 0));
}

/**
 * The same networks as wide as it takes to have about as many weights, or to carry about as many numbers, as the first one.
 * @param ports what they are connected to; a number: a language model with so many symbols
 * @throws UnrollError for a network that carries nothing where state is to be equal
 */
export function equallySized(plan: readonly Configuration[], ports: NetworkPorts | number, size: EqualSize): Configuration[] {
  const measure = MEASURES[size];
  const [first] = plan;
  if (!first) return [];
  const wanted = measure(first, ports);
  return plan.map((configuration) => {
    if (measure(configuration, ports) === 0) throw new UnrollError('experiment.state', [configuration.cell], { exitCode: 2 });
    return configuration === first ? first : nearest(configuration, (wider) => Math.abs(measure(wider, ports) - wanted));
  });
}

/** The width whose distance from the aim is least; sizes grow with the width. */
function nearest(configuration: Configuration, distance: (wider: Configuration) => number): Configuration {
  let best: { configuration: Configuration; distance: number } | undefined;
  for (let hidden = STEP; hidden <= WIDEST; hidden += STEP) {
    const wider = widened(configuration, hidden);
    if (!wider) continue;
    const far = distance(wider);
    if (best && far > best.distance) break;
    best = { configuration: wider, distance: far };
  }
  return best?.configuration ?? configuration;
}

/** Undefined where the heads cannot share such a width. */
function widened(configuration: Configuration, hidden: number): Configuration | undefined {
  const embedding = configuration.embedding === configuration.hidden ? hidden : configuration.embedding;
  const { residual, norm, headNorm, inputInit } = configuration;
  try {
    return completeArchitecture({ ...configuration, hidden, embedding }, { residual, norm, headNorm, inputInit, embedding });
  } catch (error) {
    if (error instanceof UnrollError && error.id === 'configuration.heads') return undefined;
    throw error;
  }
}
