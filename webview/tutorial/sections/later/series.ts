import type { TutorialReply } from '../../../../src/protocol/tutorial';
import { h } from '../../../dom';
import type { Lesson } from '../../engine';
import { button, slider, status } from '../../parts/controls';
import { LineChart } from '../../parts/line-chart';
import type { Section, Stage, Text } from '../../section';

const STEPS = 300;
const TEXTS = {
  train: { en: 'Train', zh: '训练' },
  season: { en: 'Season', zh: '季节幅度' },
  noise: { en: 'Noise', zh: '噪声' },
  month: { en: 'month', zh: '月份' },
  value: { en: 'value', zh: '数值' },
  known: { en: 'known', zh: '已知' },
  truth: { en: 'truth', zh: '真实值' },
  forecast: { en: 'forecast', zh: '预测' },
  errors: { en: 'Typical error of a forecast one month ahead', zh: '预测下一个月的典型误差' },
  progress: { en: 'Update {0} of {1}.', zh: '更新 {0} / {1}。' },
  result: {
    en: 'After {0} updates a forecast is typically off by {1}; the noise alone is {2}.',
    zh: '{0} 次更新后，预测的典型误差为 {1}；仅噪声就有 {2}。',
  },
} as const satisfies Record<string, Text>;

/** What the network is compared with, in the order in which they are explained. */
const NAMES: Readonly<Record<string, Text>> = {
  network: { en: 'the network', zh: '这个网络' },
  persistence: { en: 'same as last month', zh: '与上个月相同' },
  seasonalNaive: { en: 'same as a year ago', zh: '与去年同月相同' },
  ar: { en: 'linear autoregression', zh: '线性自回归' },
  holtWinters: { en: 'Holt–Winters smoothing', zh: '霍尔特-温特斯平滑' },
};

type Look = Extract<TutorialReply, { type: 'series' }>;

function mount({ element, engine, t, onTheme, readSymbols }: Stage): void {
  const said = status();
  const chart = new LineChart();
  const errors = h('div', { class: 'errors' });
  const setting = { season: 20, noise: 3 };
  let lesson: Lesson | undefined;
  let look: Look | undefined;

  const run = () => {
    lesson?.stop();
    errors.replaceChildren();
    lesson = engine.run({ kind: 'series', ...setting, steps: STEPS, seed: 1 }, (reply) => {
      if (reply.type !== 'series') return;
      look = reply;
      draw();
    });
  };
  const control = (label: Text, key: keyof typeof setting, maximum: number) =>
    slider({
      ...{ label: t(label), minimum: 0, maximum, step: 1, value: setting[key] },
      change: (value) => {
        setting[key] = value;
        run();
      },
    }).element;

  function draw(): void {
    if (!look) return;
    const { step, report, errors: found } = look;
    const { history, from, truth, forecast } = report;
    const line = (values: readonly number[], first: number) => values.map((value, i) => [first + i, value] as const);
    const end = from + history.length;
    const text = found ? t(TEXTS.result, step, found.network!.toFixed(1), setting.noise) : t(TEXTS.progress, step, STEPS);
    chart.update(
      [
        { name: t(TEXTS.known), points: line(history, from), color: -1, symbol: 'x' },
        { name: t(TEXTS.truth), points: line(truth, end), color: 1, symbol: 'y' },
        { name: t(TEXTS.forecast), points: line(forecast, end), color: 0, symbol: 'o' },
      ],
      { x: t(TEXTS.month), y: t(TEXTS.value), summary: text },
    );
    said.show(text);
    if (found) errors.replaceChildren(h('h3', {}, t(TEXTS.errors)), bars(found));
  }

  function bars(found: Readonly<Record<string, number>>): HTMLElement {
    const rows = Object.entries(NAMES).flatMap(([key, name]) => (found[key] === undefined ? [] : [{ key, name, value: found[key] }]));
    const most = Math.max(...rows.map(({ value }) => value));
    return h(
      'ol',
      { class: 'predictions wide' },
      ...rows
        .sort((a, b) => a.value - b.value)
        .map(({ key, name, value }) => {
          const bar = h('i', { 'aria-hidden': 'true' });
          bar.style.inlineSize = `${(100 * value) / most}%`;
          return h(
            'li',
            { class: key === 'network' ? 'network' : '' },
            h('span', {}, t(name)),
            h('span', { class: 'bar' }, bar),
            h('span', { class: 'number' }, value.toFixed(1)),
          );
        }),
    );
  }

  // At the last month that is known.
  readSymbols((symbol) => {
    if (!look) return undefined;
    const { truth, forecast } = look.report;
    const errors = forecast.map((value, i) => (value - truth[i]!) ** 2);
    const values: Record<string, number> = {
      ...{ x: truth.at(-1)! - truth.at(-2)!, y: truth.at(-1)!, o: forecast.at(-1)! },
      E: errors.reduce((sum, error) => sum + error, 0) / errors.length,
    };
    return values[symbol];
  });
  onTheme(draw);
  element.append(
    h('div', { class: 'actions' }, button(t(TEXTS.train), run, true), control(TEXTS.season, 'season', 40), control(TEXTS.noise, 'noise', 20)),
    chart.element,
    errors,
    said.element,
  );
}

export const series: Section = {
  id: 'series',
  title: { en: 'Series: what will next month bring?', zh: '时间序列：下个月会怎样？' },
  paragraphs: [
    {
      en: 'The inputs need not be characters. Here {x_t} is one number, by how much a series has changed since last month, and the output is one number as well: how it will change next. The loss is the squared distance from what then happened.',
      zh: '输入不必是字符。这里 {x_t} 是一个数：序列比上个月变化了多少；输出也是一个数：接下来会变化多少。损失是与实际情况之差的平方。',
    },
    {
      en: 'Changes instead of values, because a rising series leaves the range that was trained on, while its changes stay in it. The last three years are never trained on: they are forecast month by month and then compared, also with rules that need no network.',
      zh: '用变化而不用数值，因为上升的序列会离开训练过的范围，变化却不会。最后三年从不用于训练：逐月预测，然后比较，也与不需要网络的规则比较。',
    },
  ],
  formulas: ['forecast', 'squaredError'],
  task: { en: 'Train, then raise the noise and watch the order of the bars.', zh: '训练，然后增大噪声，看条形的次序。' },
  notice: {
    en: 'No forecast gets far below the noise. Where a rule knows the shape of the series, it is as good as the network or better; the network had to find the shape.',
    zh: '没有哪个预测能远低于噪声。已知序列形状的规则与网络一样好甚至更好；网络则要自己找出形状。',
  },
  question: { en: 'Without noise, why is “same as a year ago” still wrong?', zh: '没有噪声时，“与去年同月相同”为什么仍然不对？' },
  answer: {
    en: 'It repeats the season but misses the trend: what a month adds comes twelve times in a year, and that sum is its error.',
    zh: '它重复季节，却错过趋势：每月的增长在一年里累加十二次，这个和正是它的误差。',
  },
  mount,
};
