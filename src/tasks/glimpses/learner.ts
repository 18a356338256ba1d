import { initialWeights } from '../../network/glimpses/initial-weights';
import { GlimpseNetwork } from '../../network/glimpses/network';
import { retina } from '../../network/glimpses/sensor';
import type { Choose, GlimpseShape } from '../../network/glimpses/shape';
import { Random } from '../../network/random';
import type { GlimpseNetworkId, GlimpsePictures, GlimpseWalk } from '../../protocol/glimpses';
import { bestOf, meanNats, outputGradients } from './reinforce';
import { type Drawings, type Scene, Scenes, SIDE } from './scene';

/** Windows of a glimpse: 6, 12 and 24 pixels wide, 6 × 6 cells each. */
export const SENSOR = { size: 6, scales: 3 };
/** Pictures of an update, and those that are looked at side by side without learning. */
export const STREAMS = 64;
const JUDGED = 100;
const RATE = 3e-3;
const CLIP = 1;
/** Deviation of the Gaussian policy, in half widths of the picture. */
const DEVIATION = 0.15;

/** What is different from one network to the others. */
interface Definition {
  readonly shape: Omit<GlimpseShape, 'classes'>;
  readonly steps: (glimpses: number) => number;
  /** Where it looks; the first glimpse is always in the middle. */
  readonly policy: 'learned' | 'random';
}

const GLIMPSES = { ...SENSOR, features: 64, hidden: 64 };

const DEFINITIONS: Readonly<Record<GlimpseNetworkId, Definition>> = {
  learned: { shape: GLIMPSES, steps: (glimpses) => glimpses, policy: 'learned' },
  random: { shape: GLIMPSES, steps: (glimpses) => glimpses, policy: 'random' },
  // One glimpse as large as the picture: without a state before it, the same network is a feed-forward one.
  whole: { shape: { ...GLIMPSES, size: SIDE, scales: 1, features: 128 }, steps: () => 1, policy: 'random' },
};

/** One network of the glimpse playground with its pictures: those and its random numbers follow from the seed alone. */
export class GlimpseLearner {
  /** Glimpses of a picture. */
  readonly glimpses: number;
  private readonly network: GlimpseNetwork;
  private readonly scenes: Scenes;
  private readonly noise: Random;
  private readonly isLearned: boolean;
  private readonly classes: number;

  constructor(
    readonly id: GlimpseNetworkId,
    private readonly pictures: GlimpsePictures,
    drawings: Drawings,
    { glimpses, seed }: { readonly glimpses: number; readonly seed: number },
  ) {
    const { steps, policy, ...definition } = DEFINITIONS[id];
    const { classes } = drawings;
    const shape = { ...definition.shape, classes };
    this.classes = classes;
    this.glimpses = steps(glimpses);
    this.isLearned = policy === 'learned';
    this.network = new GlimpseNetwork(shape, { streams: JUDGED, steps: this.glimpses }, initialWeights(shape, new Random(seed, 'glimpses')));
    this.scenes = new Scenes(drawings, new Random(seed, 'glimpse pictures'));
    this.noise = new Random(seed, 'glimpse places');
  }

  /** One update by new pictures. */
  step(): void {
    const { noise, network } = this;
    const scenes = Array.from({ length: STREAMS }, () => this.scenes.draw(this.pictures));
    const digits = scenes.map(({ digit }) => digit);
    const choose: Choose = (_, __, [x, y]) => (this.isLearned ? [x + DEVIATION * noise.normal(), y + DEVIATION * noise.normal()] : anywhere(noise));
    const walk = network.look(scenes.map(retinaOf), this.glimpses, fromTheMiddle(choose));
    network.backward(walk, outputGradients(walk, digits, this.classes, this.isLearned ? DEVIATION : 0));
    network.update(RATE, CLIP);
  }

  /** Shares of right answers after every glimpse, and mean nats. A learned policy looks at its means. */
  judge(scenes: readonly Scene[]): { accuracies: number[]; loss: number } {
    const { classes } = this;
    const right = new Array<number>(this.glimpses).fill(0);
    const noise = new Random(1, 'judged places');
    let nats = 0;
    for (let from = 0; from < scenes.length; from += JUDGED) {
      const some = scenes.slice(from, from + JUDGED);
      const walk = this.network.look(some.map(retinaOf), this.glimpses, this.chooseCalmly(noise));
      const digits = some.map(({ digit }) => digit);
      nats += meanNats(walk, digits, classes) * some.length;
      for (let t = 0; t < this.glimpses; t++)
        for (let b = 0; b < some.length; b++) right[t]! += Number(bestOf(walk.beliefs, (t * some.length + b) * classes, classes) === digits[b]);
    }
    return { accuracies: right.map((count) => count / scenes.length), loss: nats / scenes.length };
  }

  /** How it goes through a few pictures; random places are the same every time. */
  walk(scenes: readonly Scene[]): GlimpseWalk[] {
    const B = scenes.length;
    const { classes } = this;
    const { chosen, beliefs } = this.network.look(scenes.map(retinaOf), this.glimpses, this.chooseCalmly(new Random(2, 'shown places')));
    const times = Array.from({ length: this.glimpses }, (_, t) => t);
    return scenes.map((_, b) => ({
      places: times.map((t) => [rounded(chosen[2 * (t * B + b)]!), rounded(chosen[2 * (t * B + b) + 1]!)] as const),
      beliefs: times.map((t) => [...beliefs.subarray((t * B + b) * classes, (t * B + b + 1) * classes)].map(rounded)),
    }));
  }

  private chooseCalmly(noise: Random): Choose {
    return fromTheMiddle((_, __, mean) => (this.isLearned ? mean : anywhere(noise)));
  }
}

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
const anywhere = (noise: Random): readonly [number, number] => [2 * noise.uniform() - 1, 2 * noise.uniform() - 1];
const fromTheMiddle =
  (choose: Choose): Choose =>
  (t, b, mean) =>
    t === 0 ? [0, 0] : choose(t, b, mean);
const retinaOf = ({ ink }: Scene) => retina(ink, SIDE);
