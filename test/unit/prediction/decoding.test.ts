import assert from 'node:assert/strict';
import { createInference } from '../../../src/network/inference';
import { initializeWeights } from '../../../src/network/initialization';
import { NgramText } from '../../../src/ngram/ngram-text';
import { withoutRepeats } from '../../../src/prediction/after-cursor';
import { CodeTree } from '../../../src/prediction/context-mixing/code-tree';
import { ContextMixer } from '../../../src/prediction/context-mixing/context-mixer';
import { ContextPredictor } from '../../../src/prediction/context-predictor';
import { alternatives, greedyContinuation, shown } from '../../../src/prediction/decoding';
import { NetworkPredictor } from '../../../src/prediction/network-predictor';
import { NgramPredictor } from '../../../src/prediction/ngram-predictor';
import type { Predictor } from '../../../src/prediction/predictor';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { DIAL } from '../../../src/protocol/suggestion-policy';
import fc from '../support/properties';

const LINES = 'if (a < b) {\n  return a + b;\n}\nfor (const a of b) {\n  a.call(b, "😀");\n}\n';
const LIMITS = { policy: { threshold: 0.3 }, maximumLength: 12, multiLine: false };
const configuration = { ...BASE_CONFIGURATION, hidden: 12 };

/** All engines on one small text, the network with random weights; the contexts have learnt the text with the network inside. */
function engines(): { text: NgramText; at: (prefix: string) => Record<'network' | 'ngram' | 'mix', Predictor> } {
  const text = new NgramText(8, [...new Set(LINES)].sort());
  const V = text.vocabularySize;
  const network = createInference(configuration, V, initializeWeights(configuration, V));
  const codes = Array.from({ length: V }, (_, symbol) => text.character(symbol).codePointAt(0)!);
  const mixer = new ContextMixer(
    new CodeTree(
      codes,
      codes.map(() => 1),
    ),
    { slotBits: 14 },
  );
  const learner = new ContextPredictor(mixer, mixer.place, text, [new NgramPredictor(text, []), NetworkPredictor.after(network, [], false)]);
  for (const character of Array.from(LINES.repeat(3))) learner.observe(text.indexOf(character));
  return {
    text,
    at: (prefix) => {
      const symbols = Array.from(prefix, (character) => text.indexOf(character));
      const externals = [new NgramPredictor(text, symbols), NetworkPredictor.after(network, symbols, false)];
      const place = mixer.placeAfter(symbols.map((symbol) => codes[symbol]!));
      return { network: externals[1]!, ngram: externals[0]!, mix: new ContextPredictor(mixer, place, text, externals) };
    },
  };
}

describe('suggestions', () => {
  const { text, at } = engines();
  const places = fc.nat(Array.from(LINES).length);

  for (const engine of ['network', 'ngram', 'mix'] as const) {
    it(`of the ${engine} shorten while one types along them, and change in nothing else`, () => {
      fc.assert(
        fc.property(places, fc.double({ min: 0.01, max: 0.9, noNaN: true }), (place, threshold) => {
          const prefix = Array.from(LINES).slice(0, place).join('');
          const limits = { ...LIMITS, policy: { threshold } };
          const suggestion = Array.from(greedyContinuation(at(prefix)[engine], text, limits));
          for (let typed = 1; typed < suggestion.length - 1; typed++) {
            const rest = greedyContinuation(at(prefix + suggestion.slice(0, typed).join(''))[engine], text, limits);
            assert.ok(rest.startsWith(suggestion.slice(typed).join('')), `"${suggestion.join('')}" after "${prefix}", then "${rest}"`);
          }
        }),
      );
    });
  }

  it('stay on the line, keep their limits, end whole, and are the same each time', () => {
    fc.assert(
      fc.property(places, fc.integer({ min: 2, max: 30 }), (place, maximumLength) => {
        const prefix = Array.from(LINES).slice(0, place).join('');
        const [one, again] = [0, 1].map(() => greedyContinuation(at(prefix).mix, text, { ...LIMITS, maximumLength }));
        assert.equal(one, again);
        assert.ok(Array.from(one!).length <= maximumLength && !one!.includes('\n') && one === one!.trimEnd());
        assert.ok(one === '' || Array.from(one!).length >= 2);
        assert.ok(!/[\uD800-\uDBFF]$|^[\uDC00-\uDFFF]/.test(one!));
      }),
    );
  });

  it('go on over the line when they may', () => {
    const prefix = '  return a +';
    const suggestion = greedyContinuation(at(prefix).ngram, text, { policy: { threshold: 0.01 }, maximumLength: 40, multiLine: true });
    assert.ok(suggestion.startsWith(' b;\n}\nfor'), suggestion);
  });

  it('are silent where nothing is likely', () => {
    assert.equal(greedyContinuation(at('zq').network, text, { ...LIMITS, policy: { threshold: 0.9 } }), '');
  });

  it('asked for by hand begin differently, the likeliest first', () => {
    const texts = alternatives(at('\n  ').mix, text, LIMITS, 3);
    assert.ok(texts.length > 0 && new Set(texts.map((one) => one[0])).size === texts.length, JSON.stringify(texts));
  });

  it('do not repeat what stands to the right of the cursor', () => {
    assert.equal(withoutRepeats('x);', ');'), 'x');
    assert.equal(withoutRepeats('x)', ');'), 'x');
    assert.equal(withoutRepeats(');', ');'), '');
    // Brackets and quotes that the editor has closed already.
    assert.equal(withoutRepeats('x);', ')'), 'x');
    assert.equal(withoutRepeats('f(x), y);', ')'), 'f(x), y');
    assert.equal(withoutRepeats('a[0]];', ']'), 'a[0]');
    assert.equal(withoutRepeats('name");', '")'), 'name');
    assert.equal(withoutRepeats('{ a } }', '}'), '{ a } ');
    assert.equal(withoutRepeats('f(x)', ']'), 'f(x)');
    assert.equal(withoutRepeats('abc', ''), 'abc');
    assert.equal(withoutRepeats('abc', 'xyz'), 'abc');
  });
});

describe('the end of a word', () => {
  const of = (text: string, before: string) =>
    shown({ characters: Array.from(text), probabilities: Array.from(text, () => 0.99) }, DIAL.balanced, 0, before);

  it('of two letters is offered in code, and in a sentence or a comment only together with what follows', () => {
    for (const before of ['  retu', 'value = self.na', 'foo(first, seco', '\n'])
      for (const end of ['rn', 'me']) assert.equal(of(end, before), end, before);
    for (const before of ['# the number of li', '// Called when the wid', '    until a li', 'What comes, that is not kno']) {
      assert.equal(of('ne', before), '', before);
      assert.equal(of('ne ', before), 'ne ', before);
      assert.equal(of('nes', before), 'nes', before);
    }
    assert.equal(of('ne', '# a sentence that ends here\n  li'), 'ne', 'the line before does not count');
  });
});
