import assert from 'node:assert/strict';
import { createLearner } from '../../../src/network/create';
import type { Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { UnrollError } from '../../../src/protocol/error';
import type { Model } from '../../../src/protocol/model';
import type { NoteEvent, TrainingEvent } from '../../../src/protocol/training-events';
import { languageModel } from '../../../src/tasks/language-model';
import { Trainer } from '../../../src/training/trainer';
import type { TrainingOptions } from '../../../src/training/training-host';

const SMALL: Configuration = {
  ...BASE_CONFIGURATION,
  ...{ hidden: 8, batchSize: 1, sequenceLength: 8, steps: 150, seconds: 0, validation: 0, threads: 1, warmup: 0 },
};
const text = (words: string) => words.repeat(60);

function train({ text, ...options }: Partial<TrainingOptions> & { text: string }) {
  const events: TrainingEvent[] = [];
  const trainer = new Trainer(
    { task: languageModel(text), configuration: SMALL, ...options },
    {
      createLearner: (given) => createLearner(given),
      emit: (event) => events.push(event),
      checkpoint: () => undefined,
      now: () => 0,
      control: () => 0,
      waitWhilePaused: () => undefined,
    },
  );
  const { model } = trainer.run();
  const notes = events.filter((event): event is NoteEvent => event.type === 'note');
  return { model, events, notes, firstLoss: (events.find(({ type }) => type === 'step') as { loss: number }).loss };
}

const refused = (id: string, exitCode: number) => (error: unknown) => error instanceof UnrollError && error.id === id && error.exitCode === exitCode;

describe('starting from the weights of another text', () => {
  for (const cell of ['gru', 'feedforward'] as const)
    for (const embedding of [0, 5])
      it(`moves what belongs to a character with it, also where as many other ones occur (${cell}, embedding ${embedding})`, () => {
        const configuration = { ...SMALL, cell, embedding, window: 3 };
        const known = train({ text: text('abcdef '), configuration });
        // The same letters behind others: every index is another one.
        const shifted = train({ text: `#${text('abcdef ')}`, configuration, from: known.model });
        assert.ok(shifted.firstLoss < 0.5 * train({ text: `#${text('abcdef ')}`, configuration }).firstLoss, String(shifted.firstLoss));
        assert.deepEqual(
          shifted.notes.map(({ id, args }) => [id, args]),
          [['note.vocabulary', [1, '#', 0, '']]],
        );
      });

  it('says that as many characters are other ones', () => {
    const known = train({ text: text('abc ') });
    const { notes } = train({ text: text('xyz '), from: known.model });
    assert.deepEqual(
      notes.map(({ args }) => args),
      [[3, 'x y z', 3, 'a b c']],
    );
  });

  it('is refused for another architecture', () => {
    const known = train({ text: text('abc ') });
    for (const change of [{ hidden: 16 }, { cell: 'lstm' as const }, { embedding: 3 }, { bias: false }, { layers: 2 }])
      assert.throws(() => train({ text: text('abc '), configuration: { ...SMALL, ...change }, from: known.model }), refused('from.architecture', 2));
  });
});

describe('what was asked for', () => {
  it('is refused where every character is rarer than the minimum count', () => {
    const alphabet = 'abcdefghijklmnopqrstuvwxyz';
    const given = { text: alphabet, configuration: { ...SMALL, minCount: 2 } };
    assert.throws(() => train({ ...given, strict: { minCount: 2 } }), refused('training.rare', 2));
    const { model, notes } = train(given);
    assert.equal(model.vocabulary.length, 26);
    assert.equal((model as Model).configuration.minCount, 1);
    assert.deepEqual(notes[0]?.args, [2]);
  });

  it('is refused where the training would have no end', () => {
    assert.throws(() => train({ text: text('abc '), configuration: { ...SMALL, steps: 0, seconds: 0 } }), refused('training.budget', 2));
  });

  it('is refused where a text is too short for it, and never made smaller', () => {
    const short = 'a short text';
    const configuration = { ...SMALL, sequenceLength: 30, batchSize: 4 };
    assert.throws(() => train({ text: short, configuration, strict: { sequenceLength: 30 } }), refused('training.window', 2));
    assert.throws(() => train({ text: short, configuration, strict: { batchSize: 40 } }), refused('training.window', 2));
    const { model, notes } = train({ text: short, configuration });
    assert.deepEqual([model.configuration.sequenceLength, model.configuration.batchSize], [11, 1]);
    assert.equal(notes[0]?.id, 'note.sequenceLength');
  });
});
