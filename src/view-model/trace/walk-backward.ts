import { factor, list, product } from './walk-format';
import { gruParts } from './walk-forward';
import { columnOf, type LayerAtStep, matrix, type Operand, vector, type WalkStep, whole } from './walk-place';

/** Half-steps of a layer on the way back: ∂E/∂s_t, the gradients of its gates where it has some, and what it adds to ∂E/∂(weights). */
export function backwardSteps(place: LayerAtStep): WalkStep[] {
  const { equations } = place;
  if (equations === 'state') return [stateGradient(place), weightGradient(place)];
  return [stateGradient(place), equations === 'cell' ? lstmGateGradient(place) : gruGateGradient(place), weightGradient(place)];
}

const frame = (place: LayerAtStep) => ({ phase: 'backward', t: place.t, layer: place.layer }) as const;
const d = (what: string) => `∂E/∂${what}`;
const same = (row: number) => [row];

/** ∂E/∂(U x_t + b): of a_t, in a GRU of p_t. */
const netName = (place: LayerAtStep) => d(place.name(place.equations === 'reset' ? 'p' : 'a'));
const recurrentName = (place: LayerAtStep) => d(place.name(place.equations === 'reset' ? 'q' : 'a'));

/** What comes from the output or the layer above, and what from t + 1. */
function parts(place: LayerAtStep): { above: string; later: string | undefined; operands: Operand[] } {
  const { above, later, units, vocabulary, moment, gateRows } = place;
  const columns = { markedColumns: same };
  const from = above
    ? {
        name: `${above.named('U')}ᵀ ${netName(above)}`,
        operands: [matrix(above.named('U'), above.weight('ih'), gateRows, units, columns), whole(netName(above), above.cell.dNet, gateRows)],
      }
    : {
        name: `Vᵀ ∂E_${place.t + 1}/∂net_${place.t + 1}`,
        operands: [matrix('V', place.head, vocabulary, units, columns), whole(`∂E_${place.t + 1}/∂net_${place.t + 1}`, moment.dLogits, vocabulary)],
      };
  const operands = [...from.operands, vector(from.name, place.cell.fromAbove, units)];
  if (!later) return { above: from.name, later: undefined, operands };
  const carried = place.equations === 'reset' ? ` + ${later.name('z')} ⊙ ${d(later.name('s'))}` : '';
  const name = `${place.named('W')}ᵀ ${recurrentName(later)}${carried}`;
  operands.push(
    matrix(place.named('W'), place.weight('hh'), gateRows, units, columns),
    whole(recurrentName(later), later.cell.dRecurrentNet, gateRows),
    ...(carried ? [vector(later.name('z'), later.cell.gates[1]!, units), vector(d(later.name('s')), later.cell.dState, units)] : []),
    vector(name, place.cell.fromLater, units),
  );
  return { above: from.name, later: name, operands };
}

function stateGradient(place: LayerAtStep): WalkStep {
  const { cell, units, above, later, moment } = place;
  const { activation } = place.architecture;
  const { equations } = place;
  const [s, a, c, out] = [place.name('s'), place.name('a'), place.name('c'), place.name('out')];
  const sources = parts(place);
  const slopes = { tanh: `(1 − ${s}²)`, sigmoid: `${s} ⊙ (1 − ${s})`, relu: `[${s} > 0]` };
  const formulas = [`${d(s)} = ${sources.above}${sources.later ? ` + ${sources.later}` : ''}`];
  const operands = [...sources.operands, vector(d(s), cell.dState, units, { result: true })];
  if (equations === 'state') {
    formulas.push(`${d(a)} = ${slopes[activation]} ⊙ ${d(s)}`);
    operands.push(vector(s, cell.state, units), vector(d(a), cell.dNet, units, { result: true }));
  }
  if (equations === 'cell') {
    const carried = later ? `${later.name('f')} ⊙ ${d(later.name('c'))} + ` : '';
    formulas.push(`${d(c)} = ${carried}${out} ⊙ (1 − tanh² ${c}) ⊙ ${d(s)}`);
    operands.push(
      ...(later ? [vector(later.name('f'), later.cell.gates[1]!, units), vector(d(later.name('c')), later.cell.dCell!, units)] : []),
      vector(out, cell.gates[3]!, units),
      vector(c, cell.cell!, units),
      vector(d(c), cell.dCell!, units, { result: true }),
    );
  }
  return {
    ...frame(place),
    kind: 'stateGradient',
    formulas,
    operands,
    rowNames: units,
    values: (row, digits) => {
      const number = (value: number | null) => factor(value, digits);
      const own = above
        ? product(columnOf(above.weight('ih'), row), above.cell.dNet, digits)
        : product(columnOf(place.head, row), moment.dLogits, digits);
      const carried = equations === 'reset' && later ? ` + ${digits(later.cell.gates[1]![row]!)}·${number(later.cell.dState[row]!)}` : '';
      const after = later ? ` + ${product(columnOf(place.weight('hh'), row), later.cell.dRecurrentNet, digits)}${carried}` : '';
      const lines = [`${d(s)}[${row + 1}] = ${own}${after} = ${digits(cell.dState[row]!)}`];
      const [value, gradient] = [cell.state[row]!, number(cell.dState[row]!)];
      if (equations === 'state') {
        const slope = {
          tanh: `(1 − ${number(value)}²)`,
          sigmoid: `${number(value)}·(1 − ${number(value)})`,
          relu: value! > 0 ? '1' : '0',
        }[activation];
        lines.push(`${d(a)}[${row + 1}] = ${slope}·${gradient} = ${digits(cell.dNet[row]!)}`);
      }
      if (equations === 'cell') {
        const before = later ? `${number(later.cell.gates[1]![row]!)}·${number(later.cell.dCell![row]!)} + ` : '';
        lines.push(
          `${d(c)}[${row + 1}] = ${before}${number(cell.gates[3]![row]!)}·(1 − tanh² ${number(cell.cell![row]!)})·${gradient} = ${digits(cell.dCell![row]!)}`,
        );
      }
      return lines;
    },
    result: { name: d(s), values: cell.dState },
  };
}

function lstmGateGradient(place: LayerAtStep): WalkStep {
  const { cell, units, gateRows } = place;
  const H = units.length;
  const [i, f, g, out, c, before, s] = [...['i', 'f', 'g', 'out', 'c'].map((symbol) => place.name(symbol)), place.name('c', -1), place.name('s')] as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const a = (gate: string) => d(`${place.name('a')}[${gate}]`);
  const net = d(place.name('a'));
  return {
    ...frame(place),
    kind: 'gateGradient',
    formulas: [
      `${a('i')} = ${d(c)} ⊙ ${g} ⊙ ${i} ⊙ (1 − ${i})`,
      `${a('f')} = ${d(c)} ⊙ ${before} ⊙ ${f} ⊙ (1 − ${f})`,
      `${a('g')} = ${d(c)} ⊙ ${i} ⊙ (1 − ${g}²)`,
      `${a('out')} = ${d(s)} ⊙ tanh(${c}) ⊙ ${out} ⊙ (1 − ${out})`,
    ],
    operands: [
      vector(d(s), cell.dState, units),
      vector(d(c), cell.dCell!, units),
      ...[i, f, g, out].map((name, k) => vector(name, cell.gates[k]!, units)),
      vector(before, cell.previousCell!, units),
      vector(c, cell.cell!, units),
      vector(net, cell.dNet, gateRows, { result: true, markedRows: (row) => [0, 1, 2, 3].map((k) => k * H + row) }),
    ],
    rowNames: units,
    values: (row, digits) => {
      const n = (value: number | null) => factor(value, digits);
      const [vi, vf, vg, vo] = cell.gates.map((gate) => n(gate[row]!));
      const [dC, dS] = [n(cell.dCell![row]!), n(cell.dState[row]!)];
      const end = (k: number) => `= ${digits(cell.dNet[k * H + row]!)}`;
      return [
        `${a(`i ${row + 1}`)} = ${dC}·${vg}·${vi}·(1 − ${vi}) ${end(0)}`,
        `${a(`f ${row + 1}`)} = ${dC}·${n(cell.previousCell![row]!)}·${vf}·(1 − ${vf}) ${end(1)}`,
        `${a(`g ${row + 1}`)} = ${dC}·${vi}·(1 − ${vg}²) ${end(2)}`,
        `${a(`out ${row + 1}`)} = ${dS}·tanh(${digits(cell.cell![row]!)})·${vo}·(1 − ${vo}) ${end(3)}`,
      ];
    },
    result: { name: net, values: cell.dNet },
  };
}

function gruGateGradient(place: LayerAtStep): WalkStep {
  const { cell, units, gateRows } = place;
  const H = units.length;
  const { q } = gruParts(place);
  const [r, z, n, s, before] = [...['r', 'z', 'n', 's'].map((symbol) => place.name(symbol)), place.name('s', -1)] as [
    string,
    string,
    string,
    string,
    string,
  ];
  const [P, Q] = [place.name('p'), place.name('q')];
  const markedRows = (row: number) => [row, H + row, 2 * H + row];
  return {
    ...frame(place),
    kind: 'gateGradient',
    formulas: [
      `${d(`${P}[n]`)} = ${d(s)} ⊙ (1 − ${z}) ⊙ (1 − ${n}²)`,
      `${d(`${P}[z]`)} = ${d(s)} ⊙ (${before} − ${n}) ⊙ ${z} ⊙ (1 − ${z})`,
      `${d(`${P}[r]`)} = ${d(`${P}[n]`)} ⊙ ${Q}[n] ⊙ ${r} ⊙ (1 − ${r})`,
      `${d(`${Q}[n]`)} = ${r} ⊙ ${d(`${P}[n]`)}`,
    ],
    operands: [
      vector(d(s), cell.dState, units),
      ...[r, z, n].map((name, k) => vector(name, cell.gates[k]!, units)),
      vector(before, cell.previous, units),
      vector(`${Q}[n]`, q.slice(2 * H), units),
      vector(d(P), cell.dNet, gateRows, { result: true, markedRows }),
      vector(d(Q), cell.dRecurrentNet, gateRows, { result: true, markedRows }),
    ],
    rowNames: units,
    values: (row, digits) => {
      const f = (value: number | null) => factor(value, digits);
      const [vr, vz, vn] = cell.gates.map((gate) => f(gate[row]!));
      const dS = f(cell.dState[row]!);
      const [dR, dZ, dN] = markedRows(row).map((at) => cell.dNet[at]!);
      return [
        `${d(`${P}[n ${row + 1}]`)} = ${dS}·(1 − ${vz})·(1 − ${vn}²) = ${digits(dN!)}`,
        `${d(`${P}[z ${row + 1}]`)} = ${dS}·(${digits(cell.previous[row]!)} − ${vn})·${vz}·(1 − ${vz}) = ${digits(dZ!)}`,
        `${d(`${P}[r ${row + 1}]`)} = ${f(dN!)}·${f(q[2 * H + row]!)}·${vr}·(1 − ${vr}) = ${digits(dR!)}`,
        `${d(`${Q}[n ${row + 1}]`)} = ${vr}·${f(dN!)} = ${digits(cell.dRecurrentNet[2 * H + row]!)}`,
      ];
    },
    result: { name: d(P), values: cell.dNet },
  };
}

/** What time step t adds: ∂E/∂U += ∂E/∂a_t x_tᵀ, ∂E/∂W += ∂E/∂a_t s_{t-1}ᵀ, and the sums over t and all later time steps. */
function weightGradient(place: LayerAtStep): WalkStep {
  const { cell, units, gateRows, inputRows, inputName, moment, t, layer } = place;
  const [U, W, b, c] = [d(place.named('U')), d(place.named('W')), d(place.named('b')), d(place.named('b′'))];
  const [net, recurrent, before] = [netName(place), recurrentName(place), place.name('s', -1)];
  const tensor = (kind: string) => `rnn.${kind}_l${layer}`;
  const added = (kind: string) => moment.contributions[tensor(kind)]!;
  const sums = (kind: string) => moment.sums[tensor(kind)]!;
  const since = (what: string) => `${what}  (t ≥ ${t + 1})`;
  const biased = tensor('bias_ih') in moment.sums;
  const embedded = layer === 0 && place.architecture.embedding > 0;
  const result = { result: true, markedRows: same };
  return {
    ...frame(place),
    kind: 'weightGradient',
    formulas: [
      `${U} += ${net} ${inputName}ᵀ`,
      `${W} += ${recurrent} ${before}ᵀ`,
      ...(biased ? [`${b} += ${net}`, `${c} += ${recurrent}`] : []),
      ...(embedded ? [`${d(inputName)} = ${place.named('U')}ᵀ ${net}`] : []),
    ],
    operands: [
      vector(net, cell.dNet, gateRows),
      whole(inputName, cell.input, inputRows),
      matrix(`${net} ${inputName}ᵀ`, added('weight_ih'), gateRows, inputRows),
      matrix(since(U), sums('weight_ih'), gateRows, inputRows, result),
      ...(recurrent === net ? [] : [vector(recurrent, cell.dRecurrentNet, gateRows)]),
      whole(before, cell.previous, units),
      matrix(`${recurrent} ${before}ᵀ`, added('weight_hh'), gateRows, units),
      matrix(since(W), sums('weight_hh'), gateRows, units, result),
      ...(biased
        ? [
            vector(since(b), columnOf(sums('bias_ih'), 0), gateRows, { result: true }),
            vector(since(c), columnOf(sums('bias_hh'), 0), gateRows, { result: true }),
          ]
        : []),
      ...(embedded ? [matrix(since('∂E/∂x'), moment.sums['embedding.weight']!, place.vocabulary, inputRows, { result: true })] : []),
    ],
    rowNames: gateRows,
    values: (row, digits) => [
      `${U}[${gateRows[row]}] += ${factor(cell.dNet[row]!, digits)}·${list(cell.input, digits)} = ${list(added('weight_ih')[row]!, digits)}`,
      `${W}[${gateRows[row]}] += ${factor(cell.dRecurrentNet[row]!, digits)}·${list(cell.previous, digits)} = ${list(added('weight_hh')[row]!, digits)}`,
    ],
    result: { name: net, values: cell.dNet },
  };
}
