import type { Numbers } from '../../protocol/bptt-trace';
import { type Digits, factor, product } from './walk-format';
import { type LayerAtStep, matrix, type Operand, vector, type WalkStep, whole } from './walk-place';

/** Half-steps of a layer on the way forward: its net input, its gates where it has some, its state. */
export function forwardSteps(place: LayerAtStep): WalkStep[] {
  const { equations } = place;
  if (equations === 'reset') return [gruNet(place), gruGates(place), gruState(place)];
  return equations === 'cell' ? [net(place), lstmGates(place), lstmState(place)] : [net(place), rnnState(place)];
}

const frame = (place: LayerAtStep) => ({ phase: 'forward', t: place.t, layer: place.layer }) as const;
const plus = (bias: Numbers | undefined, row: number, digits: Digits) => (bias ? ` + ${factor(bias[row]!, digits)}` : '');

function weights(place: LayerAtStep): Operand[] {
  const { gateRows, units, inputRows, inputName, cell } = place;
  const [b, c] = [place.bias('ih'), place.bias('hh')];
  // A one-hot input takes one column of U.
  const { oneHot } = place;
  const column = oneHot === undefined ? {} : { markedColumns: () => [oneHot] };
  return [
    matrix(place.named('U'), place.weight('ih'), gateRows, inputRows, { markedRows: (row) => [row], ...column }),
    { ...whole(inputName, cell.input, inputRows), ...(oneHot === undefined ? {} : { markedRows: () => [oneHot] }) },
    matrix(place.named('W'), place.weight('hh'), gateRows, units),
    whole(place.name('s', -1), cell.previous, units),
    ...(b && c ? [vector(place.named('b'), b, gateRows), vector(place.named('b′'), c, gateRows)] : []),
  ];
}

/** a_t = U x_t + W s_{t-1} + b + b' */
function net(place: LayerAtStep): WalkStep {
  const { cell, gateRows, inputName } = place;
  const [U, W, a, s] = [place.named('U'), place.named('W'), place.name('a'), place.name('s', -1)];
  const [b, c] = [place.bias('ih'), place.bias('hh')];
  const biases = b ? ` + ${place.named('b')} + ${place.named('b′')}` : '';
  return {
    ...frame(place),
    kind: 'net',
    formulas: [`${a} = ${U} ${inputName} + ${W} ${s}${biases}`],
    operands: [
      ...weights(place),
      vector(`${U} ${inputName}`, cell.fromInput, gateRows),
      vector(`${W} ${s}`, cell.fromState, gateRows),
      vector(a, cell.net, gateRows, { result: true }),
    ],
    rowNames: gateRows,
    values: (row, digits) => [
      `${a}[${gateRows[row]}] = ${product(place.weight('ih')[row]!, cell.input, digits)} + ${product(place.weight('hh')[row]!, cell.previous, digits)}${plus(b, row, digits)}${plus(c, row, digits)} = ${digits(cell.net[row]!)}`,
    ],
    result: { name: a, values: cell.net },
  };
}

/** s_t = φ(a_t) */
function rnnState(place: LayerAtStep): WalkStep {
  const { cell, units } = place;
  const [a, s] = [place.name('a'), place.name('s')];
  const φ = { tanh: 'tanh', sigmoid: 'σ', relu: 'ReLU' }[place.architecture.activation];
  return {
    ...frame(place),
    kind: 'state',
    formulas: [`${s} = ${φ}(${a})`],
    operands: [vector(a, cell.net, units), vector(s, cell.state, units, { result: true })],
    rowNames: units,
    values: (row, digits) => [`${s}[${row + 1}] = ${φ}(${digits(cell.net[row]!)}) = ${digits(cell.state[row]!)}`],
    result: { name: s, values: cell.state },
  };
}

function lstmGates(place: LayerAtStep): WalkStep {
  const { cell, units, gateRows } = place;
  const H = units.length;
  const a = place.name('a');
  const names = ['i', 'f', 'g', 'out'];
  const φ = ['σ', 'σ', 'tanh', 'σ'];
  return {
    ...frame(place),
    kind: 'gates',
    formulas: names.map((gate, k) => `${place.name(gate)} = ${φ[k]}(${a}[${gate}])`),
    operands: [
      vector(a, cell.net, gateRows, { markedRows: (row) => names.map((_, k) => k * H + row) }),
      ...names.map((gate, k) => vector(place.name(gate), cell.gates[k]!, units, { result: true })),
    ],
    rowNames: units,
    values: (row, digits) =>
      names.map((gate, k) => `${place.name(gate)}[${row + 1}] = ${φ[k]}(${digits(cell.net[k * H + row]!)}) = ${digits(cell.gates[k]![row]!)}`),
    result: { name: place.name('f'), values: cell.gates[1]! },
  };
}

/** c_t = f c_{t-1} + i g,  s_t = out tanh(c_t) */
function lstmState(place: LayerAtStep): WalkStep {
  const { cell, units } = place;
  const [i, f, g, out] = ['i', 'f', 'g', 'out'].map((gate) => place.name(gate));
  const [c, before, s] = [place.name('c'), place.name('c', -1), place.name('s')];
  return {
    ...frame(place),
    kind: 'state',
    formulas: [`${c} = ${f} ⊙ ${before} + ${i} ⊙ ${g}`, `${s} = ${out} ⊙ tanh(${c})`],
    operands: [
      vector(f!, cell.gates[1]!, units),
      vector(before, cell.previousCell!, units),
      vector(i!, cell.gates[0]!, units),
      vector(g!, cell.gates[2]!, units),
      vector(c, cell.cell!, units, { result: true }),
      vector(out!, cell.gates[3]!, units),
      vector(s, cell.state, units, { result: true }),
    ],
    rowNames: units,
    values: (row, digits) => {
      const gate = (k: number) => factor(cell.gates[k]![row]!, digits);
      return [
        `${c}[${row + 1}] = ${gate(1)}·${factor(cell.previousCell![row]!, digits)} + ${gate(0)}·${gate(2)} = ${digits(cell.cell![row]!)}`,
        `${s}[${row + 1}] = ${gate(3)}·tanh(${digits(cell.cell![row]!)}) = ${digits(cell.state[row]!)}`,
      ];
    },
    result: { name: s, values: cell.state },
  };
}

/** p_t = U x_t + b and q_t = W s_{t-1} + b', apart: the reset gate stands before q alone. */
function gruNet(place: LayerAtStep): WalkStep {
  const { cell, gateRows, inputName } = place;
  const [p, q, U, W, s] = [place.name('p'), place.name('q'), place.named('U'), place.named('W'), place.name('s', -1)];
  const [b, c] = [place.bias('ih'), place.bias('hh')];
  const { p: fromInput, q: fromState } = gruParts(place);
  return {
    ...frame(place),
    kind: 'net',
    formulas: [`${p} = ${U} ${inputName}${b ? ` + ${place.named('b')}` : ''}`, `${q} = ${W} ${s}${c ? ` + ${place.named('b′')}` : ''}`],
    operands: [...weights(place), vector(p, fromInput, gateRows, { result: true }), vector(q, fromState, gateRows, { result: true })],
    rowNames: gateRows,
    values: (row, digits) => [
      `${p}[${gateRows[row]}] = ${product(place.weight('ih')[row]!, cell.input, digits)}${plus(b, row, digits)} = ${digits(fromInput[row]!)}`,
      `${q}[${gateRows[row]}] = ${product(place.weight('hh')[row]!, cell.previous, digits)}${plus(c, row, digits)} = ${digits(fromState[row]!)}`,
    ],
    result: { name: p, values: fromInput },
  };
}

/** p_t and q_t of the GRU, biases included. */
export function gruParts(place: LayerAtStep): { p: Numbers; q: Numbers } {
  const add = (values: Numbers, bias: Numbers | undefined) => values.map((value, i) => value! + (bias?.[i] ?? 0));
  return { p: add(place.cell.fromInput, place.bias('ih')), q: add(place.cell.fromState, place.bias('hh')) };
}

function gruGates(place: LayerAtStep): WalkStep {
  const { cell, units, gateRows } = place;
  const H = units.length;
  const { p, q } = gruParts(place);
  const [P, Q] = [place.name('p'), place.name('q')];
  const [r, z, n] = ['r', 'z', 'n'].map((gate) => place.name(gate));
  const markedRows = (row: number) => [row, H + row, 2 * H + row];
  return {
    ...frame(place),
    kind: 'gates',
    formulas: [`${r} = σ(${P}[r] + ${Q}[r])`, `${z} = σ(${P}[z] + ${Q}[z])`, `${n} = tanh(${P}[n] + ${r} ⊙ ${Q}[n])`],
    operands: [
      vector(P, p, gateRows, { markedRows }),
      vector(Q, q, gateRows, { markedRows }),
      ...[r, z, n].map((gate, k) => vector(gate!, cell.gates[k]!, units, { result: true })),
    ],
    rowNames: units,
    values: (row, digits) => {
      const [pr, pz, pn] = markedRows(row).map((at) => digits(p[at]!));
      const [qr, qz, qn] = markedRows(row).map((at) => factor(q[at]!, digits));
      const gate = (k: number) => digits(cell.gates[k]![row]!);
      return [
        `${r}[${row + 1}] = σ(${pr} + ${qr}) = ${gate(0)}`,
        `${z}[${row + 1}] = σ(${pz} + ${qz}) = ${gate(1)}`,
        `${n}[${row + 1}] = tanh(${pn} + ${gate(0)}·${qn}) = ${gate(2)}`,
      ];
    },
    result: { name: z!, values: cell.gates[1]! },
  };
}

/** s_t = (1 - z) n + z s_{t-1} */
function gruState(place: LayerAtStep): WalkStep {
  const { cell, units } = place;
  const [z, n, s, before] = [place.name('z'), place.name('n'), place.name('s'), place.name('s', -1)];
  return {
    ...frame(place),
    kind: 'state',
    formulas: [`${s} = (1 − ${z}) ⊙ ${n} + ${z} ⊙ ${before}`],
    operands: [
      vector(z, cell.gates[1]!, units),
      vector(n, cell.gates[2]!, units),
      vector(before, cell.previous, units),
      vector(s, cell.state, units, { result: true }),
    ],
    rowNames: units,
    values: (row, digits) => {
      const gate = digits(cell.gates[1]![row]!);
      return [
        `${s}[${row + 1}] = (1 − ${gate})·${factor(cell.gates[2]![row]!, digits)} + ${gate}·${factor(cell.previous[row]!, digits)} = ${digits(cell.state[row]!)}`,
      ];
    },
    result: { name: s, values: cell.state },
  };
}
