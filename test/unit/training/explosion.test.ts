import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createLearner } from '../../../src/network/create';
import type { Configuration } from '../../../src/protocol/configuration';
import { defaultConfiguration } from '../../../src/protocol/defaults';
import { PRESETS } from '../../../src/protocol/presets/trainings';
import { CONTROL } from '../../../src/protocol/trainer-messages';
import type { TrainingEvent } from '../../../src/protocol/training-events';
import { languageModel } from '../../../src/tasks/language-model';
import { Trainer } from '../../../src/training/trainer';

const root = path.resolve(__dirname, '../../../..');

/** Trains on a thread of its own clock and returns what was told. */
function train(text: string, configuration: Configuration): TrainingEvent[] {
  const events: TrainingEvent[] = [];
  const trainer = new Trainer(
    { task: languageModel(text), configuration },
    {
      createLearner: (options) => createLearner(options),
      emit: (event) => events.push(event),
      checkpoint: () => undefined,
      now: () => performance.now(),
      control: () => CONTROL.run,
      waitWhilePaused: () => undefined,
    },
  );
  events.push(trainer.run().done);
  return events;
}

describe('the preset that explodes', () => {
  for (const name of ['prose.txt', 'tide.ts'])
    for (const seed of [1, 2, 3])
      it(`${name}, seed ${seed}: not a number without the gradient threshold, and trained on with it`, () => {
        const text = readFileSync(path.join(root, 'samples', name), 'utf8');
        const configuration = defaultConfiguration(text.length, new Set(text).size, { ...PRESETS.explode, seed, threads: 1 });
        const exploded = train(text, configuration);
        const alarm = exploded.find((event) => event.type === 'alarm');
        assert.ok(alarm?.type === 'alarm' && alarm.recentNorms.some((norm) => !Number.isFinite(norm)), JSON.stringify(exploded.at(-1)));
        assert.ok(exploded.some((event) => event.type === 'done' && event.reason === 'diverged'));

        const rescued = train(text, { ...configuration, clip: 1, clipMode: 'norm' });
        const losses = rescued.flatMap((event) => (event.type === 'step' ? [event.loss] : []));
        assert.ok(rescued.some((event) => event.type === 'done' && event.reason === 'budget' && event.steps === configuration.steps));
        assert.ok(losses.every(Number.isFinite) && losses.at(-1)! < 0.75 * losses[0]!, `from ${losses[0]} to ${losses.at(-1)} nats`);
        assert.ok(rescued.some((event) => event.type === 'step' && event.clipped > 0));
      });
});
