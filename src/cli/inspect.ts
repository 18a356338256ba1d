import type { Command } from 'commander';
import { readSafetensors } from '../formats/safetensors';
import { readBytes } from './files';

export function addInspectCommand(program: Command): void {
  program
    .command('inspect')
    .description('configuration, vocabulary and tensors of a model')
    .argument('<model>')
    .option('--json', 'one JSON object on standard output')
    .action((file: string, options: { json?: boolean }) => {
      const { tensors, metadata } = readSafetensors(readBytes(file));
      const described = [...tensors].map(([name, { shape, data }]) => ({ name, shape, ...statistics(data) }));
      const parsed = Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, parse(value)]));
      if (options.json) {
        process.stdout.write(`${JSON.stringify({ ...parsed, tensors: described })}\n`);
        return;
      }
      const configuration = parsed.configuration as Record<string, unknown> | undefined;
      if (configuration) for (const [key, value] of Object.entries(configuration)) console.log(`${key.padEnd(16)} ${value}`);
      if (Array.isArray(parsed.vocabulary)) console.log(`${'vocabulary'.padEnd(16)} ${parsed.vocabulary.length} characters`);
      for (const { name, shape, mean, deviation, minimum, maximum } of described) {
        console.log(
          `${name.padEnd(36)} ${shape.join(' x ').padEnd(14)} mean ${mean.toFixed(4)}  deviation ${deviation.toFixed(4)}  ${minimum.toFixed(3)} … ${maximum.toFixed(3)}`,
        );
      }
    });
}

function statistics(data: Float32Array): { mean: number; deviation: number; minimum: number; maximum: number } {
  let sum = 0;
  let squares = 0;
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (const value of data) {
    sum += value;
    squares += value * value;
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
  }
  const count = data.length || 1;
  const mean = sum / count;
  return {
    mean,
    deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)),
    minimum: data.length ? minimum : 0,
    maximum: data.length ? maximum : 0,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
