import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { operationsPerCharacter } from '../../src/cli/presets/speed-cases';
import { trainModel } from '../../src/cli/replay';
import { readModel, writeModel } from '../../src/formats/model-file';
import type { Configuration } from '../../src/protocol/configuration';
import { defaultConfiguration } from '../../src/protocol/defaults';
import type { Model } from '../../src/protocol/model';
import { PRESETS } from '../../src/protocol/presets/trainings';

const FOLDER = 'out/bench/networks';
/** Floating-point operations of training a second on one quiet core: what GRU 128 with 90 characters reached, 127,000 characters a second. */
const OPERATIONS = 127e3 * 364e3;
/** Share of a time budget that is left beside its evaluations. */
const TRAINING = 0.9;

/**
 * The network that the defaults train on a text in `seconds` on a quiet machine: by a number of steps, so that it is the same on a busy one. Kept in out/,
 * so that a change of the predictor is measured with the same networks.
 */
export function networkOf(before: readonly string[], seconds: number): Model {
  const vocabularySize = new Set(before).size;
  const planned = defaultConfiguration(before.length, vocabularySize, { ...PRESETS.balanced, seconds });
  const operations = operationsPerCharacter({ name: '', title: '', configuration: planned, vocabularySize });
  const steps = Math.round((TRAINING * seconds * OPERATIONS) / operations / (planned.batchSize * planned.sequenceLength));
  const configuration: Configuration = { ...planned, seconds: 0, steps, threads: 1 };
  const text = before.join('');
  const key = createHash('sha256').update(JSON.stringify(configuration)).update(text).digest('hex').slice(0, 16);
  const file = path.join(FOLDER, `${key}.safetensors`);
  if (existsSync(file)) return readModel(readFileSync(file));
  const model = trainModel(text, configuration, path.resolve('dist/follower.js'));
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(file, writeModel(model));
  return readModel(readFileSync(file));
}
