import assert from 'node:assert/strict';
import { buildable } from '../../../src/network/buildable-architecture';
import { createInference } from '../../../src/network/inference';
import { toFloat64 } from '../../../src/network/reference/matrix';
import { ReferenceNetwork } from '../../../src/network/reference/network';
import { logProbabilities } from '../../../src/network/reference/output';
import { randomWeights } from '../../../src/network/reference/random-weights';
import { sliding } from '../../../src/network/sliding';
import { bitsOf, explainCharacter, readCharacters } from '../../../src/prediction/surprisal';
import { type Architecture, CELLS } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { InsightReply, InsightRequest } from '../../../src/protocol/insight-messages';
import type { Tensors } from '../../../src/protocol/model';
import { Vocabulary } from '../../../src/text/vocabulary';
import { answerInsight } from '../../../src/workers/text-insight';

const text = 'if (a) {\n  b("c 😀 d"); // e\n}\n'.repeat(6);
const vocabulary = Vocabulary.of(text);

function network(cell: Architecture['cell'], layers = 2) {
  const architecture: Architecture = buildable({
    ...BASE_CONFIGURATION,
    cell,
    activation: 'tanh',
    output: 'softmax',
    layers,
    hidden: 10,
    embedding: 0,
    window: 4,
    bias: true,
  });
  const weights: Tensors = new Map(
    [...randomWeights(architecture, vocabulary.size, 3)].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]),
  );
  return { architecture, weights: () => weights, vocabulary, network: createInference(architecture, vocabulary.size, weights) };
}

describe('surprisal', () => {
  for (const cell of CELLS)
    it(`is -log2 p of the float64 network, character by character: ${cell}`, () => {
      const model = network(cell);
      const reference = new ReferenceNetwork(sliding(model.architecture), vocabulary.size, toFloat64(model.weights()));
      let state = reference.zeroState();
      let expected: number | undefined;
      let offset = 0;
      const reads = readCharacters(model.network, vocabulary, text, 0, text.length);
      for (const character of text) {
        const read = reads.next().value!;
        assert.deepEqual([read.offset, read.text], [offset, character]);
        const symbol = vocabulary.indexOf(character);
        if (expected === undefined) assert.ok(Number.isNaN(bitsOf(read)), 'nothing predicts the first character');
        else {
          assert.ok(Math.abs(bitsOf(read) - expected) < 1e-4 * (1 + expected));
        }
        const step = reference.forward(symbol, state);
        state = step.state;
        const next = text.codePointAt(offset + character.length);
        if (next !== undefined) expected = -logProbabilities('softmax', step.logits)[vocabulary.indexOf(String.fromCodePoint(next))]! / Math.LN2;
        offset += character.length;
      }
      assert.equal(reads.next().done, true);
    });

  it('does not depend on where the reading begins, pairs included', () => {
    const { network: net } = network('gru');
    const all = new Map([...readCharacters(net, vocabulary, text, 0, text.length)].map(({ offset, text: own }) => [offset, own]));
    const bits = new Map<number, number>();
    for (const read of readCharacters(net, vocabulary, text, 0, text.length)) bits.set(read.offset, bitsOf(read));
    const pair = text.indexOf('😀');
    for (const from of [1, 17, pair, pair + 1, 100]) {
      let first: number | undefined;
      for (const read of readCharacters(net, vocabulary, text, from, from + 20)) {
        first ??= read.offset;
        assert.equal(read.text, all.get(read.offset));
        assert.ok(Math.abs(bitsOf(read) - bits.get(read.offset)!) < 1e-4);
      }
      assert.equal(first, from === pair + 1 ? pair : from);
    }
  });

  it('explains a character: likeliest first, the rank of the true one, none for what the network does not know', () => {
    const { network: net } = network('lstm');
    const strange = `${text.slice(0, 20)}Ω`;
    for (const read of readCharacters(net, vocabulary, strange, 5, strange.length)) {
      const told = explainCharacter(read, vocabulary)!;
      assert.equal(told.top.length, 5);
      for (let i = 1; i < 5; i++) assert.ok(told.top[i]!.probability <= told.top[i - 1]!.probability);
      assert.equal(told.hiddenNorms.length, 2);
      if (read.text === 'Ω') {
        assert.equal(told.rank, 0);
        assert.ok(Number.isFinite(told.bits) && told.bits > 10);
      } else if (told.rank <= 5) {
        assert.equal(told.top[told.rank - 1]!.text, read.text);
        assert.ok(Math.abs(told.bits + Math.log2(told.top[told.rank - 1]!.probability)) < 1e-5);
      } else assert.ok(told.top.every((other) => other.text !== read.text));
    }
  });
});

describe('questions about a text', () => {
  const stay = async () => false;
  const ask = (request: InsightRequest, cell: Architecture['cell'] = 'gru', yieldToEventLoop = stay) =>
    answerInsight(request, text, network(cell), yieldToEventLoop);
  const values = (reply: InsightReply | undefined) => (reply?.type === 'values' ? reply : assert.fail(JSON.stringify(reply)));

  it('surprisal: one number for every UTF-16 unit', async () => {
    const reply = values(await ask({ type: 'surprisal', id: 1, document: 1, from: 0, to: 1e6 }));
    assert.deepEqual([reply.from, reply.values.length], [0, text.length]);
    assert.ok(reply.values.slice(1).every((value) => value >= 0));
    const pair = text.indexOf('😀');
    assert.equal(reply.values[pair], reply.values[pair + 1]);
  });

  it('is given up when withdrawn', async () => {
    const long = text.repeat(20);
    const model = network('rnn');
    assert.equal(await answerInsight({ type: 'surprisal', id: 1, document: 1, from: 0, to: long.length }, long, model, async () => true), undefined);
  });

  it('activation: the unit of the layer, of the feed-forward net too', async () => {
    const request = { type: 'activation', id: 1, document: 1, from: 3, to: 40, layer: 1, unit: 7 } as const;
    for (const cell of ['rnn', 'gru', 'lstm', 'feedforward'] as const) {
      const model = network(cell);
      const reference = new ReferenceNetwork(sliding(model.architecture), vocabulary.size, toFloat64(model.weights()));
      let state = reference.zeroState();
      const reply = values(await ask(request, cell));
      for (let offset = 0; offset < 40; ) {
        const character = String.fromCodePoint(text.codePointAt(offset)!);
        const step = reference.forward(vocabulary.indexOf(character), state);
        state = step.state;
        if (offset >= 3) assert.ok(Math.abs(reply.values[offset - 3]! - step.layers[1]!.output[7]!) < 1e-5, cell);
        offset += character.length;
      }
    }
    assert.ok(values(await ask({ ...request, unit: 10 })).values.every(Number.isNaN), 'no such unit');
  });

  it('influence: ends at the cursor, the largest is 1; a feed-forward net hears its window alone', async () => {
    for (const offset of [0, 1, 30, text.length]) {
      const reply = values(await ask({ type: 'influence', id: 1, document: 1, offset }));
      assert.equal(reply.from + reply.values.length, offset);
      if (offset > 0) assert.equal(Math.max(...reply.values), 1);
    }
    const reply = values(await ask({ type: 'influence', id: 1, document: 1, offset: 15 }, 'feedforward'));
    assert.equal(reply.values.length, 4);
  });

  it('character, and units by what they track', async () => {
    const character = await ask({ type: 'character', id: 1, document: 1, offset: 4 });
    assert.ok(character?.type === 'character' && character.character?.text === text[4]);
    const first = await ask({ type: 'character', id: 1, document: 1, offset: 0 });
    assert.ok(first?.type === 'character' && first.character === null);
    for (const cell of ['lstm', 'feedforward'] as const) {
      const units = await ask({ type: 'units', id: 1, document: 1 }, cell);
      assert.ok(units?.type === 'units' && units.units.length >= 12);
      assert.ok(units.units.every(({ layer, unit, correlation }) => layer < 2 && unit < 10 && Math.abs(correlation) <= 1 + 1e-9));
      assert.ok(units.units.every(({ chance }) => chance > 0 && chance <= 1 + 1e-9));
    }
  });
});
