import type { TutorialReply } from '../../../src/protocol/tutorial';
import { lineColor, themeOf } from '../../../src/view-model/chart/palette';
import { h, svg } from '../../dom';
import type { Lesson } from '../engine';
import { choice, slider, status } from '../parts/controls';
import { LineChart } from '../parts/line-chart';
import { inWords } from '../parts/numbers';
import type { Section, Stage, Text } from '../section';

const TEXTS = {
  radius: { en: 'Spectral radius ρ of W', zh: 'W 的谱半径 ρ' },
  activation: { en: 'Activation', zh: '激活函数' },
  lag: { en: 'steps back, t − k', zh: '往回的步数 t − k' },
  size: { en: 'norm of the product', zh: '乘积的范数' },
  product: { en: 'product', zh: '乘积' },
  bound: { en: 'bound', zh: '上界' },
  circle: { en: 'Eigenvalues of W and the unit circle', zh: 'W 的特征值与单位圆' },
  slope: { en: 'φ(a), its slope φ′(a), and below the a of the units', zh: 'φ(a)、它的斜率 φ′(a)，下面是各单元的 a' },
  said: {
    en: 'The mean slope is {0} (at most {1}). After 10 steps {2} of a gradient is left, after 50 steps {3}.',
    zh: '平均斜率为 {0}（最大 {1}）。10 步之后梯度剩下 {2}，50 步之后 {3}。',
  },
} as const satisfies Record<string, Text>;

/** Powers of ten that the axis shows on either side of 1. */
const REACH = 15;

type Jacobians = Extract<TutorialReply, { type: 'jacobians' }>;
const ACTIVATIONS = ['tanh', 'sigmoid', 'relu'] as const;
type Activation = (typeof ACTIVATIONS)[number];
const FUNCTIONS: Record<Activation, { value: (a: number) => number; slope: (a: number) => number }> = {
  tanh: { value: Math.tanh, slope: (a) => 1 - Math.tanh(a) ** 2 },
  sigmoid: { value: (a) => 1 / (1 + Math.exp(-a)), slope: (a) => Math.exp(-a) / (1 + Math.exp(-a)) ** 2 },
  relu: { value: (a) => Math.max(0, a), slope: (a) => (a > 0 ? 1 : 0) },
};

function mount({ element, engine, t, onTheme, readSymbols }: Stage): void {
  const said = status();
  const chart = new LineChart();
  const circle = h('figure', { 'data-symbol': 'W rho' });
  const curve = h('figure', { 'data-symbol': 'phi' });
  const state = { radius: 1, activation: 'tanh' as Activation };
  let [lesson, latest]: [Lesson | undefined, Jacobians | undefined] = [undefined, undefined];
  const compute = () => {
    lesson?.stop();
    lesson = engine.run({ kind: 'jacobians', spectralRadius: state.radius, activation: state.activation, seed: 1 }, (reply) => {
      if (reply.type !== 'jacobians') return;
      latest = reply;
      draw();
    });
  };

  function draw(): void {
    if (!latest) return;
    const { norms, bounds, meanSlope, largestSlope } = latest;
    // What has left the axis is not drawn along its edge.
    const points = (logs: readonly (number | null)[]) =>
      logs.flatMap((log, i) => (log === null || Math.abs(log) > REACH ? [] : [[i + 1, 10 ** log] as const]));
    const share = (lag: number) => inWords(norms[lag - 1] === null ? 0 : 10 ** norms[lag - 1]!);
    const text = t(TEXTS.said, meanSlope.toFixed(2), largestSlope, share(10), share(50));
    chart.update(
      [
        { name: t(TEXTS.bound), points: points(bounds), color: 1, dashed: true },
        { name: t(TEXTS.product), points: points(norms), color: 0 },
      ],
      { x: t(TEXTS.lag), y: t(TEXTS.size), log: true, xDomain: [1, 50], yDomain: [10 ** -REACH, 10 ** REACH], summary: text },
    );
    circle.replaceChildren(plane(latest.eigenvalues), h('figcaption', {}, t(TEXTS.circle)));
    curve.replaceChildren(activationCurve(FUNCTIONS[state.activation], latest.preActivations), h('figcaption', {}, t(TEXTS.slope)));
    said.show(text);
  }

  const radius = slider({
    ...{
      label: t(TEXTS.radius),
      minimum: 0.2,
      maximum: 2,
      step: 0.05,
      value: state.radius,
      symbol: 'W',
      format: (value: number) => value.toFixed(2),
    },
    change: (value) => {
      state.radius = value;
      compute();
    },
  });
  const activation = choice(
    t(TEXTS.activation),
    ACTIVATIONS.map((value) => ({ value, name: value === 'relu' ? 'ReLU' : value })),
    state.activation,
    (value) => {
      state.activation = value;
      compute();
    },
  );
  readSymbols((symbol) => {
    if (!latest) return undefined;
    if (symbol === 'W') return `${latest.eigenvalues.length} × ${latest.eigenvalues.length}, ρ = ${state.radius.toFixed(2)}`;
    if (symbol === 'a') return latest.preActivations.slice(-24);
    return symbol === 'phi' ? `${state.activation}, φ′ ≈ ${latest.meanSlope.toFixed(2)}` : undefined;
  });
  onTheme(draw);
  element.append(
    h('div', { class: 'actions' }, radius.element, activation),
    chart.element,
    h('div', { class: 'side-by-side' }, circle, curve),
    said.element,
  );
  compute();
}

/** Eigenvalues as dots around the unit circle. */
function plane(values: readonly (readonly [number, number])[]): SVGElement {
  const reach = Math.max(1.2, ...values.map(([re, im]) => Math.hypot(re, im) * 1.1));
  const at = (value: number) => (100 * value) / reach;
  const color = lineColor(themeOf(document.body.classList), 0);
  const picture = svg('svg', { viewBox: '-104 -104 208 208', class: 'small-picture', 'aria-hidden': 'true' });
  picture.append(
    svg('path', { d: 'M-100 0H100M0 -100V100', class: 'axis' }),
    svg('circle', { r: at(1), fill: 'none', class: 'unit-circle' }),
    ...values.map(([re, im]) => svg('circle', { cx: at(re), cy: -at(im), r: 3, fill: color })),
  );
  return picture;
}

/** φ and φ' with a mark for every pre-activation: on the flat ends nothing passes. */
function activationCurve({ value, slope }: { value: (a: number) => number; slope: (a: number) => number }, marks: readonly number[]): SVGElement {
  const [width, height] = [208, 208];
  const x = (a: number) => ((Math.max(-4, Math.min(4, a)) + 4) / 8) * width;
  const y = (v: number) => height - 24 - ((Math.max(-1.1, Math.min(1.6, v)) + 1.1) / 2.7) * (height - 34);
  const path = (of: (a: number) => number) =>
    Array.from({ length: 161 }, (_, i) => `${i === 0 ? 'M' : 'L'}${x(-4 + i / 20).toFixed(1)} ${y(of(-4 + i / 20)).toFixed(1)}`).join('');
  const theme = themeOf(document.body.classList);
  const picture = svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'small-picture', 'aria-hidden': 'true' });
  picture.append(
    svg('path', { d: `M0 ${y(0)}H${width}M${x(0)} 8V${height - 20}`, class: 'axis' }),
    svg('path', { d: path(value), fill: 'none', stroke: lineColor(theme, 0), 'stroke-width': 2 }),
    svg('path', { d: path(slope), fill: 'none', stroke: lineColor(theme, 1), 'stroke-width': 2, 'stroke-dasharray': '5 4' }),
    svg('text', { x: x(3.2), y: y(value(3.2)) - 7, style: `fill: ${lineColor(theme, 0)}` }, 'φ'),
    svg('text', { x: x(3.2), y: y(slope(3.2)) - 7, style: `fill: ${lineColor(theme, 1)}` }, 'φ′'),
    ...marks.map((a) => svg('path', { d: `M${x(a).toFixed(1)} ${height - 14}v10`, stroke: lineColor(theme, 2), 'stroke-width': 1, opacity: 0.7 })),
  );
  return picture;
}

export const jacobians: Section = {
  id: 'jacobians',
  title: { en: 'A product of many matrices vanishes or explodes', zh: '许多矩阵的乘积会消失或爆炸' },
  paragraphs: [
    {
      en: 'Between a state and a state far in the past stands a product: for every step one factor, the slope of the activation {phi} times {W}. A product of fifty factors is hardly ever near 1.',
      zh: '一个状态与很远的过去的状态之间是一个乘积：每一步一个因子，即激活函数 {phi} 的斜率乘以 {W}。五十个因子的乘积几乎不可能接近 1。',
    },
    {
      en: 'If the factors are smaller than 1, the gradient *vanishes*; if they are larger, it *explodes*. The slope of tanh is at most 1, that of the sigmoid at most 1/4, and both are near 0 at their flat ends.',
      zh: '因子小于 1，梯度就*消失*；大于 1，就*爆炸*。tanh 的斜率最多是 1，sigmoid 的最多是 1/4，两者在平坦的两端都接近 0。',
    },
  ],
  formulas: ['jacobians', 'jacobianBound'],
  task: {
    en: 'Find a spectral radius at which the curve stays level. Then switch the activation.',
    zh: '找一个让曲线保持水平的谱半径，然后换一个激活函数。',
  },
  notice: {
    en: 'The bound promises nothing: with tanh it grows while the true product shrinks, because large states sit where the slope is small.',
    zh: '上界不能保证什么：用 tanh 时上界增长，真正的乘积却在缩小，因为大的状态落在斜率小的地方。',
  },
  question: { en: 'Why can no choice of ρ up to 2 save the sigmoid?', zh: '为什么 ρ 取到 2 也救不了 sigmoid？' },
  answer: {
    en: 'Its slope is at most 1/4, so the factors are at most about ρ/4. It would take ρ near 4, and then the units saturate.',
    zh: '它的斜率最多 1/4，因子最多约为 ρ/4。要 ρ 接近 4 才行，而那时单元已经饱和。',
  },
  mount,
};
