import assert from 'node:assert/strict';
import type { BpttTrace } from '../../../../src/protocol/bptt-trace';
import type { GlimpseEvent } from '../../../../src/protocol/glimpses';
import type { PlaygroundEvent } from '../../../../src/protocol/playground';
import type { TextReading } from '../../../../src/protocol/text-reading';
import type { StepEvent } from '../../../../src/protocol/training-events';
import type { Quantity, QuantityKind } from '../../../../src/view-model/statements/quantity';
import type { Statement } from '../../../../src/view-model/statements/statement';
import type { RawDiagnosis, RawRun } from './world';

/** What statements are made about. */
export interface World {
  readonly runs: readonly RawRun[];
  readonly walk?: BpttTrace;
  readonly position?: number;
  readonly reading?: TextReading;
  readonly playground?: readonly PlaygroundEvent[];
  readonly glimpses?: readonly GlimpseEvent[];
  readonly samples?: number;
  /** Losses by seed of networks by their names. */
  readonly seeds?: Readonly<Record<string, readonly number[]>>;
}

/** A statement as a checker reads it. */
export class Claim {
  constructor(
    readonly said: Statement,
    readonly world: World,
  ) {}

  /** The number in a place. */
  n(place: string): number {
    return this.quantity(place).value;
  }

  text(place: string): string {
    const value = this.said.values[place];
    assert.equal(typeof value, 'string', place);
    return value as string;
  }

  /** First and last step of a place. */
  span(place: string): [number, number] {
    const value = this.quantity(place);
    assert.equal(value.as, 'span');
    return [value.value, (value as Extract<Quantity, { as: 'span' }>).to];
  }

  kind(place: string): QuantityKind {
    return this.quantity(place).as;
  }

  /** What really happened in the run that is spoken of. */
  get raw(): RawRun {
    const id = this.said.premises[0]!.run;
    const run = this.world.runs.find(({ info }) => info.runId === id);
    assert.ok(run, `no run ${id}`);
    return run;
  }

  /** The diagnosis of a step. */
  diagnosis(step: number): RawDiagnosis {
    const found = this.raw.diagnoses.findLast((one) => one.step === step);
    assert.ok(found, `no diagnosis at ${step}`);
    return found;
  }

  /** The newest one, which charts show. */
  get newest(): RawDiagnosis {
    return this.raw.diagnoses.at(-1)!;
  }

  get first(): RawDiagnosis {
    return this.raw.diagnoses[0]!;
  }

  /** Step events as the page got them. */
  get reports(): StepEvent[] {
    return this.raw.events.filter((event) => event.type === 'step');
  }

  private quantity(place: string): Quantity {
    const value = this.said.values[place];
    assert.ok(value !== undefined && typeof value !== 'string', `${this.said.id} has no number ${place}`);
    return value;
  }
}

export type Checker = (claim: Claim) => void;

/** Equal but for rounding errors of the arithmetic. */
export function same(actual: number, expected: number, what = ''): void {
  if (actual === expected) return;
  assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `${what} ${actual} should be ${expected}`);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** Steps `from` to `to` as they were. */
export function stepsBetween(raw: RawRun, from: number, to: number): RawRun['steps'] {
  return raw.steps.filter(({ step }) => step >= from && step <= to);
}
