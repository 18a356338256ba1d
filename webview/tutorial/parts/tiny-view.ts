import type { BpttTrace } from '../../../src/protocol/bptt-trace';
import type { PlainWeights } from '../../../src/protocol/tutorial';
import { visibleCharacter } from '../../../src/view-model/chart/format';
import type { Stage, Text } from '../section';
import { choice, slider } from './controls';
import type { SymbolValue } from './symbols';
import { rowsOf, TINY_LOOK, TINY_TEXT, type TinyNetwork, tinyNetwork } from './tiny-network';

const TEXTS = {
  updates: { en: 'Updates so far', zh: '已更新次数' },
  step: { en: 'Time step', zh: '时间步' },
} as const satisfies Record<string, Text>;

/** The tiny network at a moment of its training and a time step of "hello", both chosen by the reader. */
export class TinyView {
  readonly network: TinyNetwork;
  readonly updates: HTMLElement;
  readonly times: HTMLElement;
  walk: BpttTrace | undefined;
  weights: PlainWeights | undefined;
  t = 1;

  /**
   * @param changed called when there is something new to show
   * @param begin the look to begin with; without it the newest
   */
  constructor(
    stage: Stage,
    private readonly changed: () => void,
    begin = Number.POSITIVE_INFINITY,
  ) {
    this.network = tinyNetwork(stage.engine);
    stage.readSymbols((symbol, index) => this.valueOf(symbol, index));
    const control = slider({
      ...{ label: stage.t(TEXTS.updates), minimum: 0, maximum: 0, step: 1, value: 0 },
      format: (place) => String(place * TINY_LOOK),
      change: (place) => this.show(place),
    });
    this.updates = control.element;
    const input = control.element.querySelector('input')!;
    const letters = [...TINY_TEXT].slice(0, -1).map((character, t) => ({ value: String(t), name: visibleCharacter(character) }));
    this.times = choice(stage.t(TEXTS.step), letters, String(this.t), (t) => {
      this.t = Number(t);
      this.changed();
    });
    this.network.train(() => {
      const newest = this.network.looks.length - 1;
      // Whoever has not moved the slider sees the newest network, or the one to begin with.
      const follow = this.walk === undefined || Number(input.value) === Number(input.max);
      input.max = String(newest);
      if (follow) {
        const place = Math.min(newest, begin);
        control.set(place);
        this.show(place);
      }
    });
  }

  /** Reads the text anew with other weights. */
  change(weights: PlainWeights): void {
    this.weights = weights;
    this.network.walk(weights, TINY_TEXT, (walk) => {
      if (this.weights !== weights) return;
      this.walk = walk;
      this.changed();
    });
  }

  /** What a symbol stands for at the chosen time step. */
  private valueOf(symbol: string, index: string): SymbolValue | undefined {
    const { walk, weights, t } = this;
    const moment = walk?.numbers?.moments[t];
    if (!moment || !weights) return undefined;
    if (symbol === 'U' || symbol === 'W' || symbol === 'V') return rowsOf(weights, symbol);
    const layer = moment.layers[0]!;
    const { next, loss } = walk!.columns[t]!;
    const values: Record<string, SymbolValue | null> = {
      ...{ x: numbers(moment.input), s: numbers(/−1/.test(index) ? layer.previous : layer.state), a: numbers(layer.net), o: numbers(moment.outputs) },
      ...{ E: loss, y: next === null ? null : visibleCharacter(next), phi: 'tanh' },
    };
    return values[symbol] ?? undefined;
  }

  private show(place: number): void {
    const look = this.network.looks[place];
    if (!look?.walk) return;
    this.walk = look.walk;
    this.weights = look.weights;
    this.changed();
  }
}

const numbers = (values: readonly (number | null)[]): number[] => values.map((value) => value ?? Number.NaN);
