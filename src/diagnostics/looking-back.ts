import { portsOf } from '../network/ports';
import { toFloat64 } from '../network/reference/matrix';
import { ReferenceNetwork } from '../network/reference/network';
import { windowPass } from '../network/reference/window';
import { windowOf } from '../network/sliding';
import { describeStack, networkTensors } from '../network/stack';
import type { Architecture } from '../protocol/configuration';
import { LOOKED_CHARACTERS, type LookingBack } from '../protocol/looking-back';
import type { Tensors } from '../protocol/model';

/** Multiplications that a piece may take: a second or so. */
const MAX_MULTIPLICATIONS = 5e8;

type TrainedArchitecture = Architecture & { readonly sequenceLength?: number };

/**
 * Attention of every head over the last characters of a text, and the distances at which convolutions read: what layers see that have no state. Undefined
 * where no layer is of such a kind, or the network is too large to be read in float64 at once.
 */
export function lookingBack(
  architecture: TrainedArchitecture,
  vocabularySize: number,
  weights: Tensors,
  symbols: ArrayLike<number>,
  characters: readonly string[],
): LookingBack | undefined {
  const { branches, kinds } = describeStack(architecture, portsOf(architecture, vocabularySize));
  const taps = branches.flatMap(({ kind, shape, layer, branch }) => (kind.taps && branch === 0 ? [{ layer, distances: kind.taps(shape) }] : []));
  const attends = kinds.some(({ family }) => family === 'attention');
  if (!attends && taps.length === 0) return undefined;
  const count = Math.min(LOOKED_CHARACTERS, windowOf(architecture) ?? LOOKED_CHARACTERS, symbols.length);
  if (count === 0) return undefined;
  const far = taps.length === kinds.length ? 1 + taps.reduce((sum, { distances }) => sum + Math.max(...distances), 0) : null;
  const shown = { characters: characters.slice(-count), taps, field: far };
  if (!attends) return { ...shown, attention: [] };
  const size = networkTensors(describeStack(architecture, portsOf(architecture, vocabularySize))).reduce(
    (sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1),
    0,
  );
  if (size * count > MAX_MULTIPLICATIONS) return undefined;
  const network = new ReferenceNetwork(architecture, vocabularySize, toFloat64(weights));
  const { attention } = windowPass(network, network.inputsOf(Array.from(symbols).slice(-count)), network.zeroState().layers);
  const layers = attention.flatMap((steps, i) => {
    if (!steps) return [];
    const heads = steps[0]!.map((_, head) => steps.map((step) => Array.from(step[head]!, (share) => Math.round(1000 * share) / 1000)));
    return [{ layer: branches[i]!.layer, heads }];
  });
  return { ...shown, attention: layers };
}
