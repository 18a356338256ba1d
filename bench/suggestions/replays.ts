import { readFileSync } from 'node:fs';
import { createEngine, DEFAULT_ORDER } from '../../src/cli/engines';
import { replayMidLine } from '../../src/prediction/mid-line-replay';
import { type ReplayResult, replayAll } from '../../src/prediction/replay';
import type { Engine } from '../../src/protocol/predictor-messages';
import { DIAL, type Policy } from '../../src/protocol/suggestion-policy';
import { codePoints, normalizeText } from '../../src/text/text';
import { table } from '../statistics';
import { type Held, OTHERS, PYTHON, read, SIBLINGS } from './files';
import { FORMER } from './former';

/** Characters of a file's end that are read; for the middle of lines fewer, as they are learnt once more. */
const LONGEST = 120_000;
const LONGEST_MID_LINE = 40_000;
const FIXED: Policy = { threshold: 0.65 };
const POLICIES = [DIAL.quiet, DIAL.balanced, DIAL.eager];

interface Row {
  readonly file: string;
  readonly name: string;
  readonly former: number | undefined;
  readonly policies: readonly ReplayResult[];
  readonly siblings: ReplayResult | undefined;
  readonly midLine: { readonly before: ReplayResult; readonly now: ReplayResult };
}

function typed(held: Held, engine: Engine, policies: readonly Policy[], siblings: readonly string[][] = []): ReplayResult[] {
  const { predictor, ngram, symbols } = createEngine({ engine, order: DEFAULT_ORDER, before: held.before, text: held.text, siblings });
  return replayAll(predictor, symbols, ngram, policies);
}

function midLine({ before, text }: Held, engine: Engine, policy: Policy): ReplayResult {
  const { predictor, ngram, symbols } = createEngine({ engine, order: DEFAULT_ORDER, before, text });
  return replayMidLine(predictor, symbols, ngram, policy, 1);
}

function rowOf(file: string): Row {
  const held = read(file, LONGEST);
  const siblings = PYTHON.includes(file) ? SIBLINGS.map((sibling) => codePoints(normalizeText(readFileSync(sibling, 'utf8')))) : [];
  const short = read(file, LONGEST_MID_LINE);
  const row = {
    file,
    name: held.name,
    former: FORMER[held.name],
    policies: typed(held, 'context', POLICIES),
    siblings: siblings.length > 0 ? typed(held, 'context', [DIAL.balanced], siblings)[0] : undefined,
    midLine: { before: midLine(short, 'ngram', FIXED), now: midLine(short, 'context', DIAL.balanced) },
  };
  console.error(`${held.name} replayed`);
  return row;
}

/** Keystrokes saved over real files, by the command line's own replay. */
export function replays(files: readonly string[] = [...PYTHON, ...OTHERS]): void {
  const rows = files.map(rowOf);
  const cell = ({ net, acceptRate }: Pick<ReplayResult, 'net' | 'acceptRate'>, digits = 2) => `${net.toFixed(1)} (${acceptRate.toFixed(digits)})`;
  const ratio = (now: number, before: number | undefined) => (before === undefined ? '–' : (now / before).toFixed(2));
  const line = ({ name, former, policies, siblings, midLine: middle }: Row) => [
    name,
    former?.toFixed(1) ?? '–',
    ...policies.map((policy) => cell(policy)),
    ratio(policies[1]!.net, former),
    String(policies[1]!.medianLength),
    siblings ? cell(siblings) : '–',
    cell(middle.before),
    cell(middle.now),
    ratio(middle.now.net, middle.before.net),
  ];
  const mean = (name: string, of: readonly Row[]) => {
    const average = (list: readonly number[]) => (list.length > 0 ? list.reduce((sum, one) => sum + one, 0) / list.length : Number.NaN);
    const both = (list: readonly ReplayResult[]) =>
      cell({ net: average(list.map(({ net }) => net)), acceptRate: average(list.map((one) => one.acceptRate)) }, 3);
    const known = of.filter(({ former }) => former !== undefined);
    const former = average(known.map((row) => row.former!));
    const [before, now] = (['before', 'now'] as const).map((when) => of.map(({ midLine: middle }) => middle[when]));
    const siblings = of.flatMap((row) => row.siblings ?? []);
    return [
      `**${name}**`,
      former.toFixed(1),
      ...POLICIES.map((_, i) => both(of.map(({ policies }) => policies[i]!))),
      ratio(average(known.map(({ policies }) => policies[1]!.net)), former),
      average(of.map(({ policies }) => policies[1]!.medianLength)).toFixed(1),
      siblings.length > 0 ? both(siblings) : '–',
      both(before!),
      both(now!),
      ratio(average(now!.map(({ net }) => net)), average(before!.map(({ net }) => net))),
    ];
  };
  const body = rows.map(line);
  const python = rows.filter(({ file }) => PYTHON.includes(file));
  if (python.length > 0) body.push(mean('mean of the Python files', python));
  body.push(mean('mean of all', rows));
  console.log(
    `\nKeystrokes saved net, percent (share of suggestions accepted); the last ${LONGEST / 1000},000 characters, in the middle of lines ${LONGEST_MID_LINE / 1000},000\n`,
  );
  const columns = ['file', 'former default', 'quiet', '**balanced**', 'eager', 'balanced over former', 'median length', 'with siblings'];
  console.log(table([...columns, 'mid-line: n-gram, .65', 'mid-line: balanced', 'ratio'], body));
}
