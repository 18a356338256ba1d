import type { StepEvent, StepSpan, TrainingEvent } from '../protocol/training-events';

/**
 * A line of metrics.jsonl. Steps, of which there are many, are rows of numbers:
 * { s: [step, loss, gradientNorm, clipped, learningRate, charactersPerSecond, seconds, ...hiddenNorms],
 *   n: [count, clippedCount, meanLoss, lowest and highest loss, meanGradientNorm, lowest and highest gradient norm] }; `n` is 1 for an event of a single
 * step and missing in files of version 0.1. Everything else is the event as it is.
 */
export function encodeEvent(event: TrainingEvent): string {
  if (event.type !== 'step') return JSON.stringify(event);
  const { step, loss, gradientNorm, clipped, learningRate, charactersPerSecond, seconds, hiddenNorms } = event;
  // Measured times are not exact anyway; a norm is as exact as its float32 values.
  const norms = hiddenNorms.map((norm) => Number(norm.toPrecision(8)));
  const span = encodeSpan(event);
  return JSON.stringify({
    s: [step, loss, gradientNorm, clipped, learningRate, Math.round(charactersPerSecond), Math.round(seconds * 1000) / 1000, ...norms],
    ...(span ? { n: span } : {}),
  });
}

function encodeSpan({ count, clippedCount, meanLoss, lossRange, meanGradientNorm, gradientNormRange }: StepEvent): number | number[] | undefined {
  if (count === undefined || !lossRange || !gradientNormRange) return undefined;
  return count === 1 ? 1 : [count, clippedCount!, meanLoss!, ...lossRange, meanGradientNorm!, ...gradientNormRange];
}

/** Every kind of event: the compiler asks for a new one. */
const KINDS: Readonly<Record<TrainingEvent['type'], true>> = {
  ...{ start: true, step: true, evaluation: true, done: true, sample: true, window: true, gradient: true, alarm: true, note: true },
  ...{ budget: true, diagnosis: true, baseline: true },
};

/** The event of a line; undefined for a line that is cut off or none of ours. */
export function decodeEvent(line: string): TrainingEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if (Object.hasOwn(value, 's')) return decodeStep(value as { s: unknown; n?: unknown });
  const { type } = value as { type?: unknown };
  if (typeof type !== 'string' || !Object.hasOwn(KINDS, type)) return undefined;
  if (type === 'step' || type === 'evaluation') {
    const { step, loss } = value as { step?: unknown; loss?: unknown };
    if (typeof step !== 'number' || typeof loss !== 'number') return undefined;
    if (type === 'step' && !isNumbers((value as { hiddenNorms?: unknown }).hiddenNorms)) return undefined;
  }
  return value as TrainingEvent;
}

function decodeStep({ s: row, n: span }: { s: unknown; n?: unknown }): StepEvent | undefined {
  if (!isNumbers(row) || row.length < 7) return undefined;
  const [step, loss, gradientNorm, clipped, learningRate, charactersPerSecond, seconds, ...hiddenNorms] = row as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    ...number[],
  ];
  const event: StepEvent = { type: 'step', step, loss, gradientNorm, clipped, learningRate, hiddenNorms, charactersPerSecond, seconds };
  return { ...event, ...decodeSpan(span, event) };
}

function decodeSpan(span: unknown, { loss, gradientNorm, clipped }: StepEvent): StepSpan {
  const numbers = span === 1 ? [1, clipped, loss, loss, loss, gradientNorm, gradientNorm, gradientNorm] : span;
  if (!isNumbers(numbers) || numbers.length !== 8) return {};
  const [count, clippedCount, meanLoss, lossFrom, lossTo, meanGradientNorm, normFrom, normTo] = numbers as Eight;
  return { count, clippedCount, meanLoss, lossRange: [lossFrom, lossTo], meanGradientNorm, gradientNormRange: [normFrom, normTo] };
}

type Eight = [number, number, number, number, number, number, number, number];

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

/** Events of a metrics file as far as it can be read: lines that a kill or a full disk has cut are left out. */
export function decodeEvents(text: string): TrainingEvent[] {
  return text
    .split('\n')
    .map(decodeEvent)
    .filter((event) => event !== undefined);
}

/** What stays of a run that goes on from `step`: as if it had never got further; nothing for one that starts anew (-1). */
export function upToStep(events: readonly TrainingEvent[], step: number): TrainingEvent[] {
  if (step < 0) return [];
  return events.filter((event) => {
    if (event.type === 'done' || event.type === 'alarm') return false;
    if (event.type === 'start' || event.type === 'note' || event.type === 'baseline') return true;
    return event.step <= step;
  });
}
