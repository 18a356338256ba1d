import assert from 'node:assert/strict';
import { createLearner } from '../../../src/network/create';
import type { Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { CONTROL } from '../../../src/protocol/trainer-messages';
import type { StepEvent, TrainingEvent } from '../../../src/protocol/training-events';
import { decodeEvent, encodeEvent } from '../../../src/runs/metrics';
import { languageModel } from '../../../src/tasks/language-model';
import { MAX_SINGLE_REPORTS } from '../../../src/training/step-reporter';
import { Trainer } from '../../../src/training/trainer';
import { thinEvents } from '../../../src/view-model/chart/thin-events';
import fc from '../support/properties';

const TEXT = 'the tide comes in and the tide goes out and the moon looks on.\n'.repeat(20);
const SMALL: Configuration = {
  ...BASE_CONFIGURATION,
  ...{ hidden: 4, batchSize: 2, sequenceLength: 5, steps: 60, seconds: 0, warmup: 0, validation: 0, clip: 0.5, threads: 1, learningRate: 0.05 },
};

interface Recorded {
  readonly steps: StepEvent[];
  /** Loss and gradient norm of every update. */
  readonly updates: { loss: number; gradientNorm: number; clipped: boolean }[];
  readonly events: TrainingEvent[];
}

/** Trains with a clock that a step takes `milliseconds` of; stops at look number `looks` at the control word. */
function train(change: Partial<Configuration>, { milliseconds = 1, looks = Number.POSITIVE_INFINITY, logEvery = 0 } = {}): Recorded {
  const events: TrainingEvent[] = [];
  const updates: Recorded['updates'] = [];
  let now = 0;
  let seen = 0;
  const trainer = new Trainer(
    { task: languageModel(TEXT), configuration: { ...SMALL, ...change }, logEvery },
    {
      createLearner(options) {
        const learner = createLearner(options);
        const step = learner.step.bind(learner);
        learner.step = (...given) => {
          now += milliseconds;
          const result = step(...given);
          if (result && Number.isFinite(result.gradientNorm)) updates.push(result);
          return result;
        };
        return learner;
      },
      emit: (event) => events.push(event),
      checkpoint: () => undefined,
      now: () => now,
      control: () => (++seen > looks ? CONTROL.stop : CONTROL.run),
      waitWhilePaused: () => undefined,
    },
  );
  trainer.run();
  return { steps: events.filter((event) => event.type === 'step'), updates, events };
}

/** Recomputes what the events say from the updates themselves. */
function check({ steps, updates }: Pick<Recorded, 'steps' | 'updates'>): void {
  let from = 0;
  for (const event of steps) {
    const own = updates.slice(from, from + event.count!);
    from += event.count!;
    assert.equal(event.step, from, 'the counts add up to the steps');
    const losses = own.map(({ loss }) => loss);
    const norms = own.map(({ gradientNorm }) => gradientNorm);
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    assert.deepEqual([event.loss, event.gradientNorm], [losses.at(-1), norms.at(-1)]);
    assert.deepEqual(event.lossRange, [Math.min(...losses), Math.max(...losses)]);
    assert.deepEqual(event.gradientNormRange, [Math.min(...norms), Math.max(...norms)]);
    assert.ok(Math.abs(event.meanLoss! - mean(losses)) < 1e-9);
    assert.ok(Math.abs(event.meanGradientNorm! - mean(norms)) < 1e-9 * (1 + mean(norms)));
    assert.equal(event.clippedCount, own.filter(({ clipped }) => clipped).length);
    assert.ok(Math.abs(event.clipped - event.clippedCount! / event.count!) < 1e-12);
  }
  assert.equal(from, updates.length, 'no update is left out');
}

describe('the step events of a run', () => {
  it('report every single step of a run of some thousand steps', () => {
    const { steps, updates } = train({ steps: 300 });
    assert.deepEqual(
      steps.map(({ step, count }) => [step, count]),
      Array.from({ length: 300 }, (_, i) => [i + 1, 1]),
    );
    check({ steps, updates });
  });

  it('leave out no update, no spike and no clipped gradient however few they are, wherever the run is stopped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 900 }), fc.constantFrom(0, 1, 7), (milliseconds, looks, logEvery) => {
        // Too long for single reports: stopped within.
        check(train({ steps: MAX_SINGLE_REPORTS + 1 }, { milliseconds, looks, logEvery }));
      }),
      { numRuns: 30 },
    );
  });

  it('report the last steps before a divergence as well', () => {
    const explosive = {
      cell: 'rnn',
      activation: 'relu',
      initialization: 'identity',
      sequenceLength: 50,
      learningRate: 0.6,
      clip: 0,
      optimizer: 'sgd',
    } as const;
    const told = train({ ...explosive, steps: MAX_SINGLE_REPORTS + 1 });
    assert.ok(told.events.some(({ type }) => type === 'alarm'));
    check(told);
    const order = told.events.map(({ type }) => type);
    assert.ok(order.lastIndexOf('step') < order.indexOf('alarm'));
  });

  it('keep all of that when they are thinned for a page and written to a file', () => {
    const { steps, updates } = train({ steps: MAX_SINGLE_REPORTS + 1 }, { milliseconds: 30, looks: 900 });
    const thinned = thinEvents(thinEvents(steps)) as StepEvent[];
    assert.ok(thinned.length < steps.length / 3);
    check({ steps: thinned, updates });
    const read = thinned.map((event) => decodeEvent(encodeEvent(event)) as StepEvent);
    check({ steps: read, updates });
  });

  it('do not count a pause in the speed', () => {
    const events: TrainingEvent[] = [];
    let now = 0;
    let paused = false;
    const trainer = new Trainer(
      { task: languageModel(TEXT), configuration: { ...SMALL, steps: 40 } },
      {
        createLearner(options) {
          const learner = createLearner(options);
          const step = learner.step.bind(learner);
          learner.step = (...given) => {
            now += 10;
            return step(...given);
          };
          return learner;
        },
        emit: (event) => events.push(event),
        checkpoint: () => undefined,
        now: () => now,
        control() {
          if (paused || now !== 200) return CONTROL.run;
          paused = true;
          return CONTROL.pause;
        },
        waitWhilePaused() {
          now += 3_600_000;
        },
      },
    );
    const { done } = trainer.run();
    assert.ok(paused);
    for (const event of events) if (event.type === 'step') assert.ok(Math.abs(event.charactersPerSecond - 1000) < 1, JSON.stringify(event));
    assert.ok(Math.abs(done.seconds - 0.4) < 1e-9);
  });
});
