import type { ScoreName, TaskMeasure } from '../protocol/task-measure';
import type { BaselineEvent } from '../protocol/training-events';
import { JUDGED_LAG } from '../view-model/statements/gradients';
import type { Quantity } from '../view-model/statements/quantity';
import { badness, type ExperimentNetwork, networkStatements, networksOf, networkTests } from './experiment-networks';
import type { RunResult } from './experiment-result';
import * as l10n from './l10n';
import { padded, speaksChinese } from './language';

/** Width of the column with what was reached. */
const VALUE = 11;

/** What needs no network reaches on the same data, in the measure of the task. */
export interface Baseline {
  readonly name: string;
  readonly value: number;
}

/** Titles of the measures of tasks. */
const scoreTitle = (score: ScoreName): string =>
  ({ accuracy: l10n.t('accuracy'), exactMatch: l10n.t('exact match'), rmse: 'RMSE', excess: l10n.t('excess nats') })[score];

/**
 * Titles of the table's columns.
 * @param measure of a task that is not judged by its loss
 * @param readsValues whether numbers are read instead of characters
 */
export function titles(width: number, measure: TaskMeasure | undefined, readsValues: boolean): string {
  const columns = [
    padded(measure ? scoreTitle(measure.score) : l10n.t('bits/char'), VALUE),
    padded(l10n.t('steps'), 9),
    padded(l10n.t('seconds'), 9),
    padded(readsValues ? l10n.t('values/s') : l10n.t('chars/s'), 9),
    padded(l10n.t('gradient left after {0}: start', JUDGED_LAG), 33),
    padded(l10n.t('end'), 9),
  ];
  return ' '.repeat(width) + columns.join('');
}

/** A run as a row of the table. */
export function runRow(
  { score, bitsPerCharacter, steps, seconds, charactersPerSecond, state, reach, left }: RunResult,
  name: string,
  width: number,
): string {
  const power = (known: boolean, log: number | null) => (!known ? '–' : log === null ? '0' : `1e${log.toFixed(1)}`).padStart(9);
  const value = (score ? score.value : bitsPerCharacter)?.toFixed(3) ?? '–';
  const numbers = [String(steps), seconds.toFixed(1), String(Math.round(charactersPerSecond ?? 0))];
  const ended = state === 'failed' ? ` ${l10n.t('failed')}` : state === 'stopped' ? ` ${l10n.t('stopped')}` : '';
  const gradients = power(reach !== null, left.start).padStart(33) + power(reach !== null && steps > 0, left.end);
  return name.padEnd(width) + value.padStart(VALUE) + numbers.map((text) => text.padStart(9)).join('') + gradients + ended;
}

export function baselineRow(baseline: Baseline | BaselineEvent, width: number): string {
  const value = 'value' in baseline ? baseline.value : baseline.bitsPerCharacter;
  return `${baseline.name.padEnd(width)}${value.toFixed(3).padStart(VALUE)}`;
}

/** Networks with the mean of their seeds and its 95 % interval, in bits a character or the measure of the task, the best first. */
export function networkRows(networks: readonly ExperimentNetwork[], width: number, measure: TaskMeasure | undefined): string[] {
  const shown = (value: number) => (measure ? value : value / Math.LN2).toFixed(3);
  const head = ' '.repeat(width) + padded(l10n.t('mean'), 9) + padded(l10n.t('95 % interval'), 18) + padded(l10n.t('seeds'), 7);
  const ranked = [...networks].sort((a, b) => badness(a) - badness(b));
  return [
    head,
    ...ranked.map(({ name, mean, halfWidth, values }) => {
      const range = mean === null || halfWidth === null ? '–' : `${shown(mean - halfWidth)}–${shown(mean + halfWidth)}`;
      return name.padEnd(width) + (mean === null ? '–' : shown(mean)).padStart(9) + range.padStart(18) + String(values.length).padStart(7);
    }),
  ];
}

const list = (names: readonly string[]) => new Intl.ListFormat(speaksChinese() ? 'zh' : 'en').format(names);

/** What may be said of the networks, in the user's language. */
export function sentences(networks: readonly ExperimentNetwork[]): string[] {
  return networkStatements(networks, list).map(({ id, values }) => {
    const text = (place: string) => plain(values[place]!);
    switch (id) {
      case 'seedsBetter':
        return l10n.t('{0} is better than {1}: a t test over {2} seeds supports it at 5 %.', text('name'), text('others'), text('seeds'));
      case 'seedsAlike':
        return l10n.t(
          '{0} and {1} are not distinguishable with {2} seeds; about {3} would be needed.',
          ...['name', 'other', 'seeds', 'needed'].map(text),
        );
      case 'seedsEqual':
        return l10n.t('{0} and {1} have the same mean over {2} seeds.', text('name'), text('other'), text('seeds'));
      default:
        return l10n.t('Too few seeds ({0}) to call one network better than another. Use --seeds {1}.', text('seeds'), text('minimum'));
    }
  });
}

const plain = (value: Quantity | string): string => (typeof value === 'string' ? value : String(value.value));

interface ResultStyle {
  readonly tuned?: boolean;
  readonly measure?: TaskMeasure | undefined;
}

/** The object of `--json`. A run that failed is never the best one. */
export function experimentResult(
  results: readonly RunResult[],
  baselines: readonly (Baseline | BaselineEvent)[],
  { tuned = false, measure }: ResultStyle = {},
) {
  const networks = networksOf(results, tuned);
  const best = networks.reduce<ExperimentNetwork | undefined>(
    (before, network) => (network.mean !== null && (!before || badness(network) < badness(before)) ? network : before),
    undefined,
  );
  const reaching = (reach: RunResult['reach']) =>
    networks.filter(({ runs }) => 2 * runs.filter((run) => run.reach === reach).length > runs.length).map(({ name }) => name);
  return {
    runs: results.map(({ key: _, reach: __, left: ___, validationCharacters: ____, curve: _____, baselines: ______, ...run }) => ({
      ...run,
      seed: run.configuration.seed,
    })),
    ...(measure ? { measure } : {}),
    /** The best mean; whether it is better than others is what `comparisons` and `statements` say. */
    best: best?.name ?? null,
    networks: networks.map(({ name, seeds, values, mean, halfWidth }) => ({
      ...{ name, seeds, ...(measure ? { scores: values } : { losses: values }), mean },
      interval: mean === null || halfWidth === null ? null : [mean - halfWidth, mean + halfWidth],
    })),
    comparisons: networkTests(networks),
    statements: sentences(networks),
    vanishing: reaching('vanishing'),
    open: reaching('open'),
    judgedLag: JUDGED_LAG,
    baselines: baselines.map((baseline) =>
      'value' in baseline && measure
        ? { name: baseline.name, [measure.score]: baseline.value }
        : { name: baseline.name, bitsPerCharacter: (baseline as BaselineEvent).bitsPerCharacter },
    ),
  };
}
