import assert from 'node:assert/strict';
import { defaultConfiguration } from '../../../src/protocol/defaults';
import { OPTION_KEYS, optionRow } from '../../../src/protocol/options';
import { FORM_GROUPS, formField, groupKeys, unreadOptions, weightCount } from '../../../src/view-model/run/form-fields';
import { expectedBits } from '../../../src/view-model/run/plan/expected-bits';
import { previewExample } from '../../../src/view-model/run/playground-preview';
import { sinceWhen } from '../../../src/view-model/run/since-when';

const words = {
  text: (english: string) => english,
  between: (minimum: number, maximum: number) => `${minimum} to ${maximum}`,
  below: (minimum: number, maximum: number) => `${minimum} to below ${maximum}`,
  atLeast: (minimum: number) => `${minimum} or more`,
};

describe('the form of a new run', () => {
  it('has every option of the option table once, with its name and help', () => {
    const keys = FORM_GROUPS.flatMap((group) => groupKeys(group));
    assert.deepEqual([...keys].sort(), [...OPTION_KEYS].sort());
    for (const key of keys) {
      const { label, help } = formField(key, words);
      assert.ok(label && help, key);
      assert.doesNotMatch(`${label} ${help}`, /_\{|∂|\\[a-z]+/, `${key} shows a formula as raw characters`);
    }
  });

  it('says the range of numbers, without a bound that nobody reaches', () => {
    assert.equal(formField('hidden', words).range, '1 to 1024');
    assert.equal(formField('beta1', words).range, '0 to below 1');
    assert.equal(formField('steps', words).range, '0 or more');
  });

  it('offers the choices of an option by their names', () => {
    const { choices } = formField('optimizer', words);
    assert.deepEqual(choices?.slice(0, 2), [
      { value: 'adam', name: 'Adam' },
      { value: 'adamw', name: 'AdamW' },
    ]);
  });

  it('leaves out what means nothing to the chosen layers', () => {
    const gru = unreadOptions({ cell: 'gru', layers: 1, stack: '' });
    assert.ok(gru.includes('window') && gru.includes('activation') && !gru.includes('bias'));
    const mixed = unreadOptions({ cell: 'gru', layers: 1, stack: 'rnn,attention' });
    assert.ok(!mixed.includes('activation') && !mixed.includes('attentionHeads') && mixed.includes('window'));
    for (const key of gru) assert.ok(optionRow(key), `${key} is an option`);
  });

  it('counts the weights of the network', () => {
    // GRU: 3·H·(V + H) + 6·H; output: V·H + V.
    assert.equal(weightCount(defaultConfiguration(10_000, 50, { hidden: 100 }), 50), 3 * 100 * 150 + 600 + 50 * 100 + 50);
  });
});

describe('what may be expected of a network', () => {
  const expected = (characters: number, seconds: number, more = {}) =>
    expectedBits(defaultConfiguration(characters, 65, { seconds, ...more }), characters, 65);

  it('is less for more text and more time', () => {
    const values = [expected(20_000, 30), expected(200_000, 30), expected(900_000, 180)];
    for (const value of values) assert.ok(value !== undefined && value > 1 && value < 4);
    assert.ok(values[0]! > values[1]! && values[1]! > values[2]!);
  });

  it('is not said where nothing was measured', () => {
    assert.equal(expected(1000, 30), undefined);
    assert.equal(expected(20_000, 30, { cell: 'rnn' }), undefined);
    assert.equal(expected(20_000, 30, { clip: 0 }), undefined);
    assert.equal(expected(20_000, 2), undefined);
    assert.equal(expectedBits(defaultConfiguration(20_000, 3000, { seconds: 30 }), 20_000, 3000), undefined);
  });
});

describe('the age of a run', () => {
  const now = Date.parse('2026-11-26T12:00:00Z');
  it('is said as people say it', () => {
    assert.equal(sinceWhen(now - 5 * 60_000, now, 'en'), '5 minutes ago');
    assert.equal(sinceWhen(now - 3 * 3_600_000, now, 'zh-CN'), '3小时前');
    assert.equal(sinceWhen(now - 24 * 3_600_000, now, 'en'), 'yesterday');
    assert.equal(sinceWhen(now - 20_000, now, 'en'), 'now');
  });
});

describe('the sequence that the playground shows before it trains', () => {
  it('asks for the sum of one marked number in each half', () => {
    for (const length of [10, 11, 50, 200]) {
      const example = previewExample('adding', length);
      assert.ok(example.task === 'adding');
      const [first, second] = example.marks as [number, number];
      assert.ok(first >= 0 && first < Math.floor(length / 2) && second >= Math.floor(length / 2) && second < length);
      assert.equal(example.numbers.length, length);
      assert.ok(Math.abs(example.answer - (example.numbers[first]! + example.numbers[second]!)) < 1e-12);
    }
  });

  it('asks for ten symbols after the blanks, as soon as the call is read', () => {
    const example = previewExample('copy', 10);
    assert.ok(example.task === 'symbols');
    assert.equal(example.inputs.length, example.answers.length);
    assert.deepEqual(example.answers.slice(-10), example.inputs.slice(0, 10));
    assert.equal(
      example.inputs.indexOf(9),
      example.answers.findIndex((answer) => answer >= 0),
    );
  });
});
