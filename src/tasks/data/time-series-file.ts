import { UnrollError } from '../../protocol/error';
import { parseNumber } from './table';

/** Labelled series of numbers as sktime's and the UEA archive's `.ts` files hold them. */
export interface TimeSeriesFile {
  /** Numbers a time step. */
  readonly dimensions: number;
  readonly examples: readonly { readonly values: Float32Array; readonly label: string; readonly line: number }[];
}

/**
 * Reads a `.ts` file: comments with #, a header of lines with @ up to @data, then one example a line, `1,2,3:4,5,6:label`, dimensions between colons.
 * `values` are [T, dimensions].
 * @throws UnrollError when there is no @data, a value is no number, or dimensions differ
 */
export function parseTimeSeries(text: string): TimeSeriesFile {
  const examples: { values: Float32Array; label: string; line: number }[] = [];
  let isData = false;
  let labelled = true;
  let dimensions = 0;
  text.split('\n').forEach((raw, i) => {
    const content = raw.trim();
    const line = i + 1;
    if (content === '' || content.startsWith('#')) return;
    if (!isData) {
      if (/^@classlabel\s+false/i.test(content)) labelled = false;
      if (/^@data/i.test(content)) isData = true;
      return;
    }
    if (!labelled) throw new UnrollError('data.noLabels');
    const parts = content.split(':');
    const label = parts.pop()!.trim();
    const series = parts.map((part) => part.split(',').map(parseNumber));
    if (series.length === 0) throw new UnrollError('data.series', [line]);
    dimensions ||= series.length;
    const steps = series[0]!.length;
    if (series.length !== dimensions || series.some((values) => values.length !== steps))
      throw new UnrollError('data.dimensions', [line, dimensions]);
    if (series.some((values) => values.some(Number.isNaN))) throw new UnrollError('data.series', [line]);
    const values = new Float32Array(steps * dimensions);
    series.forEach((own, d) => {
      own.forEach((value, t) => {
        values[t * dimensions + d] = value;
      });
    });
    examples.push({ values, label, line });
  });
  if (!isData) throw new UnrollError('data.noData');
  if (examples.length === 0) throw new UnrollError('data.empty');
  return { dimensions, examples };
}
