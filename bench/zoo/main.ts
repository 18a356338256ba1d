// npm run bench:zoo [-- TEXT --seeds N --only losses,flow]: the study's comparison on a text and its gradient flow, beside PyTorch's figures.
// What has been measured is kept in out/bench/zoo.jsonl and not measured again.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { influence } from '../../src/diagnostics/influence';
import { stateFlow } from '../../src/diagnostics/state-flow';
import { offerNativeKernels } from '../../src/workers/native-kernels';
import { FLOW_POSITIONS, traceOnText, trainOnText } from '../../src/zoo/text-study';
import { table } from '../statistics';
import { FLOW_REFERENCE, REFERENCE_LAGS } from './flow-reference';
import { STUDY_NETWORKS, type StudyNetwork } from './networks';

const RECORD = 'out/bench/zoo.jsonl';
const words = process.argv.slice(2);
const option = (name: string) => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined);
const file = words[0]?.startsWith('--') === false ? words[0] : '../shared/data/tinyshakespeare.txt';
const seeds = Number(option('--seeds') ?? 1);
const only = option('--only');

offerNativeKernels(path.resolve('dist/native'));
const surroundings = { text: readFileSync(file, 'utf8'), threads: 1, now: () => performance.now(), control: () => 0 };
const known = new Map<string, number[]>();
if (existsSync(RECORD))
  for (const line of readFileSync(RECORD, 'utf8').split('\n').filter(Boolean)) known.set(...(JSON.parse(line) as [string, number[]]));

/** The numbers of a measurement, from the record where it has them. */
function once(key: string, measure: () => number[]): number[] {
  let numbers = known.get(key);
  if (!numbers) {
    numbers = measure();
    appendFileSync(RECORD, `${JSON.stringify([key, numbers])}\n`);
    known.set(key, numbers);
    console.error(key);
  }
  return numbers;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const percent = (ratio: number) => `${(100 * (ratio - 1)).toFixed(1)} %`;

/** Mean training losses of updates 91 to 100 and 391 to 490. */
function losses({ title, options }: StudyNetwork, seed: number): number[] {
  return once(`losses ${title} ${seed}`, () => {
    const told: number[] = [];
    trainOnText({ options: { ...options, validation: 0.1, evaluateEvery: 490 }, seed }, surroundings, (event) => {
      if (event.type === 'step') told.push(event.loss);
    });
    return [mean(told.slice(90, 100)), mean(told.slice(390, 490))];
  });
}

function lossTable(): string {
  const rows = STUDY_NETWORKS.map((network) => {
    const own = Array.from({ length: seeds }, (_, i) => losses(network, i + 1));
    const late = own.map((pair) => pair[1]!);
    const early = mean(own.map((pair) => pair[0]!));
    return [
      ...[network.title, network.early?.toFixed(3) ?? '', early.toFixed(3), network.late.toFixed(3)],
      ...[late.map((loss) => loss.toFixed(3)).join(' / '), percent(mean(late) / network.late)],
    ];
  });
  return table(['network', 'PyTorch, 91 to 100', 'ours', 'PyTorch, 391 to 490', `ours, seeds 1 to ${seeds}`, 'difference'], rows);
}

let traced: { readonly key: string; readonly trace: ReturnType<typeof traceOnText> } | undefined;

/** The last one is kept: both measures read it. */
function traceOf({ title, options }: StudyNetwork, trained: boolean) {
  const key = `${title} ${trained}`;
  if (traced?.key !== key)
    traced = { key, trace: traceOnText({ options: { ...options, validation: 0.1, evaluateEvery: 490 }, seed: 1, trained }, surroundings) };
  return traced.trace;
}

/** Norms by lag; 0 where nothing arrives. */
function flow(network: StudyNetwork, trained: boolean, what: 'S' | 'O'): number[] {
  return once(`flow ${network.title} ${trained ? 'trained' : 'fresh'} ${what}`, () => {
    const trace = traceOf(network, trained);
    const logs = what === 'S' ? stateFlow(trace, REFERENCE_LAGS.slice(1), FLOW_POSITIONS) : influence(trace, REFERENCE_LAGS, FLOW_POSITIONS);
    const norms = logs.map((log) => (log === null ? 0 : 10 ** log));
    return what === 'S' ? [Number.NaN, ...norms] : norms;
  });
}

const figure = (value: number | null | undefined) =>
  value === null || value === undefined || Number.isNaN(value) ? '' : value === 0 ? '0' : value.toPrecision(2);

/** Our norms with PyTorch's in brackets, and the largest factor between them up to lag 20. */
function flowTable(): string {
  const rows: string[][] = [];
  // Fresh ones first: those take no training.
  const isTrained = (name: string) => Number(name.endsWith('trained'));
  for (const [name, what, reference] of [...FLOW_REFERENCE].sort(([a], [b]) => isTrained(a) - isTrained(b))) {
    const network = STUDY_NETWORKS.find((one) => name.startsWith(`${one.flow?.name} `));
    if (!network) continue;
    const own = flow(network, name.endsWith('trained'), what);
    const near = reference.flatMap((value, i) => (value && REFERENCE_LAGS[i]! <= 20 ? [own[i]! / value] : []));
    const factor = Math.max(...near.map((ratio) => Math.max(ratio, 1 / ratio)));
    const zeros = reference.every((value, i) => (value === 0) === (own[i] === 0));
    const cells = reference.map((value, i) => (value === null ? '' : `${figure(own[i])} (${figure(value)})`));
    rows.push([name, what, ...cells, factor.toFixed(2), zeros ? 'equal' : 'differ']);
  }
  return table(['network', '', ...REFERENCE_LAGS.map((lag) => `lag ${lag}`), 'largest factor to lag 20', 'zeros'], rows);
}

if (only !== 'flow') console.log(`Mean training loss of 490 updates, nats a character\n\n${lossTable()}\n`);
if (only !== 'losses') console.log(`Gradient flow, ours and in brackets PyTorch's\n\n${flowTable()}`);
process.exit(0);
