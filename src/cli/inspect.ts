import type { Command } from 'commander';
import { readHeader } from '../formats/safetensors';
import { tensorStatistics } from '../formats/tensor-statistics';
import type { TensorStatistics } from '../protocol/inspector-messages';
import { FileSource } from '../runs/file-source';
import { unreadable } from './files';
import * as l10n from './l10n';
import { print } from './output';

export function addInspectCommand(program: Command): void {
  program
    .command('inspect')
    .description(l10n.t('show the configuration, vocabulary and tensors of a model, or of any safetensors file'))
    .argument('<model>')
    .option('--json', l10n.t('one JSON object on standard output'))
    .action((file: string, options: { json?: boolean }) => inspect(file, Boolean(options.json)));
}

async function inspect(file: string, json: boolean): Promise<void> {
  const source = open(file);
  const { tensors, metadata } = await readHeader(source);
  const described = [];
  for (const tensor of tensors) {
    const { name, type, shape } = tensor;
    described.push({ name, type, shape, ...(await tensorStatistics(source, tensor)) });
  }
  const parsed = Object.fromEntries([...metadata].map(([key, value]) => [key, parse(value)]));
  if (json) {
    print(`${JSON.stringify({ ...parsed, tensors: described.map(withoutUnknown) })}\n`);
    return;
  }
  const { configuration, vocabulary } = parsed;
  if (configuration !== null && typeof configuration === 'object')
    for (const [key, value] of Object.entries(configuration)) print(`${visible(key).padEnd(16)} ${visible(worded(value))}\n`);
  if (Array.isArray(vocabulary)) print(`${'vocabulary'.padEnd(16)} ${l10n.t('{0} characters', vocabulary.length)}\n`);
  for (const row of described) print(`${visible(row.name).padEnd(36)} ${row.type.padEnd(5)} ${row.shape.join(' x ').padEnd(14)} ${valuesOf(row)}\n`);
}

function valuesOf({ values, nonFinite, mean, deviation, minimum, maximum }: Partial<TensorStatistics>): string {
  if (values === undefined) return '';
  const broken = nonFinite ? `  ${l10n.t('not finite {0}', nonFinite)}` : '';
  // Without a finite value there is nothing to tell of the others.
  if (nonFinite === values) return broken.trimStart();
  const decimals = (value: number, digits: number) => (Math.abs(value) < 1e6 ? value.toFixed(digits) : value.toExponential(3));
  const [low, high] = [decimals(minimum!, 3), decimals(maximum!, 3)];
  return l10n.t('mean {0}  deviation {1}  {2} … {3}', decimals(mean!, 4), decimals(deviation!, 4), low, high) + broken;
}

/** Statistics of a tensor without a finite value are null: there are none. */
function withoutUnknown<T extends Partial<TensorStatistics>>(row: T) {
  return row.values && row.nonFinite === row.values ? { ...row, mean: null, deviation: null, minimum: null, maximum: null } : row;
}

/** A value of a configuration, of which a foreign file may hold any. */
function worded(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** Text of a file without what would steer a terminal. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function open(file: string): FileSource {
  try {
    return new FileSource(file);
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
