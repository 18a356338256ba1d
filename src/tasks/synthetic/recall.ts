import { choose } from './choose';
import { nearlyAllRight, type SyntheticDefinition } from './problem';

const KEYS = 16;
const VALUES = 16;
const NOTHING = KEYS + VALUES;

/**
 * Associative recall (MQAR of Arora et al. 2023): `pairs` different keys, each followed by its value; later every key once, at a random place of the rest,
 * where its value is asked for. 16 keys, 16 values, a blank.
 */
export const recall: SyntheticDefinition = {
  id: 'recall',
  parameters: { pairs: { minimum: 1, maximum: KEYS, usual: 4 }, length: { minimum: 3, maximum: 1024, usual: 64 } },
  pool: 20_000,
  problem({ pairs, length: steps }) {
    return {
      steps,
      symbols: [...'ABCDEFGHIJKLMNOP', ...'abcdefghijklmnop', '·'],
      realInputs: 0,
      chance: Math.log(VALUES),
      sequence(random) {
        const inputs = new Int32Array(steps).fill(NOTHING);
        const targets = new Int32Array(steps).fill(-1);
        const places = choose(pairs, steps - 2 * pairs, random);
        choose(pairs, KEYS, random).forEach((key, i) => {
          const value = KEYS + random.integer(VALUES);
          inputs.set([key, value], 2 * i);
          inputs[2 * pairs + places[i]!] = key;
          targets[2 * pairs + places[i]!] = value;
        });
        return { inputs, targets };
      },
    };
  },
  solved: nearlyAllRight,
  verdict: 'task.recall.verdict',
  lesson: 'task.recall.lesson',
};
