/**
 * fast-check for all property tests. `npm test` draws the same examples each time, so that it fails only for what was changed; `npm run test:long` draws new
 * ones, and its message holds the seed of what failed. `UNROLL_SEED=N` sets the seed.
 */
import fc from 'fast-check';

const seed = process.env.UNROLL_SEED ?? (process.env.UNROLL_LONG ? undefined : '1');
if (seed !== undefined) fc.configureGlobal({ seed: Number(seed) });

export default fc;
