import type { RankedUnit } from '../../src/protocol/insight-messages';
import type { TextReading } from '../../src/protocol/text-reading';
import { visibleCharacter } from '../../src/view-model/chart/format';
import { passageFinding, trackingStrength, unitsByFeature } from '../../src/view-model/run/passage';
import type { RunSeries } from '../../src/view-model/run/run-series';
import type { CardHost } from '../chart/card-host';
import { explained } from '../chart/explained';
import { h, setText } from '../dom';
import { fill, type Strings } from '../strings/strings';
import { PassageView } from './passage-view';
import type { Answer, Readings } from './readings';
import '../styles/text.css';

interface TextHost extends CardHost {
  colourUnit(layer: number, unit: number): void;
}

/** Characters named before the most surprising one. */
const NAMED = 12;

/** The tab "Text": how the network has learnt to write, how it reads, and what its units follow. */
export class TextTab {
  readonly element: HTMLElement;
  private readonly samples = h('ol', { class: 'samples', reversed: true, 'data-testid': 'samples' });
  private readonly samplesFinding = h('p', { class: 'finding' });
  private readonly status = h('p', { class: 'sentence', 'data-testid': 'reading-status' });
  private readonly passage: PassageView;
  private readonly passageFinding = h('p', { class: 'finding', 'data-testid': 'passage-finding' });
  private readonly tracking = h('div', { class: 'table', tabindex: 0, role: 'region', 'data-testid': 'tracking' });
  private readonly trackingFinding = h('p', { class: 'finding', 'data-testid': 'tracking-finding' });
  private readonly written: HTMLElement;
  private readonly read: HTMLElement;
  private answer: Answer | undefined;
  private runId = '';
  private shown: readonly unknown[] = [];

  constructor(
    private readonly t: Strings,
    private readonly host: TextHost,
    private readonly readings: Readings,
  ) {
    this.passage = new PassageView(t);
    this.tracking.setAttribute('aria-label', t.charts.tracking!.title);
    this.written = explained('samples', t, host, h('div', {}, this.samplesFinding, this.samples));
    const passage = explained('passage', t, host, h('div', {}, this.passageFinding, this.passage.element));
    const tracking = explained('tracking', t, host, h('div', {}, this.trackingFinding, this.tracking));
    this.read = h('div', { class: 'charts hidden' }, passage, tracking);
    this.element = h('div', {}, h('div', { class: 'charts' }, this.written), this.status, this.read);
  }

  /** The tab is open and something may have changed. */
  update(run: RunSeries): void {
    const { t } = this;
    this.showSamples(run);
    const answer = this.readings.of(run);
    if (answer === this.answer && run.info.runId === this.runId) return;
    this.answer = answer;
    this.runId = run.info.runId;
    const reading = answer?.reading;
    this.read.classList.toggle('hidden', !reading);
    if (!reading) {
      setText(this.status, answer ? t.text.nothing : t.text.asking);
      return;
    }
    const weights = reading.step === null ? t.text.weightsUnknown : fill(t.text.weights, reading.step);
    setText(this.status, `${reading.heldOut ? t.text.heldOut : t.text.seen} ${weights}`);
    this.showPassage(reading);
    this.showUnits(reading);
  }

  private showSamples({ samples }: RunSeries): void {
    this.written.classList.toggle('hidden', samples.length === 0);
    if (samples.length === this.shown.length && samples.every((sample, i) => sample === this.shown[i])) return;
    this.shown = samples;
    const { t } = this;
    setText(this.samplesFinding, fill(t.text.samplesFinding, samples.length, samples[0]!.step, samples.at(-1)!.step));
    this.samples.replaceChildren(
      ...[...samples].reverse().map(({ step, text }) => {
        const title = fill(t.text.sampleAt, step);
        const pre = h('pre', { class: 'sample', tabindex: 0 }, text);
        pre.setAttribute('aria-label', title);
        return h('li', {}, h('h3', {}, title), pre);
      }),
    );
  }

  private showPassage({ characters }: TextReading): void {
    const found = passageFinding(characters);
    if (found) {
      const { hardest } = found;
      const shown = (list: typeof characters) => list.map(({ text }) => visibleCharacter(text)).join('');
      const values = [found.bits.toFixed(2), found.count, (100 * found.first).toFixed(0), shown(characters.slice(hardest, hardest + 1))];
      const before = shown(characters.slice(Math.max(0, hardest - NAMED), hardest)).replaceAll('␣', ' ');
      setText(this.passageFinding, fill(this.t.text.finding, ...values, before, characters[hardest]!.bits.toFixed(1)));
    }
    this.passage.update(characters);
  }

  private showUnits({ units, layers }: TextReading): void {
    const words = this.t.text;
    const groups = unitsByFeature(units);
    this.tracking.classList.toggle('hidden', groups.length === 0);
    const name = ({ layer, unit }: RankedUnit) => (layers > 1 ? `${layer + 1}.${unit + 1}` : String(unit + 1));
    const r = ({ correlation }: RankedUnit) => correlation.toFixed(2).replace('-', '−');
    const best = groups[0]?.units[0];
    if (best) {
      const said = trackingStrength(best);
      const values = [name(best), words.features[best.feature] ?? best.feature, r(best), best.chance.toFixed(2)];
      setText(this.trackingFinding, fill(words.tracked[said], ...values));
    }
    const colour = (unit: RankedUnit) => {
      const click = () => this.host.colourUnit(unit.layer, unit.unit);
      const button = h('button', { type: 'button', class: 'secondary', 'data-unit': name(unit), click }, words.colour);
      button.setAttribute('aria-label', fill(words.colourUnit, name(unit)));
      return button;
    };
    const focused = document.activeElement?.getAttribute('data-unit');
    const head = [words.feature, words.unit, 'r', words.chance, words.others, ''].map((text) => (text ? h('th', { scope: 'col' }, text) : h('td')));
    const rows = groups.map(({ feature, units: [first, ...others] }) =>
      h(
        'tr',
        {},
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
