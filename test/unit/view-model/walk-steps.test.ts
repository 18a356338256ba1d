import assert from 'node:assert/strict';
import { bpttTrace } from '../../../src/diagnostics/bptt-trace';
import { randomWeights } from '../../../src/network/reference/random-weights';
import type { BpttTrace } from '../../../src/protocol/bptt-trace';
import { ACTIVATIONS, type Architecture, OUTPUTS } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { Vocabulary } from '../../../src/text/vocabulary';
import { fullNumber, shortNumber } from '../../../src/view-model/trace/walk-format';
import { walkCsv, walkSteps } from '../../../src/view-model/trace/walk-steps';

const CHARACTERS = ['e', 'h', 'l', 'o'];

function walk(overrides: Partial<Architecture>, text = 'hello'): BpttTrace {
  const architecture: Architecture = {
    ...BASE_CONFIGURATION,
    ...{ cell: 'rnn', activation: 'tanh', output: 'softmax', layers: 1, hidden: 3, embedding: 0, window: 2, bias: false },
    ...overrides,
  };
  const weights = new Map([...randomWeights(architecture, 4, 9)].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]));
  return bpttTrace({ architecture, vocabulary: new Vocabulary(CHARACTERS), weights, text, step: 1, now: () => 0 });
}

const NUMBER = String.raw`\(?-?\d[\d.]*(?:e-?\d+)?\)?`;

/** What a formula with its numbers put in comes to. */
function evaluate(formula: string): number {
  const source = formula
    .replaceAll('−', '-')
    .replace(new RegExp(`tanh² (${NUMBER})`, 'g'), '(tanh($1)**2)')
    .replace(new RegExp(`e\\^(${NUMBER})`, 'g'), 'exp($1)')
    .replace(new RegExp(`ln (${NUMBER})`, 'g'), 'ln($1)')
    .replaceAll('½', '0.5 *')
    .replaceAll('²', '**2')
    .replaceAll('·', '*');
  const functions = { tanh: Math.tanh, σ: (x: number) => 1 / (1 + Math.exp(-x)), ReLU: (x: number) => Math.max(0, x), ln: Math.log, exp: Math.exp };
  return new Function(...Object.keys(functions), `return ${source};`)(...Object.values(functions));
}

const parse = (text: string) => Number(text.replaceAll('−', '-'));

/** Checks every line of a step: the numbers that are put in give the number behind the last equals sign. */
function checkLine(line: string): void {
  const sum = /^(.+?) \+= (.+?)·\((.+)\) = \((.+)\)$/.exec(line);
  if (sum) {
    const factor = parse(sum[2]!.replace(/^\((.*)\)$/, '$1'));
    const results = sum[4]!.split(', ').map(parse);
    for (const [i, part] of sum[3]!.split(', ').entries())
      assert.ok(Math.abs(factor * parse(part) - results[i]!) < 1e-12, `${line}: ${factor} · ${part} is not ${results[i]}`);
    return;
  }
  const parts = line.split(' = ');
  assert.ok(parts.length >= 3, line);
  const [computed, shown] = [evaluate(parts[1]!), parse(parts.at(-1)!)];
  assert.ok(Math.abs(computed - shown) <= 1e-12 * Math.max(1, Math.abs(shown)), `${line}: ${computed}`);
}

const nets: [string, Partial<Architecture>][] = [
  ...ACTIVATIONS.flatMap((activation) =>
    OUTPUTS.map((output): [string, Partial<Architecture>] => [`${activation}, ${output}`, { activation, output }]),
  ),
  ['with biases', { bias: true }],
  ['two layers', { layers: 2, bias: true }],
  ['an embedding', { embedding: 2 }],
  ['LSTM', { cell: 'lstm' }],
  ['LSTM, two layers, biases', { cell: 'lstm', layers: 2, bias: true }],
  ['GRU', { cell: 'gru' }],
  ['GRU, two layers, biases', { cell: 'gru', layers: 2, bias: true }],
];

describe('the steps of a walk', () => {
  for (const [name, overrides] of nets)
    it(`can be checked by hand: every formula gives its number (${name})`, () => {
      const steps = walkSteps(walk(overrides));
      for (const step of steps)
        for (const [row] of step.rowNames.entries()) {
          const lines = step.values(row, fullNumber);
          assert.ok(lines.length > 0 && lines.length <= step.formulas.length);
          for (const line of lines) checkLine(line);
        }
    });

  it('catch a wrong number', () => {
    const [step] = walkSteps(walk({}));
    const [line] = step!.values(0, fullNumber);
    assert.throws(() => checkLine(`${line}1`.replace(/= (−?)0/, '= $11')));
  });

  it('go forward through the text and back again', () => {
    const steps = walkSteps(walk({}));
    assert.equal(steps.length, 24);
    assert.deepEqual(
      steps.map(({ t }) => t),
      [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 3, 2, 2, 2, 1, 1, 1, 0, 0, 0],
    );
    assert.deepEqual(
      steps.slice(9, 15).map(({ kind }) => kind),
      ['net', 'state', 'output', 'outputGradient', 'stateGradient', 'weightGradient'],
    );
    assert.deepEqual(steps[0]!.formulas, ['a_1 = U x_1 + W s_0']);
    assert.deepEqual(steps[16]!.formulas, ['∂E/∂s_3 = Vᵀ ∂E_3/∂net_3 + Wᵀ ∂E/∂a_4', '∂E/∂a_3 = (1 − s_3²) ⊙ ∂E/∂s_3']);
    // Gates are a step of their own.
    assert.equal(walkSteps(walk({ cell: 'lstm' })).length, 4 * 4 + 4 * 4);
    assert.equal(walkSteps(walk({ cell: 'gru', layers: 2 })).length, 4 * 7 + 4 * 7);
    assert.deepEqual(walkSteps(walk({ cell: 'feedforward' })), []);
  });

  it('mark the rows and columns of the product, which have the lengths of their names', () => {
    for (const [, overrides] of nets)
      for (const { operands, rowNames } of walkSteps(walk(overrides)))
        for (const { name, rows, rowNames: names, columnNames, markedRows, markedColumns } of operands) {
          assert.equal(rows.length, names.length, name);
          for (const row of rows) assert.equal(row.length, columnNames?.length ?? 1, name);
          for (const [row] of rowNames.entries()) {
            for (const at of markedRows?.(row) ?? []) assert.ok(at < rows.length, `${name}: row ${at}`);
            for (const at of markedColumns?.(row) ?? []) assert.ok(at < rows[0]!.length, `${name}: column ${at}`);
          }
        }
  });

  it('become a table of all their numbers', () => {
    const steps = walkSteps(walk({ cell: 'gru' }));
    const rows = walkCsv(steps).trim().split('\r\n');
    assert.equal(rows[0], 'step,phase,kind,t,name,row,column,value');
    assert.equal(rows.length - 1, steps.flatMap(({ operands }) => operands.flatMap(({ rows: matrix }) => matrix.flat())).length);
    const [U] = steps[0]!.operands;
    assert.equal(rows[1], `1,forward,net,1,U,r 1,e,${U!.rows[0]![0]}`);
  });

  it('write numbers short, and in full', () => {
    assert.deepEqual([0, 1, -0.25, 1.23456789, 1.5e-5, -123456.5, Number.NaN, null].map(shortNumber), [
      ...['0', '1', '−0.2500', '1.2346', '1.50e−5', '−1.23e5', '–', '–'],
    ]);
    assert.equal(fullNumber(-1 / 3), '−0.3333333333333333');
  });
});
