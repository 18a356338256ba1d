import { spreadOf } from '../chart/histogram-line';
import type { RunSeries } from '../run/run-series';
import { gatesOf } from '../run-charts/hidden-charts';
import { count, factor, fixed, percent } from './quantity';
import { made, measured, type Statement, statement } from './statement';

/** Gates whose value says how much of the memory stays: the forget gate f, and the update gate z. */
const KEEPERS: readonly string[] = ['f', 'z'];
/** Names of what is no gate but a value within ±1: candidates and the hidden state. */
const VALUES: readonly string[] = ['g', 'n', 'h'];
/** Share of flat values below which nothing is saturated, and share of the characters at which a gate is open that keeps its memory. */
const FEW_FLAT = 0.1;
const OPEN = 0.9;

/** Which gate is at its flat ends most, and how many units keep their memory by a gate that stands open nine times of ten. */
export function saturationStatements(run: RunSeries, layer: number): Statement[] {
  const newest = run.diagnoses.at(-1);
  const gates = gatesOf(run, layer);
  const flattest = [...gates].sort((a, b) => b.left + (b.right ?? 0) - a.left - (a.right ?? 0))[0];
  if (!newest || !flattest) return [];
  const { gate, left, right, dead, units } = flattest;
  const number = units?.length ?? run.configuration.hidden;
  const premises = [measured(run, 'gate values', newest.step, number, 'units')];
  if (right === null)
    return dead === null ? [] : made(statement([run], 'flatOff', premises, { share: percent(left), dead: count(dead), units: count(number) }));
  const flat =
    left + right < FEW_FLAT
      ? statement([run], 'flatNone', premises, { gate, share: percent(left + right) })
      : statement([run], 'flatMost', premises, { gate, left: percent(left), right: percent(right) });
  const keeper = gates.find((other) => KEEPERS.includes(other.gate));
  if (!keeper?.units) return made(flat);
  const open = keeper.units.filter(([, high]) => high > OPEN).length;
  const values = { units: count(keeper.units.length), gate: keeper.gate };
  return made(
    flat,
    open > 0 ? statement([run], 'flatKeep', premises, { ...values, open: count(open) }) : statement([run], 'flatKeepNone', premises, values),
  );
}

/** What the means of the gates say: how long a memory lasts where a gate keeps it, how linear the unit works where there is none. */
export function gateStatements(run: RunSeries, layer: number): Statement[] {
  const newest = run.diagnoses.at(-1);
  const gates = gatesOf(run, layer);
  if (!newest || gates.length === 0) return [];
  const keeper = gates.find(({ gate }) => KEEPERS.includes(gate));
  const premise = (values: number) => [measured(run, 'gate values', newest.step, values, 'values')];
  const proper = gates.filter(({ gate }) => !VALUES.includes(gate));
  if (proper.length > 0) {
    const means = proper.map(({ gate, histogram }) => `${gate} ${spreadOf(histogram).mean.toFixed(2)}`).join(', ');
    const kept = keeper ? spreadOf(keeper.histogram) : undefined;
    if (keeper && kept && kept.mean > 0 && kept.mean < 1) {
      const half = Math.log(0.5) / Math.log(kept.mean);
      const short = { means, gate: keeper.gate, mean: fixed(kept.mean) };
      // Nobody reads a part of a character.
      if (half < 1) return made(statement([run], 'gatesShort', premise(kept.count), short));
      return made(statement([run], 'gatesHalfLife', premise(kept.count), { ...short, characters: factor(half) }));
    }
    return made(statement([run], 'gatesMeans', premise(spreadOf(proper[0]!.histogram).count), { means }));
  }
  const h = gates.find(({ gate }) => gate === 'h');
  if (!h) return [];
  const { from, to, counts } = h.histogram;
  const all = counts.reduce((sum, number) => sum + number, 0);
  if (h.right === null) return h.dead === null ? [] : made(statement([run], 'gatesZero', premise(all), { share: percent(h.left) }));
  const [middle, quarter] = [(from + to) / 2, (to - from) / 4];
  const inside = counts.reduce((sum, number, i) => {
    const value = from + ((i + 0.5) * (to - from)) / counts.length;
    return Math.abs(value - middle) < quarter ? sum + number : sum;
  }, 0);
  const values = { share: percent(inside / Math.max(1, all)), from: fixed(middle - quarter), to: fixed(middle + quarter) };
  return made(statement([run], 'gatesLinear', premise(all), values));
}
