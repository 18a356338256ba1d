import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { backendTitle } from '../protocol/backend-title';
import { UnrollError } from '../protocol/error';
import * as l10n from './l10n';
import { plainNumber } from './options';
import { CASES, operationsPerCharacter } from './presets/speed-cases';
import { InferenceSpeed, TrainingSpeed } from './speed';

interface BenchOptions {
  only: string;
  seconds: number;
  threads: number;
  json?: boolean;
}

interface Figures {
  readonly network: string;
  readonly title: string;
  readonly threads: number;
  readonly backend: string;
  /** Best of the slices. */
  readonly charactersPerSecond: number;
  readonly gigaflops: number;
  /** Of a prediction, softmax included. */
  readonly microsecondsPerCharacter: number;
  readonly megabytes: number;
}

const SLICES = 4;

/** Speed of this machine on the networks of the speed table, without peers: those are in bench/. */
export function addBenchCommand(program: Command): void {
  program
    .command('bench')
    .description(l10n.t('measure the speed of training and prediction on this machine'))
    .option('--only <letters>', l10n.t('networks to measure'), CASES.map(({ name }) => name).join(''))
    .option('--seconds <s>', l10n.t('time for each network'), plainNumber(0.1), 2)
    .option('--threads <n>', l10n.t('training threads'), plainNumber(1, true), availableParallelism())
    .option('--json', l10n.t('one JSON object on standard output'))
    .action((options: BenchOptions) => {
      const chosen = CASES.filter(({ name }) => options.only.toUpperCase().includes(name));
      if (chosen.length === 0)
        throw new UnrollError('configuration.letters', ['only', CASES.map(({ name }) => name).join(''), options.only], { exitCode: 2 });
      const results: Figures[] = [];
      for (const example of chosen) {
        const result = measure(example, options);
        results.push(result);
        if (!options.json) console.log(line(result));
      }
      if (options.json) process.stdout.write(`${JSON.stringify({ node: process.version, networks: results })}\n`);
    });
}

function measure(example: (typeof CASES)[number], { seconds, threads }: BenchOptions): Figures {
  const { batchSize } = example.configuration;
  const training = new TrainingSpeed(example, Math.min(threads, batchSize), path.join(__dirname, 'follower.js'));
  const slice = seconds / (2 * SLICES);
  const charactersPerSecond = Math.max(...Array.from({ length: SLICES }, () => training.slice(slice)));
  const { backend, threads: used } = training;
  const megabytes = training.memoryBytes / 2 ** 20;
  training.dispose();
  const prediction = new InferenceSpeed(example);
  return {
    network: example.name,
    title: example.title,
    threads: used,
    backend,
    charactersPerSecond,
    gigaflops: (charactersPerSecond * operationsPerCharacter(example)) / 1e9,
    microsecondsPerCharacter: Math.min(...Array.from({ length: SLICES }, () => prediction.slice(slice))),
    megabytes,
  };
}

function line(result: Figures): string {
  const speed = `${Math.round(result.charactersPerSecond)}`;
  const details = [result.gigaflops.toFixed(1), result.threads, backendTitle(result.backend)] as const;
  return l10n.t(
    '{0}: training {1} characters/s ({2} GFLOP/s, {3} threads, {4}); prediction {5} µs/character; {6} MB',
    `${result.network}  ${result.title}`,
    speed,
    ...details,
    result.microsecondsPerCharacter.toFixed(2),
    result.megabytes.toFixed(1),
  );
}
