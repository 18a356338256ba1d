import type { DiagnosisEvent } from '../../protocol/diagnostics';
import type { RunSeries } from '../run/run-series';

/** Characters back at which runs are told apart: beyond the length of most words. */
export const JUDGED_LAG = 20;
/** Share of a gradient below which it counts as vanished there. */
export const VANISHED = 0.01;
/** A change of the share by this factor is told. */
const TOLD_CHANGE = 10;

/** What of a gradient is left after JUDGED_LAG characters, for one run. */
export interface GradientLeft {
  /** Position among the compared runs. */
  readonly index: number;
  /** log10 of the share at the start; −∞ for an exact zero. */
  readonly start: number;
  /** The same of the newest diagnosis; undefined while there is only the first. */
  readonly now: number | undefined;
}

export interface MemoryFindings {
  readonly vanishing: readonly GradientLeft[];
  readonly open: readonly GradientLeft[];
  /** Runs whose share has risen or fallen tenfold or more by training, the largest change first. */
  readonly grown: readonly GradientLeft[];
  readonly shrunk: readonly GradientLeft[];
  /** Runs without a recurrent matrix: nothing to go back through. */
  readonly memoryless: readonly number[];
  /** Runs that have not been diagnosed yet. */
  readonly unknown: readonly number[];
}

/** log10 of the least share over the layers at a lag: a gradient has vanished for the network's memory only if the best layer has lost it, so the largest counts. */
export function leftAt({ diagnosis }: DiagnosisEvent, lag: number): number | undefined {
  const at = diagnosis.flow.lags.indexOf(lag);
  if (at < 0 || diagnosis.flow.norms.length === 0) return undefined;
  const logs = diagnosis.flow.norms.map((norms) => norms[at] ?? Number.NEGATIVE_INFINITY);
  return Math.max(...logs);
}

/** Which runs let a gradient through at their start, and what training has made of it: from the exact products of Jacobians. */
export function memoryFindings(runs: readonly RunSeries[]): MemoryFindings {
  const vanishing: GradientLeft[] = [];
  const open: GradientLeft[] = [];
  const memoryless: number[] = [];
  const unknown: number[] = [];
  runs.forEach((run, index) => {
    const first = run.diagnoses[0];
    if ((run.start?.configuration ?? run.info.configuration).cell === 'feedforward') memoryless.push(index);
    else {
      const start = first && first.step === 0 ? leftAt(first, JUDGED_LAG) : undefined;
      const last = run.diagnoses.at(-1);
      const now = last && last.step > 0 ? leftAt(last, JUDGED_LAG) : undefined;
      if (start === undefined) unknown.push(index);
      else (start < Math.log10(VANISHED) ? vanishing : open).push({ index, start, now });
    }
  });
  const change = ({ start, now }: GradientLeft) => (now === undefined || !Number.isFinite(now - start) ? 0 : now - start);
  const all = [...vanishing, ...open];
  const told = Math.log10(TOLD_CHANGE);
  return {
    vanishing: vanishing.sort((a, b) => a.start - b.start),
    open: open.sort((a, b) => b.start - a.start),
    grown: all.filter((run) => change(run) >= told).sort((a, b) => change(b) - change(a)),
    shrunk: all.filter((run) => change(run) <= -told).sort((a, b) => change(a) - change(b)),
    memoryless,
    unknown,
  };
}

const SUPERSCRIPTS: Record<string, string> = { '-': '⁻' };
for (const [digit, sign] of [...'⁰¹²³⁴⁵⁶⁷⁸⁹'].entries()) SUPERSCRIPTS[digit] = sign;

/** A share from its log10: percent where that can be read, a power of ten below, a factor above. */
export function formatShare(log: number): string {
  if (log === Number.NEGATIVE_INFINITY) return '0';
  if (log > Math.log10(2)) return `${Number((10 ** log).toPrecision(2))} ×`;
  if (log >= -3) return `${Number((100 * 10 ** log).toPrecision(2))} %`;
  return `10${[...String(Math.round(log))].map((sign) => SUPERSCRIPTS[sign]).join('')}`;
}

/** The two runs with the lowest loss that were measured alike, and how far apart they are. */
export interface Winner {
  readonly first: number;
  readonly second: number;
  /** How much higher the second's loss is, as a share. */
  readonly lead: number;
}

/** @param losses nats a character, undefined where there is none */
export function winner(losses: readonly (number | undefined)[]): Winner | undefined {
  const ranked = losses
    .flatMap((loss, index) => (loss === undefined || !Number.isFinite(loss) ? [] : [{ loss, index }]))
    .sort((a, b) => a.loss - b.loss);
  const [first, second] = ranked;
  return first && second && first.loss > 0 ? { first: first.index, second: second.index, lead: second.loss / first.loss - 1 } : undefined;
}
