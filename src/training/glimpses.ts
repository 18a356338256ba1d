import { Random } from '../network/random';
import { UnrollError } from '../protocol/error';
import { GLIMPSE_NETWORKS, GLIMPSE_RANGES, type GlimpseEvent, type GlimpseRequest } from '../protocol/glimpses';
import { drawingsOf } from '../tasks/glimpses/drawings';
import { GlimpseLearner, SENSOR, STREAMS } from '../tasks/glimpses/learner';
import { type Scene, Scenes, SIDE } from '../tasks/glimpses/scene';

/** Updates between two looks at the pictures that are never trained on, and how many of those there are. */
const EVERY = 200;
const TESTS = 1000;

/**
 * Trains networks side by side that look at pictures of drawn digits, or of what a person has drawn: one through glimpses whose places it learns to choose by REINFORCE, one through glimpses at
 * random places, one that sees everything. They take turns, so that their curves grow together.
 * @param emit hears everything, in order
 * @param interrupted looked at between updates
 * @throws UnrollError when a number or the choice of networks is out of range
 */
export function runGlimpses(request: GlimpseRequest, emit: (event: GlimpseEvent) => void, interrupted: () => boolean = () => false): void {
  check(request);
  const { own, ...asked } = request;
  const { pictures, steps } = asked;
  const { names, training, test } = drawingsOf(asked.seed, own);
  const networks = GLIMPSE_NETWORKS.filter((network) => request.networks.includes(network));
  const scenes = new Scenes(test, new Random(99, 'test pictures'));
  const tests = Array.from({ length: TESTS }, () => scenes.draw(pictures));
  const examples = names.map((_, digit) => scenes.draw(pictures, digit));
  const shown = examples.map(({ digit, ink }) => ({ digit, ink: Array.from(ink, (value) => Math.round(9 * value)).join('') }));
  emit({
    type: 'begin',
    request: { ...asked, networks },
    classes: [...names],
    side: SIDE,
    ...SENSOR,
    streams: STREAMS,
    tests: TESTS,
    examples: shown,
  });
  const learners = networks.map((network) => ({ learner: new GlimpseLearner(network, pictures, training, asked), seconds: 0 }));
  for (const { learner } of learners) report(learner, 0, 0, tests, examples, emit);
  for (let step = 0; step < steps; ) {
    const turn = Math.min(EVERY, steps - step);
    step += turn;
    for (const each of learners) {
      const started = performance.now();
      for (let i = 0; i < turn; i++) {
        if (interrupted()) {
          emit({ type: 'done', stopped: true });
          return;
        }
        each.learner.step();
      }
      each.seconds += (performance.now() - started) / 1000;
      report(each.learner, step, each.seconds, tests, examples, emit);
    }
  }
  emit({ type: 'done', stopped: false });
}

function report(
  ...[learner, step, seconds, tests, examples, emit]: [
    ...[learner: GlimpseLearner, step: number, seconds: number, tests: readonly Scene[], examples: readonly Scene[]],
    ...[emit: (event: GlimpseEvent) => void],
  ]
): void {
  emit({ type: 'point', network: learner.id, step, ...learner.judge(tests), seconds });
  if (learner.glimpses > 1) emit({ type: 'walks', network: learner.id, step, walks: learner.walk(examples) });
}

function check({ glimpses, networks, steps }: GlimpseRequest): void {
  for (const [name, value] of [
    ['glimpses', glimpses],
    ['steps', steps],
  ] as const) {
    const { least, most } = GLIMPSE_RANGES[name];
    if (!Number.isInteger(value) || value < least || value > most)
      throw new UnrollError('configuration.whole', [name, least, most, value], { exitCode: 2 });
  }
  if (!GLIMPSE_NETWORKS.some((network) => networks.includes(network)))
    throw new UnrollError('playground.cells', [GLIMPSE_NETWORKS.join(', ')], { exitCode: 2 });
}
