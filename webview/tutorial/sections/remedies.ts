import type { PlaygroundCell } from '../../../src/protocol/playground';
import type { AddingReading, TutorialReply } from '../../../src/protocol/tutorial';
import { h } from '../../dom';
import type { Lesson } from '../engine';
import { button, slider, status } from '../parts/controls';
import { LineChart } from '../parts/line-chart';
import { REMEDY_NETWORKS } from '../presets';
import type { Section, Stage, Text } from '../section';

const STEPS = 1500;
const TEXTS = {
  run: { en: 'Let them learn', zh: '开始学习' },
  stop: { en: 'Stop', zh: '停止' },
  length: { en: 'Length of the sequence', zh: '序列长度' },
  step: { en: 'update', zh: '更新次数' },
  loss: { en: 'squared error', zh: '平方误差' },
  chance: { en: 'always 1', zh: '总答 1' },
  lag: { en: 'steps back', zh: '往回的步数' },
  left: { en: 'gradient left', zh: '剩余梯度' },
  before: { en: 'Before training', zh: '训练前' },
  solved: { en: 'Solved: {0}. Not solved yet: {1}.', zh: '已解决：{0}。尚未解决：{1}。' },
  none: { en: 'none', zh: '无' },
  read: { en: '{0}, at the end of a sequence, after {1} updates', zh: '{0}，读完一个序列时，{1} 次更新之后' },
  solvedAt: { en: '{0} after {1} updates', zh: '{0}（{1} 次更新）' },
} as const satisfies Record<string, Text>;

/** Which network of the section a symbol belongs to: the lines of that network light up with it. */
const SYMBOLS: Partial<Record<PlaygroundCell, string>> = { irnn: 'W phi a', lstm1: 'c f i g', gru: 'z n s' };

function mount({ element, engine, t, onTheme, language, readSymbols }: Stage): void {
  const said = status();
  const [losses, flows] = [new LineChart(), new LineChart()];
  const points = new Map<PlaygroundCell, [number, number][]>();
  const starts = new Map<PlaygroundCell, [number, number][]>();
  const solved = new Map<PlaygroundCell, number>();
  const readings = new Map<PlaygroundCell, { step: number; reading: AddingReading }>();
  // Always answering 1 is off by the variance of the sum of two numbers between 0 and 1.
  let [length, chance]: [number, number] = [30, 2 / 12];
  let lesson: Lesson | undefined;
  let isTraining = false;

  function draw(): void {
    const comma = language === 'zh' ? '、' : ', ';
    const done = REMEDY_NETWORKS.filter(({ cell }) => solved.has(cell)).map(({ cell, name }) => t(TEXTS.solvedAt, name, solved.get(cell)!));
    const open = REMEDY_NETWORKS.filter(({ cell }) => points.has(cell) && !solved.has(cell)).map(({ name }) => name);
    const text = points.size === 0 ? '' : t(TEXTS.solved, done.join(comma) || t(TEXTS.none), open.join(comma) || t(TEXTS.none));
    const lines = (of: Map<PlaygroundCell, [number, number][]>) =>
      REMEDY_NETWORKS.map(({ cell, name, color }) => ({ name, color, points: of.get(cell) ?? [], symbol: SYMBOLS[cell] ?? '' }));
    losses.update(lines(points), {
      x: t(TEXTS.step),
      y: t(TEXTS.loss),
      yDomain: [0, 0.35],
      rule: { value: chance, name: t(TEXTS.chance) },
      summary: text,
    });
    flows.update(lines(starts), { x: t(TEXTS.lag), y: `${t(TEXTS.before)}: ${t(TEXTS.left)}`, log: true, summary: t(TEXTS.before) });
    said.show(text);
  }

  const request = () => ({ task: 'adding', length, cells: REMEDY_NETWORKS.map(({ cell }) => cell), steps: STEPS, seed: 1 }) as const;
  function hear(reply: TutorialReply): void {
    if (reply.type === 'reading') readings.set(reply.cell, reply);
    if (reply.type !== 'adding') return;
    const { event } = reply;
    if (event.type === 'begin') chance = event.chance;
    if (event.type === 'point' && isTraining) points.set(event.cell, [...(points.get(event.cell) ?? []), [event.step, event.loss]]);
    if (event.type === 'flow' && event.step === 0)
      starts.set(
        event.cell,
        event.lags.flatMap((lag, i) => (event.norms[i] === null ? [] : [[lag, 10 ** event.norms[i]!] as [number, number]])),
      );
    if (event.type === 'solved') solved.set(event.cell, event.step);
    draw();
  }

  const start = button(
    t(TEXTS.run),
    () => {
      if (isTraining) {
        end();
        return;
      }
      for (const map of [points, starts, solved]) map.clear();
      isTraining = true;
      start.textContent = t(TEXTS.stop);
      lesson?.stop();
      lesson = engine.run({ kind: 'adding', request: request() }, hear, end);
    },
    true,
  );
  const end = () => {
    lesson?.stop();
    lesson = undefined;
    isTraining = false;
    start.textContent = t(TEXTS.run);
  };
  const lengths = slider({
    ...{ label: t(TEXTS.length), minimum: 10, maximum: 100, step: 10, value: length },
    change: (value) => {
      length = value;
    },
  });
  readSymbols((symbol, index) => {
    const network = REMEDY_NETWORKS.find(({ cell }) => SYMBOLS[cell]?.split(' ').includes(symbol));
    const found = network && readings.get(network.cell);
    if (!found) return undefined;
    const { step, reading } = found;
    const of = t(TEXTS.read, network.name, step);
    if (symbol === 'phi') return { of: network.name, value: 'max(0, a)' };
    if (symbol === 'W') {
      const { units, diagonal, others } = reading.recurrent;
      const [least, most] = diagonal.map((value) => value.toFixed(2));
      return { of, value: `${units} × ${units}: Wᵢᵢ = ${least} … ${most}, |Wᵢⱼ| ≤ ${others.toFixed(2)}` };
    }
    const numbers = (/1/.test(index) ? reading.before : reading.now)[symbol];
    return numbers && { of, value: numbers.map((value) => value ?? 0) };
  });
  onTheme(draw);
  element.append(h('div', { class: 'actions' }, start, lengths.element), losses.element, flows.element, said.element);
  draw();
  // What the gates and cells are before anything is learned.
  lesson = engine.run({ kind: 'adding', request: request(), untrained: true }, hear, () => undefined);
}

export const remedies: Section = {
  id: 'remedies',
  title: { en: 'Who still hears the first character?', zh: '谁还听得见第一个字符？' },
  paragraphs: [
    {
      en: 'Against vanishing the network itself has to change. ReLU with {W} started as the identity passes a gradient on unchanged, as long as its units are active. The LSTM carries a cell {c_t} that is only scaled by a forget gate {f_t} near 1; the GRU mixes old and new state with a gate {z_t}.',
      zh: '要对付梯度消失，必须改变网络本身。ReLU 加上从单位阵开始的 {W}，只要单元处于激活状态，就原样传递梯度。LSTM 带有细胞状态 {c_t}，只乘以接近 1 的遗忘门 {f_t}；GRU 用门 {z_t} 混合旧状态与新状态。',
    },
    {
      en: 'The *adding problem* puts this to the test: read a list of random numbers of which two are marked, and give their sum at the end. Who cannot remember the first mark can do no better than always answer 1.',
      zh: '*加法问题*检验这一点：读入一列随机数，其中两个有标记，最后给出它们的和。记不住第一个标记，就只能总是回答 1。',
    },
  ],
  formulas: ['identityStart', 'lstmCell', 'gruState'],
  task: { en: 'Let four networks learn a sequence of 30 numbers, then try 60.', zh: '让四个网络学习长度 30 的序列，再试试 60。' },
  notice: {
    en: 'A fresh GRU lets through no more gradient than tanh. What helps is that training can open its gates.',
    zh: '刚初始化的 GRU 并不比 tanh 传递更多的梯度。有用的是：训练能打开它的门。',
  },
  question: { en: 'Does replacing tanh by ReLU alone cure vanishing?', zh: '只把 tanh 换成 ReLU 能治好梯度消失吗？' },
  answer: {
    en: 'No. With the usual small random W its factors are as small as those of tanh. It is the identity start that keeps them at 1.',
    zh: '不能。W 用通常的小随机数时，因子与 tanh 的一样小。让它们保持为 1 的是单位阵起点。',
  },
  mount,
};
