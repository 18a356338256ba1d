import assert from 'node:assert/strict';
import { PRESETS } from '../../../src/protocol/presets/trainings';
import type { TutorialReply, TutorialRequest } from '../../../src/protocol/tutorial';
import { runLesson } from '../../../src/tutorial/lesson';

function replies(request: TutorialRequest): TutorialReply[] {
  const all: TutorialReply[] = [];
  // What crosses to a page must survive the way.
  runLesson(request, (reply) => all.push(structuredClone(reply)));
  return all;
}
const of = <T extends TutorialReply['type']>(all: readonly TutorialReply[], type: T) =>
  all.filter((reply): reply is Extract<TutorialReply, { type: T }> => reply.type === type);

describe("the tutorial's lessons", () => {
  it('train the tiny network on "hello" and show every step, the weights and every number of the walk', () => {
    const all = replies({
      kind: 'train',
      text: 'hello',
      options: { ...PRESETS.hello, steps: 200 },
      prompts: ['h', 'hel', 'hell'],
      walk: 'hello',
      lookEvery: 50,
    });
    assert.equal(of(all, 'start')[0]!.vocabulary.join(''), 'ehlo');
    const points = of(all, 'steps').flatMap(({ points }) => points);
    assert.deepEqual(
      points.map(([step]) => step),
      Array.from({ length: 200 }, (_, i) => i + 1),
    );
    assert.ok(points.at(-1)![1] < points[0]![1]);
    const looks = of(all, 'look');
    assert.deepEqual(
      looks.map(({ step }) => step),
      [0, 50, 100, 150, 200],
    );
    for (const look of looks) {
      assert.equal(look.walk!.numbers!.moments.length, 4);
      assert.deepEqual(look.weights['rnn.weight_hh_l0']!.shape, [3, 3]);
      for (const predictions of look.predictions) assert.ok(Math.abs(predictions.reduce((sum, { probability }) => sum + probability, 0) - 1) < 1e-5);
    }
    // l is followed by l once and by o once: only the state can tell.
    assert.deepEqual(
      looks.at(-1)!.predictions.map(([first]) => first!.character),
      ['e', 'l', 'o'],
    );
    assert.deepEqual(of(all, 'end')[0], { ...of(all, 'end')[0]!, step: 200, diverged: false });
  });

  it('explode without a gradient threshold and do not with one', () => {
    const text = 'the quick brown fox jumps over the lazy dog. '.repeat(20);
    const explode = (clip: number) =>
      of(replies({ kind: 'train', text, options: { ...PRESETS.explode, clip, steps: 200 }, lookEvery: 0 }), 'end')[0]!;
    assert.equal(explode(0).diverged, true);
    assert.equal(explode(1).diverged, false);
  });

  it('itemise the gradient of a loss over time: the terms are those of the walk, and W made larger makes the far ones grow', () => {
    const trained = of(replies({ kind: 'train', text: 'hello', options: { ...PRESETS.hello }, lookEvery: 60 }), 'look').at(-1)!;
    const { architecture, vocabulary } = of(replies({ kind: 'train', text: 'hello', options: { ...PRESETS.hello }, lookEvery: 60 }), 'start')[0]!;
    const far = (factor: number) => {
      const W = trained.weights['rnn.weight_hh_l0']!;
      const weights = { ...trained.weights, 'rnn.weight_hh_l0': { ...W, data: W.data.map((value) => factor * value) } };
      const [{ terms, walk }] = of(replies({ kind: 'walk', architecture, vocabulary, weights, text: 'hellohello' }), 'walk') as [
        Extract<TutorialReply, { type: 'walk' }>,
      ];
      assert.equal(terms.length, walk.columns.length);
      const last = terms.at(-1)!.norms[0]!;
      return last[last.length - 2]! - last[0]!;
    };
    assert.ok(far(0.2) < far(1));
  });

  it('show a product of Jacobians that shrinks below the bound, and one that grows with the spectral radius', () => {
    const lesson = (spectralRadius: number, activation: 'tanh' | 'sigmoid' | 'relu') =>
      of(replies({ kind: 'jacobians', spectralRadius, activation, seed: 1 }), 'jacobians')[0]!;
    const { norms, bounds, eigenvalues, largestSlope } = lesson(0.9, 'sigmoid');
    assert.equal(norms.length, 50);
    norms.forEach((norm, i) => {
      assert.ok(norm! <= bounds[i]! + 1e-6, `lag ${i + 1}`);
    });
    assert.ok(norms.at(-1)! < -25);
    assert.equal(largestSlope, 0.25);
    assert.ok(Math.abs(Math.max(...eigenvalues.map(([re, im]) => Math.hypot(re, im))) - 0.9) < 1e-6);
    assert.ok(lesson(2, 'relu').norms.at(-1)! > lesson(0.5, 'relu').norms.at(-1)! + 10);
  });

  it('say in a message what a text cannot give instead of failing', () => {
    const all = replies({ kind: 'train', text: 'a', options: { steps: 5, seconds: 0 }, lookEvery: 1 });
    assert.equal(all.at(-1)!.type, 'failed');
  });

  const sentences = 'I am hungry, so I will eat. I am thirsty, so I will drink. '.repeat(20);
  const prompts = ['I am hungry, so I will ', 'I am thirsty, so I will '];
  const looks = (probe: 'influence' | 'shares', options: Extract<TutorialRequest, { kind: 'train' }>['options']) => {
    const common = { steps: 10, seconds: 0, sequenceLength: 40, batchSize: 4, validation: 0, minCount: 1, hidden: 16 };
    return of(replies({ kind: 'train', text: sentences, prompts, probe, lookEvery: 10, options: { ...common, ...options } }), 'look');
  };

  it('show that a convolution listens to the characters of its taps alone, exactly', () => {
    for (const layers of [1, 2, 3])
      for (const { probes } of looks('influence', { cell: 'conv', layers, kernelSize: 2 }))
        for (const [i, { influence }] of probes.entries())
          assert.deepEqual(
            influence!.map((norm) => norm !== null && norm > 0),
            Array.from(prompts[i]!, (_, t) => t >= prompts[i]!.length - 2 ** layers),
          );
  });

  it('show whom each head of attention listens to: shares of what came before, which add up to one', () => {
    for (const { probes } of looks('shares', { cell: 'attention', layers: 1, attentionHeads: 2, memory: 0 })) {
      const [layer] = probes[0]!.shares!;
      assert.equal(layer!.length, 2);
      for (const head of layer!)
        head.forEach((shares, t) => {
          assert.equal(
            shares.slice(t + 1).reduce((a, b) => a + b, 0),
            0,
          );
          assert.ok(Math.abs(shares.reduce((a, b) => a + b, 0) - 1) < 0.02);
        });
    }
  });

  it('read digits row by row, better from look to look, and tell the state after each row', () => {
    const all = replies({ kind: 'digits', cell: 'rnn', steps: 60, seed: 1 });
    const [{ side, pictures }] = of(all, 'pictures') as [Extract<TutorialReply, { type: 'pictures' }>];
    const seen = of(all, 'digits');
    assert.ok(seen.at(-1)!.accuracy > seen[0]!.accuracy + 0.3, `${seen.map(({ accuracy }) => accuracy)}`);
    const { network, byRow, accuracy } = seen.at(-1)!;
    assert.equal(byRow.length, side);
    assert.equal(byRow.at(-1), accuracy);
    const right = pictures.filter(({ ink, digit }) => {
      const [{ beliefs, states }] = of(replies({ kind: 'read digit', network, picture: ink }), 'digit read') as [
        Extract<TutorialReply, { type: 'digit read' }>,
      ];
      assert.equal(states.length, side);
      for (const row of beliefs) assert.ok(Math.abs(row.reduce((a, b) => a + b, 0) - 1) < 1e-9);
      return beliefs.at(-1)!.indexOf(Math.max(...beliefs.at(-1)!)) === digit;
    });
    // The first pictures of the test are among those that the accuracy is of.
    assert.ok(right.length / pictures.length > accuracy - 0.3);
  });

  it('forecast a series whose season a network finds, and compare with rules that need none', () => {
    const all = of(replies({ kind: 'series', season: 20, noise: 0, steps: 120, seed: 1 }), 'series');
    assert.equal(all.at(-2)!.errors, null);
    const errors = all.at(-1)!.errors!;
    // A year ago misses the trend of half a unit a month, and nothing else.
    assert.ok(Math.abs(errors.seasonalNaive! - 6) < 1e-6, `${errors.seasonalNaive}`);
    assert.ok(errors.network! < errors.persistence! / 2, JSON.stringify(errors));
  });

  it('tell the gates, cells and states of networks on the adding problem, which satisfy their equations, before the first update when asked to', () => {
    const request = { task: 'adding', length: 10, cells: ['tanh', 'irnn', 'lstm1', 'gru'], steps: 20, seed: 1 } as const;
    const all = replies({ kind: 'adding', request, untrained: true });
    assert.ok(of(all, 'adding').every(({ event }) => event.type !== 'point' || event.step === 0));
    const readings = new Map(of(all, 'reading').map(({ cell, reading }) => [cell, reading]));
    const near = (found: readonly (number | null)[], right: (unit: number) => number) => {
      assert.equal(found.length, 64);
      for (const [i, value] of found.entries()) assert.ok(Math.abs(value! - right(i)) < 1e-12, `${i}: ${value} and ${right(i)}`);
    };
    const [lstm, gru, irnn] = [readings.get('lstm1')!, readings.get('gru')!, readings.get('irnn')!];
    near(lstm.now.c!, (k) => lstm.now.f![k]! * lstm.before.c![k]! + lstm.now.i![k]! * lstm.now.g![k]!);
    near(gru.now.s!, (k) => (1 - gru.now.z![k]!) * gru.now.n![k]! + gru.now.z![k]! * gru.before.s![k]!);
    near(irnn.now.s!, (k) => Math.max(0, irnn.now.a![k]!));
    assert.deepEqual(irnn.recurrent, { units: 64, diagonal: [1, 1], others: 0 });
    assert.ok(readings.get('tanh')!.recurrent.others > 0.1);
  });

  it('rewrite dates: with attention, which looks at what it writes, soon more of them than without', () => {
    const lesson = (attention: 'additive' | 'none') => of(replies({ kind: 'pairs', attention, steps: 160, seed: 1 }), 'pairs');
    const [looking, blind] = [lesson('additive'), lesson('none')];
    assert.deepEqual(
      looking.map(({ step }) => step),
      [0, 20, 40, 60, 80, 100, 120, 140, 160],
    );
    assert.ok(looking.at(-1)!.exactMatch > blind.at(-1)!.exactMatch + 0.3, `${looking.at(-1)!.exactMatch} and ${blind.at(-1)!.exactMatch}`);
    for (const { source, target, written, attention } of looking.at(-1)!.samples) {
      assert.match(target!, /^20\d\d-\d\d-\d\d$/);
      assert.equal(attention!.length, written.length);
      for (const row of attention!) assert.equal(row.length, source.length);
    }
    assert.ok(blind.at(-1)!.samples.every(({ attention }) => attention === undefined));
  });
});
