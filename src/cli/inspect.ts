import type { Command } from 'commander';
import { readHeader } from '../formats/safetensors';
import { tensorStatistics } from '../formats/tensor-statistics';
import { FileSource } from '../runs/file-source';
import { unreadable } from './files';
import * as l10n from './l10n';

export function addInspectCommand(program: Command): void {
  program
    .command('inspect')
    .description(l10n.t('configuration, vocabulary and tensors of a model, or of any safetensors file'))
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
    process.stdout.write(`${JSON.stringify({ ...parsed, tensors: described })}\n`);
    return;
  }
  const configuration = parsed.configuration as Record<string, unknown> | undefined;
  if (configuration && typeof configuration === 'object')
    for (const [key, value] of Object.entries(configuration)) console.log(`${key.padEnd(16)} ${value}`);
  if (Array.isArray(parsed.vocabulary)) console.log(`${'vocabulary'.padEnd(16)} ${l10n.t('{0} characters', parsed.vocabulary.length)}`);
  for (const { name, type, shape, mean, deviation, minimum, maximum, nonFinite } of described) {
    const values =
      mean === undefined
        ? ''
        : l10n.t('mean {0}  deviation {1}  {2} … {3}', mean.toFixed(4), deviation!.toFixed(4), minimum!.toFixed(3), maximum!.toFixed(3)) +
          (nonFinite ? `  ${l10n.t('not finite {0}', nonFinite)}` : '');
    console.log(`${name.padEnd(36)} ${type.padEnd(5)} ${shape.join(' x ').padEnd(14)} ${values}`);
  }
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
