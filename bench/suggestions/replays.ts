import { createEngine, DEFAULT_ORDER } from '../../src/cli/engines';
import { type ReplayResult, replay } from '../../src/prediction/replay';
import type { Engine } from '../../src/protocol/predictor-messages';
import { table } from '../statistics';
import { read, SOURCES } from './files';
import { networkOf } from './networks';

const THRESHOLDS = [0.65, 0.8];
const COLUMNS: readonly { name: string; engine: Engine; dynamic: boolean }[] = [
  { name: 'n-gram', engine: 'ngram', dynamic: false },
  { name: 'network', engine: 'network', dynamic: false },
  { name: 'mix', engine: 'mix', dynamic: false },
  { name: 'mix, dynamic', engine: 'mix', dynamic: true },
];

/** Keystrokes saved by n-gram, network and both over real files, by the command line's own replay. */
export function replays(files: readonly string[] = SOURCES, seconds = 30): void {
  const sums = new Map<string, ReplayResult[]>();
  const cell = (net: number, acceptRate: number) => `${net.toFixed(1)} (${acceptRate.toFixed(2)})`;
  const keys = THRESHOLDS.flatMap((threshold) => COLUMNS.map((column) => ({ ...column, threshold, key: `${column.name}, ${threshold}` })));
  const rows = files.map((file) => {
    const held = read(file);
    const model = networkOf(held.before, seconds);
    const cells = keys.map(({ engine, dynamic, threshold, key }) => {
      const { predictor, ngram, symbols } = createEngine({ engine, order: DEFAULT_ORDER, model, dynamic, before: held.before, text: held.text });
      const result = replay(predictor, symbols, ngram, { threshold });
      sums.set(key, [...(sums.get(key) ?? []), result]);
      return cell(result.net, result.acceptRate);
    });
    console.error(`${held.name} replayed`);
    return [held.name, `${(held.characters / 1000).toFixed(0)}k`, ...cells];
  });
  const mean = (key: string, of: 'net' | 'acceptRate') => sums.get(key)!.reduce((sum, result) => sum + result[of], 0) / files.length;
  rows.push(['**mean**', '', ...keys.map(({ key }) => cell(mean(key, 'net'), mean(key, 'acceptRate')))]);
  console.log(`\nKeystrokes saved net, percent (share of suggestions accepted); networks of ${seconds} s\n`);
  console.log(table(['file', 'characters', ...keys.map(({ key }) => key)], rows));
}
