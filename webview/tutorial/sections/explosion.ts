import { PRESETS } from '../../../src/protocol/presets/trainings';
import type { TutorialReply } from '../../../src/protocol/tutorial';
import { h } from '../../dom';
import type { Lesson } from '../engine';
import { button, slider, status } from '../parts/controls';
import { LineChart } from '../parts/line-chart';
import type { Section, Stage, Text } from '../section';

const STEPS = 60;
const TEXT = 'She sells sea shells by the sea shore. The shells she sells are sea shells, I am sure. '.repeat(12);
const TEXTS = {
  run: { en: 'Train with and without a threshold', zh: '有阈值和无阈值各训练一次' },
  rate: { en: 'Learning rate η', zh: '学习率 η' },
  threshold: { en: 'Gradient threshold θ', zh: '梯度阈值 θ' },
  step: { en: 'update', zh: '更新次数' },
  norm: { en: 'gradient norm before clipping', zh: '裁剪前的梯度范数' },
  loss: { en: 'loss (nats per character)', zh: '损失（奈特/字符）' },
  free: { en: 'no threshold', zh: '无阈值' },
  clipped: { en: 'threshold', zh: '有阈值' },
  exploded: {
    en: 'Without a threshold the weights were no longer numbers after update {0}. With θ = {1} all {2} updates were made, {3} of them clipped, and the loss is {4}.',
    zh: '没有阈值时，第 {0} 次更新后权重不再是数。θ = {1} 时完成了全部 {2} 次更新，其中 {3} 次被裁剪，损失为 {4}。',
  },
  survived: {
    en: 'Both made {0} updates: without a threshold the loss is {1}, with θ = {2} it is {3}. Try a larger learning rate.',
    zh: '两者都完成了 {0} 次更新：无阈值时损失为 {1}，θ = {2} 时为 {3}。试试更大的学习率。',
  },
} as const satisfies Record<string, Text>;

interface Run {
  points: (readonly [number, number, number, 0 | 1])[];
  end: Extract<TutorialReply, { type: 'end' }> | undefined;
}

function mount({ element, engine, t, onTheme, readSymbols }: Stage): void {
  const said = status();
  const [norms, losses] = [new LineChart(), new LineChart()];
  const state = { rate: 0.02, threshold: 5 };
  let runs: Run[] = [];
  let lessons: Lesson[] = [];

  const train = () => {
    for (const lesson of lessons) lesson.stop();
    runs = [0, state.threshold].map(() => ({ points: [], end: undefined }));
    lessons = [0, state.threshold].map((clip, i) =>
      engine.run(
        { kind: 'train', text: TEXT, options: { ...PRESETS.explode, learningRate: state.rate, clip, steps: STEPS, validation: 0 }, lookEvery: STEPS },
        (reply) => {
          if (reply.type === 'steps') runs[i]!.points.push(...reply.points);
          if (reply.type === 'end') runs[i]!.end = reply;
          draw();
        },
      ),
    );
  };

  function draw(): void {
    const [free, clipped] = runs;
    if (!free || !clipped) return;
    const text = summary(free, clipped);
    const lines = (of: 1 | 2) =>
      [
        { run: free, name: t(TEXTS.free), color: 1 },
        { run: clipped, name: t(TEXTS.clipped), color: 0 },
      ].map(({ run, name, color }) => ({ name, color, points: run.points.map((point) => [point[0], point[of]] as const) }));
    const x = { x: t(TEXTS.step), xDomain: [1, STEPS] as const, summary: text };
    norms.update(lines(2), { ...x, y: t(TEXTS.norm), log: true, rule: { value: state.threshold, name: `θ = ${state.threshold}`, symbol: 'theta' } });
    losses.update(lines(1), { ...x, y: t(TEXTS.loss), yDomain: [0, 6] });
    said.show(text);
  }

  function summary(free: Run, clipped: Run): string {
    if (!free.end || !clipped.end) return '';
    const last = (run: Run) => run.points.at(-1)?.[1].toFixed(2) ?? '';
    if (free.end.diverged && !clipped.end.diverged)
      return t(TEXTS.exploded, free.end.step, state.threshold, clipped.end.step, clipped.points.filter(([, , , cut]) => cut).length, last(clipped));
    return t(TEXTS.survived, Math.min(free.end.step, clipped.end.step), last(free), state.threshold, last(clipped));
  }

  const rate = slider({
    ...{ label: t(TEXTS.rate), minimum: -2.5, maximum: 0, step: 0.1, value: Math.log10(state.rate), symbol: 'eta' },
    format: (power) => String(Number((10 ** power).toPrecision(2))),
    change: (power) => {
      state.rate = Number((10 ** power).toPrecision(2));
    },
  });
  const threshold = slider({
    ...{ label: t(TEXTS.threshold), minimum: 0.5, maximum: 10, step: 0.5, value: state.threshold, symbol: 'theta' },
    change: (value) => {
      state.threshold = value;
    },
  });
  readSymbols((symbol) => {
    const last = runs[1]?.points.at(-1);
    return symbol === 'g' && last ? `‖g‖ = ${Number(last[2].toPrecision(3))}` : undefined;
  });
  onTheme(draw);
  element.append(
    h('div', { class: 'actions' }, button(t(TEXTS.run), train, true), rate.element, threshold.element),
    norms.element,
    losses.element,
    said.element,
  );
}

export const explosion: Section = {
  id: 'explosion',
  title: { en: 'Explosion, and the threshold that saves it', zh: '爆炸，以及拯救它的阈值' },
  paragraphs: [
    {
      en: 'When the product grows, a single update can throw the weights so far that the next gradient is even larger. After a few of them, numbers overflow: the loss is NaN, *not a number*, and everything learned is lost.',
      zh: '乘积增长时，一次更新就可能把权重抛得很远，下一个梯度更大。几次之后数值溢出：损失变成 NaN（*不是数*），学到的一切都丢失了。',
    },
    {
      en: 'The remedy is simple. If the gradient {g} is longer than a threshold {theta}, shorten it to that length: the direction stays, the leap does not happen.',
      zh: '办法很简单。如果梯度 {g} 比阈值 {theta} 长，就缩短到这个长度：方向不变，跳跃不会发生。',
    },
  ],
  formulas: ['clipping', 'update'],
  task: {
    en: 'Train the same network twice. Then find the largest learning rate at which both survive.',
    zh: '把同一个网络训练两次。然后找出两者都能挺住的最大学习率。',
  },
  notice: {
    en: 'Both runs have the same weights at the start. The curves part where the gradient norm first crosses the threshold.',
    zh: '两次训练的初始权重相同。梯度范数第一次越过阈值的地方，曲线分开。',
  },
  question: { en: 'Does a threshold also help against vanishing?', zh: '阈值对梯度消失也有用吗？' },
  answer: {
    en: 'No. It can shorten a gradient that is too long; it cannot bring back what a product of small factors has lost.',
    zh: '没有。它能缩短过长的梯度，不能找回小因子乘积丢失的东西。',
  },
  mount,
};
