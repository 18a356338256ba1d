import type { Configuration } from '../../protocol/configuration';
import { BASE_CONFIGURATION, type Overrides } from '../../protocol/defaults';
import { UnrollError } from '../../protocol/error';
import { optionRow } from '../../protocol/options';
import { checkOption } from '../../protocol/validation';

/** `name=value` pairs as options of the configuration. @throws UnrollError naming the first wrong one */
export function parseOptions(text: string): Overrides {
  const options: Record<string, unknown> = {};
  for (const pair of text.trim().split(/\s+/).filter(Boolean)) {
    const [key = '', value = ''] = pair.split('=');
    const type = optionRow(knownOption(key))?.type;
    options[key] = checkOption(key, type === 'whole' || type === 'number' ? Number(value || 'NaN') : wordOf(value));
  }
  return options as Overrides;
}

/** Options that a command was given, which may come from anywhere. @throws UnrollError naming the first wrong one */
export function checkOptions(given: unknown): Overrides {
  if (given === undefined || given === null) return {};
  if (typeof given !== 'object' || Array.isArray(given)) throw new UnrollError('configuration.object', [], { exitCode: 2 });
  const options: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) if (value !== undefined) options[key] = checkOption(knownOption(key), value);
  return options as Overrides;
}

/** A configuration for training from the start: a time budget is measured anew. */
export function restarted(configuration: Configuration): Configuration {
  return configuration.seconds > 0 ? { ...configuration, steps: 0, evaluateEvery: 0 } : configuration;
}

function knownOption(key: string): string {
  if (!Object.hasOwn(BASE_CONFIGURATION, key)) throw new UnrollError('configuration.option', [key], { exitCode: 2 });
  return key;
}

function wordOf(value: string): string | boolean {
  return value === 'true' || value === 'false' ? value === 'true' : value;
}
