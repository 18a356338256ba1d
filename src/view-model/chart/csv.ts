import { type ChartModel, joinLines } from './chart-model';

/** A chart's lines as comma-separated values (RFC 4180): x, then a column for each line, with its least and largest value where it has a band. */
export function writeCsv(model: ChartModel): string {
  const columns = model.lines.flatMap((line) => [
    { label: line.label, x: line.x, y: line.y },
    ...(line.band
      ? [
          { label: `${line.label} min`, x: line.x, y: line.band.low },
          { label: `${line.label} max`, x: line.x, y: line.band.high },
        ]
      : []),
  ]);
  const { x, values } = joinLines(columns);
  const rows = [
    [model.x.label, ...(model.names ? ['text'] : []), ...columns.map(({ label }) => label)],
    ...x.map((value, row) => [value, ...(model.names ? [model.names[value - 1] ?? ''] : []), ...values.map((column) => column[row] ?? '')]),
  ];
  return writeRows(rows);
}

/** Rows as comma-separated values (RFC 4180). What is not finite stays empty. */
export function writeRows(rows: readonly (readonly (string | number)[])[]): string {
  return `${rows.map((row) => row.map(field).join(',')).join('\r\n')}\r\n`;
}

function field(value: string | number): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  // A spreadsheet takes a text that begins so for a formula.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
