import type { Command } from 'commander';
import { UnrollError } from '../protocol/error';
import { jobKey, type ZooJob, type ZooResult } from '../zoo/job';
import { tally, zooMarkdown, zooPage } from '../zoo/report';
import { possibleJobs, runZoo } from '../zoo/run-zoo';
import { judgeZoo, zooJobs } from '../zoo/zoo';
import { controlWords, inThread } from './conductor';
import { readText } from './files';
import { shardOf } from './job-shard';
import * as l10n from './l10n';
import { speaksChinese, translate } from './language';
import { plainNumber } from './options';
import { noteFiles, print, tell } from './output';
import { readResults, ZooRecord } from './zoo-record';

interface ZooOptions {
  readonly minutes: number;
  readonly seeds: number;
  readonly text?: string;
  readonly shard?: string;
  readonly merge?: readonly string[];
  readonly out: string;
  readonly threads: number;
  readonly json?: boolean;
}

export function addZooCommand(program: Command): void {
  const command = program
    .command('zoo')
    .description(l10n.t('train every kind of layer on every task and check thirty claims about them'))
    .option('--minutes <n>', l10n.t('time after which no new training starts'), plainNumber(0), 60)
    .option('--seeds <n>', l10n.t('runs per network'), plainNumber(1, true), 3)
    .option('--text <file>', l10n.t('text for the verdicts on texts and on gradient flow'))
    .option('--shard <k/n>', l10n.t('run only share k of n, to divide the work among machines'))
    .option('--merge <folder...>', l10n.t('join the results of these folders instead of training'))
    .option('--threads <n>', l10n.t('training threads'), plainNumber(1, true), 1)
    .option('--out <folder>', l10n.t('folder of the results; what is there already is skipped'), 'unroll-zoo')
    .option('--json', l10n.t('one JSON object on standard output'));
  command.action(() => inThread(() => zoo(command.opts<ZooOptions>())));
}

function zoo(options: ZooOptions): void {
  const all = zooJobs(options.seeds);
  const jobs = options.shard === undefined ? all : shardOf(all, options.shard);
  const text = options.text === undefined ? undefined : readText(options.text);
  const merged = options.merge?.map(readResults);
  const record = new ZooRecord(options.out);
  if (merged) join(record, merged, all);
  else train(record, jobs, text, options);
  report(record, all, options);
}

/** Results of the folders in the order of the jobs: the record is the same whatever shares there were. */
function join(record: ZooRecord, folders: readonly ReadonlyMap<string, ZooResult>[], jobs: readonly ZooJob[]): void {
  const { known } = record;
  for (const job of jobs) {
    const key = jobKey(job);
    const result = folders.find((results) => results.has(key))?.get(key);
    if (result && !known.has(key)) record.append(result);
  }
}

function train(record: ZooRecord, jobs: readonly ZooJob[], text: string | undefined, { minutes, threads }: ZooOptions): void {
  const words = controlWords();
  const control = () => {
    Atomics.add(words, 1, 1);
    return Atomics.load(words, 0);
  };
  const surroundings = { text, threads, now: () => performance.now(), control };
  if (possibleJobs(jobs, text).length < jobs.length) tell(translate('zoo.text'));
  noteFiles({ started: true });
  for (const step of runZoo(jobs, record.known, surroundings, performance.now() + minutes * 60_000))
    if (step.type === 'job') tell(`${step.index + 1}/${step.total} ${step.key}`);
    else record.append(step.result);
}

function report(record: ZooRecord, jobs: readonly ZooJob[], { seeds, json }: ZooOptions): void {
  const results = record.known;
  const ordered = jobs.flatMap((job) => results.get(jobKey(job)) ?? []);
  const judged = judgeZoo(ordered, seeds);
  const language = speaksChinese() ? 'zh' : 'en';
  const { holds, run } = tally(judged);
  const summary = {
    holds,
    run,
    verdicts: judged.map(({ verdict, seeds: count, holds: own, measured }) => ({
      ...{ id: verdict.id, verdict: verdict.sentence.en, source: verdict.source, holds: own ?? null, measured, seeds: count },
    })),
    results: ordered,
  };
  const markdown = zooMarkdown(judged, language);
  const lines = ordered.map((result) => JSON.stringify(result));
  const reports = { 'zoo.json': `${JSON.stringify(summary, null, 2)}\n`, 'zoo.md': markdown, 'zoo.html': zooPage(judged, language, lines) };
  let whole = record.finish();
  for (const [name, content] of Object.entries(reports)) {
    try {
      record.write(name, content);
    } catch (error) {
      // What was measured is printed all the same.
      if (!(error instanceof UnrollError)) throw error;
      tell(translate(error.id, error.args));
      whole = false;
    }
  }
  if (!whole) process.exitCode = 1;
  print(json ? `${JSON.stringify(summary)}\n` : `${markdown}\n${l10n.t('{0} of {1} verdicts hold.', holds, run)}\n`);
}
