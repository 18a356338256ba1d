import assert from 'node:assert/strict';
import { unroll } from '../support/program';

describe('unroll playground', () => {
  const short = ['playground', 'adding', '--length', '10', '--steps', '40'];

  it('prints every event as a JSON line; networks are separated by commas or spaces', () => {
    for (const cells of [['gru,tanh'], ['gru', 'tanh']]) {
      const { code, lines } = unroll([...short, '--cells', ...cells, '--seed', '2', '--json']);
      assert.equal(code, 0);
      assert.deepEqual(lines[0]!.request, { task: 'adding', length: 10, cells: ['tanh', 'gru'], steps: 40, seed: 2 });
      assert.deepEqual(
        lines.flatMap(({ type, cell, step }) => (type === 'point' ? [`${cell} ${step}`] : [])),
        ['tanh 0', 'gru 0', 'tanh 20', 'gru 20', 'tanh 40', 'gru 40'],
      );
      assert.equal(lines.filter(({ type }) => type === 'flow').length, 4);
      assert.deepEqual(lines.at(-1), { type: 'done', stopped: false });
    }
  });

  it('without --json: a table, in Chinese too', () => {
    const { code, out } = unroll([...short, '--cells', 'gru']);
    assert.equal(code, 0);
    assert.match(out, /solved at/);
    assert.match(out, /^gru +\d/m);
    assert.match(unroll([...short, '--cells', 'gru'], undefined, 'zh_CN.UTF-8').out, /\p{Script=Han}/u);
  });

  it('has every generated task and its numbers', () => {
    const { code, lines } = unroll(['playground', 'recall', '--length', '12', '--pairs', '2', '--cells', 'attention', '--steps', '20', '--json']);
    assert.equal(code, 0);
    assert.deepEqual(lines[0]!.request, { task: 'recall', length: 12, pairs: 2, cells: ['attention'], steps: 20, seed: 1 });
  });

  it('refuses what is out of range in one line and computes nothing', () => {
    for (const wrong of [
      ['adding', '--length', '9'],
      ['adding', '--length', '1000000000'],
      ['copy', '--length', '1'],
      ['adding', '--cells', 'gru,perceptron'],
      ['adding', '--cells', 'gru,'],
      ['adding', '--steps', '1000000000'],
      ['counting'],
      ['parity', '--pairs', '2'],
    ]) {
      const { code, out, errors } = unroll(['playground', ...wrong]);
      assert.equal(code, 2, wrong.join(' '));
      assert.equal(out, '');
      assert.ok(errors.trim().split('\n').length === 1 && errors.length > 10, errors);
    }
  });
});
