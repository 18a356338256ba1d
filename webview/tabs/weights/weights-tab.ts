import { spectraChart } from '../../../src/view-model/run-charts/diagnosis-charts';
import { tensorLabel } from '../../../src/view-model/run-charts/gradient-charts';
import { histogramsOf, histogramTensors, tensorHistogramChart } from '../../../src/view-model/run-charts/weight-charts';
import { diagnosisStatements } from '../../../src/view-model/statements/gradients';
import { eigenvalueStatements, gradientHistogramStatements, spectraStatements, weightStatements } from '../../../src/view-model/statements/weights';
import { eigenvaluePlane } from '../../../src/view-model/svg/plane';
import { Card } from '../../chart/card';
import { PlaneCard } from '../../chart/plane/plane-card';
import { h } from '../../dom';
import { Choice } from '../../panel/choice';
import { Statements } from '../../panel/statements';
import { LayerChoice } from '../shared/layer-choice';
import type { MountedTab, Tab, TabContext, View } from '../tab';

/** What the weights are: eigenvalues of the recurrent matrices, ρ and σ_max over training, histograms of every tensor. */
class WeightsView implements MountedTab {
  readonly element: HTMLElement;
  private readonly eigenvalues: PlaneCard;
  private readonly spectra: Card;
  private readonly weights: Card;
  private readonly gradients: Card;
  private readonly layer: LayerChoice;
  private readonly missing: Statements;
  private readonly tensor: Choice;

  constructor(private readonly context: TabContext) {
    const { t, host, state } = context;
    const changed = () => host.remember();
    this.eigenvalues = new PlaneCard('eigenvalues', t, host);
    this.spectra = new Card('spectra', t, host);
    this.weights = new Card('weight-histogram', t, host);
    this.gradients = new Card('gradient-histogram', t, host);
    this.layer = new LayerChoice(t, state, changed);
    this.tensor = new Choice(t.tensor, 'tensor', (value) => {
      state.tensor = value;
      changed();
    });
    this.missing = new Statements(h('p', { class: 'missing hidden' }), t);
    this.element = h(
      'div',
      {},
      this.missing.element,
      this.layer.element,
      h('div', { class: 'charts' }, this.eigenvalues.element, this.spectra.element),
      h('div', { class: 'layer-bar' }, this.tensor.element),
      h('div', { class: 'charts' }, this.weights.element, this.gradients.element),
    );
  }

  update({ run }: View): void {
    if (!run) return;
    const { t, state } = this.context;
    this.missing.update(diagnosisStatements(run), state.unit);
    // The feed-forward net has no recurrent matrix.
    const layers = (run.diagnoses.at(-1)?.diagnosis.spectra ?? []).filter((gates) => gates.length > 0).length;
    const layer = this.layer.update(layers);
    for (const card of [this.eigenvalues, this.spectra]) card.element.classList.toggle('hidden', layers === 0);
    if (layers > 0) {
      this.eigenvalues.update(eigenvaluePlane(run, layer, t), eigenvalueStatements(run, layer));
      this.spectra.update(spectraChart(run, layer, state, t), spectraStatements(run, layer));
    }
    const tensors = histogramTensors(run);
    const tensor = tensors.includes(state.tensor) ? state.tensor : (tensors.find((name) => /weight_hh/.test(name)) ?? tensors[0] ?? '');
    this.tensor.update(
      tensors.map((name) => ({ value: name, name: tensorLabel(name) })),
      tensor,
    );
    this.weights.element.classList.toggle('hidden', tensor === '');
    const known = histogramsOf('gradient-histogram', run, tensor).length > 0;
    this.gradients.element.classList.toggle('hidden', !known);
    if (tensor !== '') this.weights.update(tensorHistogramChart('weight-histogram', run, tensor, state.scale, t), weightStatements(run, tensor));
    if (known)
      this.gradients.update(tensorHistogramChart('gradient-histogram', run, tensor, state.scale, t), gradientHistogramStatements(run, tensor));
  }
}

export const weightsTab: Tab = {
  id: 'weights',
  ofRun: true,
  controls: ['x', 'xScale', 'scale'],
  available: ({ run }) => run !== undefined && (histogramTensors(run).length > 0 || (run.diagnoses.at(-1)?.diagnosis.spectra.length ?? 0) > 0),
  mount: (context) => new WeightsView(context),
};
