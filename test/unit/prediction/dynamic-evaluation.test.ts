import assert from 'node:assert/strict';
import { createInference } from '../../../src/network/inference';
import { initializeWeights } from '../../../src/network/initialization';
import { DocumentNetwork } from '../../../src/prediction/document-network';
import { DocumentPredictor } from '../../../src/prediction/document-predictor';
import { CONTEXT, DynamicEvaluation, SEGMENT } from '../../../src/prediction/dynamic-evaluation';
import { TypedText } from '../../../src/prediction/typed-text';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { Vocabulary } from '../../../src/text/vocabulary';
import fc from '../support/properties';

const LINE = 'the tide comes in and the tide goes out;\n';
const vocabulary = Vocabulary.of(Array.from(`${LINE}xyz😀`), 1);
const configuration = { ...BASE_CONFIGURATION, hidden: 24 };
const weights = initializeWeights(configuration, vocabulary.size);
const trained = () => ({
  network: createInference(configuration, vocabulary.size, weights),
  vocabulary,
  architecture: configuration,
  weights: () => weights,
});
const symbols = (text: string) => Int32Array.from(vocabulary.encode(Array.from(text)));
/** Mean nats of a network on a text. */
function lossOf({ network }: Pick<DynamicEvaluation, 'network'>, text: string): number {
  const out = new Float32Array(vocabulary.size);
  const state = network.createState();
  const all = symbols(text);
  let nats = 0;
  for (let i = 0; i + 1 < all.length; i++) {
    network.advance(state, all[i]!, out);
    nats -= out[all[i + 1]!]!;
  }
  return nats / (all.length - 1);
}

describe('dynamic evaluation', () => {
  it('learns what is typed in a copy: the trained network stays as it is', () => {
    const dynamic = new DynamicEvaluation(configuration, vocabulary.size, weights);
    const own = trained();
    const before = lossOf(own, LINE);
    assert.equal(lossOf(dynamic, LINE), before);
    const text = symbols(LINE.repeat(3)).subarray(0, CONTEXT + SEGMENT);
    for (let i = 0; i < 200; i++) dynamic.learn(text, SEGMENT);
    assert.ok(lossOf(dynamic, LINE) < 0.9 * before, `${lossOf(dynamic, LINE)} after ${before}`);
    assert.equal(lossOf(own, LINE), before);
    dynamic.rollBack();
    assert.equal(lossOf(dynamic, LINE), before);
  });

  it('learns nothing from the context, and nothing from unknown characters', () => {
    const dynamic = new DynamicEvaluation(configuration, vocabulary.size, weights);
    const before = lossOf(dynamic, LINE);
    dynamic.learn(symbols(LINE), 0);
    assert.equal(dynamic.hasLearnt, false);
    dynamic.learn(new Int32Array(20).fill(-1), SEGMENT);
    assert.ok(Math.abs(lossOf(dynamic, LINE) - before) < 1e-6);
  });

  it('is rolled back when its running loss becomes the worse one', () => {
    const dynamic = new DynamicEvaluation(configuration, vocabulary.size, weights);
    const before = lossOf(dynamic, LINE);
    dynamic.learn(symbols(LINE), SEGMENT);
    for (let i = 0; i < 20; i++) assert.equal(dynamic.compare(0.2, 0.25), false);
    let rolled = false;
    for (let i = 0; i < 100 && !rolled; i++) rolled = dynamic.compare(0.5, 0.1);
    assert.ok(rolled && !dynamic.hasLearnt);
    assert.equal(lossOf(dynamic, LINE), before);
  });

  it('is off for a vanilla RNN with tanh and for a net without a state', () => {
    assert.equal(DynamicEvaluation.suits({ ...configuration, cell: 'rnn', activation: 'tanh' }), false);
    assert.equal(DynamicEvaluation.suits({ ...configuration, cell: 'feedforward' }), false);
    for (const cell of ['gru', 'lstm'] as const) assert.equal(DynamicEvaluation.suits({ ...configuration, cell }), true);
  });

  /** Types a text into a document and learns whatever is ready. */
  function typed(network: DocumentNetwork, text: string, from = 0): void {
    const all = symbols(text);
    for (let i = from; i < all.length; i++) {
      network.compare(all.subarray(0, i), i, all[i]!);
      network.edited(i, 0, 1, true);
      network.learn(all.subarray(0, i + 1));
    }
  }
  const probability = (network: DocumentNetwork, text: string) => network.at(symbols(text), text.length).probability(symbols('t')[0]!);

  it('in a document: learns keys, not what is accepted or pasted, and forgets what is taken back', () => {
    const text = LINE.repeat(4);
    const frozen = new DocumentNetwork(trained());
    const learning = new DocumentNetwork(trained());
    learning.setDynamic(true);
    learning.edited(0, 0, text.length, false);
    learning.learn(symbols(text));
    assert.equal(probability(learning, 'the '), probability(frozen, 'the '), 'a paste is not learnt');
    typed(learning, text + text, text.length);
    assert.notEqual(probability(learning, 'the '), probability(frozen, 'the '));
    // One character at the end is a slip of the finger: nothing learnt is lost.
    learning.edited(2 * text.length - 1, 1, 0, false);
    assert.notEqual(probability(learning, 'the '), probability(frozen, 'the '));
    learning.edited(text.length + 3, 5, 0, false);
    assert.equal(probability(learning, 'the '), probability(frozen, 'the '), 'what was learnt is forgotten with its text');
  });

  it('lowers the bits of a document that is typed on, and leaves everything alone while off', () => {
    const bits = (dynamic: boolean) => {
      const document = new DocumentPredictor(LINE.repeat(5));
      document.setDynamic(dynamic);
      for (const _ of document.count(trained()));
      for (const _ of document.learn());
      const text = 'xyz the tide xyz comes in xyz and out;\n'.repeat(12);
      let nats = 0;
      for (const character of text) {
        const { length } = document.content;
        document.edit(length, 0, character);
        document.rest();
        nats = document.contributions.bitsPerCharacter;
      }
      return nats;
    };
    const [off, on, again] = [bits(false), bits(true), bits(false)];
    assert.equal(off, again);
    assert.ok(on < 1.004 * off, `${on} with, ${off} without`);
  });
});

describe('what has been typed', () => {
  it('is handed out once, in order, and only after as much again has been typed', () => {
    const text = new TypedText(4);
    const ranges: [number, number][] = [];
    for (let i = 0; i < 20; i++) {
      text.edited(i, 0, 1);
      text.typed(i);
      const next = text.next();
      if (next) ranges.push([next.start, next.end]);
    }
    assert.deepEqual(ranges, [
      [0, 4],
      [4, 8],
      [8, 12],
      [12, 16],
    ]);
  });

  it('is never what came in any other way, whatever is edited', () => {
    const edits = fc.array(fc.tuple(fc.nat(200), fc.nat(3), fc.constantFrom(0, 1, 1, 1, 5)), { maxLength: 120 });
    fc.assert(
      fc.property(edits, (list) => {
        const text = new TypedText(3);
        // Every character: typed or not, learnt or not.
        let all: { typed: boolean; learnt: boolean }[] = Array.from({ length: 10 }, () => ({ typed: false, learnt: false }));
        for (const [at, removed, inserted] of list) {
          const position = at % (all.length + 1);
          const gone = Math.min(removed, all.length - position);
          const isTyped = gone === 0 && inserted === 1;
          const undone = text.edited(position, gone, inserted);
          if (all.slice(position, position + gone).some(({ learnt }) => learnt)) {
            assert.ok(undone, 'what was learnt is taken back');
            for (const one of all) one.learnt = false;
          } else assert.equal(undone, false);
          const fresh = Array.from({ length: inserted }, () => ({ typed: isTyped, learnt: false }));
          all = [...all.slice(0, position), ...fresh, ...all.slice(position + gone)];
          if (isTyped) text.typed(position);
          const next = text.next();
          for (let i = next?.start ?? 0; i < (next?.end ?? 0); i++) {
            assert.ok(all[i]?.typed && !all[i]!.learnt, `${i} of ${JSON.stringify(next)}`);
            all[i]!.learnt = true;
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
