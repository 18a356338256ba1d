import type { BpttTrace, WalkColumn } from '../../../../src/protocol/bptt-trace';
import { BASE_CONFIGURATION } from '../../../../src/protocol/defaults';
import { GLIMPSE_NETWORKS, type GlimpseEvent } from '../../../../src/protocol/glimpses';
import type { LookingBack } from '../../../../src/protocol/looking-back';
import type { PlaygroundEvent } from '../../../../src/protocol/playground';
import { PLAYGROUND_CELLS } from '../../../../src/protocol/playground';
import { PLAYGROUND_TASKS } from '../../../../src/protocol/tasks';
import type { TextReading } from '../../../../src/protocol/text-reading';
import { Dice } from './world';

/** An invented playground: all of it, or as far as it has come. */
export function playgroundEvents(seed: number): PlaygroundEvent[] {
  const dice = new Dice(seed);
  const cells = PLAYGROUND_CELLS.filter(() => dice.chance(0.5));
  if (cells.length === 0) cells.push('gru');
  const request = { task: dice.pick(PLAYGROUND_TASKS), length: 30, cells, steps: 100, seed: 1 } as const;
  const example = { task: 'adding', numbers: [0.1, 0.9], marks: [0, 1], answer: 1 } as const;
  const events: PlaygroundEvent[] = [{ type: 'begin', request, chance: 0.16, solvedBelow: 0.01, hidden: 8, streams: 4, example }];
  const flow = (cell: (typeof cells)[number], step: number): PlaygroundEvent => ({
    ...{ type: 'flow', cell, step, lags: [1, 10, 29], norms: [0, -1, dice.chance(0.1) ? null : dice.between(-20, 0.4)] },
  });
  for (const cell of cells) {
    if (dice.chance(0.8)) events.push(flow(cell, 0));
    const points = dice.whole(0, 4);
    const scale = dice.pick([1, 0.1]);
    for (let i = 0; i < points; i++)
      events.push({ type: 'point', cell, step: 20 * (i + 1), loss: scale * dice.between(0.01, 0.3), seconds: dice.between(1, 9) });
    if (points === 0) continue;
    if (dice.chance(0.3)) events.push({ type: 'solved', cell, step: 20 * points });
    else if (dice.chance(0.2)) events.push({ type: 'diverged', cell, step: 20 * points });
    if (dice.chance(0.6)) events.push(flow(cell, 20 * points));
  }
  if (dice.chance(0.7)) events.push({ type: 'done', stopped: dice.chance(0.4) });
  return events;
}

/** An invented run of the glimpse playground, as far as it has come: the networks take turns. */
export function glimpseEvents(seed: number): GlimpseEvent[] {
  const dice = new Dice(seed);
  const networks = GLIMPSE_NETWORKS.filter(() => dice.chance(0.8));
  const glimpses = dice.whole(2, 8);
  const request = { pictures: 'translated', glimpses, networks, steps: 300, seed: 1 } as const;
  const begin = { type: 'begin', request, side: 24, size: 8, scales: 2, streams: 64, tests: 500, classes: ['0', '1'], examples: [] } as const;
  const points = [0, 100, 200, 300].flatMap((step) =>
    networks.map((network) => ({
      ...({ type: 'point', network, step, loss: dice.between(0, 2.3), seconds: step / 100 } as const),
      accuracies: Array.from({ length: glimpses }, () => dice.between(0, 1)),
    })),
  );
  return [begin, ...points.slice(0, dice.whole(0, points.length))];
}

/** An invented reading of the end of a text. */
export function reading(seed: number): TextReading {
  const dice = new Dice(seed);
  const characters = Array.from({ length: dice.whole(0, 40) }, () => ({
    ...{ text: dice.pick([...'abcd']), bits: dice.decades(0.01, 12), rank: dice.whole(0, 3), top: [], hiddenNorms: [] },
  }));
  const size = dice.pick([0.2, 1]);
  const units = Array.from({ length: dice.whole(0, 6) }, () => ({
    ...{ layer: dice.whole(0, 1), unit: dice.whole(0, 9), feature: dice.pick(['string', 'column']) },
    ...{ correlation: size * dice.between(-1, 1), chance: dice.between(0, 0.6) },
  }));
  return {
    step: dice.whole(0, 9),
    heldOut: true,
    characters,
    units,
    states: null,
    lookingBack: lookingBack(dice),
    layers: dice.whole(1, 2),
    hidden: 10,
    milliseconds: 1,
  };
}

/** An invented piece of text under heads that keep to a distance more or less, and taps. */
function lookingBack(dice: Dice): LookingBack {
  const length = dice.whole(2, 12);
  const heads = Array.from({ length: dice.whole(1, 3) }, () => {
    const [lag, firm] = [dice.whole(0, 3), dice.pick([0, 0.2, 0.9])];
    return Array.from({ length }, (_, t) => Array.from({ length: t + 1 }, (_, s) => (1 - firm) / (t + 1) + (t - s === Math.min(lag, t) ? firm : 0)));
  });
  const taps = Array.from({ length: dice.whole(1, 3) }, (_, layer) => ({ layer, distances: [0, 2 ** layer, 2 * 2 ** layer] }));
  const field = dice.chance(0.5) ? 1 + taps.reduce((sum, { distances }) => sum + Math.max(...distances), 0) : null;
  return { characters: Array.from({ length }, () => dice.pick([...'abcd'])), attention: [{ layer: 1, heads }], taps, field };
}

/** An invented walk through a short text, with the gradient of each loss at the states before it. */
export function walk(seed: number): BpttTrace {
  const dice = new Dice(seed);
  const cell = dice.chance(0.1) ? 'feedforward' : 'rnn';
  const text = Array.from({ length: dice.whole(1, 8) }, () => dice.pick([...'abc']));
  const factor = dice.decades(0.1, 2);
  const columns = text.map((character, t): WalkColumn => {
    const lost = dice.chance(0.1);
    return {
      ...{
        character,
        known: true,
        next: text[t + 1] ?? null,
        loss: lost ? null : dice.between(0, 4),
        value: 0.5,
        rank: lost ? null : dice.whole(1, 2),
      },
      ...{ top: [], norms: [1], states: [[0]] },
    };
  });
  const flow = columns.map(({ loss }, T) => {
    const zero = dice.chance(0.1);
    return loss === null || cell === 'feedforward'
      ? null
      : [Array.from({ length: T + 1 }, (_, t) => (zero ? 0 : factor ** (T - t) * dice.between(0.5, 1)))];
  });
  const sums = Object.fromEntries(['rnn.weight_ih_l0', 'rnn.weight_hh_l0', 'head.weight'].map((name) => [name, [[dice.between(-1, 1), 2]]]));
  const numbers = dice.chance(0.5) ? ({ vocabulary: [], weights: {}, moments: [{ sums }] } as unknown as NonNullable<BpttTrace['numbers']>) : null;
  const architecture = { ...BASE_CONFIGURATION, cell, layers: 1, hidden: 1 } as const;
  return { step: 5, architecture, vocabularySize: 3, text: text.join(''), columns, units: [[0]], flow, numbers, milliseconds: 1 };
}
