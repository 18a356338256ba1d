import assert from 'node:assert/strict';
import type { UnrollApi } from '../../src/extension/main';
import { activated, openText, train, until } from './support';

describe('reading the end of a text in the extension host', () => {
  let api: UnrollApi;
  before(async () => {
    api = await activated();
  });
  afterEach(() => api.trainings.stopAll(90_000));

  it('while a run trains and afterwards: every character with what was expected, and units by what they follow', async () => {
    const text = 'the tide comes in and the tide goes out and '.repeat(60);
    await openText(text);
    const training = await train(api, { steps: 1_000_000, hidden: 16, cell: 'gru' });
    await until('a checkpoint', async () => (await api.readings.of(training.id)) !== null);
    const early = (await api.readings.of(training.id))!;
    assert.equal(early.characters.map((character) => character.text).join(''), text.slice(-480));
    training.stop();
    await training.finished;
    const late = (await api.readings.of(training.id))!;
    const mean = late.characters.reduce((sum, { bits }) => sum + bits, 0) / late.characters.length;
    assert.ok(mean < 4 && late.characters.every(({ top }) => top.length === 5), String(mean));
    assert.ok(late.units.some(({ feature }) => feature === 'wordEnd') && late.layers === 1 && late.hidden === 16);
  });

  it('shows nothing of a run that does not exist', async () => {
    assert.equal(await api.readings.of('../..'), null);
    assert.equal(await api.readings.of('nothing'), null);
  });
});
