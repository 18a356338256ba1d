import { type Command, Option } from 'commander';
import { checkGradients } from '../diagnostics/gradient-check';
import { buildable } from '../network/buildable-architecture';
import { describeKind } from '../network/layers/descriptions';
import { Random } from '../network/random';
import { ReferenceNetwork } from '../network/reference/network';
import { randomWeights } from '../network/reference/random-weights';
import { sliding } from '../network/sliding';
import { ACTIVATIONS, type Architecture, CELLS, type Cell, OUTPUTS } from '../protocol/configuration';
import { BASE_CONFIGURATION } from '../protocol/defaults';
import * as l10n from './l10n';
import { plainNumber } from './options';

/** Larger errors mean a wrong derivative: right ones stay below 1e-6. */
const TOLERANCE = 1e-5;
const VOCABULARY = 5;
const STEPS = 6;
const STREAMS = 2;

interface Case {
  cell: Cell;
  /** Null where the cell has slopes of its own. */
  activation: Architecture['activation'] | null;
  output: Architecture['output'];
  layers: number;
  /** Largest relative error of all elements. */
  error: number;
  checked: number;
}

export function addGradcheckCommand(program: Command): void {
  program
    .command('gradcheck')
    .description(l10n.t('compare backpropagation with finite differences in float64, on small random nets of every kind'))
    .addOption(new Option('--cell <cell>', l10n.t('this cell only')).choices(CELLS))
    .option('--seed <n>', l10n.t('seed of weights and symbols'), plainNumber(0, true), 1)
    .option('--json', l10n.t('one JSON object on standard output'))
    .action((options: { cell?: Cell; seed: number; json?: boolean }) => {
      const cases = [...kinds(options.cell ? [options.cell] : CELLS)].map((kind) => check(kind, options.seed));
      const error = Math.max(...cases.map((each) => each.error));
      const passed = error < TOLERANCE;
      if (options.json) process.stdout.write(`${JSON.stringify({ passed, error, tolerance: TOLERANCE, cases })}\n`);
      else {
        for (const { cell, activation, output, layers, error: own, checked } of cases)
          console.log(
            l10n.t(
              '{0} layers: {1}  error {2}  of {3} derivatives',
              layers,
              `${cell.padEnd(12)} ${(activation ?? '').padEnd(8)} ${output.padEnd(8)}`,
              own.toExponential(1),
              checked,
            ),
          );
        const largest = error.toExponential(1);
        console.log(
          passed
            ? l10n.t('largest relative error {0}: right', largest)
            : l10n.t('largest relative error {0}: WRONG, more than {1}', largest, TOLERANCE),
        );
      }
      process.exitCode = passed ? 0 : 1;
    });
}

const choosesActivation = (cell: Cell) => describeKind(cell).options.includes('activation');

function* kinds(cells: readonly Cell[]): Generator<Architecture> {
  for (const cell of cells)
    for (const activation of choosesActivation(cell) ? ACTIVATIONS : (['tanh'] as const))
      for (const output of OUTPUTS)
        for (const layers of [1, 2])
          yield buildable({ ...BASE_CONFIGURATION, cell, activation, output, layers, hidden: 5, embedding: layers === 2 ? 3 : 0, window: 3 });
}

function check(architecture: Architecture, seed: number): Case {
  const random = new Random(seed, 'gradient check');
  const network = new ReferenceNetwork(sliding(architecture), VOCABULARY, randomWeights(architecture, VOCABULARY, seed));
  const symbols = () => Int32Array.from({ length: STEPS * STREAMS }, () => random.integer(VOCABULARY));
  const window = { inputs: symbols(), targets: symbols(), steps: STEPS, resetState: true };
  const states = Array.from({ length: STREAMS }, () => network.zeroState());
  const { error, tensors } = checkGradients(network, window, states);
  const { cell, activation, output, layers } = architecture;
  return {
    cell,
    activation: choosesActivation(cell) ? activation : null,
    output,
    layers,
    error,
    checked: tensors.reduce((sum, tensor) => sum + tensor.checked, 0),
  };
}
