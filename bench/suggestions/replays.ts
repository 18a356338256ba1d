import { readFileSync } from 'node:fs';
import { createEngine, DEFAULT_ORDER } from '../../src/cli/engines';
import { replayMidLine } from '../../src/prediction/mid-line-replay';
import { type ReplayResult, replay } from '../../src/prediction/replay';
import type { Engine } from '../../src/protocol/predictor-messages';
import { DIAL, type Policy } from '../../src/protocol/suggestion-policy';
import { codePoints, normalizeText } from '../../src/text/text';
import { table } from '../statistics';
import { type Held, OTHERS, PYTHON, read, SIBLINGS } from './files';

interface Column {
  readonly name: string;
  readonly engine: Engine;
  readonly policy: Policy;
  readonly siblings?: boolean;
  readonly midLine?: boolean;
}

const FIXED: Policy = { threshold: 0.65 };
const COLUMNS: readonly Column[] = [
  { name: 'n-gram, threshold .65', engine: 'ngram', policy: FIXED },
  { name: 'contexts, threshold .65', engine: 'context', policy: FIXED },
  { name: 'quiet', engine: 'context', policy: DIAL.quiet },
  { name: '**balanced**', engine: 'context', policy: DIAL.balanced },
  { name: 'eager', engine: 'context', policy: DIAL.eager },
  { name: 'balanced, eight siblings first', engine: 'context', policy: DIAL.balanced, siblings: true },
  { name: 'mid-line, n-gram .65', engine: 'ngram', policy: FIXED, midLine: true },
  { name: 'mid-line, balanced', engine: 'context', policy: DIAL.balanced, midLine: true },
];

function run({ engine, policy, siblings, midLine }: Column, { before, text }: Held): ReplayResult {
  const others = siblings ? SIBLINGS.map((file) => codePoints(normalizeText(readFileSync(file, 'utf8')))) : [];
  const { predictor, ngram, symbols } = createEngine({ engine, order: DEFAULT_ORDER, before, text, siblings: others });
  return midLine ? replayMidLine(predictor, symbols, ngram, policy, 1) : replay(predictor, symbols, ngram, policy);
}

/** Keystrokes saved over real files, by the command line's own replay. */
export function replays(files: readonly string[] = [...PYTHON, ...OTHERS]): void {
  const results = files.map((file) => {
    const held = read(file);
    const row = COLUMNS.map((column) => (column.siblings && !PYTHON.includes(file) ? undefined : run(column, held)));
    console.error(`${held.name} replayed`);
    return { held, row, file };
  });
  const cell = (result: ReplayResult | undefined) =>
    result ? `${result.net.toFixed(1)} (${result.acceptRate.toFixed(2)}, ${result.medianLength})` : '–';
  const mean = (name: string, of: readonly (typeof results)[number][]) => {
    const columns = COLUMNS.map((_, i) => of.flatMap(({ row }) => row[i] ?? []));
    const value = (list: readonly ReplayResult[], key: 'net' | 'acceptRate' | 'medianLength') =>
      list.reduce((sum, one) => sum + one[key], 0) / list.length;
    return [
      `**${name}**`,
      '',
      ...columns.map((list) =>
        list.length === 0
          ? '–'
          : `${value(list, 'net').toFixed(1)} (${value(list, 'acceptRate').toFixed(3)}, ${value(list, 'medianLength').toFixed(1)})`,
      ),
    ];
  };
  const rows = results.map(({ held, row }) => [held.name, `${(held.characters / 1000).toFixed(0)}k`, ...row.map(cell)]);
  const python = results.filter(({ file }) => PYTHON.includes(file));
  if (python.length > 0) rows.push(mean('mean of the Python files', python));
  rows.push(mean('mean of all', results));
  console.log('\nKeystrokes saved net, percent (share of suggestions accepted, median length shown)\n');
  console.log(table(['file', 'characters', ...COLUMNS.map(({ name }) => name)], rows));
}
