import type { ClassificationReport, TaskAnswer } from '../../protocol/task-report';
import type { ChartModel, Line } from '../chart/chart-model';
import { visibleCharacter } from '../chart/format';
import { type ChartWords, distinct } from '../run-charts/run-charts';

/** Words of the charts of tasks beside those of all charts. */
export interface TaskWords {
  readonly read: string;
  readonly right: string;
  readonly belief: string;
  readonly share: string;
  readonly confidence: string;
  readonly perfect: string;
  readonly value: string;
  readonly known: string;
  readonly forecast: string;
  /** The same with an interval: {0} is its level. */
  readonly forecastInterval: string;
  readonly ahead: string;
  readonly residual: string;
  readonly horizon: string;
  readonly rmse: string;
  readonly names: Readonly<Record<string, string>>;
}

type Words = Pick<ChartWords, 'charts'> & { readonly task: TaskWords };

/** Classes of a typed text that are drawn. */
const DRAWN = 5;

/** Share of right answers and mean belief in the true class after a part of every example only. */
export function readingChart({ reading }: ClassificationReport, t: Words): ChartModel {
  const x = reading.map(({ read }) => read);
  const line = (id: string, label: string, index: number, y: readonly number[]): Line => ({ id, label, ...distinct(index), width: 2, x, y });
  const lines = [
    line(
      'accuracy',
      t.task.right,
      0,
      reading.map(({ accuracy }) => 100 * accuracy),
    ),
    line(
      'belief',
      t.task.belief,
      1,
      reading.map(({ belief }) => 100 * belief),
    ),
  ];
  return model('class-reading', t, t.task.read, `${t.task.share} (%)`, lines);
}

/** How often the network is right when it is so sure, beside what a calibrated one would be. */
export function calibrationChart({ calibration }: ClassificationReport, t: Words): ChartModel {
  const bins = calibration.filter(({ count }) => count > 0);
  const x = bins.map(({ confidence }) => 100 * confidence);
  const lines: Line[] = [
    { id: 'accuracy', label: t.task.right, ...distinct(0), width: 2, x, y: bins.map(({ accuracy }) => 100 * accuracy) },
    { id: 'perfect', label: t.task.perfect, color: -1, dash: 'dashed', marker: 'none', width: 1.25, x: [0, 100], y: [0, 100] },
  ];
  return model('class-calibration', t, `${t.task.confidence} (%)`, `${t.task.right} (%)`, lines);
}

/** The belief in the likeliest classes after each character of a typed text. */
export function beliefChart({ characters, classes, beliefs }: Extract<TaskAnswer, { task: 'classification' }>, t: Words): ChartModel {
  const most = classes.map((_, c) => Math.max(...beliefs.map((own) => own[c]!)));
  const last = beliefs.at(-1) ?? [];
  const chosen = [...classes.keys()].sort((a, b) => last[b]! - last[a]! || most[b]! - most[a]!).slice(0, DRAWN);
  const x = characters.map((_, i) => i + 1);
  const lines = chosen.map(
    (c, i): Line => ({ id: classes[c]!, label: classes[c]!, ...distinct(i), width: 2, x, y: beliefs.map((own) => 100 * own[c]!) }),
  );
  return { ...model('class-typed', t, t.task.read, `${t.task.share} (%)`, lines), names: characters.map(visibleCharacter) };
}

function model(id: string, t: Words, x: string, y: string, lines: Line[]): ChartModel {
  return { id, title: t.charts[id]!.title, x: { label: x, kind: 'linear' }, y: { label: y, kind: 'linear' }, lines };
}
