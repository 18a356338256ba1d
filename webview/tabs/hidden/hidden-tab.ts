import { unitMap } from '../../../src/view-model/run/unit-map';
import { cellGrowthChart, cellsChart, gatesChart, stateGrowthChart, statesChart } from '../../../src/view-model/run-charts/hidden-charts';
import { gateStatements, saturationStatements } from '../../../src/view-model/statements/gates';
import { diagnosisStatements, isMemoryless } from '../../../src/view-model/statements/gradients';
import { growthStatements, stateAlarms, statesStatements, unitStatements } from '../../../src/view-model/statements/states';
import { saturationPlane } from '../../../src/view-model/svg/plane';
import { Card } from '../../chart/card';
import { PlaneCard } from '../../chart/plane/plane-card';
import { UnitMapCard } from '../../chart/plane/unit-map-card';
import { h, setText } from '../../dom';
import { Statements } from '../../panel/statements';
import { LayerChoice } from '../shared/layer-choice';
import type { MountedTab, Tab, TabContext, View } from '../tab';

/** What the hidden state does: along the text, over training, unit by unit, and where it is saturated. */
class HiddenView implements MountedTab {
  readonly element: HTMLElement;
  private readonly alarms: Statements;
  private readonly forgotten = h('p', { class: 'sentence' });
  private readonly states: Card;
  private readonly growth: Card;
  private readonly cells: Card;
  private readonly cellGrowth: Card;
  private readonly units: UnitMapCard;
  private readonly saturation: PlaneCard;
  private readonly gates: Card;
  private readonly layer: LayerChoice;

  constructor(private readonly context: TabContext) {
    const { t, host, state } = context;
    this.alarms = new Statements(h('ul', { class: 'alarms', 'data-testid': 'alarms' }), t, 'li');
    this.states = new Card('states', t, host);
    this.growth = new Card('state-growth', t, host);
    this.cells = new Card('cells', t, host);
    this.cellGrowth = new Card('cell-growth', t, host);
    this.units = new UnitMapCard(t, host, (layer, unit) => host.colourUnit(layer, unit));
    this.saturation = new PlaneCard('saturation', t, host);
    this.gates = new Card('gates', t, host);
    this.layer = new LayerChoice(t, state, () => host.remember());
    const charts = h('div', { class: 'charts two' }, this.states.element, this.growth.element, this.cells.element, this.cellGrowth.element);
    const single = [this.units.element, this.forgotten, this.saturation.element, this.gates.element];
    this.element = h('div', {}, this.alarms.element, charts, this.layer.element, h('div', { class: 'charts two' }, ...single));
  }

  update({ run }: View): void {
    if (!run) return;
    const { t, state, readings } = this.context;
    this.alarms.update([...diagnosisStatements(run), ...stateAlarms(run)], state.unit);
    this.states.update(statesChart(run, state, t), statesStatements(run));
    this.growth.element.classList.toggle('hidden', run.steps.length === 0);
    if (run.steps.length > 0) this.growth.update(stateGrowthChart(run, state, t), growthStatements(run));
    for (const [card, model] of [
      [this.cells, cellsChart(run, state, t)],
      [this.cellGrowth, cellGrowthChart(run, state, t)],
    ] as const) {
      card.element.classList.toggle('hidden', !model);
      if (model) card.update(model);
    }
    const layer = this.layer.update(run.diagnoses.at(-1)!.diagnosis.states.hiddenNorms.length);
    // What a feed-forward net has is no state that a text could be coloured by.
    const carried = !isMemoryless(run, run.diagnoses.at(-1)!);
    // A run of before this window: its weights read the end of its text again.
    const read = carried && !run.states ? readings.of(run) : undefined;
    const reading = read?.reading;
    const known = reading?.states ? { step: reading.step, states: reading.states } : run.states;
    const map = carried ? unitMap(run, layer, known) : undefined;
    this.units.element.classList.toggle('hidden', !map);
    this.forgotten.classList.toggle('hidden', map !== undefined || !carried);
    setText(this.forgotten, read ? t.unitsForgotten : t.text.asking);
    if (map) this.units.update(map, unitStatements(run, map));
    const saturated = saturationPlane(run, layer, t);
    for (const card of [this.saturation, this.gates]) card.element.classList.toggle('hidden', saturated.lines.length === 0);
    if (saturated.lines.length === 0) return;
    this.saturation.update(saturated, saturationStatements(run, layer));
    this.gates.update(gatesChart(run, layer, t), gateStatements(run, layer));
  }
}

export const hiddenTab: Tab = {
  id: 'hidden',
  ofRun: true,
  controls: ['x', 'xScale', 'scale'],
  available: ({ run }) => (run?.diagnoses.at(-1)?.diagnosis.states?.hiddenNorms.length ?? 0) > 0,
  mount: (context) => new HiddenView(context),
};
