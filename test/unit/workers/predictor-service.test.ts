import assert from 'node:assert/strict';
import type { PredictorReply, SuggestionSettings } from '../../../src/protocol/predictor-messages';
import { PredictorService } from '../../../src/workers/predictor-service';
import { smallModel } from '../support/small-model';

const LINE = 'abba ab abab\n';
const SETTINGS: SuggestionSettings = {
  enabled: true,
  engine: 'mix',
  threshold: 0.3,
  maximumLength: 10,
  multiLine: false,
  dynamicEvaluation: false,
};

describe('the predictor thread', () => {
  function service() {
    const replies: PredictorReply[] = [];
    let reads = 0;
    const made = new PredictorService(
      () => {
        reads++;
        return smallModel(0.1);
      },
      (reply) => replies.push(reply),
      () => 0,
      () => Promise.resolve(),
    );
    const ask = async (offset: number) => {
      await made.handle({ type: 'suggest', id: 7, document: 1, offset, alternatives: 1 });
      return replies.findLast((reply) => reply.type === 'suggestions')?.texts;
    };
    return { made, replies, ask, reads: () => reads };
  }
  const open = (settings: SuggestionSettings, others: string[] = []) =>
    ({ type: 'open', document: 1, text: `${LINE.repeat(20)}abba a`, model: 'm', settings, others }) as const;

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

  it('reads a model again once no open document needs it', async () => {
    const { made, reads } = service();
    await made.handle(open(SETTINGS));
    await made.handle({ type: 'close', document: 1 });
    await made.handle(open(SETTINGS));
    assert.equal(reads(), 2);
  });

  it('counts other documents where they are told, and answers from the text as it is', async () => {
    const { made, ask } = service();
    await made.handle({ ...open(SETTINGS), text: 'ba' });
    assert.deepEqual(await ask(2), []);
    await made.handle({ type: 'others', document: 1, texts: ['babab babab\n'.repeat(50)] });
    for (const inserted of ['b', 'a', 'b', ' ', 'b', 'a', 'b', 'a', 'b', '\n', 'b', 'a', 'b', 'a', 'b', ' '])
      await made.handle({ type: 'edit', document: 1, changes: [{ offset: 2, removed: 0, inserted }] });
    assert.ok((await ask(2))!.length <= 1);
  });
});
