import type { Model } from '../../protocol/model';
import type { PredictedClass } from '../../protocol/task-report';
import { parseNumber } from '../data/table';
import { classify } from './classify';

/** Some rows of a table. */
interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a model of classes answers to rows of a table; null for rows that lack what it reads. Null altogether where the table lacks its columns. */
export function classifyRows(model: Model, { columns, rows }: Rows): (PredictedClass | null)[] | null {
  const { classes = [], options, realInputs } = model.task!;
  const read = String(options.input ?? '');
  const places = (columns.includes(read) ? [read] : read.split(',')).map((name) => columns.indexOf(name));
  if (places.some((place) => place < 0)) return null;
  const inputs = rows.map((row) =>
    realInputs ? Float32Array.from(places, (place) => parseNumber(row[place] ?? '')) : (row[places[0]!] ?? '').trim(),
  );
  const whole = inputs.map((input) => (typeof input === 'string' ? input !== '' : !input.some(Number.isNaN)));
  const beliefs = classify(
    model,
    inputs.filter((_, i) => whole[i]),
  );
  return whole.map((isWhole) => {
    const own = isWhole ? beliefs.shift()! : undefined;
    if (!own) return null;
    const probability = Math.max(...own);
    return { label: classes[own.indexOf(probability)]!, probability };
  });
}
