import { tensorHistograms } from '../../../../src/diagnostics/histogram';
import { Random } from '../../../../src/network/random';
import type { Configuration } from '../../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../../src/protocol/defaults';
import type { Diagnosis, GateSpectrum, Saturation } from '../../../../src/protocol/diagnostics';
import type { RunInfo } from '../../../../src/protocol/panel-messages';
import type { DoneEvent, EvaluationEvent, StepEvent, TrainingEvent } from '../../../../src/protocol/training-events';

/** What really happened at a step of an invented run. */
export interface RawStep {
  readonly step: number;
  readonly loss: number;
  readonly norm: number;
  readonly clipped: boolean;
  readonly hidden: readonly number[];
}

export interface RawDiagnosis {
  readonly step: number;
  readonly diagnosis: Diagnosis;
  /** [layer][gate][character][unit] */
  readonly gates: readonly (readonly { gate: string; values: readonly (readonly number[])[] }[])[];
}

/** An invented run: what happened, and what its events tell of it. Checkers look at the first alone where they can. */
export interface RawRun {
  readonly info: RunInfo;
  readonly configuration: Configuration;
  /** Steps done before the first event. */
  readonly before: number;
  readonly steps: readonly RawStep[];
  /** Whether the events tell of every step. */
  readonly complete: boolean;
  readonly evaluations: readonly EvaluationEvent[];
  readonly diagnoses: readonly RawDiagnosis[];
  readonly alarm: Extract<TrainingEvent, { type: 'alarm' }> | undefined;
  readonly done: DoneEvent | undefined;
  readonly baselines: Readonly<Record<string, number>>;
  readonly events: readonly TrainingEvent[];
}

/** An interrupted run ends without an event that says so. */
export const hasEnded = ({ done, info }: RawRun): boolean => done !== undefined || info.state === 'interrupted';

export const EXTREMES = [
  ...['usual', 'one step', 'two steps', 'all clipped', 'a spike between two reports', 'not finite at step 2', 'five characters', 'many layers'],
  ...['resumed', 'continued', 'stopped early', 'diverged', 'no validation', 'before training', 'version 0.1', 'long', 'fast convergence', 'thinned'],
  ...['stopped', 'interrupted', 'still running', 'feedforward', 'relu', 'overfits', 'another kind', 'level', 'sigmoid', 'squared'],
] as const;
export type Extreme = (typeof EXTREMES)[number];

const GATES: Record<string, readonly string[]> = { rnn: ['h'], lstm: ['i', 'f', 'g', 'o', 'h'], gru: ['r', 'z', 'n', 'h'], feedforward: ['h'] };
const SPECTRA: Record<string, readonly string[]> = { rnn: ['W'], lstm: ['i', 'f', 'g', 'o'], gru: ['r', 'z', 'n'], feedforward: [] };

/** What the logits hear of characters, with an end now and then. */
function influenceOf(dice: Dice, lags: readonly number[], positions: readonly number[]) {
  const end = dice.chance(0.3) ? dice.whole(1, 100) : Number.POSITIVE_INFINITY;
  const own = [0, ...lags];
  return { lags: own, positions, norms: own.map((lag) => (lag < end ? Math.log10(dice.decades(1e-9, 10)) : null)) };
}

/** A source of chances. */
export class Dice {
  private readonly random: Random;

  constructor(seed: number) {
    this.random = new Random(seed, 'statements');
  }

  /** Uniform between two numbers. */
  between(from: number, to: number): number {
    return from + this.random.uniform() * (to - from);
  }

  whole(from: number, to: number): number {
    return Math.floor(this.between(from, to + 1 - 1e-9));
  }

  /** Spread evenly over the orders of magnitude. */
  decades(from: number, to: number): number {
    return 10 ** this.between(Math.log10(from), Math.log10(to));
  }

  chance(share: number): boolean {
    return this.random.uniform() < share;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.whole(0, list.length - 1)]!;
  }
}

/** An invented run that is extreme in one way. */
export function rawRun(seed: number, extreme: Extreme, runId = 'run'): RawRun {
  const dice = new Dice(seed);
  const is = (...names: readonly Extreme[]) => names.includes(extreme);
  const cell = is('feedforward') ? 'feedforward' : is('relu') ? 'rnn' : dice.pick(['rnn', 'lstm', 'gru'] as const);
  const layers = is('many layers') ? 9 : dice.whole(1, 2);
  const clip = is('all clipped') ? 1e-9 : dice.chance(0.25) ? 0 : dice.decades(0.05, 5);
  const configuration: Configuration = {
    ...BASE_CONFIGURATION,
    ...{ cell, layers, hidden: dice.whole(2, 5), clip, clipMode: dice.chance(0.2) ? 'value' : 'norm' },
    ...(is('relu') ? { activation: 'relu' as const } : {}),
    ...(is('sigmoid', 'squared') ? { output: extreme as 'sigmoid' | 'squared' } : {}),
  };
  const before = is('resumed') ? dice.whole(1, 500) : 0;
  const number = is('before training')
    ? 0
    : is('one step')
      ? 1
      : is('two steps', 'not finite at step 2')
        ? 2
        : is('long')
          ? 3000
          : dice.whole(3, 120);
  const steps = rawSteps(dice, extreme, before, number, configuration);
  const ends = !is('still running', 'before training', 'interrupted') && !dice.chance(0.1);
  const diverges = is('diverged', 'not finite at step 2');
  const last = before + steps.length;
  const total = is('stopped early', 'stopped', 'interrupted') ? last + 50 : last;
  const evaluations = is('no validation') ? [] : rawEvaluations(dice, extreme, before, last);
  const alarm = diverges ? rawAlarm(dice, last) : undefined;
  const best = evaluations.reduce<EvaluationEvent | undefined>((least, one) => (!least || one.loss < least.loss ? one : least), undefined);
  const reason = diverges ? 'diverged' : is('stopped early') ? 'early' : is('stopped') ? 'stopped' : 'budget';
  const done: DoneEvent | undefined = ends
    ? { type: 'done', steps: last, seconds: last / 10, bestStep: best?.step ?? last, bestLoss: best?.loss ?? Number.NaN, path: null, reason }
    : undefined;
  const state = ends ? (reason === 'diverged' ? 'failed' : reason === 'stopped' ? 'stopped' : 'done') : is('interrupted') ? 'interrupted' : 'running';
  const info: RunInfo = {
    ...{ runId, name: 'a.txt', state, configuration, totalSteps: total },
    ...(is('continued') ? { origin: { runId: 'other', name: 'other' } } : {}),
  };
  const diagnoses = rawDiagnoses(dice, extreme, before, last, configuration);
  const baselines = { gzip: dice.between(1, 4), 'n-gram': dice.between(1, 4) };
  const raw = { info, configuration, before, steps, complete: !is('version 0.1'), evaluations, diagnoses, alarm, done, baselines };
  return { ...raw, events: eventsOf(raw, dice, extreme) };
}

function rawSteps(dice: Dice, extreme: Extreme, before: number, number: number, { clip, layers }: Configuration): RawStep[] {
  const noise = extreme === 'long' ? dice.between(1.01, 1.6) : dice.between(1.01, 4);
  const level = dice.decades(1e-3, 1e3);
  const fall = extreme === 'fast convergence' ? dice.between(0.5, 0.8) : 1;
  const spike = extreme === 'a spike between two reports' || dice.chance(0.2) ? dice.whole(1, Math.max(1, number - 1)) : -1;
  return Array.from({ length: number }, (_, i) => {
    const norm = level * fall ** i * dice.decades(1 / noise, noise) * (i === spike ? dice.between(2, 100) : 1);
    const loss = 4 / (1 + i / 10) + dice.between(0, 1);
    return {
      ...{ step: before + i + 1, norm, loss, clipped: clip > 0 && norm > clip },
      hidden: Array.from({ length: layers }, () => dice.between(0.01, 2) * (dice.chance(0.05) ? 20 : 1)),
    };
  });
}

function rawEvaluations(dice: Dice, extreme: Extreme, before: number, last: number): EvaluationEvent[] {
  const number = Math.min(last - before + 1, dice.whole(1, 12));
  const places = [...new Set(Array.from({ length: number }, (_, i) => Math.round(before + (i * (last - before)) / Math.max(1, number - 1))))];
  return places.map((step, i) => {
    const loss = (extreme === 'overfits' ? 2 + Math.abs(i - number / 3) / 3 : 3 / (1 + i)) + dice.between(0, 0.3);
    // The loss of sigmoid outputs is another number than the nats of their probabilities.
    const nats = extreme === 'sigmoid' || extreme === 'squared' ? dice.between(0.5, 3) : loss;
    return { type: 'evaluation', step, loss, bitsPerCharacter: nats / Math.LN2, accuracy: dice.between(0, 1) };
  });
}

function rawAlarm(dice: Dice, last: number): RawRun['alarm'] {
  const recentNorms = [dice.decades(1, 1e6), dice.chance(0.5) ? Number.POSITIVE_INFINITY : Number.NaN];
  return { type: 'alarm', step: last, tensor: dice.pick(['loss', 'gradient']), recentNorms, learningRate: 0.1, spectralRadius: [] };
}

function rawDiagnoses(dice: Dice, extreme: Extreme, before: number, last: number, configuration: Configuration): RawDiagnosis[] {
  const number = dice.whole(0, 4);
  const steps = new Set(Array.from({ length: number }, () => dice.whole(before, last)));
  if (dice.chance(0.6) && before === 0) steps.add(0);
  if (dice.chance(0.6)) steps.add(last);
  return [...steps].sort((a, b) => a - b).map((step) => rawDiagnosis(dice, extreme, step, configuration));
}

function rawDiagnosis(dice: Dice, extreme: Extreme, step: number, { cell, layers, hidden, activation }: Configuration): RawDiagnosis {
  const characters = extreme === 'five characters' ? dice.pick([1, 5]) : dice.whole(2, 90);
  const text = Array.from({ length: characters }, () => dice.pick([...'ab \né𝄞'])).join('');
  const positions = [...new Set([characters - 1, dice.whole(0, characters - 1)])];
  const lags = [1, 2, 5, 10, 20, 40, 80];
  const slope = dice.between(-1, 0.05);
  const exact = dice.chance(0.1);
  const norms = Array.from({ length: layers }, () =>
    lags.map((lag) => {
      if (cell === 'feedforward' || !positions.some((t) => t >= lag)) return null;
      return exact && lag > 5 ? null : slope * lag + dice.between(-0.1, 0.1);
    }),
  );
  const gates = Array.from({ length: layers }, () =>
    (extreme === 'another kind' ? ['i', 'o', 'h'] : GATES[cell]!).map((gate) => {
      const relu = gate === 'h' && activation === 'relu';
      const sharp = dice.between(0.2, 30);
      const shift = dice.between(-2, 2);
      const tanh = gate === 'g' || gate === 'n' || gate === 'h';
      const dead = dice.between(0, 0.6);
      const value = () => {
        const x = sharp * (dice.between(-1, 1) + shift / 3);
        return relu ? Math.max(0, x) : tanh ? Math.tanh(x) : 1 / (1 + Math.exp(-x));
      };
      const off = Array.from({ length: hidden }, () => relu && dice.chance(dead));
      return { gate, values: Array.from({ length: characters }, () => off.map((never) => (never ? 0 : value()))) };
    }),
  );
  const spread = extreme === 'level' ? 0.01 : 1;
  const long = () =>
    Array.from({ length: characters }, (_, t) => 1 + spread * dice.between(-0.9, 1) * (spread === 1 && dice.chance(0.2) ? 1 + t : 1));
  const weights = tensorHistograms(
    new Map(
      ['rnn.weight_hh_l0', 'head.weight'].map((name) => {
        const width = dice.decades(0.01, 2);
        const peak = dice.chance(0.2) ? 0.01 : 1;
        return [name, { shape: [60], data: Float32Array.from({ length: 60 }, (_, i) => (i > 0 ? peak : 1) * dice.between(-width, width)) }] as const;
      }),
    ),
  );
  const diagnosis: Diagnosis = {
    ...{
      step,
      characters,
      flow: {
        lags,
        positions,
        norms,
        bounds: norms,
        estimates: null,
        ...(dice.chance(0.5) ? { influence: influenceOf(dice, lags, positions) } : {}),
      },
      weights,
      milliseconds: 1,
    },
    spectra: Array.from({ length: cell === 'feedforward' ? 0 : layers }, () => SPECTRA[cell]!.map((gate) => spectrum(dice, gate, hidden))),
    saturation: gates.map((layer) => layer.map(({ gate, values }) => saturationOf(gate, values, gate === 'h' && activation === 'relu'))),
    states: {
      ...{ text, from: 0, activations: gates.map((layer) => layer.at(-1)!.values) },
      ...{ hiddenNorms: Array.from({ length: layers }, long), cellNorms: cell === 'lstm' ? Array.from({ length: layers }, long) : null },
    },
    terms: { position: characters - 1, norms: [Array.from({ length: characters }, (_, k) => (dice.chance(0.02) ? null : slope * k))], totals: [0] },
    connectivity: { position: 0, norms: [] },
    gradients: dice.chance(0.7) ? weights : null,
  };
  return { step, diagnosis, gates };
}

function spectrum(dice: Dice, gate: string, size: number): GateSpectrum {
  const eigenvalues = Array.from({ length: size }, () => [dice.between(-1.5, 1.5), dice.between(-1, 1)] as const);
  return { gate, eigenvalues, spectralRadius: Math.max(...eigenvalues.map((value) => Math.hypot(...value))), sigmaMax: dice.between(0.1, 4) };
}

/** Counted here anew, not by the code that makes diagnoses. */
function saturationOf(gate: string, values: readonly (readonly number[])[], relu: boolean): Saturation {
  const tanh = ['g', 'n', 'h'].includes(gate) && !relu;
  const all = values.flat();
  const [from, to] = [tanh ? -1 : 0, relu ? Math.max(...all, 0) || 1 : 1];
  const counts = new Array<number>(20).fill(0);
  for (const value of all) counts[Math.max(0, Math.min(19, Math.floor(((value - from) / (to - from)) * 20)))]!++;
  const low = (value: number) => (relu ? value === 0 : value < (tanh ? -0.9 : 0.1));
  const share = (test: (value: number) => boolean, list: readonly number[]) => list.filter(test).length / list.length;
  const units = values[0]!.map((_, unit) => values.map((row) => row[unit]!));
  const round = (value: number) => Math.round(100 * value) / 100;
  return {
    ...{ gate, left: share(low, all), right: relu ? null : share((value) => value > 0.9, all), histogram: { from, to, counts } },
    dead: relu ? units.filter((unit) => unit.every((value) => value === 0)).length : null,
    units: units.map((unit) => [round(share(low, unit)), relu ? 0 : round(share((value) => value > 0.9, unit))] as const),
  };
}

/** What a trainer reports of it: every step of a short run, several steps at once of a long one, single steps with gaps by version 0.1. */
function eventsOf(raw: Omit<RawRun, 'events'>, dice: Dice, extreme: Extreme): TrainingEvent[] {
  const { configuration, steps, evaluations, diagnoses, alarm, done, before } = raw;
  const ends: number[] = [];
  const wide = extreme === 'long' || extreme === 'version 0.1' || dice.chance(0.3) ? 9 : 1;
  // Single steps between reports of several make sentences about neighbouring steps possible.
  const single = dice.between(0, 1);
  for (let i = 0; i < steps.length; i = ends.at(-1)!)
    ends.push(Math.min(steps.length, i === 0 || dice.chance(single) ? i + 1 : i + dice.whole(1, wide)));
  const timed: [number, number, TrainingEvent][] = [];
  let from = 0;
  for (const end of ends) {
    const span = steps.slice(from, end);
    const at = steps[end - 1]!.step;
    timed.push([at, 0, stepEvent(span, at, raw.complete, dice)]);
    if (dice.chance(0.3)) timed.push([at, 1, gradientEvent(steps[end - 1]!, configuration, dice)]);
    from = end;
  }
  for (const event of evaluations) timed.push([event.step, 2, event]);
  for (const { step, diagnosis } of diagnoses) timed.push([step, 3, { type: 'diagnosis', step, diagnosis }]);
  timed.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const sizes = { parameters: 9, vocabularySize: 5, trainingCharacters: 100, validationCharacters: 10, threads: 1, backend: 'wasm' };
  const events: TrainingEvent[] = [{ type: 'start', configuration, ...sizes }];
  for (const [name, bits] of Object.entries(raw.baselines)) events.push({ type: 'baseline', name, bitsPerCharacter: bits });
  events.push(...timed.map(([, , event]) => event));
  if (steps.length > 5) events.push({ type: 'sample', step: before + 1, text: 'ab' });
  if (steps.length > 0 && dice.chance(0.7)) events.push({ type: 'sample', step: before + steps.length, text: 'abc' });
  if (diagnoses.length > 0) {
    const { hiddenNorms, text } = diagnoses.at(-1)!.diagnosis.states;
    events.push({ type: 'window', step: diagnoses.at(-1)!.step, text, hiddenNorms: hiddenNorms.map((norms) => [...norms]) });
  }
  if (alarm) events.push(alarm);
  if (done) events.push(done);
  return events;
}

function stepEvent(span: readonly RawStep[], step: number, complete: boolean, dice: Dice): StepEvent {
  const last = span.at(-1)!;
  const clipped = span.filter((one) => one.clipped).length;
  const mean = (of: (one: RawStep) => number) => span.reduce((sum, one) => sum + of(one), 0) / span.length;
  const range = (of: (one: RawStep) => number): [number, number] => [Math.min(...span.map(of)), Math.max(...span.map(of))];
  return {
    ...{ type: 'step', step, loss: last.loss, gradientNorm: last.norm, clipped: clipped / span.length, hiddenNorms: [...last.hidden] },
    ...{ learningRate: dice.decades(1e-4, 1), charactersPerSecond: 1000, seconds: step / 10 },
    ...(complete
      ? {
          ...{ count: span.length, clippedCount: clipped, meanLoss: mean(({ loss }) => loss), lossRange: range(({ loss }) => loss) },
          ...{ meanGradientNorm: mean(({ norm }) => norm), gradientNormRange: range(({ norm }) => norm) },
        }
      : {}),
  };
}

/** Norms of three tensors that add up to the norm of the step. */
function gradientEvent({ step, norm }: RawStep, { clip, clipMode }: Configuration, dice: Dice): TrainingEvent {
  const names = ['rnn.weight_ih_l0', 'rnn.weight_hh_l0', 'head.weight'];
  const parts = names.map(() => dice.decades(0.01, 1));
  const scale = norm / Math.hypot(...parts);
  const norms = Object.fromEntries(names.map((name, i) => [name, parts[i]! * scale]));
  const ratio = dice.decades(1e-6, 0.1);
  return {
    ...{ type: 'gradient', step, norms, updateRatios: Object.fromEntries(names.map((name) => [name, ratio * dice.between(0.5, 2)])) },
    ...(clipMode === 'value' && clip > 0 ? { clippedNorms: Object.fromEntries(names.map((name) => [name, norms[name]! * 0.7])) } : {}),
  };
}
