import type { UnitStates } from '../../protocol/diagnostics';
import { visibleCharacter } from '../chart/format';
import type { Theme } from '../chart/palette';
import { ticks } from '../chart/ticks';
import { hiddenBound } from '../run-charts/hidden-charts';
import type { RunSeries } from './run-series';

/** Hidden states unit by unit, along the last characters that were read. */
export interface UnitMap {
  /** Update that the weights are of; null where that is not known. */
  readonly step: number | null;
  readonly layer: number;
  readonly characters: readonly string[];
  /** Position of the first of them in the text that was read, from 1. */
  readonly from: number;
  readonly units: number;
  /** [unit][character] */
  readonly values: readonly (readonly number[])[];
  /** The strongest colour: 1 for functions within [-1, 1], else the largest value. */
  readonly limit: number;
  /** The other end of the scale: -limit, or 0 where nothing is below. */
  readonly lowest: number;
  /** Whether no value can leave [-1, 1]. */
  readonly bounded: boolean;
}

/** The map of a layer by the states of the newest diagnosis, or by others; undefined where single units are not known. */
export function unitMap(
  run: RunSeries,
  layer: number,
  known: { step: number | null; states: UnitStates } | undefined = run.states,
): UnitMap | undefined {
  const rows = known?.states.activations[layer];
  if (!known || !rows || rows.length === 0) return undefined;
  const { step, states } = known;
  const units = rows[0]!.length;
  const values = Array.from({ length: units }, (_, unit) => rows.map((row) => row[unit] ?? Number.NaN));
  const largest = values.reduce((top, row) => row.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), top), 0);
  // Runs of version 0.1 may lack what tells of bounds.
  const bounded = hiddenBound(run, layer) !== undefined || (run.diagnoses.at(-1)?.diagnosis.saturation === undefined && largest <= 1);
  const limit = bounded ? 1 : largest || 1;
  const lowest = values.every((row) => row.every((value) => !(value < 0))) ? 0 : -limit;
  return { step, layer, characters: [...states.text].slice(states.from), from: states.from + 1, units, values, limit, lowest, bounded };
}

/** Ends and middle of the scale, by theme: orange below 0, blue above, which people with any colour vision tell apart; the middle is the background. */
const SCALES: Record<Theme, readonly [low: Color, middle: Color, high: Color]> = {
  light: [
    [158, 72, 0],
    [250, 250, 250],
    [10, 72, 153],
  ],
  dark: [
    [255, 158, 74],
    [32, 32, 34],
    [96, 165, 255],
  ],
  'high-contrast': [
    [255, 160, 60],
    [0, 0, 0],
    [90, 170, 255],
  ],
  'high-contrast-light': [
    [150, 60, 0],
    [255, 255, 255],
    [0, 50, 160],
  ],
};
type Color = readonly [number, number, number];

/** Colour of a value as red, green and blue; grey for what is no number. */
export function activationColor(theme: Theme, value: number, limit: number): Color {
  if (!Number.isFinite(value)) return [128, 128, 128];
  const [low, middle, high] = SCALES[theme];
  const share = Math.max(-1, Math.min(1, value / limit));
  const end = share < 0 ? low : high;
  const mix = (i: 0 | 1 | 2) => Math.round(middle[i] + Math.abs(share) * (end[i] - middle[i]));
  return [mix(0), mix(1), mix(2)];
}

/** Units that get a label at the side, counted from 1. */
export function unitTicks(units: number, height: number): number[] {
  const found = ticks('linear', 1, units, Math.max(1, height / 40)).filter(Number.isInteger);
  return found[0] === 1 || units < 3 ? found : [1, ...found.filter((unit) => unit > 1)];
}

/** A row for each unit, a column for each character. */
export function unitMapRows(map: UnitMap, words: { unit: string }): (string | number)[][] {
  const head = [words.unit, ...map.characters.map((character, t) => `${map.from + t} ${visibleCharacter(character)}`)];
  return [head, ...map.values.map((row, unit) => [unit + 1, ...row])];
}
