import { visibleCharacter } from '../../../src/view-model/chart/format';
import { h } from '../../dom';
import { button, status } from '../parts/controls';
import { column, MatrixView } from '../parts/matrix';
import { changed, rowsOf, type WeightName } from '../parts/tiny-network';
import { TinyView } from '../parts/tiny-view';
import type { Section, Stage, Text } from '../section';

const TEXTS = {
  reset: { en: 'Undo my changes', zh: '撤销修改' },
  said: {
    en: 'At step {0} the network reads “{1}” and gives the right answer “{2}” {3} of the probability: loss {4} nats.',
    zh: '第 {0} 步，网络读入“{1}”，给正确答案“{2}”{3} 的概率：损失 {4} 奈特。',
  },
} as const satisfies Record<string, Text>;

function mount(stage: Stage): void {
  const { element, t } = stage;
  const said = status();
  const units = ['1', '2', '3'];
  const letters = ['e', 'h', 'l', 'o'];
  // Units that training has not yet driven to the ends of tanh show a change best.
  const view = new TinyView(stage, draw, 2);
  const weight = (name: WeightName, rows: string[], columns: string[]) =>
    new MatrixView({
      ...{ name, symbol: name, rows, columns },
      change: (row, place, value) => {
        if (view.weights) view.change(changed(view.weights, name, (i, j, old) => (i === row && j === place ? value : old)));
      },
    });
  const weights = { U: weight('U', units, letters), W: weight('W', units, units), V: weight('V', letters, units) };
  const vector = (name: string, symbol: string, rows: string[], scale?: number) =>
    new MatrixView({ name, symbol, rows, ...(scale ? { scale } : {}) });
  const [x, previous, a, s, o] = [
    vector('xₜ', 'x', letters, 1),
    vector('sₜ₋₁', 's', units, 1),
    vector('aₜ', 'a', units),
    vector('sₜ', 's', units, 1),
    vector('oₜ', 'o', letters, 1),
  ];
  const reset = button(t(TEXTS.reset), () => {
    const { looks } = view.network;
    const place = Number(view.updates.querySelector('input')!.value);
    if (looks[place]) view.change(looks[place].weights);
  });

  function draw(): void {
    const { walk, t: time } = view;
    if (!walk?.numbers || !view.weights) return;
    for (const name of ['U', 'W', 'V'] as const) weights[name].update(rowsOf(view.weights, name));
    const moment = walk.numbers.moments[time]!;
    const layer = moment.layers[0]!;
    x!.update(column(moment.input));
    previous!.update(column(layer.previous));
    a!.update(column(layer.net));
    s!.update(column(layer.state));
    o!.update(column(moment.outputs));
    const { character, next, value, loss } = walk.columns[time]!;
    if (next !== null && value !== null && loss !== null)
      said.show(t(TEXTS.said, time + 1, visibleCharacter(character), visibleCharacter(next), `${(100 * value).toFixed(1)} %`, loss.toFixed(3)));
  }

  element.append(
    h('div', { class: 'actions' }, view.times, view.updates, reset),
    h('div', { class: 'equation' }, weights.U.element, x!.element, h('span', { class: 'operator' }, '+'), weights.W.element, previous!.element),
    h(
      'div',
      { class: 'equation' },
      h('span', { class: 'operator' }, '='),
      a!.element,
      h('span', { class: 'operator' }, '→'),
      s!.element,
      h('span', { class: 'operator' }, '→'),
      weights.V.element,
      h('span', { class: 'operator' }, '→'),
      o!.element,
    ),
    said.element,
  );
}

export const forward: Section = {
  id: 'forward',
  title: { en: 'The forward pass, number by number', zh: '正向传播，一个数一个数地看' },
  paragraphs: [
    {
      en: 'The character {x_t} is a vector with a single 1, so {U} {x_t} picks a column of {U}. Adding {W} {s_t−1} gives the *pre-activation* {a_t}; the activation {phi}, here tanh, squeezes it between −1 and 1. That is the new state {s_t}. (This network has no biases {b} and {c}.)',
      zh: '字符 {x_t} 是只有一个 1 的向量，所以 {U} {x_t} 取出 {U} 的一列。加上 {W} {s_t−1} 得到*预激活值* {a_t}；激活函数 {phi}（这里是 tanh）把它压到 −1 和 1 之间，就是新的状态 {s_t}。（这个网络没有偏置 {b} 和 {c}。）',
    },
    {
      en: 'From the state, {V} makes one number for each character, and softmax turns these into probabilities {o_t}.',
      zh: '{V} 由状态算出每个字符一个数，softmax 把它们变成概率 {o_t}。',
    },
  ],
  formulas: ['preActivation', 'state', 'output'],
  task: {
    en: 'Point at a symbol in a formula to find its numbers. Then change a number of W.',
    zh: '把鼠标指向公式中的符号，找到它的数值。然后改变 W 中的一个数。',
  },
  notice: {
    en: 'At the first step W changes nothing, because the state before it is zero. From the second step on, every later number follows the change.',
    zh: '第一步时 W 不起作用，因为之前的状态是零。从第二步起，后面的每个数都随之改变。',
  },
  question: { en: 'Which numbers of U does the second step use?', zh: '第二步用到 U 的哪些数？' },
  answer: {
    en: 'Only the column of “e”, the character that is read then. A one-hot input never touches the other columns.',
    zh: '只有“e”那一列，即当时读入的字符。one-hot 输入不会碰到其他列。',
  },
  mount,
};
