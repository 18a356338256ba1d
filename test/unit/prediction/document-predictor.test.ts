import assert from 'node:assert/strict';
import { createInference } from '../../../src/network/inference';
import { initializeWeights } from '../../../src/network/initialization';
import { DocumentPredictor, ORDERS } from '../../../src/prediction/document-predictor';
import { StateTrail } from '../../../src/prediction/state-trail';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { DIAL } from '../../../src/protocol/suggestion-policy';
import { Vocabulary } from '../../../src/text/vocabulary';
import fc from '../support/properties';

const LINE = 'the tide comes in and the tide goes out;\n';
const LIMITS = { policy: { threshold: 0.2 }, maximumLength: 12, multiLine: false };
const configuration = { ...BASE_CONFIGURATION, hidden: 16 };
const vocabulary = Vocabulary.of(Array.from(`${LINE}xy😀`), 1);
const network = createInference(configuration, vocabulary.size, initializeWeights(configuration, vocabulary.size));

function built(text: string, trained = true, others: readonly string[] = []): DocumentPredictor {
  const document = new DocumentPredictor(text);
  for (const _ of document.count(trained ? { network, vocabulary } : undefined));
  for (const _ of document.learn(others));
  return document;
}

describe('predictions in a document', () => {
  it('come from the n-gram as soon as there is a text', () => {
    const text = `${LINE.repeat(20)}the tide co`;
    const document = new DocumentPredictor(text);
    for (const _ of document.count(undefined));
    assert.deepEqual(document.suggest(text.length, LIMITS, 'mix', 1), ['mes in and t']);
    // Half learnt it still answers, and then from what has been learnt.
    const learning = document.learn();
    for (let i = 0; i < 5; i++) learning.next();
    document.edit(text.length, 0, 'm');
    assert.deepEqual(document.suggest(text.length + 1, LIMITS, 'mix', 1), ['es in and th']);
    for (const _ of learning);
    assert.ok(document.isLearned && document.content === `${text}m`);
    assert.deepEqual(document.suggest(text.length + 1, LIMITS, 'mix', 1), ['es in and th']);
  });

  it('end before a bracket that stands to the right, whether the text has been counted only, is being learnt or has been learnt', () => {
    const limits = { policy: DIAL.balanced, maximumLength: 40, multiLine: false };
    const text = 'the tide comes in and the tide goes out\nmeasure(tide, moon);\n'.repeat(40);
    const within = (whole: string, [part]: string[]) => part !== undefined && part.length > 1 && whole.startsWith(part);
    for (const state of ['counted', 'growing', 'learned', 'rested'] as const) {
      for (const order of ['pair typed', 'bracket after a question', 'bracket before'] as const) {
        const document = new DocumentPredictor(text);
        for (const _ of document.count(undefined));
        const learning = document.learn();
        if (state === 'growing') for (let i = 0; i < 5; i++) learning.next();
        else if (state !== 'counted') for (const _ of learning);
        const add = (inserted: string, back = 0) => document.edit(document.content.length - back, 0, inserted);
        if (order === 'pair typed') {
          for (const character of 'measure') add(character);
          add('()');
        } else {
          add('measure(');
          if (order === 'bracket after a question') document.suggest(document.content.length, limits, 'mix', 1);
          add(')');
        }
        if (state === 'rested') document.rest();
        const offset = document.content.length - 1;
        const suggested = document.suggest(offset, limits, 'mix', 1);
        assert.ok(within('tide, moon', suggested), `${state}, ${order}: ${JSON.stringify(suggested)}`);
        // Asked again, after what may wait has been done, it says the same.
        document.rest();
        assert.deepEqual(document.suggest(offset, limits, 'mix', 1), suggested);
        document.edit(offset, 1, '');
        add('tide');
        assert.ok(within(', moon);', document.suggest(document.content.length, limits, 'mix', 1)), `${state}, ${order}`);
      }
    }
  });

  it('go over several lines where they are sure, and end with the line where the next one is open', () => {
    const limits = { policy: DIAL.balanced, maximumLength: 80, multiLine: true };
    const ask = (text: string) => built(text, false).suggest(text.length, limits, 'mix', 1)[0] ?? '';
    const sure = 'first(alpha, gamma);\n  second(beta, delta);\nthird(epsilon);\n';
    assert.ok(ask(`${sure.repeat(30)}first(al`).startsWith('pha, gamma);\n  second(beta, delta);\nthird'));
    const coin = (i: number) => ['north()', 'south()', 'east()', 'west()'][(Math.imul(i + 1, 2654435761) >>> 20) % 4];
    const open = Array.from({ length: 120 }, (_, i) => `begin(alpha, gamma);\n  ${coin(i)};\n`).join('');
    assert.equal(ask(`${open}begin(al`), 'pha, gamma);');
  });

  it('after any edits are those of the text as it is', () => {
    const edits = fc.array(fc.record({ at: fc.nat(10_000), removed: fc.nat(6), inserted: fc.constantFrom('', 'x', 'xy', '😀', 'the tide ', '\n') }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(edits, fc.nat(10_000), (list, place) => {
        const followed = built(LINE.repeat(8));
        for (const { at, removed, inserted } of list) {
          const { content } = followed;
          const whole = (offset: number) => (/[\uDC00-\uDFFF]/.test(content[offset] ?? '') ? offset - 1 : offset);
          const start = whole(at % (content.length + 1));
          const end = whole(Math.min(content.length, start + removed));
          followed.edit(start, Math.max(0, end - start), inserted);
        }
        const { content } = followed;
        let offset = place % (content.length + 1);
        if (/[\uDC00-\uDFFF]/.test(content[offset] ?? '')) offset--;
        const fresh = built(content);
        for (const engine of ['ngram', 'network'] as const)
          assert.deepEqual(followed.suggest(offset, LIMITS, engine, 1), fresh.suggest(offset, LIMITS, engine, 1), engine);
      }),
      { numRuns: 60 },
    );
  });

  it('never begin with an indentation that the Tab key would make, nor repeat the rest of the line', () => {
    const text = `${'if (a) {\n    b();\n}\n'.repeat(20)}if (a) {\n`;
    assert.deepEqual(built(text, false).suggest(text.length, LIMITS, 'ngram', 1), []);
    const call = `${'foo(bar);\n'.repeat(20)}foo();\n`;
    assert.deepEqual(built(call, false).suggest(call.length - 3, LIMITS, 'ngram', 1), ['bar']);
  });

  it('do not offer the next line when it stands there already, and do when it does not', () => {
    const block = 'first(alpha);\nsecond(beta);\n';
    const there = `${block.repeat(30)}first(alpha);\n\nsecond(beta);\n`;
    const offset = there.length - 'second(beta);\n'.length - 1;
    const limits = { policy: DIAL.balanced, maximumLength: 20, multiLine: false };
    assert.deepEqual(built(there, false).suggest(offset, limits, 'mix', 1), []);
    const end = `${block.repeat(30)}first(alpha);\n`;
    assert.deepEqual(built(end, false).suggest(end.length, limits, 'mix', 1), ['second(beta);']);
  });

  it('in the middle of a line lead to what stands behind the cursor, and are silent where nothing is missing', () => {
    const lines = Array.from({ length: 60 }, (_, i) => `call(first, ${i % 3 === 0 ? 'second' : 'third'});\n`).join('');
    const limits = { policy: DIAL.balanced, maximumLength: 20, multiLine: false };
    const ask = (before: string, key: string, behind: string) => {
      const document = built(`${lines}${before}${behind}\n${lines}`, false);
      const offset = lines.length + before.length;
      document.edit(offset, 0, key);
      return document.suggest(offset + 1, limits, 'context', 1);
    };
    assert.deepEqual(ask('call', '(', ', third);'), ['first']);
    assert.deepEqual(ask('call(firs', 't', ', third);'), []);
    assert.deepEqual(ask('call(f', 'i', ', third);'), ['rst']);
  });

  it('say why: the parts that spoke, and the earlier place', () => {
    const document = built(`${LINE.repeat(40)}the tide co`, false);
    const offset = document.content.length;
    assert.equal(document.explain(offset), null, 'nothing was suggested yet');
    const [text] = document.suggest(offset, LIMITS, 'mix', 1);
    const explanation = document.explain(offset)!;
    assert.equal(explanation.text, text);
    assert.ok(explanation.probability > 0.5 && explanation.parts.length > 3 && explanation.parts[0]!.bits > 0);
    assert.ok(explanation.match?.before.endsWith('the tide co') && explanation.match.after.startsWith('mes in'));
    assert.ok(!explanation.parts.some(({ part }) => part === 'network'));
  });

  it('take a newer network with the same alphabet at once, and ask for a new beginning with another', () => {
    const document = built(LINE.repeat(8));
    assert.equal(document.replaceNetwork({ network, vocabulary: Vocabulary.of(Array.from(`${LINE}xy😀`), 1) }), true);
    assert.equal(document.replaceNetwork({ network, vocabulary: Vocabulary.of(['a', 'b'], 1) }), false);
  });

  it('report how well they predicted what was held out', () => {
    const { characters, bitsPerCharacter, ngram, structure, network: saved } = built(LINE.repeat(200)).contributions;
    assert.ok(characters > 500 && bitsPerCharacter < 0.5, `${characters}, ${bitsPerCharacter}`);
    assert.ok(ngram > 1 && structure > -0.1, `${ngram}, ${structure}`);
    // A network with random weights is worth nothing, and says so.
    assert.ok(saved !== null && Math.abs(saved) < 0.05, `${saved}`);
    assert.equal(built(LINE.repeat(20), false).contributions.network, null);
  });
});

describe('other documents', () => {
  const words = (seed: number, count: number) =>
    Array.from(
      { length: count },
      (_, i) => ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'][(Math.imul(i + seed, 2654435761) >>> 20) % 6],
    ).join(' ');
  /** Bits a character of what is typed at the end of a document. */
  function bits(text: string, typed: string, others: readonly string[]): number {
    const document = built(text, false, others);
    const before = document.contributions;
    for (const character of typed) document.edit(document.content.length, 0, character);
    const after = document.contributions;
    const sum = ({ characters, bitsPerCharacter }: typeof after) => (characters > 0 ? characters * bitsPerCharacter : 0);
    return (sum(after) - sum(before)) / (after.characters - before.characters);
  }

  it('of the same kind help, and others hurt little', () => {
    const own = `${words(1, 60)}\n`;
    const alike = 'const answer = computeTheAnswer(question, universe);\n';
    const typed = alike.repeat(3);
    assert.ok(bits(own, typed, [alike.repeat(10)]) < 0.7 * bits(own, typed, []));
    const noise = Array.from({ length: 5000 }, (_, i) => 'abcdefghijklmnop 012\n'[(Math.imul(i + 1, 2654435761) >>> 13) % 21]).join('');
    for (const other of [noise, words(77, 500), 'a'.repeat(3000)]) {
      const [with_, without] = [bits(own, words(1, 60), [other]), bits(own, words(1, 60), [])];
      assert.ok(with_ < 1.1 * without + 0.05, `${with_} with, ${without} without`);
    }
  });

  it('are bounded and whole in their characters', () => {
    const text = `${LINE.repeat(20)}the tide co`;
    const document = new DocumentPredictor(text);
    for (const _ of document.count({ network, vocabulary }));
    let slices = 0;
    for (const _ of document.learn([`${'😀'.repeat(2000)}${LINE}`, LINE, 'x'.repeat(1_000_000)], 6000)) slices++;
    assert.ok(slices < 200, `${slices} slices of 64 characters`);
    assert.ok(document.suggest(text.length, LIMITS, 'mix', 1)[0]?.startsWith('mes in'));
    assert.ok(document.bytes < 32 * 2 ** 20, `${document.bytes}`);
  });

  it('take a share of 32 MB that does not depend on the length of the text', () => {
    const word = (i: number) => ((Math.imul(i + 1, 2654435761) >>> 12) % 4000).toString(29);
    for (const [longest] of ORDERS.filter(([length]) => length <= 500_000)) {
      const text = Array.from({ length: longest / 3 }, (_, i) => word(i))
        .join(' ')
        .slice(0, longest);
      assert.equal(text.length, longest);
      const document = new DocumentPredictor(text);
      for (const _ of document.count(undefined));
      assert.ok(document.bytes <= 7.5 * 2 ** 20, `${document.bytes} of ${longest} characters`);
    }
  });

  it('are no longer counted once suggestions are off, nor is anything else', () => {
    const document = built(LINE.repeat(20));
    document.drop();
    document.edit(0, 3, 'xy');
    assert.equal(document.content, `xy${LINE.repeat(20).slice(3)}`);
    assert.deepEqual(document.suggest(5, LIMITS, 'mix', 1), []);
    for (const _ of document.count({ network, vocabulary }));
    for (const _ of document.learn());
    const offset = 2 * LINE.length + 8;
    assert.deepEqual(document.suggest(offset, LIMITS, 'mix', 1), built(document.content).suggest(offset, LIMITS, 'mix', 1));
  });
});

describe('states along a document', () => {
  it('are those of reading it from where they began, however one asks', () => {
    const text = Int32Array.from({ length: 2000 }, (_, i) => (i * 7 + (i >> 3)) % vocabulary.size);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 12 }), (places) => {
        // Below 257 characters every state begins at the text's own beginning.
        const trail = new StateTrail(network, false);
        const out = [new Float64Array(vocabulary.size), new Float64Array(vocabulary.size)] as const;
        for (const place of places.map((one) => one % 250)) {
          if (place === 0) continue;
          trail.edited(place + 5);
          trail.at(text, place).distribution(out[0]);
          new StateTrail(network, false).at(text, place).distribution(out[1]);
          for (let x = 0; x < vocabulary.size; x++) assert.ok(Math.abs(out[0][x]! - out[1][x]!) < 1e-6);
        }
      }),
    );
  });
});
