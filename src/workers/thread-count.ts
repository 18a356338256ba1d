import { platform } from '../platform';
import type { Configuration } from '../protocol/configuration';

/** A configuration with its number of threads decided: all cores but one, which is left to the editor, and no more than streams. */
export function withThreads(configuration: Configuration): Configuration {
  if (configuration.threads > 0) return configuration;
  return { ...configuration, threads: Math.max(1, Math.min(platform.cores - 1, configuration.batchSize)) };
}
