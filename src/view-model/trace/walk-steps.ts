import type { BpttTrace } from '../../protocol/bptt-trace';
import { writeRows } from '../chart/csv';
import { backwardSteps } from './walk-backward';
import { factor, list, product } from './walk-format';
import { forwardSteps } from './walk-forward';
import { columnOf, LayerAtStep, matrix, vector, type WalkStep, whole } from './walk-place';

/** All half-steps of a walk: forward through the characters, then back through time. Empty where the numbers are too many to follow. */
export function walkSteps(walk: BpttTrace): WalkStep[] {
  if (!walk.numbers) return [];
  const { layers } = walk.architecture;
  const places = walk.columns.map((_, t) => Array.from({ length: layers }, (_, layer) => new LayerAtStep(walk, t, layer)));
  return [
    ...places.flatMap((column) => [...column.flatMap(forwardSteps), output(column.at(-1)!)]),
    ...places.reverse().flatMap((column) => [outputGradient(column.at(-1)!), ...[...column].reverse().flatMap(backwardSteps)]),
  ];
}

/** Every number of every step with its names, in all digits: for a spreadsheet. */
export function walkCsv(steps: readonly WalkStep[]): string {
  const rows = steps.flatMap(({ phase, kind, t, operands }, i) =>
    operands.flatMap(({ name, rows, rowNames, columnNames }) =>
      rows.flatMap((values, row) =>
        values.map((value, column) => [i + 1, phase, kind, t + 1, name, rowNames[row]!, columnNames?.[column] ?? '', value ?? '']),
      ),
    ),
  );
  return writeRows([['step', 'phase', 'kind', 't', 'name', 'row', 'column', 'value'], ...rows]);
}

/** net_t = V s_t + b, o_t, and the loss of what came. */
function output(place: LayerAtStep): WalkStep {
  const { moment, vocabulary, units, cell, t } = place;
  const kind = place.architecture.output;
  const [net, o, E, s] = [`net_${t + 1}`, `o_${t + 1}`, `E_${t + 1}`, place.name('s')];
  const b = place.headBias;
  const target = moment.target >= 0 ? vocabulary[moment.target]! : undefined;
  const losses = {
    softmax: `${E} = −ln ${o}[${target}]`,
    sigmoid: `${E} = −ln ${o}[${target}] − Σ ln(1 − ${o}[v ≠ ${target}])`,
    squared: `${E} = ½ Σ (${o} − y_${t + 1})²`,
  };
  return {
    ...{ kind: 'output', phase: 'forward', t, layer: place.layer },
    formulas: [`${net} = V ${s}${b ? ' + b_V' : ''}`, `${o} = ${kind === 'softmax' ? 'softmax' : 'σ'}(${net})`, ...(target ? [losses[kind]] : [])],
    operands: [
      matrix('V', place.head, vocabulary, units),
      whole(s, cell.state, units),
      ...(b ? [vector('b_V', b, vocabulary)] : []),
      vector(net, moment.logits, vocabulary, { result: true }),
      vector(o, moment.outputs, vocabulary, { result: true }),
    ],
    rowNames: vocabulary,
    usualRow: Math.max(0, moment.target),
    values: (row, digits) => {
      const name = vocabulary[row]!;
      const logit = digits(moment.logits[row]!);
      const total = moment.logits.map((value) => `e^${factor(value, digits)}`).join(' + ');
      const value =
        kind === 'softmax' ? `e^${factor(moment.logits[row]!, digits)} / (${total})` : `1 / (1 + e^${factor(-moment.logits[row]!, digits)})`;
      const outputs = moment.outputs.map((other, v) => ({ other, right: v === moment.target }));
      const losses = {
        softmax: () => `−ln ${digits(moment.outputs[moment.target]!)}`,
        sigmoid: () => outputs.map(({ other, right }) => (right ? `−ln ${digits(other)}` : `−ln(1 − ${digits(other)})`)).join(' '),
        squared: () => `½ (${outputs.map(({ other, right }) => (right ? `(${digits(other)} − 1)²` : `${digits(other)}²`)).join(' + ')})`,
      };
      return [
        `${net}[${name}] = ${product(place.head[row]!, cell.state, digits)}${b ? ` + ${factor(b[row]!, digits)}` : ''} = ${logit}`,
        `${o}[${name}] = ${value} = ${digits(moment.outputs[row]!)}`,
        ...(target ? [`${E} = ${losses[kind]()} = ${digits(moment.loss)}`] : []),
      ];
    },
    result: target ? { name: E, values: [moment.loss] } : { name: o, values: moment.outputs },
  };
}

/** ∂E_t/∂o_t, ∂E_t/∂net_t, and what they add to ∂E/∂V. */
function outputGradient(place: LayerAtStep): WalkStep {
  const { moment, vocabulary, units, cell, t } = place;
  const kind = place.architecture.output;
  const [net, o, y, s, E] = [`net_${t + 1}`, `o_${t + 1}`, `y_${t + 1}`, place.name('s'), `∂E_${t + 1}`];
  const target = vocabulary.map((_, v) => (v === moment.target ? 1 : 0));
  const [dO, dNet] = [`${E}/∂${o}`, `${E}/∂${net}`];
  const formulas = {
    softmax: [`${dO} = −${y} / ${o}`, `${dNet} = ${o} − ${y}`],
    sigmoid: [`${dO} = (${o} − ${y}) / (${o} (1 − ${o}))`, `${dNet} = ${dO} ⊙ ${o} ⊙ (1 − ${o}) = ${o} − ${y}`],
    squared: [`${dO} = ${o} − ${y}`, `${dNet} = (${o} − ${y}) ⊙ ${o} ⊙ (1 − ${o})`],
  }[kind];
  const [added, sum] = [moment.contributions['head.weight']!, moment.sums['head.weight']!];
  const bias = moment.sums['head.bias'];
  return {
    ...{ kind: 'outputGradient', phase: 'backward', t, layer: place.layer },
    formulas: [...formulas, `∂E/∂V += ${dNet} ${s}ᵀ`, ...(bias ? [`∂E/∂b_V += ${dNet}`] : [])],
    operands: [
      vector(o, moment.outputs, vocabulary),
      vector(y, target, vocabulary),
      vector(dO, moment.dOutputs, vocabulary),
      vector(dNet, moment.dLogits, vocabulary, { result: true }),
      whole(s, cell.state, units),
      matrix(`${dNet} ${s}ᵀ`, added, vocabulary, units),
      matrix(`∂E/∂V  (t ≥ ${t + 1})`, sum, vocabulary, units, { result: true, markedRows: (row) => [row] }),
      ...(bias ? [vector(`∂E/∂b_V  (t ≥ ${t + 1})`, columnOf(bias, 0), vocabulary, { result: true })] : []),
    ],
    rowNames: vocabulary,
    usualRow: Math.max(0, moment.target),
    values: (row, digits) => {
      const name = vocabulary[row]!;
      const [value, right] = [digits(moment.outputs[row]!), String(target[row])];
      const lines = {
        softmax: [`${dO}[${name}] = −${right} / ${value}`, `${dNet}[${name}] = ${value} − ${right}`],
        sigmoid: [`${dO}[${name}] = (${value} − ${right}) / (${value}·(1 − ${value}))`, `${dNet}[${name}] = ${value} − ${right}`],
        squared: [`${dO}[${name}] = ${value} − ${right}`, `${dNet}[${name}] = (${value} − ${right})·${value}·(1 − ${value})`],
      }[kind];
      return [
        ...(moment.target < 0 ? [] : [`${lines[0]} = ${digits(moment.dOutputs[row]!)}`, `${lines[1]} = ${digits(moment.dLogits[row]!)}`]),
        `∂E/∂V[${name}] += ${factor(moment.dLogits[row]!, digits)}·${list(cell.state, digits)} = ${list(added[row]!, digits)}`,
      ];
    },
    result: { name: dNet, values: moment.dLogits },
  };
}
