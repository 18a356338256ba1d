import type { RankedUnit } from '../../../src/protocol/insight-messages';
import type { TextReading } from '../../../src/protocol/text-reading';
import { unitsByFeature } from '../../../src/view-model/reading/passage';
import type { RunSeries } from '../../../src/view-model/run/run-series';
import {
  attentionStatements,
  fieldStatements,
  passageStatements,
  sampleStatements,
  trackingStatements,
  unitName,
} from '../../../src/view-model/statements/reading';
import { Figure } from '../../chart/figure';
import { h, setText } from '../../dom';
import { fill } from '../../strings/strings';
import type { Answer } from '../shared/readings';
import type { MountedTab, Tab, TabContext, View } from '../tab';
import { AttentionFigure } from './attention-figure';
import { FieldFigure } from './field-figure';
import { PassageView } from './passage-view';
import '../../styles/tabs/text.css';

/** The tab "Text": how the network has learnt to write, how it reads, and what its units follow. */
class TextView implements MountedTab {
  readonly element: HTMLElement;
  private readonly samples = h('ol', { class: 'samples', reversed: true, 'data-testid': 'samples' });
  private readonly status = h('p', { class: 'sentence', 'data-testid': 'reading-status' });
  private readonly passage: PassageView;
  private readonly tracking = h('div', { class: 'table', tabindex: 0, role: 'region', 'data-testid': 'tracking' });
  private readonly written: Figure;
  private readonly passageFigure: Figure;
  private readonly trackingFigure: Figure;
  private readonly attention: AttentionFigure;
  private readonly field: FieldFigure;
  private readonly read: HTMLElement;
  private answer: Answer | undefined;
  private runId = '';
  private shown: readonly unknown[] = [];

  constructor(private readonly context: TabContext) {
    const { t, host } = context;
    this.passage = new PassageView(t);
    this.tracking.setAttribute('aria-label', t.charts.tracking!.title);
    this.written = new Figure('samples', t, host, { frame: this.samples, wide: true });
    this.passageFigure = new Figure('passage', t, host, { frame: this.passage.element, wide: true });
    this.trackingFigure = new Figure('tracking', t, host, { frame: this.tracking, wide: true });
    this.attention = new AttentionFigure(t, host, (layer, head) => host.post({ type: 'colourHead', runId: this.runId, layer, head }));
    this.field = new FieldFigure(t, host);
    const figures = [this.passageFigure, this.attention, this.field, this.trackingFigure].map(({ element }) => element);
    this.read = h('div', { class: 'charts hidden' }, ...figures);
    this.element = h('div', {}, h('div', { class: 'charts' }, this.written.element), this.status, this.read);
  }

  /** The tab is open and something may have changed. */
  update({ run }: View): void {
    if (!run) return;
    const { t, readings } = this.context;
    this.showSamples(run);
    const answer = readings.of(run);
    if (answer === this.answer && run.info.runId === this.runId) return;
    this.answer = answer;
    this.runId = run.info.runId;
    const reading = answer?.reading;
    this.read.classList.toggle('hidden', !reading);
    // What is read is said where it stands; without it, the sentence stands alone.
    if (reading) this.passage.element.prepend(this.status);
    else this.read.before(this.status);
    if (!reading) {
      setText(this.status, answer ? t.text.nothing : t.text.asking);
      return;
    }
    // The best weights on validation are kept: they may be of an earlier step than what other tabs show.
    const kept = reading.step !== null && reading.step === run.best?.step && reading.step < run.reachedStep;
    const sentence = kept ? t.text.weightsKept : t.text.weights;
    const weights = reading.step === null ? t.text.weightsUnknown : fill(sentence, reading.step, run.reachedStep);
    setText(this.status, `${reading.heldOut ? t.text.heldOut : t.text.seen} ${weights}`);
    this.showPassage(reading);
    this.showLookingBack(reading);
    this.showUnits(reading);
  }

  private showSamples(run: RunSeries): void {
    const { samples } = run;
    this.written.element.classList.toggle('hidden', samples.length === 0);
    if (samples.length === this.shown.length && samples.every((sample, i) => sample === this.shown[i])) return;
    this.shown = samples;
    const { t } = this.context;
    this.written.say(sampleStatements(run));
    this.samples.replaceChildren(
      ...[...samples].reverse().map(({ step, text }) => {
        const title = fill(t.text.sampleAt, step);
        const pre = h('pre', { class: 'sample', tabindex: 0 }, text);
        pre.setAttribute('aria-label', title);
        return h('li', {}, h('h3', {}, title), pre);
      }),
    );
  }

  private showPassage(reading: TextReading): void {
    this.passageFigure.say(passageStatements(reading));
    this.passage.update(reading.characters);
  }

  /** What layers without a state see, where there are such layers. */
  private showLookingBack({ lookingBack, step }: TextReading): void {
    const attends = lookingBack !== null && lookingBack.attention.length > 0;
    const taps = lookingBack !== null && lookingBack.taps.length > 0;
    this.attention.element.classList.toggle('hidden', !attends);
    this.field.element.classList.toggle('hidden', !taps);
    if (attends) this.attention.update(lookingBack, attentionStatements(lookingBack, step));
    if (taps) this.field.update(lookingBack, fieldStatements(lookingBack, step));
  }

  private showUnits(reading: TextReading): void {
    const { units, layers } = reading;
    const words = this.context.t.text;
    const groups = unitsByFeature(units);
    this.tracking.classList.toggle('hidden', groups.length === 0);
    const name = (unit: RankedUnit) => unitName(unit, layers);
    const r = ({ correlation }: RankedUnit) => correlation.toFixed(2).replace('-', '−');
    this.trackingFigure.say(trackingStatements(reading, words.features));
    const colour = (unit: RankedUnit) => {
      const click = () => this.context.host.colourUnit(unit.layer, unit.unit);
      const button = h('button', { type: 'button', class: 'secondary', 'data-unit': name(unit), click }, words.colour);
      button.setAttribute('aria-label', fill(words.colourUnit, name(unit)));
      return button;
    };
    const focused = document.activeElement?.getAttribute('data-unit');
    const head = [words.feature, words.unit, 'r', words.chance, words.others, ''].map((text) => (text ? h('th', { scope: 'col' }, text) : h('td')));
    const rows = groups.map(({ feature, units: [first, ...others] }) =>
      h(
        'tr',
        { class: Math.abs(first!.correlation) <= first!.chance ? 'by-chance' : '' },
        h('th', { scope: 'row' }, words.features[feature] ?? feature),
        h('td', {}, name(first!)),
        h('td', {}, r(first!)),
        h('td', {}, first!.chance.toFixed(2)),
        h('td', {}, others.map((unit) => `${name(unit)} (${r(unit)})`).join(', ')),
        h('td', {}, colour(first!)),
      ),
    );
    this.tracking.replaceChildren(h('table', {}, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows)));
    if (focused) this.tracking.querySelector<HTMLElement>(`[data-unit="${focused}"]`)?.focus();
  }
}

export const textTab: Tab = {
  id: 'text',
  ofRun: true,
  controls: [],
  available: ({ run }) => run?.last !== undefined && run.info.task === undefined,
  mount: (context) => new TextView(context),
};
