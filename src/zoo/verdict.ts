import type { ZooJob, ZooResult } from './job';

/** A sentence in both languages of the command line. */
export interface Sentence {
  readonly en: string;
  readonly zh: string;
}

/** Whether measurements bear a verdict out; undefined while one of them is missing. */
export interface Judgement {
  readonly holds: boolean | undefined;
  /** The numbers that decided, for the table. */
  readonly measured: string;
}

/** Results of one network on one question, one a seed; fewer while jobs are still to be done. */
export type Series = readonly ZooResult[];

/** A claim of the literature or of our own measurements, and how it is put to the test. */
export interface Verdict {
  readonly id: number;
  readonly sentence: Sentence;
  readonly source: string;
  /** By name: one job a seed. */
  readonly jobs: Readonly<Record<string, (seed: number) => ZooJob>>;
  judge(series: Readonly<Record<string, Series>>): Judgement;
}

/** Middle value; of an even number the lower one, so that it is one that was measured. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** Median update at which a task was learnt; Infinity = not within the steps. */
export const solvedAt = (series: Series): number => median(series.map((result) => result.solvedAt ?? Number.POSITIVE_INFINITY));
export const accuracy = (series: Series): number => median(series.map((result) => result.bestAccuracy ?? Number.NaN));
export const accuracyAt = (series: Series, length: number): number => median(series.map((result) => result.generalization?.[length] ?? Number.NaN));
export const loss = (series: Series): number => median(series.map((result) => result.loss ?? Number.NaN));
export const closersAt = (series: Series, length: number): number => median(series.map((result) => result.closers?.[length] ?? Number.NaN));
