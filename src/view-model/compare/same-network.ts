import type { Configuration } from '../../protocol/configuration';

/** Settings in which runs of one network may differ: the seed, and where and how often something is computed. */
const FREE: ReadonlySet<string> = new Set(['seed', 'threads', 'backend', 'evaluateEvery']);
/** Settings that decide which data a step reads. */
const DATA: readonly (keyof Configuration)[] = ['batchSize', 'sequenceLength', 'validation', 'minCount'];

/** What a configuration has in common with the same network's under other seeds. */
export function networkKey(configuration: Configuration): string {
  return JSON.stringify(
    Object.entries(configuration)
      .filter(([key]) => !FREE.has(key))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Whether equal seeds of these configurations read the same data in the same order. */
export function sharesData(configurations: readonly Configuration[]): boolean {
  return DATA.every((key) => new Set(configurations.map((configuration) => configuration[key])).size <= 1);
}

/** Places of runs that differ in their seed alone, by network; undefined when none has several seeds. */
export function seedIndices(count: number, rows: readonly { readonly configuration: Configuration }[]): number[][] | undefined {
  const groups = new Map<string, number[]>();
  for (let i = 0; i < count; i++) {
    const key = networkKey(rows[i]!.configuration);
    groups.set(key, [...(groups.get(key) ?? []), i]);
  }
  const several = [...groups.values()].some((members) => new Set(members.map((i) => rows[i]!.configuration.seed)).size > 1);
  return several ? [...groups.values()] : undefined;
}
