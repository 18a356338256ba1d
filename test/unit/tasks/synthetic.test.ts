import assert from 'node:assert/strict';
import type { Learner } from '../../../src/network/learner';
import { Random } from '../../../src/network/random';
import { SYNTHETIC_TASKS, type TaskParameters } from '../../../src/protocol/tasks';
import { drawDigit } from '../../../src/tasks/digits/draw';
import { chosenRightly } from '../../../src/tasks/synthetic/choices';
import type { Problem, Sequence } from '../../../src/tasks/synthetic/problem';
import { SYNTHETIC } from '../../../src/tasks/synthetic/registry';

const problemOf = (id: (typeof SYNTHETIC_TASKS)[number], given: TaskParameters = {}): Problem => {
  const { parameters, problem } = SYNTHETIC[id];
  const usual = Object.fromEntries(Object.entries(parameters).map(([key, { usual }]) => [key, usual]));
  return problem({ ...usual, ...given } as Required<TaskParameters>);
};
/** Inputs as characters, and answers as characters, a blank where nothing is asked. */
const read = ({ symbols }: Problem, { inputs, targets }: Sequence): [string, string] => [
  Array.from(inputs, (symbol) => symbols[symbol]).join(''),
  Array.from(targets, (symbol) => (symbol < 0 ? ' ' : symbols[symbol])).join(''),
];
const each = (problem: Problem, check: (read: string, asked: string) => void) => {
  const random = new Random(3, 'test');
  for (let i = 0; i < 50; i++) check(...read(problem, problem.sequence(random)));
};

describe('the generated tasks', () => {
  it('copy: symbols, blanks, a call, and the symbols asked for again', () => {
    const problem = problemOf('copy');
    assert.equal(problem.steps, 36);
    each(problem, (inputs, asked) => {
      assert.match(inputs, /^[a-h]{8}·{20}\?·{7}$/);
      assert.equal(asked, ' '.repeat(28) + inputs.slice(0, 8));
    });
  });

  it('selective copy: the symbols among blanks in their order', () => {
    each(problemOf('selective-copy'), (inputs, asked) => {
      assert.match(inputs, /^[a-h·]{32}\?·{7}$/);
      assert.equal(asked.trim(), inputs.replace(/[·?]/g, ''));
      assert.equal(asked.trim().length, 8);
      assert.equal(asked.indexOf(asked.trim()), 32);
    });
  });

  it('recall: the value that followed a key before', () => {
    for (const pairs of [2, 4, 16])
      each(problemOf('recall', { pairs }), (inputs, asked) => {
        const given = new Map(Array.from({ length: pairs }, (_, i) => [inputs[2 * i], inputs[2 * i + 1]]));
        assert.equal(given.size, pairs);
        const queries = [...inputs.slice(2 * pairs)].map((symbol, i) => [symbol, asked[2 * pairs + i]] as const).filter(([symbol]) => symbol !== '·');
        assert.deepEqual(new Set(queries.map(([key]) => key)), new Set(given.keys()));
        for (const [key, value] of queries) assert.equal(value, given.get(key));
        assert.equal(asked.trim().length + asked.length - asked.trimStart().length <= 64, true);
      });
  });

  it('parity and counting by a modulus: the running sum everywhere, at any length', () => {
    for (const [id, m] of [
      ['parity', 2],
      ['modulo', 3],
    ] as const)
      for (const length of [40, 200]) {
        const { inputs, targets } = problemOf(id).sequence(new Random(1, id), length);
        assert.equal(inputs.length, length);
        let sum = 0;
        inputs.forEach((x, t) => {
          sum += x;
          assert.equal(targets[t], sum % m);
        });
      }
  });

  it('Dyck: brackets that fit, at most eight open, and the nats of the source', () => {
    const problem = problemOf('dyck', { kinds: 3 });
    const random = new Random(4, 'dyck');
    for (let i = 0; i < 50; i++) {
      const sequence = problem.sequence(random);
      const [inputs, asked] = read(problem, sequence);
      assert.equal(inputs[0], '^');
      assert.equal(inputs.slice(1), asked.slice(0, -1));
      let rest = asked;
      for (let before = ''; before !== rest; ) {
        before = rest;
        rest = rest.replace(/\(\)|\[\]|\{\}/g, '');
      }
      assert.match(rest, /^[([{]{0,8}$/);
      let depth = 0;
      [...asked].forEach((bracket, t) => {
        const opens = '([{'.includes(bracket);
        const probability = depth === 0 ? 1 / 3 : depth === 8 ? 1 : opens ? 1 / 6 : 1 / 2;
        assert.ok(Math.abs(sequence.source![t]! + Math.log(probability)) < 1e-12);
        depth += opens ? 1 : -1;
      });
    }
  });

  it('adding: the sum of the two marked numbers at the end alone', () => {
    const random = new Random(5, 'adding');
    for (let i = 0; i < 50; i++) {
      const { inputs, targets } = problemOf('adding').sequence(random);
      const marked = Array.from({ length: 50 }, (_, t) => t).filter((t) => inputs[2 * t + 1] === 1);
      assert.equal(marked.length, 2);
      assert.ok(marked[0]! < 25 && marked[1]! >= 25);
      assert.ok(Math.abs(targets[49]! - inputs[2 * marked[0]!]! - inputs[2 * marked[1]!]!) < 1e-6);
      assert.ok(targets.slice(0, 49).every(Number.isNaN));
    }
  });

  it('reverse: from the last symbol to the first', () => {
    each(problemOf('reverse'), (inputs, asked) => {
      assert.match(inputs, /^[a-h]{8}\?·{7}$/);
      assert.equal(asked.trim(), [...inputs.slice(0, 8)].reverse().join(''));
    });
  });

  it('digits: ink on every picture, one answer, and pictures of a digit nearer to each other than to those of others', () => {
    const random = new Random(6, 'digits');
    const means = Array.from({ length: 10 }, (_, digit) => {
      const sum = new Float32Array(64);
      for (let i = 0; i < 40; i++) {
        const picture = drawDigit(digit, 8, random);
        for (let p = 0; p < 64; p++) sum[p]! += picture[p]! / 40;
      }
      return sum;
    });
    let right = 0;
    for (let i = 0; i < 200; i++) {
      const picture = drawDigit(i % 10, 8, random);
      assert.ok(picture.some((ink) => ink > 0.5) && picture.every((ink) => ink >= 0 && ink <= 1));
      const distances = means.map((mean) => mean.reduce((sum, ink, p) => sum + (ink - picture[p]!) ** 2, 0));
      if (distances.indexOf(Math.min(...distances)) === i % 10) right++;
    }
    assert.ok(right > 140, `${right} of 200`);
    const { targets } = problemOf('digits').sequence(random);
    assert.deepEqual([...targets.slice(0, 63)], new Array(63).fill(-1));
    assert.ok(targets[63]! >= 0 && targets[63]! < 10);
  });

  it('draw the same sequences for the same seed', () => {
    for (const id of SYNTHETIC_TASKS) {
      const problem = problemOf(id);
      assert.deepEqual(problem.sequence(new Random(7, id)), problem.sequence(new Random(7, id)));
    }
  });
});

describe('closing brackets', () => {
  it('count as right where the right kind has the larger output of the closing ones, whatever the opening ones have', () => {
    const problem = problemOf('dyck', { kinds: 2, length: 4 });
    // ( [ ] ) and ( ) [ ] after the beginning.
    const sequences = [
      { inputs: Int32Array.of(4, 0, 2, 3), targets: Int32Array.of(0, 2, 3, 1) },
      { inputs: Int32Array.of(4, 0, 1, 2), targets: Int32Array.of(0, 1, 2, 3) },
    ];
    // An opening bracket is always the likeliest; ) always beats ].
    const learner = { outputs: () => [Float32Array.from({ length: 8 * 5 }, (_, i) => [9, 1, 8, 0, 0][i % 5]!)] } as unknown as Learner;
    assert.equal(chosenRightly(learner, problem, sequences), 0.5);
    assert.equal(chosenRightly(learner, problemOf('dyck', { length: 4 }), sequences), undefined);
  });
});
