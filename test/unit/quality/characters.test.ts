import assert from 'node:assert/strict';
import { CharacterTask, meanTrainingLoss, minCharRnn, referenceConfiguration } from '../../../bench/quality/characters';
import { readShared } from '../support/shared';

describe('learning characters as PyTorch does', () => {
  it('tanh RNN 128: mean training loss of steps 391 to 490 within 2 %', function () {
    const task = new CharacterTask(readShared(this, 'data', 'tinyshakespeare.txt'));
    const loss = meanTrainingLoss(task, referenceConfiguration('rnn', 128, 1));
    assert.ok(Math.abs(loss / 2.129 - 1) < 0.02, `${loss} nats`);
  });
  it("min-char-rnn's recipe: within 3 % of its curve at steps 5000 and 10000", function () {
    const task = new CharacterTask(readShared(this, 'data', 'tinyshakespeare.txt'));
    // One seed's curve swings by several percent (the first updates of Adagrad are ±0.1 on every weight): the median of seven.
    const curves = [1, 2, 3, 4, 5, 6, 7].map((seed) => minCharRnn(task, [5000, 10_000], seed));
    const middle = [0, 1].map((i) => curves.map((curve) => curve[i]!).sort((a, b) => a - b)[3]!);
    assert.ok(Math.abs(middle[0]! / 56.72 - 1) < 0.03 && Math.abs(middle[1]! / 54.58 - 1) < 0.03, String(middle));
  });
});
