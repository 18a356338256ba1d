import assert from 'node:assert/strict';
import type { PredictorReply, SuggestionSettings } from '../../../src/protocol/predictor-messages';
import { PredictorService } from '../../../src/workers/predictor-service';
import { smallModel } from '../support/small-model';

const LINE = 'abba ab abab\n';
const SETTINGS: SuggestionSettings = {
  enabled: true,
  engine: 'mix',
  policy: { threshold: 0.3 },
  maximumLength: 10,
  multiLine: false,
  dynamicEvaluation: false,
};

describe('the predictor thread', () => {
  function service() {
    const replies: PredictorReply[] = [];
    let reads = 0;
    let version = 1;
    const made = new PredictorService(
      {
        read() {
          reads++;
          return smallModel(0.1);
        },
        version: () => String(version),
      },
      (reply) => replies.push(reply),
      () => 0,
      () => Promise.resolve(),
    );
    const ask = async (offset: number) => {
      await made.settled();
      await made.handle({ type: 'suggest', id: 7, document: 1, offset, alternatives: 1 });
      return replies.findLast((reply) => reply.type === 'suggestions')?.texts;
    };
    const rewrite = () => version++;
    return { made, replies, ask, reads: () => reads, rewrite };
  }
  const open = (settings: SuggestionSettings, others: string[] = []) =>
    ({ type: 'open', document: 1, text: `${LINE.repeat(20)}abba a`, model: 'm', settings, others, file: null }) as const;

  it('computes nothing while suggestions are off: no counts, no network; and all of it once they are on', async () => {
    const { made, ask, reads } = service();
    const offset = LINE.length * 20 + 6;
    await made.handle(open({ ...SETTINGS, enabled: false }));
    await made.handle({ type: 'edit', document: 1, changes: [{ offset, removed: 0, inserted: 'b' }] });
    assert.deepEqual(await ask(offset + 1), []);
    await made.handle({ type: 'model', document: 1, model: 'm' });
    assert.equal(reads(), 0, 'the model file is left alone');
    await made.handle({ type: 'settings', document: 1, settings: SETTINGS });
    assert.equal(reads(), 1);
    assert.deepEqual(await ask(offset + 1), [' abab']);
    await made.handle({ type: 'settings', document: 1, settings: { ...SETTINGS, enabled: false } });
    assert.deepEqual(await ask(offset + 1), []);
  });

  it('reads a new checkpoint once, however many open documents it serves', async () => {
    const { made, reads, rewrite } = service();
    for (const document of [1, 2, 3]) await made.handle({ ...open(SETTINGS), document });
    assert.equal(reads(), 1);
    rewrite();
    for (const document of [1, 2, 3]) await made.handle({ type: 'model', document, model: 'm' });
    assert.equal(reads(), 2);
    for (const document of [1, 2, 3]) await made.handle({ type: 'model', document, model: 'm' });
    assert.equal(reads(), 2, 'nothing has changed');
  });

  it('reads a model again once no open document needs it', async () => {
    const { made, reads } = service();
    await made.handle(open(SETTINGS));
    await made.handle({ type: 'close', document: 1 });
    await made.handle(open(SETTINGS));
    assert.equal(reads(), 2);
  });

  it('learns other documents when they are named, and answers from the text as it is', async () => {
    const { made, ask } = service();
    const typed = async () => {
      for (const [i, inserted] of [...'abba baab '].entries())
        await made.handle({ type: 'edit', document: 1, changes: [{ offset: 1 + i, removed: 0, inserted }] });
      return ask(11);
    };
    await made.handle({ ...open(SETTINGS), text: '\n' });
    assert.notDeepEqual(await typed(), ['bbbaaab']);
    await made.handle({ ...open(SETTINGS), text: '\n' });
    await made.handle({ type: 'others', document: 1, texts: ['abba baab bbbaaab\n'.repeat(50)] });
    await made.settled();
    assert.deepEqual(await typed(), ['bbbaaab']);
  });

  it('answers from the n-gram until a document has been learnt, and keeps two documents in memory', async () => {
    const { made, replies, ask } = service();
    const state = async (document: number) => {
      await made.handle({ type: 'quality', id: 8, document });
      const reply = replies.at(-1);
      return reply?.type === 'quality' ? reply.state : undefined;
    };
    // A short text is learnt before the first answer.
    await made.handle({ ...open(SETTINGS), document: 9 });
    assert.equal(await state(9), 'context');
    const long = { ...open(SETTINGS), text: `${LINE.repeat(300)}abba a` };
    await made.handle(long);
    assert.equal(await state(1), 'ngram');
    const offset = LINE.length * 300 + 6;
    await made.handle({ type: 'suggest', id: 7, document: 1, offset, alternatives: 1 });
    assert.ok(replies.some((reply) => reply.type === 'suggestions' && reply.texts[0]?.startsWith('b abab')));
    await made.settled();
    assert.equal(await state(1), 'context');
    for (const document of [2, 3]) {
      await made.handle({ ...long, document });
      await made.settled();
    }
    assert.deepEqual([await state(1), await state(2), await state(3)], ['off', 'context', 'context']);
    // Back in front it is counted and learnt again, with what was typed meanwhile.
    await made.handle({ type: 'edit', document: 1, changes: [{ offset, removed: 0, inserted: 'b' }] });
    assert.deepEqual(await ask(offset + 1), [' abab']);
    await made.settled();
    assert.deepEqual([await state(1), await state(2), await state(3)], ['context', 'off', 'context']);
  });

  it('reads a passage: what was expected in every place, and units by what they follow', async () => {
    const { made, replies } = service();
    await made.handle({ type: 'reading', id: 9, model: 'm', before: 'abba', passage: ' ab\nx', heldOut: true, beginning: LINE.repeat(20) });
    const reply = replies.at(-1);
    assert.ok(reply?.type === 'reading' && reply.id === 9);
    const { characters, heldOut, layers, units } = reply.reading;
    assert.ok(heldOut);
    assert.equal(characters.map(({ text }) => text).join(''), ' ab\nx');
    for (const { bits, rank, top, text } of characters) {
      const known = top.find((one) => one.text === text);
      if (known) assert.ok(Math.abs(bits + Math.log2(known.probability)) < 1e-5);
      assert.equal(rank === 0, text !== 'a' && text !== 'b', 'all that the network knows');
      assert.ok(Math.abs(top.reduce((sum, { probability }) => sum + probability, 0) - 1) < 1e-4, 'all of a small vocabulary');
    }
    const { states } = reply.reading;
    assert.deepEqual([states?.text, states?.from], [' ab\nx', 0]);
    assert.equal(states?.activations.length, layers);
    for (const steps of states!.activations) {
      assert.deepEqual(
        steps.map((step) => step.length),
        Array(5).fill(reply.reading.hidden),
      );
      assert.ok(steps.flat().some((value) => value !== 0) && steps.flat().every((value) => Math.abs(value) <= 1));
    }
    assert.ok(layers > 0 && units.every(({ correlation }) => Math.abs(correlation) <= 1 + 1e-9));
  });
});
