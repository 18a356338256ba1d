import type { LayerDescription } from '../../network/layers/description';
import { describeKind } from '../../network/layers/descriptions';
import type { BpttTrace, Matrix, Numbers, TraceStep, WalkLayer, WalkNumbers } from '../../protocol/bptt-trace';
import type { Architecture } from '../../protocol/configuration';
import { visibleCharacter } from '../chart/format';
import type { Digits } from './walk-format';

/** A matrix or vector as a step shows it, with the rows or columns that belong to the chosen row of the result. */
export interface Operand {
  readonly name: string;
  readonly rows: Matrix;
  readonly rowNames: readonly string[];
  /** null: a vector. */
  readonly columnNames: readonly string[] | null;
  readonly markedRows?: (row: number) => readonly number[];
  readonly markedColumns?: (row: number) => readonly number[];
  /** What the step computes. */
  readonly result?: boolean;
}

type StepKind = 'net' | 'gates' | 'state' | 'output' | 'outputGradient' | 'stateGradient' | 'gateGradient' | 'weightGradient';

/** A half-step of the walk: one line of the formulas at one time step. */
export interface WalkStep {
  readonly kind: StepKind;
  readonly phase: 'forward' | 'backward';
  /** Time step, from 0. */
  readonly t: number;
  readonly layer: number;
  readonly formulas: readonly string[];
  readonly operands: readonly Operand[];
  /** Names of the rows of the result, one of which is chosen. */
  readonly rowNames: readonly string[];
  /** The row that says most: of an output, that of the character that came. */
  readonly usualRow?: number;
  /** The formulas of a row with the numbers put in. */
  readonly values: (row: number, digits: Digits) => readonly string[];
  /** What is spoken. */
  readonly result: { readonly name: string; readonly values: Numbers };
}

/** The layer as an exponent: ⁽¹⁾, ⁽²⁾. */
export function level(layer: number): string {
  return `⁽${'¹²³⁴⁵⁶⁷⁸⁹'[layer]}⁾`;
}

/** A layer at a time step, with the names that its formulas need. */
export class LayerAtStep {
  readonly moment: TraceStep;
  readonly cell: WalkLayer;
  readonly architecture: Architecture;
  readonly units: readonly string[];
  readonly gateRows: readonly string[];
  /** Which equations the layer has. */
  readonly equations: NonNullable<LayerDescription['stepThrough']>;
  readonly vocabulary: readonly string[];
  private readonly numbers: WalkNumbers;

  constructor(
    readonly walk: BpttTrace,
    readonly t: number,
    readonly layer: number,
  ) {
    this.numbers = walk.numbers!;
    this.architecture = walk.architecture;
    this.moment = this.numbers.moments[t]!;
    this.cell = this.moment.layers[layer]!;
    this.units = this.cell.state.map((_, i) => String(i + 1));
    const { gates, stepThrough } = describeKind(walk.architecture.cell);
    this.equations = stepThrough!;
    // o_t is the output of the network.
    const names = gates.length > 0 ? gates.map(({ name }) => (name === 'o' ? 'out' : name)) : [''];
    this.gateRows = names.flatMap((gate) => this.units.map((unit) => (gate ? `${gate} ${unit}` : unit)));
    this.vocabulary = this.numbers.vocabulary.map((character) => (character === null ? '\uFFFD' : visibleCharacter(character)));
  }

  /** The same layer one time step on. */
  get later(): LayerAtStep | undefined {
    return this.t + 1 < this.numbers.moments.length ? new LayerAtStep(this.walk, this.t + 1, this.layer) : undefined;
  }

  get above(): LayerAtStep | undefined {
    return this.layer + 1 < this.architecture.layers ? new LayerAtStep(this.walk, this.t, this.layer + 1) : undefined;
  }

  /** A quantity of this layer at this time step, or one before: s_3, in a deeper network s⁽²⁾_3. */
  name(symbol: string, shift = 0): string {
    return `${this.named(symbol)}_${this.t + 1 + shift}`;
  }

  /** A matrix or bias of this layer. */
  named(symbol: string): string {
    return this.architecture.layers > 1 ? `${symbol}${level(this.layer)}` : symbol;
  }

  /** What the layer reads: x_t, or the state of the layer below. */
  get inputName(): string {
    return this.layer === 0 ? `x_${this.t + 1}` : new LayerAtStep(this.walk, this.t, this.layer - 1).name('s');
  }

  get inputRows(): readonly string[] {
    if (this.layer > 0) return this.units;
    return this.architecture.embedding > 0 ? this.cell.input.map((_, i) => String(i + 1)) : this.vocabulary;
  }

  /** Place of the 1 in a one-hot input; undefined where the input is something else. */
  get oneHot(): number | undefined {
    return this.layer === 0 && this.architecture.embedding === 0 && this.moment.symbol >= 0 ? this.moment.symbol : undefined;
  }

  weight(kind: 'ih' | 'hh'): Matrix {
    return this.numbers.weights[`rnn.weight_${kind}_l${this.layer}`]!;
  }

  bias(kind: 'ih' | 'hh'): Numbers | undefined {
    return this.numbers.weights[`rnn.bias_${kind}_l${this.layer}`]?.map((row) => row[0]!);
  }

  get head(): Matrix {
    return this.numbers.weights['head.weight']!;
  }

  get headBias(): Numbers | undefined {
    return this.numbers.weights['head.bias']?.map((row) => row[0]!);
  }
}

const same = (row: number) => [row];

/** A vector whose rows are those of the result. */
export function vector(name: string, values: Numbers, rowNames: readonly string[], options: Partial<Operand> = {}): Operand {
  return { name, rows: values.map((value) => [value]), rowNames, columnNames: null, markedRows: same, ...options };
}

/** A vector that is read as a whole. */
export function whole(name: string, values: Numbers, rowNames: readonly string[]): Operand {
  return { name, rows: values.map((value) => [value]), rowNames, columnNames: null };
}

export function matrix(
  name: string,
  rows: Matrix,
  rowNames: readonly string[],
  columnNames: readonly string[],
  options: Partial<Operand> = { markedRows: same },
): Operand {
  return { name, rows, rowNames, columnNames, ...options };
}

export function columnOf(rows: Matrix, column: number): Numbers {
  return rows.map((row) => row[column]!);
}
