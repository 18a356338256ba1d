import type { ZooResult } from './job';

/** The file of a zoo's folder that holds a line for every finished job. */
export const ZOO_RESULTS = 'results.jsonl';

/** Results by their jobs' keys. A torn last line is left out; of a job that was done twice the first result counts. */
export function readZooResults(text: string): Map<string, ZooResult> {
  const results = new Map<string, ZooResult>();
  for (const line of text.split('\n')) {
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
