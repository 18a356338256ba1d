import { UnrollError } from '../../protocol/error';
import type { Table } from '../data/table';

/** How often a series has a value; `none` where its dates follow no known measure, or there are none. */
export type Frequency = 'none' | 'hourly' | 'daily' | 'weekly' | 'monthly' | 'quarterly' | 'yearly';

/** What the dates of a table say of a series. */
export interface SeriesDates {
  readonly frequency: Frequency;
  /** Values a season; 1 = none. */
  readonly season: number;
  /** Places where dates are missing, and those of the first of them. */
  readonly gaps: number;
  readonly firstGap?: readonly [before: string, after: string];
  /** Dates that equal the one before, and the first of them. */
  readonly repeated: number;
  readonly firstRepeated?: string;
}

const NO_DATES: SeriesDates = { frequency: 'none', season: 1, gaps: 0, repeated: 0 };
/** Dates as YYYY-MM, YYYY-MM-DD with or without a time, or a year. */
const DATE = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ](\d{1,2}):(\d{2}).*)?)?)?$/;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Shortest and longest time between two values, and the values of a season: a year of months or quarters, a week of days, a day of hours. */
const MEASURES: readonly [Frequency, least: number, most: number, season: number][] = [
  ['hourly', 0.9 * HOUR, 1.1 * HOUR, 24],
  ['daily', 0.9 * DAY, 1.1 * DAY, 7],
  ['weekly', 6.9 * DAY, 7.1 * DAY, 52],
  ['monthly', 27 * DAY, 32 * DAY, 12],
  ['quarterly', 88 * DAY, 93 * DAY, 4],
  ['yearly', 364 * DAY, 367 * DAY, 1],
];
/** Of working days five make a week. */
const WORKING_DAYS = 5;

/**
 * What the first column of dates beside `column` says. A forecast counts rows, not days: gaps and repetitions are reported, not filled.
 * @throws UnrollError when a date lies before the one in the row above
 */
export function datesOf(table: Table, column: number): SeriesDates {
  const dates = table.columns.map((_, i) => i).find((i) => i !== column && table.rows.every(({ values }) => DATE.test(values[i]!.trim())));
  if (dates === undefined || table.rows.length < 2) return NO_DATES;
  const written = table.rows.map(({ values }) => values[dates]!.trim());
  const times = written.map(timeOf);
  table.rows.forEach(({ line }, i) => {
    if (i > 0 && times[i]! < times[i - 1]!) throw new UnrollError('series.order', [line, written[i]!]);
  });
  const steps = times.slice(1).map((time, i) => time - times[i]!);
  const apart = steps.filter((step) => step > 0).sort((a, b) => a - b);
  const typical = apart[Math.floor(apart.length / 2)];
  if (typical === undefined) return { ...NO_DATES, repeated: steps.length, firstRepeated: written[1]! };
  const measure = MEASURES.find(([, least, most]) => typical >= least && typical <= most);
  const same = steps.indexOf(0);
  const found = {
    frequency: measure?.[0] ?? ('none' as const),
    season: measure?.[3] ?? 1,
    repeated: steps.filter((step) => step === 0).length,
    ...(same < 0 ? {} : { firstRepeated: written[same + 1]! }),
  };
  const isGap = (step: number) => step > 1.5 * typical;
  if (found.frequency === 'daily' && isWorkingDays(times, steps)) return { ...found, season: WORKING_DAYS, gaps: 0 };
  const first = steps.findIndex(isGap);
  return { ...found, gaps: steps.filter(isGap).length, ...(first < 0 ? {} : { firstGap: [written[first]!, written[first + 1]!] as const }) };
}

/** Days from Monday to Friday alone, with weekends between them. */
function isWorkingDays(times: readonly number[], steps: readonly number[]): boolean {
  const weekday = (time: number) => new Date(time).getUTCDay();
  return (
    steps.some((step) => step === 3 * DAY) && times.every((time) => weekday(time) > 0 && weekday(time) < 6) && steps.every((step) => step <= 4 * DAY)
  );
}

function timeOf(text: string): number {
  const [, year, month = '1', day = '1', hour = '0', minute = '0'] = DATE.exec(text)!;
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
}
