import assert from 'node:assert/strict';
import type { GlimpseEvent, GlimpseRequest } from '../../../src/protocol/glimpses';
import { runGlimpses } from '../../../src/training/glimpses';

const REQUEST: GlimpseRequest = { pictures: 'translated', glimpses: 3, networks: ['whole', 'random', 'learned'], steps: 50, seed: 1 };

function run(own: Partial<GlimpseRequest> = {}, interrupted?: (events: readonly GlimpseEvent[]) => boolean): GlimpseEvent[] {
  const events: GlimpseEvent[] = [];
  runGlimpses(
    { ...REQUEST, ...own },
    (event) => events.push(event),
    () => interrupted?.(events) ?? false,
  );
  return events;
}
const withoutTimes = (events: readonly GlimpseEvent[]) => events.map((event) => (event.type === 'point' ? { ...event, seconds: 0 } : event));

describe('the glimpse playground', () => {
  it('shows one picture of each digit, then every network by turns and how it goes through them, and is the same again, also alone', () => {
    const events = run();
    const [begin] = events;
    assert.ok(begin?.type === 'begin');
    assert.deepEqual(
      begin.examples.map(({ digit }) => digit),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
    for (const { ink } of begin.examples) assert.match(ink, new RegExp(`^[0-9]{${begin.side ** 2}}$`));
    assert.deepEqual(
      events
        .slice(1)
        .map((event) => (event.type === 'point' || event.type === 'walks' ? `${event.type} ${event.network} ${event.step}` : event.type)),
      [
        ...['point learned 0', 'walks learned 0', 'point random 0', 'walks random 0', 'point whole 0'],
        ...['point learned 50', 'walks learned 50', 'point random 50', 'walks random 50', 'point whole 50', 'done'],
      ],
    );
    for (const event of events)
      if (event.type === 'point') {
        assert.equal(event.accuracies.length, event.network === 'whole' ? 1 : 3);
        for (const share of event.accuracies) assert.ok(share >= 0 && share <= 1);
      } else if (event.type === 'walks')
        for (const { places, beliefs } of event.walks) {
          assert.deepEqual(places[0], [0, 0]);
          assert.equal(places.length, 3);
          for (const row of beliefs) assert.ok(Math.abs(row.reduce((a, b) => a + b) - 1) < 1e-3);
        }
    const walks = (network: string, step: number) =>
      events.find((event) => event.type === 'walks' && event.network === network && event.step === step);
    const places = (event: GlimpseEvent | undefined) => (event?.type === 'walks' ? event.walks.map((walk) => walk.places) : []);
    assert.deepEqual(places(walks('random', 0)), places(walks('random', 50)), 'random places are the same at every look');
    assert.notDeepEqual(places(walks('learned', 0)), places(walks('learned', 50)));
    const ofLearned = (some: readonly GlimpseEvent[]) => withoutTimes(some).filter((event) => 'network' in event && event.network === 'learned');
    assert.deepEqual(ofLearned(run({ networks: ['learned'] })), ofLearned(events), 'whoever learns beside it');
    assert.notDeepEqual(ofLearned(run({ networks: ['learned'], seed: 2 })), ofLearned(events));
  });

  it('learns digits in the middle in few updates', function () {
    this.timeout(90_000);
    const points = run({ pictures: 'centred', networks: ['learned'], steps: 400 }).filter((event) => event.type === 'point');
    assert.ok(points[0]!.accuracies.at(-1)! < 0.3, String(points[0]!.accuracies));
    assert.ok(points.at(-1)!.accuracies.at(-1)! > 0.8, String(points.at(-1)!.accuracies));
  });

  it('learns where translated digits are: six chosen glimpses name more than nine of ten, six at random places far fewer', function () {
    if (!process.env.UNROLL_LONG) this.skip();
    this.timeout(600_000);
    for (const seed of [1, 2, 3]) {
      const events = run({ glimpses: 6, networks: ['learned', 'random'], steps: 4000, seed });
      const last = (network: string) =>
        events.findLast((event) => event.type === 'point' && event.network === network) as Extract<GlimpseEvent, { type: 'point' }>;
      const [learned, random] = [last('learned').accuracies.at(-1)!, last('random').accuracies.at(-1)!];
      assert.ok(learned > 0.9 && learned > random + 0.1, `seed ${seed}: ${learned}, ${random}`);
    }
  });

  it('stops between two updates', () => {
    assert.deepEqual(
      run({ steps: 100_000, networks: ['random'] }, (events) => events.length > 2).map(({ type }) => type),
      ['begin', 'point', 'walks', 'done'],
    );
  });

  it('refuses what is out of range, with the range', () => {
    for (const [own, text] of [
      [{ glimpses: 1 }, /^configuration.whole.*2.*8/],
      [{ glimpses: 2.5 }, /^configuration.whole/],
      [{ steps: 0 }, /^configuration.whole.*50/],
      [{ networks: [] }, /^playground.cells/],
    ] as const)
      assert.throws(
        () => run(own),
        (error: { id: string; args: unknown[] }) => text.test([error.id, ...error.args].join(' ')),
        JSON.stringify(own),
      );
  });
});
