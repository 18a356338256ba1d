import type { RunSeries } from '../run/run-series';
import type { Column } from './buckets';

export const X_AXES = ['step', 'time', 'characters'] as const;
export const LOSS_UNITS = ['nats', 'bits', 'perplexity'] as const;
export const SCALES = ['linear', 'log'] as const;

export type XAxis = (typeof X_AXES)[number];
export type LossUnit = (typeof LOSS_UNITS)[number];
export type ScaleKind = (typeof SCALES)[number];

/** How curves are read: what runs along the bottom, and the unit and scale of the loss. */
export interface View {
  readonly x: XAxis;
  readonly unit: LossUnit;
  readonly scale: ScaleKind;
  /** Scale along the bottom. */
  readonly xScale: ScaleKind;
}

/** A loss of `nats` a character in another unit: bits = nats / ln 2, perplexity = e^nats. */
export function lossIn(unit: LossUnit, nats: number): number {
  return unit === 'bits' ? nats / Math.LN2 : unit === 'perplexity' ? Math.exp(nats) : nats;
}

/** A loss as a number in a unit: three decimals of nats and bits, two of the perplexity. */
export function formatLoss(unit: LossUnit, nats: number): string {
  return lossIn(unit, nats).toFixed(unit === 'perplexity' ? 2 : 3);
}

/** Positions along the bottom: steps, seconds of training, or characters read, from the columns `step` and `seconds` of the same buckets. */
export function positions(run: RunSeries, axis: XAxis, step: Column, seconds: Column): number[] {
  if (axis === 'time') return seconds.last;
  if (axis === 'characters') return step.last.map((value) => value * run.charactersPerStep);
  return step.last;
}
