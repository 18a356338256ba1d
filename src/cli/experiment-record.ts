import { appendFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { UnrollError } from '../protocol/error';
import { writeAtomically } from '../runs/file-system';
import type { RunResult } from './experiment-result';
import { OutputFile } from './output-file';

/** Name of a record in a folder. */
const RESULTS = 'results.jsonl';

/** The record of an experiment: a line for every run that has ended, so that an interrupted experiment goes on where it was. */
export class ExperimentRecord {
  private readonly file: string;
  private readonly results: Map<string, RunResult>;

  /**
   * @param name a file, or a folder that there is
   * @throws UnrollError when it cannot be written, or holds something else
   */
  constructor(name: string) {
    this.file = new OutputFile(fileOf(name)).path;
    this.results = existsSync(this.file) ? readRecord(this.file) : new Map();
    this.rewrite([...this.results.values()]);
  }

  /** What has been measured already, by run. */
  get known(): ReadonlyMap<string, RunResult> {
    return this.results;
  }

  append(result: RunResult): void {
    this.results.set(result.key, result);
    this.guarded(() => appendFileSync(this.file, line(result)));
  }

  /** All results in this order: the record is the same whatever shares or interruptions there were. Runs of other experiments in it stay, behind. */
  order(results: readonly RunResult[]): void {
    const own = new Set(results.map(({ key }) => key));
    this.rewrite([...results, ...[...this.results.values()].filter(({ key }) => !own.has(key))]);
  }

  private rewrite(results: readonly RunResult[]): void {
    this.guarded(() => writeAtomically(this.file, Buffer.from(results.map(line).join(''))));
  }

  private guarded(write: () => void): void {
    try {
      write();
    } catch (cause) {
      throw new UnrollError('file.unwritable', [this.file, (cause as NodeJS.ErrnoException).code ?? String(cause)], { cause });
    }
  }
}

const line = (result: RunResult): string => `${JSON.stringify(result)}\n`;

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
