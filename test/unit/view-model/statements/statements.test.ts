import assert from 'node:assert/strict';
import { PLAYGROUND_CELLS } from '../../../../src/protocol/playground';
import { PLAYGROUND_TASKS } from '../../../../src/protocol/tasks';
import { thinEvents } from '../../../../src/view-model/chart/thin-events';
import { GlimpseSeries } from '../../../../src/view-model/run/glimpse-series';
import { PlaygroundSeries } from '../../../../src/view-model/run/playground-series';
import { RunSeries } from '../../../../src/view-model/run/run-series';
import { unitMap } from '../../../../src/view-model/run/unit-map';
import { CATALOG, type StatementId } from '../../../../src/view-model/statements/catalog';
import { comparisonStatements, edgeStatements } from '../../../../src/view-model/statements/comparison';
import { gateStatements, saturationStatements } from '../../../../src/view-model/statements/gates';
import {
  diagnosisStatements,
  flowStatements,
  influenceStatements,
  ratiosStatements,
  reachStatements,
  tensorsStatements,
  termsStatements,
} from '../../../../src/view-model/statements/gradients';
import { clippedStatements, clipStatements, normStatements } from '../../../../src/view-model/statements/norms';
import { glimpseStatements } from '../../../../src/view-model/statements/playgrounds/glimpses';
import { lessonStatements, playgroundStatements, standings } from '../../../../src/view-model/statements/playgrounds/playground';
import { formatQuantity } from '../../../../src/view-model/statements/quantity';
import {
  attentionStatements,
  fieldStatements,
  passageStatements,
  sampleStatement,
  sampleStatements,
  trackingStatements,
} from '../../../../src/view-model/statements/reading';
import { seedStatements } from '../../../../src/view-model/statements/seeds';
import { observed, type Statement } from '../../../../src/view-model/statements/statement';
import { growthStatements, stateAlarms, statesStatements, unitStatements, windowStatements } from '../../../../src/view-model/statements/states';
import {
  calibrationStatements,
  classStatements,
  confusionStatements,
  forecastStatements,
  horizonStatements,
  pairStatements,
  readingStatements,
  residualStatements,
} from '../../../../src/view-model/statements/tasks';
import {
  accuracyStatements,
  endStatements,
  keptStatements,
  learningRateStatements,
  lossStatements,
  speedStatements,
} from '../../../../src/view-model/statements/training';
import { walkStatements, walkTotalStatements } from '../../../../src/view-model/statements/walk';
import {
  eigenvalueStatements,
  gradientHistogramStatements,
  spectraStatements,
  weightStatements,
} from '../../../../src/view-model/statements/weights';
import fc from '../../support/properties';
import { UNITS } from '../support';
import { DIAGNOSIS_CHECKERS } from './check-diagnoses';
import { OTHER_CHECKERS } from './check-others';
import { TASK_CHECKERS } from './check-tasks';
import { reached, TRAINING_CHECKERS } from './check-training';
import { type Checker, Claim, type World } from './claim';
import { taskRun } from './task-worlds';
import { EXTREMES, type Extreme, hasEnded, type RawRun, rawRun } from './world';
import { glimpseEvents, playgroundEvents, reading, walk } from './worlds';

/** The type demands a checker for every statement of the catalog. */
const CHECKERS: Record<StatementId, Checker> = { ...TRAINING_CHECKERS, ...DIAGNOSIS_CHECKERS, ...OTHER_CHECKERS, ...TASK_CHECKERS };
const STYLE = {
  unit: 'bits',
  units: { ...UNITS, nats: 'nats/char', bits: 'bits/char' },
} as const;
const measure = { score: 'accuracy', better: 'higher' } as const;
const RUNS = Number(process.env.UNROLL_STATEMENT_RUNS ?? 2000);
/** Whole runs are the most of the work. */
const WHOLE_RUNS = process.env.UNROLL_STATEMENT_RUNS || process.env.UNROLL_LONG ? RUNS : 600;

/** Everything that is said about one run. */
function saidAbout(run: RunSeries): Statement[] {
  const map = unitMap(run, 0);
  return [
    ...[lossStatements, keptStatements, endStatements, speedStatements, accuracyStatements, learningRateStatements].flatMap((make) => make(run)),
    ...[normStatements, clipStatements, clippedStatements, diagnosisStatements, flowStatements, influenceStatements, termsStatements].flatMap(
      (make) => make(run),
    ),
    ...[reachStatements, tensorsStatements, ratiosStatements, stateAlarms, statesStatements, windowStatements, growthStatements].flatMap((make) =>
      make(run),
    ),
    ...[eigenvalueStatements, spectraStatements, saturationStatements, gateStatements].flatMap((make) => make(run, 0)),
    ...[weightStatements, gradientHistogramStatements].flatMap((make) => ['rnn.weight_hh_l0', 'head.weight'].flatMap((name) => make(run, name))),
    ...(map ? unitStatements(run, map) : []),
    ...sampleStatements(run),
    ...sampleStatement(run),
  ];
}

function seriesOf({ info, events }: RawRun): RunSeries {
  const run = new RunSeries(info);
  run.append(events);
  return run;
}

/** A run as the page gets it: some after their events were thinned. */
function shown(raw: RawRun, extreme: Extreme): RawRun {
  return extreme === 'thinned' ? { ...raw, events: thinEvents(thinEvents(raw.events)) } : raw;
}

/** Premises are those of runs that are there, at steps that they reached, of the weights of that step. */
function checkPremises({ premises }: Statement, { runs }: World): void {
  assert.ok(premises.length > 0);
  for (const { run: id, step, weights, count } of premises) {
    assert.ok(count >= 1);
    if (id === null) continue;
    const raw = runs.find(({ info }) => info.runId === id)!;
    const last = reached(raw);
    assert.ok(step === null || step <= last);
    if (weights === 'untrained') assert.ok(step === 0 && raw.info.origin === undefined, 'untrained');
    if (weights === 'trained') assert.ok(step === last && hasEnded(raw));
  }
}

function check(statements: readonly Statement[], world: World, seen: Map<StatementId, number>): void {
  for (const said of statements) {
    seen.set(said.id, (seen.get(said.id) ?? 0) + 1);
    try {
      assert.deepEqual(Object.keys(said.values).sort(), [...CATALOG[said.id]].sort(), 'places');
      checkPremises(said, world);
      CHECKERS[said.id](new Claim(said, world));
      for (const value of Object.values(said.values))
        if (typeof value !== 'string') assert.doesNotMatch(formatQuantity(value, STYLE), /NaN|Infinity|undefined/);
    } catch (error) {
      throw new Error(`${said.id} ${JSON.stringify(said.values)}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
}

describe('every sentence about a run', () => {
  const seen = new Map<StatementId, number>();

  it('is true of the steps, evaluations and weights that really were, for hundreds of random and extreme runs', function () {
    this.timeout(600_000);
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...EXTREMES), (seed, extreme) => {
        const raw = shown(rawRun(seed, extreme), extreme);
        check(saidAbout(seriesOf(raw)), { runs: [raw] }, seen);
      }),
      { numRuns: WHOLE_RUNS },
    );
  });

  it('that compares runs is true of them', function () {
    this.timeout(600_000);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(...EXTREMES)), { minLength: 1, maxLength: 5 }),
        fc.constantFrom('alike', 'texts', 'losses'),
        (list, mixed) => {
          const raws = list.map(([seed, extreme], i) => {
            const raw = rawRun(seed, extreme, `run${i}`);
            const other = i > 0 && mixed === 'losses' ? ({ task: 'forecast' } as const) : {};
            return { ...raw, info: { ...raw.info, ...other, text: mixed === 'texts' && i > 0 ? 'other' : 'one' } };
          });
          const names = raws.map((_, i) => String.fromCharCode(97 + i));
          const same = new Set(raws.map(({ info }) => info.text)).size === 1;
          const statements = comparisonStatements(raws.map(seriesOf), same, false, { names, list: (items) => items.join('|'), ...STYLE });
          check([...statements, ...edgeStatements(raws.map(seriesOf), ['hidden'], {})], { runs: raws }, seen);
        },
      ),
      { numRuns: Math.ceil(RUNS / 4) },
    );
  });

  it('that compares runs of a task goes by the measure of the task: the most right answers, and the baselines above and below them', () => {
    const share = fc.constantFrom(0.2, 0.5, 0.7, 0.9);
    fc.assert(
      fc.property(fc.array(share, { minLength: 2, maxLength: 4 }), share, (accuracies, known) => {
        const raws = accuracies.map((accuracy, i): RawRun => {
          const raw = rawRun(i, 'usual', `run${i}`);
          const done = { type: 'done', steps: 0, seconds: 1, bestStep: 0, bestLoss: 1, path: null, reason: 'budget' } as const;
          const own = { ...(raw.done ?? done), test: { accuracy }, baselines: { known: { accuracy: known } } };
          const events = raw.events.filter(({ type }) => type !== 'done').map((event) => (event.type === 'start' ? { ...event, measure } : event));
          return { ...raw, done: own, events: [...events, own], info: { ...raw.info, text: 'one', state: 'done' } };
        });
        const names = raws.map((_, i) => String.fromCharCode(97 + i));
        const said = comparisonStatements(raws.map(seriesOf), true, true, { names, list: (items) => items.join('|'), ...STYLE, unit: 'accuracy' });
        const scored = said.filter(({ id }) => id === 'compareScore');
        assert.equal(scored.length, 1);
        check(scored, { runs: raws }, seen);
        const beaten = said.filter(({ id }) => id === 'compareAbove').length === 1;
        assert.equal(beaten, known < Math.max(...accuracies));
        assert.equal(said.filter(({ id }) => id === 'compareBelow').length === 1, !beaten);
      }),
      { numRuns: 50 },
    );
  });

  it('about several seeds is supported by their losses', function () {
    this.timeout(180_000);
    const losses = fc.array(fc.constantFrom(1, 1.001, 1.002, 1.5, 1.501, 2), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(losses, { minLength: 2, maxLength: 5 }), fc.constantFrom('as drawn', 'few', 'equal'), (networks, how) => {
        const all = networks.map((values) => (how === 'few' ? values.slice(0, 2) : how === 'equal' ? networks[0]! : values));
        const seeds = Object.fromEntries(all.map((values, i) => [String.fromCharCode(97 + i), values]));
        const samples = Object.entries(seeds).map(([name, values], i) => ({
          ...{ name, values, seeds: values.map((_, seed) => 10 * i + seed) },
          premises: [observed('validation loss', values.length, 'runs')],
        }));
        check(
          seedStatements(samples, true, (items) => items.join('|')),
          { runs: [], seeds },
          seen,
        );
      }),
      { numRuns: RUNS },
    );
  });

  it('of the playgrounds, the read passage and the unrolled graph is true', function () {
    this.timeout(600_000);
    const cells = Object.fromEntries(PLAYGROUND_CELLS.map((cell) => [cell, cell])) as Record<(typeof PLAYGROUND_CELLS)[number], string>;
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const playground = playgroundEvents(seed);
        const series = new PlaygroundSeries();
        series.append(playground);
        const lessons = Object.fromEntries(PLAYGROUND_TASKS.map((task) => [task, task])) as Record<(typeof PLAYGROUND_TASKS)[number], string>;
        const said = [...playgroundStatements(series, cells), ...standings(series, cells), ...lessonStatements(series, cells, lessons)];
        check(said, { runs: [], playground }, seen);
        const glimpses = glimpseEvents(seed);
        const glimpseSeries = new GlimpseSeries();
        glimpseSeries.append(glimpses);
        check(glimpseStatements(glimpseSeries), { runs: [], glimpses }, seen);
        const read = reading(seed);
        const looking = read.lookingBack!;
        const looks = [...attentionStatements(looking, read.step), ...fieldStatements(looking, read.step)];
        check([...passageStatements(read), ...trackingStatements(read, {}), ...looks], { runs: [], reading: read }, seen);
        const walked = walk(seed);
        for (let position = 0; position < walked.columns.length; position++)
          check([...walkStatements(walked, position), ...walkTotalStatements(walked, ', ')], { runs: [], walk: walked, position }, seen);
      }),
      { numRuns: Math.ceil(RUNS / 4) },
    );
  });

  it('about a task on data is true of its report and of its baselines', function () {
    this.timeout(600_000);
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { raw, report } = taskRun(seed);
        const run = seriesOf(raw);
        const said =
          report.task === 'pairs'
            ? pairStatements(run, report)
            : report.task === 'forecast'
              ? [...forecastStatements(run, report), ...residualStatements(run, report), ...horizonStatements(run, report)]
              : [classStatements, readingStatements, calibrationStatements, confusionStatements].flatMap((make) => make(run, report));
        assert.ok(said.length > 0);
        check(said, { runs: [raw] }, seen);
      }),
      { numRuns: Math.ceil(RUNS / 4) },
    );
  });

  it('was made at least once in these tests, so that its checker was at work', () => {
    const missing = (Object.keys(CATALOG) as StatementId[]).filter((id) => !seen.has(id));
    assert.deepEqual(missing, []);
  });
});
