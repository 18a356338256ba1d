import assert from 'node:assert/strict';
import { textBaselines } from '../../../src/tasks/classification/baselines';

describe('a task that takes long at its end', () => {
  it('gives a sign of life before each pass of the logistic regression over the examples, so that it is not ended as one that hangs', () => {
    const texts = ['aab', 'abb', 'bba', 'bab', 'abc', 'cab', 'cba', 'bca'];
    let signs = 0;
    textBaselines(texts, [0, 0, 1, 1, 0, 1, 1, 0], 2, () => signs++);
    assert.ok(signs > 5, `${signs} signs of life`);
  });
});
