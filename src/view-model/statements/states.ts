import { visibleCharacter } from '../chart/format';
import { mean, type RunSeries } from '../run/run-series';
import type { UnitMap } from '../run/unit-map';
import { gatesOf, hiddenBound } from '../run-charts/hidden-charts';
import type { StatementId } from './catalog';
import { passageStatement } from './gradients';
import { change, count, factor, fixed, number, percent } from './quantity';
import { made, measured, observed, type Premise, type Statement, statement } from './statement';

/** A state that is longer by this factor than the median of the run has blown up: what grows slowly stays near its median. */
const BLOWN_UP = 5;
/** A cell state that grows by this factor along the text piles up. */
const PILED_UP = 4;
/** Root mean square of the cell state of a unit from which on tanh is flat: tanh 3 = 0.995. */
const FLAT_CELL = 3;
/** Share of the bound, and of flat values, from which on little gradient passes. */
const AT_BOUND = 0.9;
const MOSTLY_FLAT = 0.6;
/** Share of dead units that is worth an alarm. */
const MANY_DEAD = 0.1;
/** |h| from which on a unit is strongly on or off. */
const STRONG = 0.9;

/** What is wrong with the hidden state, with numbers; one sentence that says so where nothing is. */
export function stateAlarms(run: RunSeries): Statement[] {
  const found = Array.from({ length: run.layers }, (_, layer) => [
    ...lengthAlarms(run, layer),
    ...cellAlarms(run, layer),
    ...saturationAlarms(run, layer),
  ]).flat();
  return found.length > 0 || run.alarm ? withPassage(run, found) : nothingAlarming(run);
}

/** States that are flat, where the slope of their units is close to 0. */
const FLAT: readonly StatementId[] = ['alarmCellLarge', 'alarmAtBound', 'alarmSaturated'];

/** Flat states are alarming where gradients vanish; where it was measured that they do not, both are said, by the rule of the gradient's own chart. */
function withPassage(run: RunSeries, found: readonly Statement[]): Statement[] {
  const passage = found.some(({ id }) => FLAT.includes(id)) ? passageStatement(run) : undefined;
  if (!passage) return [...found];
  const calm = passage.id !== 'flowGone';
  return [...found.map(({ alarm, ...one }) => (alarm && !(calm && FLAT.includes(one.id)) ? { ...one, alarm } : one)), passage];
}

function lengthAlarms(run: RunSeries, layer: number): Statement[] {
  const known = run.steps.column(`hidden.${layer}`).last.filter(Number.isFinite);
  const now = run.last?.hiddenNorms[layer];
  const median = [...known].sort((a, b) => a - b)[Math.floor(known.length / 2)];
  if (!run.last || now === undefined || !Number.isFinite(now) || median === undefined) return [];
  const { step } = run.last;
  const premise = measured(run, 'hidden norms', step, known.length, 'reports');
  const bound = hiddenBound(run, layer);
  const values = { layer: count(layer + 1), step: count(step) };
  if (bound !== undefined)
    return now > AT_BOUND * bound ? made(statement([run], 'alarmAtBound', [premise], { ...values, now: fixed(now), bound: fixed(bound) }, true)) : [];
  return median > 0 && now > BLOWN_UP * median
    ? made(statement([run], 'alarmGrows', [premise], { ...values, now: number(now), times: factor(now / median), median: number(median) }, true))
    : [];
}

/** Length of the cell state near the beginning of the diagnosed text and at its end. */
function cellAlarms(run: RunSeries, layer: number): Statement[] {
  const newest = run.diagnoses.at(-1);
  const cells = newest?.diagnosis.states?.cellNorms?.[layer] ?? [];
  if (!newest || cells.length <= 60) return [];
  const early = mean(cells.slice(10, 30));
  const late = mean(cells.slice(-20));
  const { hidden } = run.configuration;
  const each = late / Math.sqrt(hidden);
  const premises = [measured(run, 'hidden states', newest.step, cells.length, 'characters')];
  const values = { layer: count(layer + 1), late: number(late), step: count(newest.step) };
  return made(
    early > 0 && late > PILED_UP * early ? statement([run], 'alarmCellGrows', premises, { ...values, early: number(early) }, true) : undefined,
    each > FLAT_CELL ? statement([run], 'alarmCellLarge', premises, { ...values, each: factor(each), units: count(hidden) }, true) : undefined,
  );
}

function saturationAlarms(run: RunSeries, layer: number): Statement[] {
  const newest = run.diagnoses.at(-1);
  const h = gatesOf(run, layer).find(({ gate }) => gate === 'h');
  if (!newest || !h) return [];
  const units = h.units?.length ?? run.configuration.hidden;
  const premises = [measured(run, 'gate values', newest.step, units, 'units')];
  const values = { layer: count(layer + 1), step: count(newest.step) };
  const flat = h.left + (h.right ?? 0);
  return made(
    h.right !== null && flat > MOSTLY_FLAT ? statement([run], 'alarmSaturated', premises, { ...values, share: percent(flat) }, true) : undefined,
    h.dead !== null && h.dead > 0 && h.dead >= MANY_DEAD * units
      ? statement([run], 'alarmDead', premises, { ...values, dead: count(h.dead), units: count(units) }, true)
      : undefined,
  );
}

/** The last layer's numbers, which are as they should be. */
function nothingAlarming(run: RunSeries): Statement[] {
  const newest = run.diagnoses.at(-1);
  const h = gatesOf(run, run.layers - 1).find(({ gate }) => gate === 'h');
  if (!newest || !h) return [];
  const units = h.units?.length ?? run.configuration.hidden;
  const premises = [measured(run, 'gate values', newest.step, units, 'units')];
  const step = count(newest.step);
  if (h.right !== null) return made(statement([run], 'alarmNone', premises, { share: percent(h.left + h.right), step }));
  return h.dead === null ? [] : made(statement([run], 'alarmNoneDead', premises, { dead: count(h.dead), units: count(units), step }));
}

/** How much the length of the last layer's state changes along the diagnosed text, and the character at which it changes most. */
export function statesStatements(run: RunSeries): Statement[] {
  const newest = run.diagnoses.at(-1);
  const states = newest?.diagnosis.states;
  return newest && states ? lengthStatements(run, newest.step, states.text, states.hiddenNorms.at(-1) ?? []) : [];
}

/** The same of the window that was read last. */
export function windowStatements(run: RunSeries): Statement[] {
  const { window } = run;
  return window ? lengthStatements(run, window.step, window.text, window.hiddenNorms.at(-1) ?? []) : [];
}

function lengthStatements(run: RunSeries, step: number, text: string, norms: readonly number[]): Statement[] {
  if (norms.length < 3 || !norms.every(Number.isFinite)) return [];
  const settled = norms.slice(1);
  const [low, high] = [Math.min(...settled), Math.max(...settled)];
  let at = 2;
  for (let t = 2; t < norms.length; t++) if (Math.abs(norms[t]! - norms[t - 1]!) > Math.abs(norms[at]! - norms[at - 1]!)) at = t;
  const character = [...text][at];
  if (character === undefined) return [];
  return made(
    statement([run], high - low < 0.05 * high ? 'statesLevel' : 'statesRange', [measured(run, 'hidden states', step, norms.length, 'characters')], {
      ...{ step: count(step), low: fixed(low), high: fixed(high), character: visibleCharacter(character), at: count(at + 1) },
      change: change(norms[at]! - norms[at - 1]!),
    }),
  );
}

/** From the first to the newest mean ‖h‖ of the last layer. */
export function growthStatements(run: RunSeries): Statement[] {
  const { firstReport, last } = run;
  const layer = run.layers - 1;
  const [first, now] = [firstReport?.hiddenNorms[layer], last?.hiddenNorms[layer]];
  if (!firstReport || !last || first === undefined || now === undefined || !(first > 0) || firstReport.step === last.step) return [];
  const times = now / first;
  const premises = [measured(run, 'hidden norms', last.step, run.steps.rows, 'reports')];
  const values = { first: fixed(first), firstStep: count(firstReport.step), now: fixed(now), step: count(last.step) };
  const { shortest, longest } = run.lengths.of(layer)!;
  // A norm that has turned back is described by its peak or its lowest value, not by where it ends.
  if (longest.norm > 1.1 * Math.max(first, now))
    return made(statement([run], 'growthPeaked', premises, { ...values, peak: fixed(longest.norm), peakStep: count(longest.step) }));
  if (shortest.norm < Math.min(first, now) / 1.1)
    return made(statement([run], 'growthDipped', premises, { ...values, least: fixed(shortest.norm), leastStep: count(shortest.step) }));
  if (times > 1.1) return made(statement([run], 'growthUp', premises, { ...values, times: factor(times) }));
  if (times < 1 / 1.1) return made(statement([run], 'growthDown', premises, { ...values, times: factor(1 / times) }));
  return made(statement([run], 'growthSteady', premises, values));
}

/** The unit that changes most over the shown text, and how many are strongly on or off after its last character (without bounds: above 0). */
export function unitStatements(run: RunSeries, map: UnitMap): Statement[] {
  const range = (row: readonly number[]) => {
    const known = row.filter(Number.isFinite);
    return [Math.min(...known), Math.max(...known)] as const;
  };
  const spread = (unit: number) => range(map.values[unit]!)[1] - range(map.values[unit]!)[0];
  let most = 0;
  for (let unit = 1; unit < map.units; unit++) if (spread(unit) > spread(most)) most = unit;
  if (map.units === 0) return [];
  const [low, high] = range(map.values[most]!);
  const last = map.characters.length - 1;
  const strong = map.values.filter((row) => (map.bounded ? Math.abs(row[last]!) > STRONG : row[last]! > 0)).length;
  const premises: Premise[] = [
    map.step === null
      ? observed('hidden states', map.characters.length, 'characters')
      : measured(run, 'hidden states', map.step, map.characters.length, 'characters'),
  ];
  return made(
    statement([run], map.bounded ? 'unitsStrong' : 'unitsOn', premises, {
      ...{ unit: count(most + 1), low: fixed(low), high: fixed(high), character: visibleCharacter(map.characters[last] ?? '') },
      ...{ strong: count(strong), units: count(map.units), step: map.step === null ? '?' : count(map.step) },
    }),
  );
}
