import assert from 'node:assert/strict';
import { checkMessage } from '../../../src/protocol/panel-messages';
import { checkRequest } from '../../../src/protocol/panel-requests';
import fc from '../support/properties';
import { info, step } from '../view-model/support';

describe('messages between host and page', () => {
  it('pass as they are', () => {
    const hydrate = { type: 'hydrate', runs: [{ info: info('r'), events: [step(1, 2)] }], selected: 'r', locale: 'en' };
    assert.deepEqual(checkMessage(hydrate), hydrate);
    assert.deepEqual(checkMessage(JSON.parse(JSON.stringify(hydrate))), hydrate);
    const delta = { type: 'delta', runId: 'r', info: info('r'), events: [step(1, 2)] };
    assert.deepEqual(checkMessage(delta), delta);
  });

  it('turn the null that JSON makes of NaN back, and leave out events that are broken or unknown', () => {
    const events = [step(1, 2), { ...step(2, 0), loss: null }, { type: 'step' }, { type: 'later' }, null, 7, { type: 'toString' }];
    const message = checkMessage({ type: 'delta', runId: 'r', info: info('r'), events });
    assert.ok(message?.type === 'delta');
    assert.equal(message.events.length, 2);
    assert.ok(Number.isNaN((message.events[1] as { loss: number }).loss));
  });

  it('are refused otherwise, and nothing throws', () => {
    for (const wrong of [null, 1, {}, { type: 'hydrate' }, { type: 'delta', runId: 'r', info: {}, events: [] }])
      assert.equal(checkMessage(wrong), undefined);
    fc.assert(
      fc.property(fc.anything(), (data) => {
        assert.equal(checkMessage(data), undefined);
        assert.equal(checkRequest(data), undefined);
      }),
    );
  });
});
