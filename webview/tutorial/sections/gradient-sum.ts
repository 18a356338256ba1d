import { visibleCharacter } from '../../../src/view-model/chart/format';
import { h } from '../../dom';
import { slider, status } from '../parts/controls';
import { LineChart } from '../parts/line-chart';
import { inWords } from '../parts/numbers';
import { changed } from '../parts/tiny-network';
import { TinyView } from '../parts/tiny-view';
import type { Section, Stage, Text } from '../section';

const LONG = 'hellohellohello';
const TEXTS = {
  factor: { en: 'W multiplied by', zh: 'W 乘以' },
  position: { en: 'Loss at step t', zh: '第 t 步的损失' },
  lag: { en: 'steps back, t − k', zh: '往回的步数 t − k' },
  size: { en: 'size of term k', zh: '第 k 项的大小' },
  term: { en: 'terms', zh: '各项' },
  said: {
    en: 'The loss at step {0} (“{1}”) sends back {2} terms. The nearest is {3}, the farthest {4}: {5} of the nearest.',
    zh: '第 {0} 步（“{1}”）的损失往回传 {2} 项。最近的是 {3}，最远的是 {4}：最近的 {5}。',
  },
} as const satisfies Record<string, Text>;

function mount(stage: Stage): void {
  const { element, t, onTheme } = stage;
  const said = status();
  const chart = new LineChart();
  let [factor, position] = [1, LONG.length - 2];
  let redraw: () => void = () => undefined;
  const view = new TinyView(stage, read);

  function read(): void {
    const { weights, network } = view;
    if (!weights) return;
    network.walk(
      changed(weights, 'W', (_i, _j, old) => factor * old),
      LONG,
      (_walk, terms) => {
        redraw = () => {
          const norms = terms[position]!.norms[0]!;
          const points = norms.map((log, lag) => [lag, 10 ** (log ?? Number.NEGATIVE_INFINITY)] as const).filter(([, size]) => size > 0);
          const sizes = points.map(([, size]) => size);
          const [near = 0, far = 0] = [sizes[0], sizes.at(-1)];
          const text = t(
            TEXTS.said,
            position + 1,
            visibleCharacter(LONG[position]!),
            sizes.length,
            inWords(near),
            inWords(far),
            inWords(near > 0 ? far / near : 0),
          );
          chart.update([{ name: t(TEXTS.term), points, color: 1 }], {
            x: t(TEXTS.lag),
            y: t(TEXTS.size),
            log: true,
            xDomain: [0, LONG.length - 2],
            summary: text,
          });
          said.show(text);
        };
        redraw();
      },
    );
  }

  const factors = slider({
    ...{ label: t(TEXTS.factor), minimum: 0.1, maximum: 3, step: 0.1, value: 1, symbol: 'W' },
    change: (value) => {
      factor = value;
      read();
    },
  });
  const positions = slider({
    ...{ label: t(TEXTS.position), minimum: 2, maximum: LONG.length - 1, step: 1, value: position + 1 },
    change: (value) => {
      position = value - 1;
      redraw();
    },
  });
  onTheme(() => redraw());
  element.append(
    h('div', { class: 'actions' }, factors.element, positions.element, view.updates),
    h('div', { 'data-symbol': 'k' }, chart.element),
    said.element,
  );
}

export const gradientSum: Section = {
  id: 'gradient-sum',
  title: { en: 'The gradient of W is a sum over the past', zh: 'W 的梯度是对过去的求和' },
  paragraphs: [
    {
      en: '{W} is used at every step, so a loss at step t depends on it many times: through {s_t}, through {s_t−1} inside it, and so on back to the first character. Backpropagation through time adds one term for every step {k} of the past.',
      zh: '{W} 每一步都用到，所以第 t 步的损失多次依赖它：通过 {s_t}，通过其中的 {s_t−1}，一直到第一个字符。沿时间的误差逆传播为过去的每一步 {k} 加上一项。',
    },
    {
      en: 'Term {k} says how a small change of W at step {k} alone would reach the loss. Far terms have to pass through many states. (∂⁺ holds the state before it fixed.)',
      zh: '第 {k} 项说明：只在第 {k} 步微小地改变 W，会怎样影响损失。远的项要经过许多状态。（∂⁺ 表示之前的状态固定不变。）',
    },
  ],
  formulas: ['gradientW'],
  task: { en: 'Make W smaller, then larger, and watch the far end of the curve.', zh: '把 W 变小，再变大，观察曲线的远端。' },
  notice: {
    en: 'On the logarithmic axis the terms fall nearly on a straight line: with the distance they shrink, or grow, exponentially.',
    zh: '在对数坐标上，各项几乎落在一条直线上：随距离指数地缩小或增长。',
  },
  question: { en: 'If the far terms are a million times smaller, what does the network not learn?', zh: '如果远的项小一百万倍，网络学不到什么？' },
  answer: {
    en: 'Whatever depends on characters that far back. Their share of the gradient is lost beside that of the near ones, so the weights never move for their sake.',
    zh: '学不到依赖那么远字符的东西。它们在梯度中的份额被近处的淹没，权重不会因它们而移动。',
  },
  mount,
};
