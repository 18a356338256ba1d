// What the panel says of a run, read out of the page and checked against the run's files.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** The newest run below a storage folder: its record, its events and its text, as the files have them. */
export function newestRun(storage, known = new Set()) {
  if (!existsSync(storage)) return undefined;
  const folders = readdirSync(storage)
    .filter((name) => !name.startsWith('.') && !known.has(name) && existsSync(path.join(storage, name, 'run.json')))
    .map((name) => path.join(storage, name))
    .sort((a, b) => statSync(path.join(b, 'run.json')).mtimeMs - statSync(path.join(a, 'run.json')).mtimeMs);
  return folders[0] && readRun(folders[0]);
}

export function readRun(folder) {
  const record = JSON.parse(readFileSync(path.join(folder, 'run.json'), 'utf8'));
  const metrics = path.join(folder, 'metrics.jsonl');
  const lines = existsSync(metrics) ? readFileSync(metrics, 'utf8').split('\n').filter(Boolean) : [];
  const events = lines.map((line) => decode(JSON.parse(line)));
  const of = (type) => events.filter((event) => event.type === type);
  return { folder, record, events, steps: of('step'), evaluations: of('evaluation'), done: of('done').at(-1), alarm: of('alarm').at(-1) };
}

/** Steps are rows of numbers in the files: `s` of the step itself, `n` of all steps since the report before, 1 for a report of a single step. */
function decode(line) {
  if (!line.s) return line;
  const [step, loss, gradientNorm, clipped, learningRate, charactersPerSecond, seconds, ...hiddenNorms] = line.s;
  const own = { type: 'step', step, loss, gradientNorm, clipped, learningRate, charactersPerSecond, seconds, hiddenNorms };
  if (line.n === undefined) return own;
  if (line.n === 1) return { ...own, clippedCount: clipped > 0 ? 1 : 0, gradientNormRange: [gradientNorm, gradientNorm] };
  const [count, clippedCount, , , , , lowest, highest] = line.n;
  return { ...own, count, clippedCount, gradientNormRange: [lowest, highest] };
}

/** Every statement that a tab shows: its id, premises, values and sentence. */
export function readStatements(frame) {
  return frame.locator('[data-statement]:visible').evaluateAll((elements) =>
    elements.map((element) => ({
      id: element.dataset.statement,
      premises: JSON.parse(element.dataset.premises),
      values: JSON.parse(element.dataset.values),
      text: element.textContent,
    })),
  );
}

const near = (actual, expected, what) =>
  assert.ok(Math.abs(actual - expected) <= 1e-6 * Math.max(1, Math.abs(expected)), `${what}: says ${actual}, the files say ${expected}`);
const least = (evaluations) => evaluations.reduce((best, one) => (one.loss < best.loss ? one : best));
/** Bits per character of the best validation of a run; undefined without one. */
export const bestBits = ({ evaluations }) => (evaluations.length > 0 ? least(evaluations).bitsPerCharacter : undefined);
const reached = ({ steps, done }) => done?.steps ?? steps.at(-1)?.step ?? 0;
const largestNorm = ({ steps }) => Math.max(...steps.map(({ gradientNorm, gradientNormRange }) => gradientNormRange?.[1] ?? gradientNorm));

/** Checks of single statements; what is not here is checked by its premises alone. */
const CHECKS = {
  kept: ({ values }, run) => near(values.value, least(run.evaluations).loss, 'kept value'),
  endBudget: ({ values }, run) => end(values, run, 'budget'),
  endEarly: ({ values }, run) => end(values, run, 'early'),
  endStopped: ({ values }, run) => end(values, run, 'stopped'),
  endInterrupted({ values }, run) {
    assert.ok(!run.done, 'an interrupted run has no end');
    assert.equal(values.step, reached(run));
  },
  endDiverged({ values }, run) {
    assert.equal(run.done.reason, 'diverged');
    assert.equal(values.step, run.alarm.step);
    assert.equal(values.what, run.alarm.tensor);
  },
  accuracyNow({ values }, run) {
    const accuracies = run.evaluations.map(({ accuracy }) => accuracy);
    near(values.now, accuracies.at(-1), 'accuracy');
    near(values.first, accuracies[0], 'first accuracy');
    near(values.best, Math.max(...accuracies), 'best accuracy');
  },
  rateNow: ({ values }, run) => near(values.now, run.steps.at(-1).learningRate, 'learning rate'),
  ratePeak({ values }, run) {
    near(values.now, run.steps.at(-1).learningRate, 'learning rate');
    near(values.peak, Math.max(...run.steps.map(({ learningRate }) => learningRate)), 'largest learning rate');
  },
  speedMean({ values }, run) {
    assert.equal(values.steps, run.steps.at(-1).step);
    assert.ok(Math.abs(values.seconds - run.steps.at(-1).seconds) < 1e-3, `${values.seconds} s`);
  },
  normSpike: ({ values }, run) => near(values.largest, largestNorm(run), 'largest norm'),
  growthUp: growth,
  growthDown: growth,
  growthPeaked: growth,
  growthDipped: growth,
  growthSteady: growth,
  flowReachAll({ values }, run) {
    const { lags } = newestDiagnosis(run, values.step)?.flow ?? assert.fail(`no diagnosis of step ${values.step}`);
    assert.ok(lags.includes(values.reach), `reaches ${values.reach}, of ${lags}`);
    flow({ values: { ...values, lag: values.reach } }, run);
  },
  flowGone: flow,
  flowLeft: flow,
  flowGrows: flow,
  eigenInside: spectrum,
  eigenOutside: spectrum,
  lossBest: validation,
  lossTurned: validation,
  lossWorse: validation,
  lossAbove: validation,
  lossLevel: validation,
  normCalm: ({ values }, run) => near(values.largest, largestNorm(run), 'largest norm'),
  normLargest: ({ values }, run) => near(values.largest, largestNorm(run), 'largest norm'),
  normRecorded: ({ values }, run) => near(values.largest, largestNorm(run), 'largest norm'),
  clipNever(_, run) {
    assert.ok(run.steps.every(({ clipped }) => clipped === 0));
  },
  clipSome: clipped,
  clipAlways: clipped,
};

function end({ step }, run, reason) {
  assert.equal(run.done.reason, reason);
  assert.equal(step, run.done.steps);
}

function validation({ values }, run) {
  near(values.now, run.evaluations.at(-1).loss, 'last validation');
  assert.equal(values.step, run.evaluations.at(-1).step);
  if (values.best === undefined) return;
  near(values.best, least(run.evaluations).loss, 'best validation');
  assert.equal(values.bestStep, least(run.evaluations).step);
}

/** The length of the hidden state, averaged over the layers or of the one that is told, lies within what the reports say. */
function growth({ values }, run) {
  const last = run.steps.at(-1);
  assert.equal(values.step, last.step);
  assert.ok(
    values.now >= 0.999 * Math.min(...last.hiddenNorms) && values.now <= 1.001 * Math.max(...last.hiddenNorms),
    `says ${values.now}, the files say ${last.hiddenNorms}`,
  );
}

const newestDiagnosis = ({ events }, step) => events.findLast((event) => event.type === 'diagnosis' && event.step === step)?.diagnosis;

function flow({ values }, run) {
  const { lags, norms } = newestDiagnosis(run, values.step)?.flow ?? assert.fail(`no diagnosis of step ${values.step}`);
  const log = Math.max(...norms.map((layer) => layer[lags.indexOf(values.lag)] ?? Number.NEGATIVE_INFINITY));
  // JSON has no infinity: an exact zero is a text.
  if (typeof values.share === 'number') near(values.share, log, 'what is left of a gradient');
  else assert.equal(log, Number.NEGATIVE_INFINITY);
}

function spectrum({ values }, run) {
  const { spectra } = newestDiagnosis(run, values.step) ?? assert.fail(`no diagnosis of step ${values.step}`);
  const all = spectra.flat();
  assert.ok(
    all.some(({ spectralRadius }) => Math.abs(spectralRadius - values.rho) < 1e-6 * Math.max(1, values.rho)),
    `spectral radius ${values.rho}`,
  );
}

function clipped({ values }, run) {
  if (run.steps.some(({ clippedCount }) => clippedCount === undefined)) return;
  const count = run.steps.reduce((sum, step) => sum + step.clippedCount, 0);
  assert.equal(values.clipped, count);
}

/**
 * Checks one statement against the run's files: it speaks of this run, of a step that the run has reached, of the weights that it had then, and of numbers
 * that are in the files. @throws AssertionError with the sentence
 */
export function checkStatement(said, run) {
  try {
    assert.ok(said.text.trim() !== '' && !/\{\w+\}|undefined|[:=] ?NaN|NaN (nats|bits|%)/.test(said.text), 'a sentence with a hole');
    assert.ok(said.premises.length > 0, 'rests on nothing');
    for (const { run: id, step, weights, count } of said.premises) {
      if (id !== null) assert.equal(id, run.record.id, 'speaks of another run');
      assert.ok(count >= 1);
      if (step !== null) assert.ok(step <= Math.max(reached(run), run.alarm?.step ?? 0), `speaks of step ${step}, the run reached ${reached(run)}`);
      if (weights === 'trained') assert.equal(step, reached(run), 'the trained weights are those of the last step');
      if (weights === 'untrained') assert.equal(step, 0, 'weights before training are those of step 0');
    }
    CHECKS[said.id]?.(said, run);
  } catch (error) {
    throw new assert.AssertionError({ message: `"${said.text}" (${said.id}): ${error.message}` });
  }
}

/** How many of the statements have a check of their own numbers. */
export const isChecked = ({ id }) => Object.hasOwn(CHECKS, id);
