import { UnrollError } from '../protocol/error';
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

type Kind = 'number' | 'string' | 'array' | 'object';

/** What an event of every kind must have; of numbers, null is what JSON makes of those that are not finite. The compiler asks for a new kind. */
const REQUIRED: { readonly [T in TrainingEvent['type']]: Readonly<Record<string, Kind>> } = {
  start: { configuration: 'object', parameters: 'number' },
  step: { step: 'number', loss: 'number' },
  evaluation: { step: 'number', loss: 'number' },
  done: { steps: 'number', seconds: 'number' },
  sample: { step: 'number', text: 'string' },
  window: { step: 'number', text: 'string', hiddenNorms: 'array' },
  gradient: { step: 'number', norms: 'object', updateRatios: 'object' },
  alarm: { step: 'number', tensor: 'string' },
  note: { id: 'string', args: 'array' },
  budget: { step: 'number', steps: 'number' },
  diagnosis: { step: 'number', diagnosis: 'object' },
  baseline: { name: 'string', bitsPerCharacter: 'number' },
  report: { step: 'number', report: 'object' },
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
  const event = value as Record<string, unknown> & { type?: unknown };
  const { type } = event;
  if (typeof type !== 'string' || !Object.hasOwn(REQUIRED, type)) return undefined;
  for (const [name, kind] of Object.entries(REQUIRED[type as TrainingEvent['type']])) if (!isOf(kind, event[name])) return undefined;
  if (!isOf('number', event.step ?? 0) || event.step === null) return undefined;
  const known: unknown = event;
  return complete(known as TrainingEvent);
}

function isOf(kind: Kind, value: unknown): boolean {
  if (kind === 'number') return value === null || typeof value === 'number';
  if (kind === 'array') return Array.isArray(value);
  return kind === 'object' ? typeof value === 'object' && value !== null && !Array.isArray(value) : typeof value === kind;
}

const number = (value: unknown) => (typeof value === 'number' ? value : Number.NaN);

/** Numbers that another program, such as the exported script of version 0.1, did not tell are NaN. */
function complete(event: TrainingEvent): TrainingEvent {
  if (event.type === 'step') {
    const { gradientNorm, clipped, learningRate, charactersPerSecond, seconds, hiddenNorms } = event;
    const known = { gradientNorm: number(gradientNorm), clipped: number(clipped), learningRate: number(learningRate) };
    return {
      ...(isSpan(event) ? event : withoutSpan(event)),
      ...{ loss: number(event.loss), ...known, charactersPerSecond: number(charactersPerSecond), seconds: number(seconds) },
      hiddenNorms: Array.isArray(hiddenNorms) ? hiddenNorms.map(number) : [],
    };
  }
  if (event.type === 'evaluation') {
    const loss = number(event.loss);
    return { ...event, loss, bitsPerCharacter: number(event.bitsPerCharacter ?? loss / Math.LN2), accuracy: number(event.accuracy) };
  }
  if (event.type === 'done')
    return { ...event, bestLoss: number(event.bestLoss), bestStep: event.bestStep ?? event.steps, reason: event.reason ?? 'budget' };
  return event;
}

function withoutSpan({ count, clippedCount, meanLoss, lossRange, meanGradientNorm, gradientNormRange, ...event }: StepEvent): StepEvent {
  return event;
}

/** Whether what an event says of several steps is complete; half of it is worth nothing. */
function isSpan({ count, clippedCount, meanLoss, lossRange, meanGradientNorm, gradientNormRange }: StepEvent): boolean {
  const isRange = (value: unknown) => Array.isArray(value) && value.length === 2 && value.every((item) => typeof item === 'number');
  return (
    [count, clippedCount, meanLoss, meanGradientNorm].every((value) => typeof value === 'number') && isRange(lossRange) && isRange(gradientNormRange)
  );
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

/**
 * Events of JSON lines that a person gives, of a metrics file or of `train --json`: blank lines are passed over, and a last line that is cut off is left
 * out. @throws UnrollError naming the first line that is no event
 */
export function readLines(text: string): { events: TrainingEvent[]; cut: boolean } {
  const lines = text.split('\n');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  const events: TrainingEvent[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const event = decodeEvent(line);
    if (event) events.push(event);
    else if (index === last && index > 0 && !isJson(line)) return { events, cut: true };
    else throw new UnrollError('export.lines', [index + 1]);
  }
  return { events, cut: false };
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
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
