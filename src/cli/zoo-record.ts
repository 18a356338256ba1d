import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UnrollError } from '../protocol/error';
import { writeAtomically } from '../runs/file-system';
import type { ZooResult } from '../zoo/job';

const RESULTS = 'results.jsonl';

/** The folder of a zoo: a line of results.jsonl for every finished job, so that an interrupted run goes on where it was. */
export class ZooRecord {
  constructor(readonly folder: string) {
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, RESULTS), '', { flag: 'a' });
    } catch (cause) {
      throw new UnrollError('file.unwritable', [folder, (cause as NodeJS.ErrnoException).code ?? String(cause)], { cause, exitCode: 2 });
    }
  }

  read(): Map<string, ZooResult> {
    return readResults(this.folder);
  }

  append(result: ZooResult): void {
    appendFileSync(path.join(this.folder, RESULTS), `${JSON.stringify(result)}\n`);
  }

  /** Writes one of the reports whole. */
  write(name: string, content: string): void {
    writeAtomically(path.join(this.folder, name), Buffer.from(content));
  }
}

/**
 * Results of a folder by their jobs' keys. A torn last line is left out; of a job that was done twice the first result counts.
 * @throws UnrollError when the folder has none
 */
export function readResults(folder: string): Map<string, ZooResult> {
  const file = path.join(folder, RESULTS);
  if (!existsSync(file)) throw new UnrollError('zoo.folder', [folder], { exitCode: 2 });
  const results = new Map<string, ZooResult>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const result = parse(line);
    if (result && !results.has(result.key)) results.set(result.key, result);
  }
  return results;
}

function parse(line: string): ZooResult | undefined {
  try {
    const value = JSON.parse(line) as ZooResult;
    return typeof value?.key === 'string' && typeof value.seconds === 'number' ? value : undefined;
  } catch {
    return undefined;
  }
}
