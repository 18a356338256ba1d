import assert from 'node:assert/strict';
import { solveAdding } from '../../../bench/quality/adding';

// Long sequences take seconds each; in every run the tests of the playground train on ten time steps, which a GRU solves and a tanh RNN does not.
if (process.env.UNROLL_LONG)
  describe('the adding problem', () => {
    it('T = 50: a GRU solves it within 900 steps', () => {
      const { solved, error } = solveAdding({ cell: 'gru' }, 50, 3e-3, 900, 1);
      assert.ok(solved, `mean squared error ${error}`);
    });
    it('T = 50: a tanh RNN stays near the baseline', () => {
      const { error } = solveAdding({ cell: 'rnn' }, 50, 1e-3, 600, 1);
      assert.ok(error > 0.14 && error < 0.2, `mean squared error ${error}`);
    });
    it('T = 100: training buys a GRU the memory that it does not start with', () => {
      // As long as its gates have learnt nothing it answers with the mean; by 1200 steps it carries both numbers over the whole length.
      const early = solveAdding({ cell: 'gru' }, 100, 3e-3, 100, 1);
      assert.ok(early.error > 0.14, `mean squared error ${early.error} after 100 steps`);
      const { solved, error } = solveAdding({ cell: 'gru' }, 100, 3e-3, 1200, 1);
      assert.ok(solved, `mean squared error ${error}`);
    });
  });
