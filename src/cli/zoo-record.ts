import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UnrollError } from '../protocol/error';
import type { ZooResult } from '../zoo/job';
import { readZooResults, ZOO_RESULTS } from '../zoo/zoo-results';
import { LineRecord } from './line-record';
import { OutputFile } from './output-file';

/** The folder of a zoo: a line of results.jsonl for every finished job, so that an interrupted run goes on where it was. */
export class ZooRecord {
  private readonly file: LineRecord;
  private readonly results: Map<string, ZooResult>;

  /** @throws UnrollError when it cannot be written */
  constructor(readonly folder: string) {
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, ZOO_RESULTS), '', { flag: 'a' });
    } catch (cause) {
      throw new UnrollError('file.unwritable', [folder, (cause as NodeJS.ErrnoException).code ?? String(cause)], { cause, exitCode: 2 });
    }
    const output = new OutputFile(path.join(folder, ZOO_RESULTS));
    this.results = readResults(folder);
    // A line that an interruption has torn is left out, and the next one begins at the start of a line.
    const lines = [...this.results.values()].map(lineOf);
    output.write(lines.map((line) => `${line}\n`).join(''));
    this.file = new LineRecord(output, lines);
  }

  get known(): ReadonlyMap<string, ZooResult> {
    return this.results;
  }

  append(result: ZooResult): void {
    this.results.set(result.key, result);
    this.file.append(lineOf(result));
  }

  /** Writes the results once more if the disk did not take them, elsewhere if need be. @returns whether they are where they were to be */
  finish(): boolean {
    return this.file.finish([...this.results.values()].map(lineOf));
  }

  /** Writes one of the reports whole. @throws UnrollError when it cannot be written */
  write(name: string, content: string): void {
    new OutputFile(path.join(this.folder, name)).write(content);
  }
}

const lineOf = (result: ZooResult): string => JSON.stringify(result);

/**
 * Results of a folder by their jobs' keys.
 * @throws UnrollError when the folder has none
 */
export function readResults(folder: string): Map<string, ZooResult> {
  const file = path.join(folder, ZOO_RESULTS);
  if (!existsSync(file)) throw new UnrollError('zoo.folder', [folder], { exitCode: 2 });
  return readZooResults(readFileSync(file, 'utf8'));
}
