import { type Command, InvalidArgumentError } from 'commander';
import { diagnose, positionsWithin } from '../diagnostics/diagnose';
import { DEFAULT_LAGS } from '../diagnostics/gradient-flow';
import type { Diagnosis } from '../protocol/diagnostics';
import { UnrollError } from '../protocol/error';
import { codePoints } from '../text/text';
import { Vocabulary } from '../text/vocabulary';
import { loadModel, readText } from './files';
import * as l10n from './l10n';
import { padded, translate } from './language';
import { tell } from './output';

interface DiagnoseOptions {
  lags?: number[];
  positions?: number[];
  json?: boolean;
}

export function addDiagnoseCommand(program: Command): void {
  program
    .command('diagnose')
    .description(l10n.t('measure why a model can or cannot remember: norms of Jacobian products by lag, spectra, saturation'))
    .argument('<model>')
    .argument('<text>')
    .option('--lags <list>', l10n.t('distances, such as 1,2,5'), list(1))
    .option('--positions <list>', l10n.t('time steps at which the Jacobian products end, counted from 0'), list(0))
    .option('--json', l10n.t('one JSON object on standard output'))
    .action((modelFile: string, textFile: string, options: DiagnoseOptions) => {
      const model = loadModel(modelFile);
      const characters = codePoints(readText(textFile));
      const beyond = options.positions?.find((position) => position >= characters.length);
      if (beyond !== undefined) throw new UnrollError('diagnose.position', [beyond, characters.length], { exitCode: 2 });
      const broken = [...model.weights].find(([, { data }]) => !data.every(Number.isFinite));
      if (broken) throw new UnrollError('diagnose.finite', [broken[0]]);
      const vocabulary = new Vocabulary(model.vocabulary);
      const positions = options.positions ?? positionsWithin(characters.length);
      // One more than is read: the symbol to be predicted last.
      const read = characters.slice(0, Math.max(...positions) + 2);
      const unknown = read.filter((character) => vocabulary.indexOf(character) < 0 || (vocabulary.hasUnknown && vocabulary.indexOf(character) === 0));
      if (unknown.length > 0) tell(translate('diagnose.unknown', [unknown.length, read.length, listed(unknown)]));
      const diagnosis = diagnose({
        architecture: model.configuration,
        vocabularySize: vocabulary.size,
        weights: model.weights,
        symbols: vocabulary.encode(read),
        characters: read,
        lags: options.lags ?? DEFAULT_LAGS,
        positions,
        now: () => performance.now(),
      });
      if (options.json) process.stdout.write(`${JSON.stringify(report(diagnosis))}\n`);
      else print(diagnosis);
    });
}

/** The first ten different characters, as they can be seen. */
function listed(characters: readonly string[]): string {
  return [...new Set(characters)]
    .slice(0, 10)
    .map((character) => JSON.stringify(character))
    .join(' ');
}

/** The object of the command line: norms as plain numbers (0 below 1e-308), and their logarithms beside them. */
export function report(diagnosis: Diagnosis) {
  const { flow, spectra, saturation, states } = diagnosis;
  const isKnown = (layer: number) => !flow.unmeasured?.includes(layer);
  const powers = (rows: GradientRows) =>
    rows.map((row, layer) => row.map((log, i) => (log === null ? (isKnown(layer) ? zeroOrNull(flow, i) : null) : 10 ** log)));
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  return {
    characters: diagnosis.characters,
    lags: flow.lags,
    positions: flow.positions,
    jacobianNorms: powers(flow.norms),
    boundSigma: powers(flow.bounds),
    estimateRho: flow.estimates && powers(flow.estimates),
    log10JacobianNorms: flow.norms,
    log10BoundSigma: flow.bounds,
    /** Of the states of all layers together, and of the logits by the characters. */
    totalNorms: flow.total ? powers([flow.total])[0] : null,
    influence: flow.influence
      ? { lags: flow.influence.lags, norms: flow.influence.norms.map((log) => (log === null ? 0 : 10 ** log)), log10Norms: flow.influence.norms }
      : null,
    spectralRadius: spectra.map((gates) => gates.map((gate) => gate.spectralRadius)),
    sigmaMax: spectra.map((gates) => gates.map((gate) => gate.sigmaMax)),
    saturation: saturation.map((gates) =>
      Object.fromEntries(gates.map(({ gate, left, right, dead }) => [gate, { left, right, ...(dead === null ? {} : { dead }) }])),
    ),
    /** Mean of ‖h_t‖₂ over the characters read, per layer. */
    hiddenNorms: states.hiddenNorms.map(mean),
    cellNorms: states.cellNorms?.map(mean) ?? null,
    eigenvalues: spectra.map((gates) => gates.map((gate) => gate.eigenvalues)),
    terms: diagnosis.terms,
    connectivity: diagnosis.connectivity,
    milliseconds: diagnosis.milliseconds,
  };
}

type GradientRows = readonly (readonly (number | null)[])[];

/** A missing logarithm: the norm is 0 if some position is that far from the start, and does not exist otherwise. */
function zeroOrNull({ lags, positions }: Diagnosis['flow'], i: number): number | null {
  return positions.some((t) => lags[i]! <= t) ? 0 : null;
}

function print(diagnosis: Diagnosis): void {
  const { flow, saturation, states } = diagnosis;
  const scientific = (log: number | null | undefined) => (log == null ? '–' : `1e${log.toFixed(2)}`).padStart(10);
  flow.norms.forEach((norms, layer) => {
    if (flow.norms.length > 1) console.log(l10n.t('layer {0}', layer + 1));
    const columns = [l10n.t('product'), l10n.t('bound'), ...(flow.estimates ? [l10n.t('estimate')] : [])];
    console.log(`${padded(l10n.t('lag'), 5)}${columns.map((title) => padded(title, 11)).join('')}`);
    flow.lags.forEach((lag, i) => {
      const estimate = flow.estimates ? ` ${scientific(flow.estimates[layer]![i])}` : '';
      console.log(`${String(lag).padStart(5)} ${scientific(norms[i])} ${scientific(flow.bounds[layer]![i])}${estimate}`);
    });
    for (const { gate, spectralRadius, sigmaMax } of diagnosis.spectra[layer] ?? [])
      console.log(l10n.t('{0}: spectral radius {1}, largest singular value {2}', gate, spectralRadius.toFixed(4), sigmaMax.toFixed(4)));
    for (const { gate, left, right, dead } of saturation[layer]!)
      console.log(
        right === null
          ? l10n.t('{0}: {1} % at the lower end, {2} units off throughout', gate, (100 * left).toFixed(1), dead ?? 0)
          : l10n.t('{0}: {1} % at the lower end, {2} % at the upper end', gate, (100 * left).toFixed(1), (100 * right).toFixed(1)),
      );
    const along = states.hiddenNorms[layer]!;
    const mean = along.reduce((a, b) => a + b, 0) / along.length;
    console.log(l10n.t('norm of the hidden state {0}, largest {1}', mean.toFixed(3), Math.max(...along).toFixed(3)));
  });
  const { total, influence } = flow;
  if (!influence) return;
  console.log(l10n.t('whole network'));
  console.log(`${padded(l10n.t('lag'), 5)}${[l10n.t('states'), l10n.t('logits by character')].map((title) => padded(title, 22)).join('')}`);
  influence.lags.forEach((lag, i) => {
    const states = total && lag > 0 ? scientific(total[flow.lags.indexOf(lag)]) : '–';
    const heard = influence.norms[i] === null ? '0' : scientific(influence.norms[i]);
    console.log(`${String(lag).padStart(5)}${states.padStart(22)}${heard.padStart(22)}`);
  });
}

/** Whole numbers of at least `least`, separated by commas. */
function list(least: number) {
  return (text: string): number[] => {
    const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
    if (!values.every((value) => Number.isSafeInteger(value) && value >= least))
      throw new InvalidArgumentError(l10n.t('It must be whole numbers of at least {0}, separated by commas.', least));
    return values;
  };
}
