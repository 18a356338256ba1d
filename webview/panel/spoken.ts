import { formatLoss, type ShownUnit } from '../../src/view-model/chart/units';
import type { RunSeries } from '../../src/view-model/run/run-series';
import { h, setText } from '../dom';
import { fill, type Strings } from '../strings/strings';

/** Milliseconds between two sentences about the loss for screen readers. */
const INTERVAL = 10_000;

/** What screen readers hear of a run: the loss every ten seconds at most, and every change of state. */
export class Spoken {
  readonly element = h('p', { class: 'visually-hidden', 'aria-live': 'polite', 'data-testid': 'spoken' });
  private at = 0;
  private state = '';

  constructor(private readonly t: Strings) {}

  update({ info, last, evaluation, smoothedLoss }: RunSeries, unit: ShownUnit): void {
    const now = Date.now();
    const state = `${info.runId} ${info.state}`;
    if (!last || (state === this.state && (info.state !== 'running' || now - this.at < INTERVAL))) return;
    this.at = now;
    this.state = state;
    const { t } = this;
    const loss = (nats: number) => `${formatLoss(unit, nats)} ${t.units[unit]}`;
    const validation = evaluation ? fill(t.spokenValidation, loss(evaluation.loss)) : '';
    setText(this.element, `${fill(t.spoken, t[info.state], last.step, loss(smoothedLoss ?? last.loss))}${validation}`);
  }
}
