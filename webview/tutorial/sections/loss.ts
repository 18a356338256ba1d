import { h } from '../../dom';
import { button, slider, status } from '../parts/controls';
import { column, MatrixView } from '../parts/matrix';
import { changed } from '../parts/tiny-network';
import { TinyView } from '../parts/tiny-view';
import type { Section, Stage, Text } from '../section';

const TEXTS = {
  step: { en: 'Move V one step downhill', zh: 'V 沿下坡走一步' },
  rate: { en: 'Learning rate η', zh: '学习率 η' },
  before: { en: 'Mean loss over “hello”: {0} nats.', zh: '“hello”上的平均损失：{0} 奈特。' },
  after: {
    en: 'Mean loss over “hello”: {0} nats, after one step with η = {1}; before it was {2}.',
    zh: '“hello”上的平均损失：{0} 奈特（以 η = {1} 走一步之后；之前 {2}）。',
  },
} as const satisfies Record<string, Text>;

function mount(stage: Stage): void {
  const { element, t } = stage;
  const letters = ['e', 'h', 'l', 'o'];
  const units = ['1', '2', '3'];
  const said = status();
  let rate = 0.5;
  let before: number | undefined;
  // After a few updates there is still something to learn.
  const view = new TinyView(stage, draw, 1);
  const error = new MatrixView({ name: 'oₜ − yₜ', symbol: 'o', rows: letters, scale: 1 });
  const state = new MatrixView({ name: 'sₜᵀ', symbol: 's', columns: units, scale: 1 });
  const gradient = new MatrixView({ name: '∂Eₜ/∂V', symbol: 'V', rows: letters, columns: units, scale: 1 });
  const loss = () => {
    const losses = view.walk!.columns.flatMap((each) => each.loss ?? []);
    return losses.reduce((sum, each) => sum + each, 0) / losses.length;
  };
  const step = button(
    t(TEXTS.step),
    () => {
      const { weights, walk } = view;
      if (!weights || !walk?.numbers) return;
      before = loss();
      const total = walk.numbers.moments[0]!.sums['head.weight']!;
      const count = walk.numbers.moments.length;
      view.change(changed(weights, 'V', (i, j, old) => old - (rate * (total[i]![j] ?? 0)) / count));
    },
    true,
  );
  const control = slider({
    ...{ label: t(TEXTS.rate), minimum: -2, maximum: 2, step: 0.1, value: Math.log10(rate), symbol: 'eta' },
    format: (power) => String(Number((10 ** power).toPrecision(2))),
    change: (power) => {
      rate = Number((10 ** power).toPrecision(2));
    },
  });

  function draw(): void {
    const moment = view.walk?.numbers?.moments[view.t];
    if (!moment) return;
    error.update(column(moment.dLogits));
    state.update([moment.layers[0]!.state]);
    gradient.update(moment.contributions['head.weight']!);
    const now = loss();
    said.show(before === undefined ? t(TEXTS.before, now.toFixed(4)) : t(TEXTS.after, now.toFixed(4), rate, before.toFixed(4)));
    before = undefined;
  }

  element.append(
    h('div', { class: 'actions' }, step, control.element, view.times, view.updates),
    h(
      'div',
      { class: 'equation' },
      error.element,
      h('span', { class: 'operator' }, '·'),
      state.element,
      h('span', { class: 'operator' }, '='),
      gradient.element,
    ),
    said.element,
  );
}

export const loss: Section = {
  id: 'loss',
  title: { en: 'The loss, and the gradient of V', zh: '损失，以及 V 的梯度' },
  paragraphs: [
    {
      en: 'The loss {E_t} is small when the character {y_t} that really comes next had a high probability: 0 if it was certain, ln 2 nats for one half, ln 10 for one tenth.',
      zh: '如果真正的下一个字符 {y_t} 的概率很高，损失 {E_t} 就小：确定时为 0，一半时为 ln 2 奈特，十分之一时为 ln 10。',
    },
    {
      en: 'Softmax and cross-entropy together have a very simple derivative: the prediction minus the right answer. Times the state, it is the gradient of {V}. Only the present step matters: {V} stands after the recurrence.',
      zh: 'softmax 与交叉熵合起来的导数非常简单：预测减去正确答案。乘以状态，就是 {V} 的梯度。只与当前步有关：{V} 在循环之后。',
    },
  ],
  formulas: ['loss', 'outputGradient', 'gradientV'],
  task: { en: 'Move V one step downhill. Then try a learning rate of 100.', zh: '让 V 沿下坡走一步。再试试学习率 100。' },
  notice: {
    en: 'Small steps lower the loss. A step that is too long goes past the valley and raises it.',
    zh: '小步使损失下降。步子太大会越过谷底，损失反而上升。',
  },
  question: { en: 'Why is one row of the gradient negative?', zh: '梯度为什么有一行与其他行符号相反？' },
  answer: {
    en: 'It is the row of the right character: its probability should rise, all others should fall. The entries of the error vector add up to zero. (Where a state is negative, the signs of that column turn round.)',
    zh: '那是正确字符的一行：它的概率应该上升，其他的都应该下降。误差向量的各项之和为零。（状态为负的那一列符号相反。）',
  },
  mount,
};
