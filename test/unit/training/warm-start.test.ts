import assert from 'node:assert/strict';
import { createInference } from '../../../src/network/inference';
import { languagePorts } from '../../../src/network/ports';
import { Random } from '../../../src/network/random';
import { networkShapes } from '../../../src/network/stack';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { Model, Tensors } from '../../../src/protocol/model';
import { Vocabulary } from '../../../src/text/vocabulary';
import { vocabularyChanges, withVocabulary } from '../../../src/training/warm-start';

function randomModel(characters: string, embedding: number): Model {
  const configuration = { ...BASE_CONFIGURATION, hidden: 8, embedding };
  const vocabulary = Array.from(characters);
  const random = new Random(3, 'test');
  const weights: Tensors = new Map();
  for (const [name, shape] of networkShapes(configuration, languagePorts(configuration, vocabulary.length))) {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.uniform() - 0.5);
    weights.set(name, { shape, data });
  }
  return { configuration, vocabulary, weights };
}

/** Log-probabilities of the next character after a text, by character. */
function predict(model: Model, text: string): Map<string | null, number> {
  const network = createInference(model.configuration, model.vocabulary.length, model.weights);
  const vocabulary = new Vocabulary(model.vocabulary);
  const out = new Float32Array(network.vocabularySize);
  const state = network.createState();
  for (const symbol of vocabulary.encode(Array.from(text))) network.advance(state, symbol, out);
  return new Map(model.vocabulary.map((character, index) => [character, out[index]!]));
}

describe('weights for another vocabulary', () => {
  for (const embedding of [0, 4]) {
    it(`keep the odds between the characters that stay (${embedding ? 'embedding' : 'one-hot'})`, () => {
      const model = randomModel('abce', embedding);
      const moved = withVocabulary(model, Vocabulary.of('ébacd'));
      for (const [name, shape] of networkShapes(model.configuration, languagePorts(model.configuration, 5)))
        assert.deepEqual(moved.weights.get(name)?.shape, shape, name);
      const [before, after] = [predict(model, 'abcab'), predict(moved, 'abcab')];
      for (const character of 'bc') {
        const odds = before.get(character)! - before.get('a')!;
        assert.ok(Math.abs(after.get(character)! - after.get('a')! - odds) < 1e-5, character);
      }
      assert.ok(Number.isFinite(after.get('é')!) && Number.isFinite(predict(moved, 'éd').get('a')!));
    });
  }

  it('are the same object where nothing changes', () => {
    const model = randomModel('ab', 0);
    assert.equal(withVocabulary(model, Vocabulary.of('ba')), model);
  });

  it('name what is new to them and what they lose; the unknown class is no character', () => {
    const model = { ...randomModel('abc', 0), vocabulary: [null, 'a', 'b', '\n'] };
    assert.deepEqual(vocabularyChanges(model, new Vocabulary([null, 'a', 'é'])), { fresh: ['é'], gone: ['b', '\\n'] });
    assert.deepEqual(vocabularyChanges(model, new Vocabulary(model.vocabulary)), { fresh: [], gone: [] });
  });
});
