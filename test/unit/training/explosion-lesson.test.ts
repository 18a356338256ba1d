import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Configuration } from '../../../src/protocol/configuration';
import { defaultConfiguration } from '../../../src/protocol/defaults';
import { PRESETS } from '../../../src/protocol/presets/trainings';
import type { StepEvent, TrainingEvent } from '../../../src/protocol/training-events';
import { languageModel } from '../../../src/tasks/language-model';
import { normalizeText } from '../../../src/text/text';
import { createTrainingHost } from '../../../src/training/create-training-host';
import { findExplosion, VISIBLE_STEPS } from '../../../src/training/explosion';
import { Trainer } from '../../../src/training/trainer';
import { readShared } from '../support/shared';

const root = path.resolve(__dirname, '../../../..');

function train(text: string, configuration: Configuration): TrainingEvent[] {
  const events: TrainingEvent[] = [];
  const host = createTrainingHost({ emit: (event) => events.push(event) });
  events.push(new Trainer({ task: languageModel(text), configuration, logEvery: 1 }, host).run().done);
  return events;
}

const norms = (events: readonly TrainingEvent[]) =>
  events.filter((event): event is StepEvent => event.type === 'step').map(({ gradientNorm }) => gradientNorm);

describe('"Explode to NaN"', function () {
  this.timeout(600_000);
  const sample = (name: string) => readFileSync(path.join(root, 'samples', name), 'utf8');
  const texts: [string, (test: Mocha.Context) => string][] = [
    ['prose.txt', () => sample('prose.txt')],
    ['tide.ts', () => sample('tide.ts')],
    ['"hello, hello"', () => 'hello, hello'],
    ...['tinyshakespeare.txt', 'hongloumeng_100k.txt', 'on_friendship.txt'].map((name): [string, (test: Mocha.Context) => string] => [
      name,
      (test) => readShared(test, 'data', name),
    ]),
  ];
  for (const [name, read] of texts)
    it(`${name}: the gradient passes the threshold 1, grows to more than ten times it and is no number within 30 to 100 steps; with the threshold every step stays finite`, function () {
      const text = normalizeText(read(this)).slice(0, process.env.UNROLL_LONG ? 30_000 : 8000);
      const configuration = findExplosion(text, defaultConfiguration(text.length, new Set(text).size, PRESETS.explode));
      const exploded = train(text, configuration);
      const done = exploded.at(-1);
      assert.ok(done?.type === 'done' && done.reason === 'diverged', JSON.stringify(done));
      assert.ok(done.steps >= VISIBLE_STEPS.least && done.steps <= VISIBLE_STEPS.most, `${done.steps} steps`);
      assert.equal(norms(exploded).length, done.steps, 'every step is there to be seen');
      assert.ok(Math.max(...norms(exploded)) > 10, `largest norm ${Math.max(...norms(exploded))}`);

      const rescued = train(text, { ...configuration, clip: 1, clipMode: 'norm' });
      const end = rescued.at(-1);
      assert.ok(end?.type === 'done' && end.reason === 'budget', JSON.stringify(end));
      assert.ok(norms(rescued).every(Number.isFinite) && norms(rescued).length === configuration.steps);
    });

  it('the same text explodes in the same way every time', () => {
    const text = readFileSync(path.join(root, 'samples/prose.txt'), 'utf8');
    const base = defaultConfiguration(text.length, new Set(text).size, PRESETS.explode);
    assert.deepEqual(findExplosion(text, base), findExplosion(text, base));
  });

  for (const text of ['a'.repeat(400), 'hello'])
    it(`"${text.slice(0, 8)}" (${text.length} characters) is refused with the reason and what to do`, () => {
      const base = defaultConfiguration(text.length, new Set(text).size, PRESETS.explode);
      assert.throws(() => findExplosion(text, base), /do not explode: it has \d+ characters.*longer, more varied text/);
    });
});
