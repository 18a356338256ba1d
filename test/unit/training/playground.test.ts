import assert from 'node:assert/strict';
import type { PlaygroundEvent, PlaygroundRequest } from '../../../src/protocol/playground';
import { runPlayground } from '../../../src/training/playground';
import { gradientReach, PlaygroundSeries, progressOf } from '../../../src/view-model/run/playground-series';

const REQUEST: PlaygroundRequest = { task: 'adding', length: 10, cells: ['gru', 'tanh'], steps: 60, seed: 1 };

function run(own: Partial<PlaygroundRequest> = {}, interrupted?: (events: readonly PlaygroundEvent[]) => boolean): PlaygroundEvent[] {
  const events: PlaygroundEvent[] = [];
  runPlayground(
    { ...REQUEST, ...own },
    (event) => events.push(event),
    () => interrupted?.(events) ?? false,
  );
  return events;
}
const withoutTimes = (events: readonly PlaygroundEvent[]) => events.map((event) => (event.type === 'point' ? { ...event, seconds: 0 } : event));

describe('the playground for memory', () => {
  it('reports the task, then every network by turns, and is the same again', () => {
    const events = run();
    const [begin] = events;
    assert.ok(begin?.type === 'begin' && begin.example.task === 'adding');
    const { numbers, marks, answer } = begin.example;
    assert.equal(numbers.length, 10);
    assert.ok(Math.abs(numbers[marks[0]!]! + numbers[marks[1]!]! - answer) < 1e-6);
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'point' ? [`${event.cell} ${event.step}`] : [])),
      ['tanh 0', 'gru 0', 'tanh 20', 'gru 20', 'tanh 40', 'gru 40', 'tanh 60', 'gru 60'],
    );
    assert.deepEqual(events.at(-1), { type: 'done', stopped: false });
    assert.deepEqual(withoutTimes(run()), withoutTimes(events));
    assert.notDeepEqual(withoutTimes(run({ seed: 2 })), withoutTimes(events));
  });

  it('a GRU solves ten time steps, and training has opened its gates; a tanh RNN has not got so far', function () {
    this.timeout(180_000);
    const series = new PlaygroundSeries();
    series.append(run({ length: 30, steps: 600 }));
    const gru = series.runs.get('gru')!;
    assert.equal(series.state, 'done');
    assert.ok(gru.solved !== undefined && gru.solved <= 600, `${gru.losses.at(-1)}`);
    assert.equal(progressOf(gru, series.begin!), 1);
    const reach = gradientReach(gru)!;
    assert.equal(reach.lag, 29);
    assert.ok(reach.after! > 1000 * reach.before!, JSON.stringify(reach));
    const tanh = series.runs.get('tanh')!;
    assert.equal(tanh.solved, undefined);
    assert.ok(progressOf(tanh, series.begin!) < 0.3, `${tanh.losses.at(-1)}`);
  });

  it('the copy task begins at chance, ln 8 nats an answer, and tells its symbols', () => {
    const events = run({ task: 'copy', length: 3, cells: ['irnn'], steps: 20 });
    const [begin] = events;
    assert.ok(begin?.type === 'begin' && begin.example.task === 'symbols');
    const { inputs, answers } = begin.example;
    assert.equal(inputs.length, 23);
    assert.deepEqual(answers.slice(13), inputs.slice(0, 10));
    assert.ok(answers.slice(0, 13).every((answer) => answer === -1));
    const first = events.find((event) => event.type === 'point');
    assert.ok(first?.type === 'point' && Math.abs(first.loss - Math.log(8)) < 0.5, String(first?.loss));
    // W = I: nothing is lost at the start.
    const flow = events.find((event) => event.type === 'flow');
    assert.ok(flow?.type === 'flow' && Math.abs(flow.norms.at(-1)!) < 0.01);
  });

  it('trains any generated task with any layers: accuracy at every look, the numbers of the request, gradients where there is a state', () => {
    const events = run({ task: 'recall', length: 12, pairs: 2, depth: 1, cells: ['gru', 'mingru', 'conv', 'attention'], steps: 20 });
    const [begin] = events;
    assert.ok(begin?.type === 'begin' && begin.example.task === 'symbols' && begin.solvedBelow === null);
    assert.equal(begin.example.answers.filter((answer) => answer >= 0).length, 2);
    const points = events.filter((event) => event.type === 'point');
    assert.equal(points.length, 8);
    for (const { accuracy } of points) assert.ok(accuracy !== undefined && accuracy >= 0 && accuracy <= 1);
    const flows = new Set(events.flatMap((event) => (event.type === 'flow' ? [event.cell] : [])));
    assert.deepEqual([...flows], ['gru', 'mingru']);
  });

  it('a GRU solves parity, which is reported at the look at which 99 % are right', function () {
    this.timeout(180_000);
    const events = run({ task: 'parity', length: 8, cells: ['gru'], steps: 1000 });
    const solved = events.find((event) => event.type === 'solved');
    const last = events.findLast((event) => event.type === 'point');
    assert.ok(solved?.type === 'solved' && last?.type === 'point' && last.step === solved.step && last.accuracy! >= 0.99);
  });

  it('refuses a number that the task does not have', () => {
    assert.throws(() => run({ task: 'parity', length: 8, pairs: 3 }), /pairs/);
    assert.throws(() => run({ task: 'recall', length: 12, pairs: 9 }), /27/);
    assert.throws(() => run({ depth: 9 }), /depth/);
  });

  it('stops between two updates', () => {
    const events = run({ steps: 20_000 }, (so) => so.length > 9);
    assert.deepEqual(events.at(-1), { type: 'done', stopped: true });
    assert.ok(events.length < 14);
  });

  it('looks before every update whether it should stop, not only when it tells something', () => {
    let looks = 0;
    const events: PlaygroundEvent[] = [];
    runPlayground(
      { ...REQUEST, cells: ['gru'], steps: 20_000 },
      (event) => events.push(event),
      () => ++looks > 25,
    );
    assert.equal(looks, 26);
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'point' ? [event.step] : [])),
      [0, 20],
    );
    assert.deepEqual(events.at(-1), { type: 'done', stopped: true });
  });

  it('refuses what is out of range, with the range', () => {
    for (const [own, id] of [
      [{ length: 9 }, 'playground.length'],
      [{ length: 201 }, 'playground.length'],
      [{ length: 10.5 }, 'playground.length'],
      [{ task: 'copy', length: 0 }, 'playground.length'],
      [{ steps: 1 }, 'playground.steps'],
      [{ steps: 1e9 }, 'playground.steps'],
      [{ cells: [] }, 'playground.cells'],
    ] as const)
      assert.throws(
        () => run(own),
        (error: { id?: string }) => error.id === id,
        JSON.stringify(own),
      );
  });
});
