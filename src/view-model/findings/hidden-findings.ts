import { formatNumber, visibleCharacter } from '../chart/format';
import { spreadOf } from '../chart/histogram-line';
import { gatesOf, hiddenBound, isRelu } from '../run/hidden-charts';
import { mean, type RunSeries } from '../run/run-series';
import type { UnitMap } from '../run/unit-map';
import { type Finding, percent } from './finding';

/** A state that is longer by this factor than the median of the run has blown up: what grows slowly stays near its median. */
const BLOWN_UP = 5;
/** A cell state that grows by this factor along the text piles up. */
const PILED_UP = 4;
/** Root mean square of the cell state of a unit from which on tanh is flat: tanh 3 = 0.995. */
const FLAT_CELL = 3;
/** Share of the bound, and of flat values, from which on little gradient passes. */
const AT_BOUND = 0.9;
const MOSTLY_FLAT = 0.6;
/** Share of dead ReLU units that is worth an alarm. */
const MANY_DEAD = 0.1;

const three = (value: number) => formatNumber(Number(value.toPrecision(3)));

/** What is wrong with the hidden state, with numbers; one sentence that says so where nothing is. */
export function stateAlarms(run: RunSeries): Finding[] {
  const found: Finding[] = [];
  const { alarm, diagnoses } = run;
  if (alarm) {
    const norms = (alarm.recentNorms ?? []).filter(Number.isFinite);
    found.push({ id: 'alarmNotFinite', values: [alarm.tensor, alarm.step, formatNumber(norms.at(-1) ?? Number.NaN)], alarm: true });
  }
  const bound = hiddenBound(run);
  for (let layer = 0; layer < run.layers; layer++) {
    const { mean: norms } = run.steps.column(`hidden.${layer}`);
    const known = norms.filter(Number.isFinite);
    const last = known.at(-1);
    const median = [...known].sort((a, b) => a - b)[Math.floor(known.length / 2)];
    if (last !== undefined && median !== undefined) {
      if (bound !== undefined && last > AT_BOUND * bound)
        found.push({ id: 'alarmAtBound', values: [layer + 1, last.toFixed(2), bound.toFixed(2)], alarm: true });
      if (bound === undefined && median > 0 && last > BLOWN_UP * median)
        found.push({
          id: 'alarmGrows',
          values: [layer + 1, three(last), formatNumber(Number((last / median).toPrecision(2))), three(median)],
          alarm: true,
        });
    }
    const cells = diagnoses.at(-1)?.diagnosis.states?.cellNorms?.[layer] ?? [];
    const early = mean(cells.slice(10, 30));
    const late = mean(cells.slice(-20));
    if (cells.length > 60 && early > 0 && late > PILED_UP * early)
      found.push({
        id: 'alarmCellGrows',
        values: [layer + 1, three(early), three(late)],
        alarm: true,
      });
    const { hidden } = run.configuration;
    const each = late / Math.sqrt(hidden);
    if (each > FLAT_CELL)
      found.push({
        id: 'alarmCellLarge',
        values: [layer + 1, three(late), formatNumber(Number(each.toPrecision(2))), hidden],
        alarm: true,
      });
    for (const { gate, left, right, dead, units } of gatesOf(run, layer)) {
      if (gate !== 'h') continue;
      if (right !== null && left + right > MOSTLY_FLAT) found.push({ id: 'alarmSaturated', values: [layer + 1, percent(left + right)], alarm: true });
      const all = units?.length ?? run.configuration.hidden;
      if (dead !== null && dead >= MANY_DEAD * all) found.push({ id: 'alarmDead', values: [layer + 1, dead, all], alarm: true });
    }
  }
  return found.length > 0 ? found : allWell(run, bound);
}

/** The last layer's numbers, which are as they should be. */
function allWell(run: RunSeries, bound: number | undefined): Finding[] {
  const layer = run.layers - 1;
  const norm = run.last?.hiddenNorms[layer];
  const h = gatesOf(run, layer).find(({ gate }) => gate === 'h');
  if (norm === undefined || !h) return [];
  if (bound === undefined) return [{ id: 'alarmNoneRelu', values: [three(norm), h.dead ?? 0, h.units?.length ?? run.configuration.hidden] }];
  return [{ id: 'alarmNone', values: [norm.toFixed(2), bound.toFixed(2), percent(h.left + (h.right ?? 0))] }];
}

/** How much the length of the state changes along the text, and the character at which it changes most: of the last layer. */
export function statesFinding(run: RunSeries): Finding | undefined {
  const states = run.diagnoses.at(-1)?.diagnosis.states;
  return states && lengthsFinding(states.text, states.hiddenNorms.at(-1) ?? []);
}

/** The same of any text. @param norms ‖h_t‖₂ after each of its characters */
export function lengthsFinding(text: string, norms: readonly number[]): Finding | undefined {
  if (norms.length < 3) return undefined;
  const settled = norms.slice(1);
  const [low, high] = [Math.min(...settled), Math.max(...settled)];
  let at = 2;
  for (let t = 2; t < norms.length; t++) if (Math.abs(norms[t]! - norms[t - 1]!) > Math.abs(norms[at]! - norms[at - 1]!)) at = t;
  const step = norms[at]! - norms[at - 1]!;
  const character = visibleCharacter([...text][at] ?? '');
  const values = [low.toFixed(2), high.toFixed(2), character, at + 1, `${step < 0 ? '−' : '+'}${Math.abs(step).toFixed(2)}`];
  return { id: high - low < 0.05 * high ? 'statesLevel' : 'statesRange', values };
}

/** From the first to the newest mean ‖h‖ of the last layer. */
export function growthFinding(run: RunSeries): Finding | undefined {
  const norms = run.steps.column(`hidden.${run.layers - 1}`).mean;
  const [first, last] = [norms.find(Number.isFinite), norms.findLast(Number.isFinite)];
  if (first === undefined || last === undefined || !(first > 0)) return undefined;
  const factor = last / first;
  const values = [first.toFixed(2), last.toFixed(2), run.last!.step, factor >= 1 ? factor.toPrecision(2) : (1 / factor).toPrecision(2)];
  return { id: factor > 1.1 ? 'growthUp' : factor < 1 / 1.1 ? 'growthDown' : 'growthSteady', values };
}

/** The unit that changes most over the shown text, and how many are at a flat end (ReLU: on) after its last character. */
export function unitsFinding(map: UnitMap, relu: boolean): Finding {
  const range = (row: readonly number[]) => {
    const known = row.filter(Number.isFinite);
    return [Math.min(...known), Math.max(...known)] as const;
  };
  let most = 0;
  const spread = (unit: number) => range(map.values[unit]!)[1] - range(map.values[unit]!)[0];
  for (let unit = 1; unit < map.units; unit++) if (spread(unit) > spread(most)) most = unit;
  const [low, high] = range(map.values[most]!);
  const last = map.characters.length - 1;
  const strong = map.values.filter((row) => (relu ? row[last]! > 0 : Math.abs(row[last]!) > 0.9)).length;
  return {
    id: relu ? 'unitsOn' : 'unitsStrong',
    values: [most + 1, formatNumber(low), formatNumber(high), strong, map.units, visibleCharacter(map.characters[last] ?? '')],
  };
}

/** Which gate is at its flat ends most, and how many units keep their memory by a gate that stands open nine times of ten. */
export function saturationFindings(run: RunSeries, layer: number): Finding[] {
  const gates = gatesOf(run, layer);
  const flattest = [...gates].sort((a, b) => b.left + (b.right ?? 0) - a.left - (a.right ?? 0))[0];
  if (!flattest) return [];
  const { gate, left, right, dead, units } = flattest;
  if (right === null) return [{ id: 'flatOff', values: [percent(left), dead ?? 0, units?.length ?? run.configuration.hidden] }];
  const share = left + right;
  const found: Finding[] =
    share < 0.1 ? [{ id: 'flatNone', values: [percent(share), gate] }] : [{ id: 'flatMost', values: [gate, percent(left), percent(right)] }];
  const keeper = gates.find((other) => other.gate === 'f' || other.gate === 'z');
  if (keeper?.units) {
    const open = keeper.units.filter(([, high]) => high > 0.9).length;
    found.push(
      open > 0
        ? { id: 'flatKeep', values: [open, keeper.units.length, keeper.gate] }
        : { id: 'flatKeepNone', values: [keeper.units.length, keeper.gate] },
    );
  }
  return found;
}

/** What the means of the gates say: how long a memory lasts where a gate keeps it, how linear the unit works where there is none. */
export function gatesFinding(run: RunSeries, layer: number): Finding | undefined {
  const gates = gatesOf(run, layer);
  const keeper = gates.find(({ gate }) => gate === 'f' || gate === 'z');
  if (keeper) {
    const { mean: kept } = spreadOf(keeper.histogram);
    const means = gates
      .filter(({ gate }) => !['g', 'n', 'h'].includes(gate))
      .map(({ gate, histogram }) => `${gate} ${spreadOf(histogram).mean.toFixed(2)}`);
    return kept > 0 && kept < 1
      ? {
          id: 'gatesHalfLife',
          values: [keeper.gate, kept.toFixed(2), formatNumber(Number((Math.log(0.5) / Math.log(kept)).toPrecision(2))), means.join(', ')],
        }
      : { id: 'gatesMeans', values: [means.join(', ')] };
  }
  const h = gates.find(({ gate }) => gate === 'h');
  if (!h) return undefined;
  const { from, to, counts } = h.histogram;
  const all = Math.max(
    1,
    counts.reduce((sum, count) => sum + count, 0),
  );
  if (isRelu(run.configuration)) return { id: 'gatesZero', values: [percent(h.left)] };
  const middle = (from + to) / 2;
  const quarter = (to - from) / 4;
  const inside = counts.reduce((sum, count, i) => {
    const value = from + ((i + 0.5) * (to - from)) / counts.length;
    return Math.abs(value - middle) < quarter ? sum + count : sum;
  }, 0);
  return { id: 'gatesLinear', values: [percent(inside / all), formatNumber(middle - quarter), formatNumber(middle + quarter)] };
}
