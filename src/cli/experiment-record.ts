import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { UnrollError } from '../protocol/error';
import type { RunResult } from './experiment-result';
import { LineRecord } from './line-record';
import { OutputFile } from './output-file';

/** Name of a record in a folder. */
const RESULTS = 'results.jsonl';

/** The record of an experiment: a line for every run that has ended, so that an interrupted experiment goes on where it was. */
export class ExperimentRecord {
  private readonly file: LineRecord;
  private readonly results: Map<string, RunResult>;

  /**
   * @param name a file, or a folder that there is
   * @param inputs files that are read
   * @throws UnrollError when it cannot be written, is one of the inputs, or holds something else
   */
  constructor(name: string, inputs: readonly string[]) {
    const output = new OutputFile(fileOf(name), inputs);
    this.results = existsSync(output.path) ? readRecord(output.path) : new Map();
    const lines = [...this.results.values()].map(lineOf);
    output.write(lines.map((line) => `${line}\n`).join(''));
    this.file = new LineRecord(output, lines);
  }

  /** What has been measured already, by run. */
  get known(): ReadonlyMap<string, RunResult> {
    return this.results;
  }

  append(result: RunResult): void {
    this.results.set(result.key, result);
    this.file.append(lineOf(result));
  }

  /**
   * All results in this order: the record is the same whatever shares or interruptions there were. Runs of other experiments in it stay, behind.
   * @returns whether they are where they were to be
   */
  order(results: readonly RunResult[]): boolean {
    const own = new Set(results.map(({ key }) => key));
    return this.file.finish([...results, ...[...this.results.values()].filter(({ key }) => !own.has(key))].map(lineOf));
  }
}

const lineOf = (result: RunResult): string => JSON.stringify(result);

function fileOf(name: string): string {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() ? path.join(name, RESULTS) : name;
}

/**
 * Results of a record by their runs. A torn last line is left out; of a run that is there twice the first result counts.
 * @param name a file, or a folder with one
 * @throws UnrollError when there is none, or it holds something else
 */
export function readRecord(name: string): Map<string, RunResult> {
  const file = fileOf(name);
  if (!existsSync(file)) throw new UnrollError('experiment.record', [name], { exitCode: 2 });
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const parsed = lines.map(parse);
  // Only the last line can be torn: what else is no result belongs to somebody.
  if (parsed.slice(0, -1).includes(undefined) || (lines.length === 1 && !parsed[0] && !lines[0]!.startsWith('{"key":')))
    throw new UnrollError('experiment.record', [name], { exitCode: 2 });
  const results = new Map<string, RunResult>();
  for (const result of parsed) if (result && !results.has(result.key)) results.set(result.key, result);
  return results;
}

function parse(text: string): RunResult | undefined {
  try {
    const value = JSON.parse(text) as RunResult;
    return typeof value?.key === 'string' && typeof value.name === 'string' && typeof value.configuration === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
}
