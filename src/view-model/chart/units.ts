import type { LossMeasure } from '../../protocol/loss-unit';
import { SCORES, type ScoreName } from '../../protocol/task-measure';
import type { RunSeries } from '../run/run-series';
import type { Column } from './buckets';

export const X_AXES = ['step', 'time', 'characters'] as const;
export const LOSS_UNITS = ['nats', 'bits', 'perplexity'] as const;
export const SCALES = ['linear', 'log'] as const;

export type XAxis = (typeof X_AXES)[number];
export type LossUnit = (typeof LOSS_UNITS)[number];
/** A unit as it is shown: nats, bits and perplexities of a character or of an answer of a task; a loss that is not -log p is a number of its own. */
export type ShownUnit =
  | LossUnit
  | 'answerNats'
  | 'answerBits'
  | 'answerPerplexity'
  | Exclude<LossMeasure, 'nats' | 'answerNats'>
  | ScoreName
  | 'various';

const ANSWER_UNITS = { nats: 'answerNats', bits: 'answerBits', perplexity: 'answerPerplexity' } as const;

/** The chosen unit as values of a measure are shown in it; only what is in nats is converted. */
export function shownUnit(unit: LossUnit, measure: LossMeasure | ScoreName): ShownUnit {
  if (measure === 'nats') return unit;
  return measure === 'answerNats' ? ANSWER_UNITS[unit] : measure;
}
/** Whether a unit is a task's score instead of a loss. */
export function isScore(unit: ShownUnit | LossMeasure): unit is ScoreName {
  return (SCORES as readonly string[]).includes(unit);
}

/** Whether a run reads series of numbers, which have no characters. */
export function readsValues({ start }: RunSeries): boolean {
  return start?.vocabularySize === 0;
}
export type ScaleKind = (typeof SCALES)[number];

/** How curves are read: what runs along the bottom, and the unit and scale of the loss. */
export interface View {
  readonly x: XAxis;
  readonly unit: ShownUnit;
  readonly scale: ScaleKind;
  /** Scale along the bottom. */
  readonly xScale: ScaleKind;
}

/** A loss in the unit that it is shown in: of nats, bits = nats / ln 2 and perplexity = e^nats; any other stays as it is. */
export function lossIn(unit: ShownUnit, nats: number): number {
  if (unit === 'bits' || unit === 'answerBits') return nats / Math.LN2;
  return unit === 'perplexity' || unit === 'answerPerplexity' ? Math.exp(nats) : nats;
}

/** A loss as a number in a unit: three decimals of nats and bits, two of the perplexity; a share of right answers in percent. */
export function formatLoss(unit: ShownUnit, nats: number): string {
  if (unit === 'accuracy' || unit === 'exactMatch') return `${Number((100 * nats).toFixed(1))} %`;
  return lossIn(unit, nats).toFixed(unit === 'perplexity' || unit === 'answerPerplexity' ? 2 : 3);
}

/** Positions along the bottom: steps, seconds of training, or characters read, from the columns `step` and `seconds` of the same buckets. */
export function positions(run: RunSeries, axis: XAxis, step: Column, seconds: Column): number[] {
  if (axis === 'time') return seconds.last;
  if (axis === 'characters') return step.last.map((value) => value * run.charactersPerStep);
  return step.last;
}
