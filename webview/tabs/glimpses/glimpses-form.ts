import {
  GLIMPSE_NETWORKS,
  GLIMPSE_PICTURES,
  GLIMPSE_RANGES,
  type GlimpseNetworkId,
  type GlimpseRequest,
  type OwnPictures,
} from '../../../src/protocol/glimpses';
import { h, select, setText } from '../../dom';
import type { ViewState } from '../../panel/view-state';
import type { Strings } from '../../strings/strings';
import { OwnField } from './own-field';

/** What is asked of the glimpse playground: pictures, glimpses, networks, updates, seed, and its two buttons. */
export class GlimpsesForm {
  readonly element: HTMLElement;
  private readonly start: HTMLButtonElement;
  private readonly stop: HTMLButtonElement;
  /** Kept as long as the page. */
  private own: OwnPictures | undefined;
  private readonly boxes = new Map<GlimpseNetworkId, HTMLInputElement>();

  constructor(
    t: Strings,
    private readonly memory: ViewState['glimpses'],
    private readonly changed: () => void,
    run: (request: GlimpseRequest | null) => void,
  ) {
    const words = t.glimpses;
    const choosePictures = (kind: GlimpseRequest['pictures']) => {
      memory.pictures = kind;
      changed();
    };
    const boxes = GLIMPSE_NETWORKS.map((network) => {
      const box = h('input', {
        type: 'checkbox',
        'data-network': network,
        checked: memory.networks.includes(network),
        change: () => this.setNetworks(),
      });
      this.boxes.set(network, box);
      return h('label', {}, box, words.names[network]);
    });
    this.start = h('button', { type: 'button', 'data-action': 'glimpses-start', click: () => run(this.request()) }, words.start);
    this.stop = h('button', { type: 'button', class: 'hidden', 'data-action': 'glimpses-stop', click: () => run(null) }, words.stop);
    this.start.disabled = memory.networks.length === 0;
    this.element = h(
      'div',
      { class: 'playground-form' },
      h(
        'label',
        { class: 'field' },
        h('span', {}, words.pictures),
        select(words.pictures, GLIMPSE_PICTURES, words.kinds, memory.pictures, choosePictures, 'glimpses-pictures'),
      ),
      new OwnField(t, (own) => {
        this.own = own;
      }).element,
      this.slider(words.glimpses),
      h('fieldset', {}, h('legend', {}, words.networks), ...boxes),
      this.number(words.steps, 'steps', GLIMPSE_RANGES.steps.least, GLIMPSE_RANGES.steps.most),
      this.number(words.seed, 'seed', 0, 2 ** 31),
      h('div', { class: 'actions' }, this.start, this.stop),
    );
  }

  /** While an experiment runs there is something to stop; starting anew is always possible. */
  update(running: boolean): void {
    if (!running && document.activeElement === this.stop) this.start.focus();
    this.stop.classList.toggle('hidden', !running);
  }

  private request(): GlimpseRequest {
    const { pictures, glimpses, networks, steps, seed } = this.memory;
    return { pictures, glimpses, networks, steps, seed, ...(this.own ? { own: this.own } : {}) };
  }

  private setNetworks(): void {
    this.memory.networks = GLIMPSE_NETWORKS.filter((network) => this.boxes.get(network)!.checked);
    this.start.disabled = this.memory.networks.length === 0;
    this.changed();
  }

  private slider(label: string): HTMLElement {
    const { memory } = this;
    const { least, most } = GLIMPSE_RANGES.glimpses;
    const value = h('output', { 'data-testid': 'glimpses' }, String(memory.glimpses));
    const input = h('input', { type: 'range', 'data-control': 'glimpses', min: least, max: most });
    input.value = String(memory.glimpses);
    input.addEventListener('input', () => {
      memory.glimpses = Number(input.value);
      setText(value, input.value);
      this.changed();
    });
    return h('label', { class: 'field' }, h('span', {}, label), h('span', { class: 'slider' }, input, value));
  }

  private number(label: string, key: 'steps' | 'seed', min: number, max: number): HTMLElement {
    const { memory } = this;
    const input = h('input', { type: 'number', min, max, step: 1, value: memory[key], 'data-control': `glimpses-${key}` });
    input.addEventListener('change', () => {
      const value = Math.round(Number(input.value));
      memory[key] = Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : memory[key];
      input.value = String(memory[key]);
      this.changed();
    });
    return h('label', { class: 'field' }, h('span', {}, label), input);
  }
}
