import type { PanelMessage } from '../../../src/protocol/panel-messages';
import type { TaskAnswer } from '../../../src/protocol/task-report';
import { formatPercent } from '../../../src/view-model/statements/quantity';
import { calibrationStatements, classStatements, confusionStatements, readingStatements } from '../../../src/view-model/statements/tasks';
import { beliefChart, calibrationChart, readingChart } from '../../../src/view-model/task/classification-charts';
import { confusionGrid } from '../../../src/view-model/task/grid';
import { Card } from '../../chart/card';
import { h, setText } from '../../dom';
import { AwaitedReport } from '../shared/awaited-report';
import { GridFigure } from '../shared/grid-figure';
import { ScoreTable } from '../shared/score-table';
import { reportOf } from '../shared/task-report';
import { TypedQuestion } from '../shared/typed-question';
import type { MountedTab, Tab, TabContext, View } from '../tab';
import { WorstExamples } from './worst-examples';
import '../../styles/tasks.css';
import { fill } from '../../strings/strings';

/** The tab "Classification": how well, where it is wrong, when it knows, and what it believes of a typed example. */
class ClassificationView implements MountedTab {
  private readonly awaited: AwaitedReport;
  private readonly scores: ScoreTable;
  private readonly confusion: GridFigure;
  private readonly noMatrix = h('p', { class: 'sentence' });
  private readonly reading: Card;
  private readonly calibration: Card;
  private readonly worst: WorstExamples;
  private readonly typed: TypedQuestion;
  private readonly belief: Card;
  private readonly believed = h('p', { class: 'sentence', 'aria-live': 'polite', 'data-testid': 'believed' });

  constructor(private readonly context: TabContext) {
    const { t, host } = context;
    this.scores = new ScoreTable('class-scores', t, host);
    this.confusion = new GridFigure('class-confusion', t, host);
    this.reading = new Card('class-reading', t, host);
    this.calibration = new Card('class-calibration', t, host);
    this.worst = new WorstExamples(t, host);
    this.belief = new Card('class-typed', t, host);
    this.belief.element.classList.add('hidden');
    this.typed = new TypedQuestion(t.task.type, host, (answer) => this.answered(answer));
    setText(this.noMatrix, t.task.tooMany);
    const tried = h('div', { class: 'typed-part' }, this.typed.element, this.believed, h('div', { class: 'charts' }, this.belief.element));
    const curves = h('div', { class: 'charts two' }, this.reading.element, this.calibration.element);
    const wrong = h('div', { class: 'charts' }, this.confusion.element, this.noMatrix, this.worst.element);
    this.awaited = new AwaitedReport(h('div', { class: 'charts' }, this.scores.element), tried, curves, wrong);
  }

  get element(): HTMLElement {
    return this.awaited.element;
  }

  update({ run }: View): void {
    if (!run) return;
    const { t } = this.context;
    const report = reportOf(run, 'classification');
    this.awaited.show(report !== undefined, run.start?.validationCharacters === 0 ? t.task.onlyAtEnd : t.task.waiting);
    if (!report) return;
    const { accuracy, macroRecall, macroF1, loss, calibrationError } = report;
    this.scores.update(run, { accuracy, macroRecall, macroF1, loss, calibrationError }, classStatements(run, report, t.task.names));
    this.reading.update(readingChart(report, t), readingStatements(run, report));
    this.calibration.update(calibrationChart(report, t), calibrationStatements(run, report));
    const grid = confusionGrid(report, t.task.corner);
    this.confusion.element.classList.toggle('hidden', !grid);
    this.noMatrix.classList.toggle('hidden', grid !== undefined);
    if (grid) this.confusion.update(grid, confusionStatements(run, report));
    this.worst.update(run.info.runId, report.worst);
    this.typed.of(run.info.runId);
    // Series of numbers cannot be typed.
    this.typed.element.parentElement!.classList.toggle('hidden', (run.start?.vocabularySize ?? 0) === 0);
  }

  receive(message: PanelMessage): void {
    this.typed.receive(message);
  }

  private answered(answer: TaskAnswer | null): void {
    const { t } = this.context;
    const known = answer?.task === 'classification' ? answer : undefined;
    this.belief.element.classList.toggle('hidden', !known);
    if (!known) {
      setText(this.believed, '');
      return;
    }
    const last = known.beliefs.at(-1)!;
    const order = [...last.keys()].sort((a, b) => last[b]! - last[a]!).slice(0, 3);
    setText(this.believed, fill(t.task.believes, order.map((c) => `${known.classes[c]} ${formatPercent(last[c]!)}`).join(', ')));
    this.belief.update(beliefChart(known, t));
  }
}

export const classificationTab: Tab = {
  id: 'classification',
  ofRun: true,
  controls: [],
  available: ({ run }) => run?.info.task === 'classification',
  mount: (context) => new ClassificationView(context),
};
