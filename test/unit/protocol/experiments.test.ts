import assert from 'node:assert/strict';
import type { Configuration } from '../../../src/protocol/configuration';
import { defaultConfiguration, type Overrides } from '../../../src/protocol/defaults';
import { comparisonPlan, MAX_SWEPT, parseGroup, parseValues, proposedValues, SWEEP_PARAMETERS, sweepPlan } from '../../../src/protocol/experiments';
import { ARCHITECTURES } from '../../../src/protocol/presets/architectures';
import { validateConfiguration } from '../../../src/protocol/validation';
import { architectureName } from '../../../src/view-model/run/architecture-name';

/** As a text of 3000 characters, 50 of them different, has it. */
const configure = (overrides: Overrides) => defaultConfiguration(3000, 50, overrides);

/** Names of the options that differ between configurations. */
function differing(plan: readonly Configuration[]): string[] {
  return (Object.keys(plan[0]!) as (keyof Configuration)[]).filter((key) => new Set(plan.map((configuration) => configuration[key])).size > 1);
}

describe('comparison of architectures', () => {
  it('has every architecture once, equal in seed, size, budget and all else', () => {
    const plan = comparisonPlan(configure, { seconds: 8, hidden: 32, seed: 7, cell: 'gru', initialization: 'orthogonal' });
    assert.deepEqual(
      plan.map((configuration) => architectureName(configuration)),
      ['tanh', 'sigmoid', 'ReLU', 'IRNN', 'orthogonal tanh', 'LSTM', 'LSTM, forget bias 1', 'GRU', 'feed-forward'],
    );
    assert.deepEqual(differing(plan).sort(), ['activation', 'cell', 'forgetBias', 'initialization']);
    for (const configuration of plan) {
      assert.deepEqual(validateConfiguration(configuration), configuration);
      assert.deepEqual([configuration.seed, configuration.hidden, configuration.seconds, configuration.patience], [7, 32, 8, 0]);
    }
    assert.equal(plan.length, ARCHITECTURES.length);
  });
});

describe('a sweep', () => {
  it('has each combination once, the last axis changing fastest', () => {
    const plan = sweepPlan(configure, { seconds: 2, cell: 'lstm' }, [
      { parameter: 'learningRate', values: [0.001, 0.01] },
      { parameter: 'hidden', values: [16, 32, 64] },
    ]);
    assert.deepEqual(
      plan.map(({ learningRate, hidden }) => [learningRate, hidden]),
      [0.001, 0.01].flatMap((rate) => [16, 32, 64].map((hidden) => [rate, hidden])),
    );
    assert.deepEqual(differing(plan).sort(), ['hidden', 'learningRate']);
    assert.ok(plan.every(({ cell, seconds, patience }) => cell === 'lstm' && seconds === 2 && patience === 0));
  });

  it('wins over what the settings say of its own parameters', () => {
    const plan = sweepPlan(configure, { hidden: 99 }, [{ parameter: 'hidden', values: [16, 32] }]);
    assert.deepEqual(
      plan.map(({ hidden }) => hidden),
      [16, 32],
    );
  });

  it('refuses none, too many, one run, and the same parameter twice', () => {
    const axis = (count: number) => ({ parameter: 'seed' as const, values: Array.from({ length: count }, (_, i) => i) });
    assert.throws(() => sweepPlan(configure, {}, []), { id: 'sweep.axes' });
    assert.throws(() => sweepPlan(configure, {}, [axis(2), axis(3)]), { id: 'sweep.axes' });
    assert.throws(() => sweepPlan(configure, {}, [axis(1)]), { id: 'sweep.runs' });
    assert.throws(() => sweepPlan(configure, {}, [axis(MAX_SWEPT + 1)]), { id: 'sweep.runs' });
    assert.equal(sweepPlan(configure, {}, [axis(MAX_SWEPT)]).length, MAX_SWEPT);
    assert.throws(() => sweepPlan(configure, {}, [{ parameter: 'hidden', values: [16, 0] }]), { id: 'configuration.whole' });
  });

  it('varies kinds, activations, initial weights and optimisers as well as numbers, and leaves the machine alone', () => {
    for (const key of [
      'cell',
      'activation',
      'initialization',
      'optimizer',
      'schedule',
      'norm',
      'bias',
      'hidden',
      'learningRate',
      'momentum',
    ] as const)
      assert.ok(SWEEP_PARAMETERS.includes(key), key);
    for (const key of ['threads', 'backend', 'steps', 'seconds']) assert.ok(!(SWEEP_PARAMETERS as readonly string[]).includes(key), key);
    const plan = sweepPlan(configure, {}, [
      { parameter: 'cell', values: ['gru', 'mingru'] },
      { parameter: 'optimizer', values: ['adam', 'sgd'] },
    ]);
    assert.deepEqual(
      plan.map(({ cell, optimizer, norm }) => [cell, optimizer, norm]),
      [
        ['gru', 'adam', 'none'],
        ['gru', 'sgd', 'none'],
        ['mingru', 'adam', 'rms'],
        ['mingru', 'sgd', 'rms'],
      ],
    );
  });

  it('proposes values that every parameter can take, and reads lists', () => {
    const [base] = comparisonPlan(configure, {});
    for (const parameter of SWEEP_PARAMETERS) {
      const values = proposedValues(parameter, base![parameter]);
      assert.deepEqual(parseValues(parameter, values.join(', ')), values, parameter);
    }
    assert.deepEqual(parseValues('learningRate', ' 0.1, 1e-3;0.1 0.01'), [0.001, 0.01, 0.1]);
    assert.deepEqual(parseValues('cell', 'lstm, gru lstm'), ['lstm', 'gru']);
    assert.deepEqual(parseValues('bias', 'true,false'), [true, false]);
    assert.throws(() => parseValues('optimizer', 'adam, magic'), { id: 'configuration.choice' });
    assert.throws(() => parseValues('bias', 'perhaps'), { id: 'configuration.boolean' });
    assert.throws(() => parseValues('learningRate', ' , '), { id: 'sweep.values' });
    assert.throws(() => parseValues('hidden', '16, x'), { id: 'configuration.whole' });
    assert.throws(() => parseValues('hidden', '16.5'), { id: 'configuration.whole' });
  });
});

describe('the group of a run', () => {
  it('is read back from a record, or is none', () => {
    const group = { id: 'a', kind: 'sweep' as const, tag: 'sweep-a', parameters: ['hidden'], index: 0, size: 2 };
    assert.deepEqual(parseGroup(JSON.parse(JSON.stringify(group))), group);
    for (const wrong of [null, 'x', {}, { ...group, kind: 'other' }, { ...group, index: -1 }, { ...group, parameters: 'hidden' }])
      assert.equal(parseGroup(wrong), undefined);
  });
});
