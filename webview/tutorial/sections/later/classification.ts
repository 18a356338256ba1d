import type { DigitNetwork, TutorialReply } from '../../../../src/protocol/tutorial';
import { h } from '../../../dom';
import type { Lesson } from '../../engine';
import { button, status } from '../../parts/controls';
import { LineChart } from '../../parts/line-chart';
import { Pixels } from '../../parts/pixels';
import { percent } from '../../parts/sentences';
import { rowsOfMatrix } from '../../parts/tiny-network';
import type { Section, Stage, Text } from '../../section';
import { READER } from './presets';

const STEPS = 240;
const DIGITS = 10;
const TEXTS = {
  train: { en: 'Train', zh: '训练' },
  again: { en: 'Train again from new weights', zh: '用新的权重重新训练' },
  next: { en: 'Next picture', zh: '下一张图' },
  pixel: { en: 'row {0}, column {1}', zh: '第 {0} 行，第 {1} 列' },
  beliefs: { en: 'Probability of each digit after each row', zh: '读完每一行后各数字的概率' },
  step: { en: 'update', zh: '更新次数' },
  accuracy: { en: 'recognised', zh: '识别率' },
  all: { en: 'all rows', zh: '全部行' },
  half: { en: '{0} rows', zh: '{0} 行' },
  result: {
    en: 'After {0} updates {1} of 200 new pictures are recognised. In this one the network sees a {2}, with {3}; after {4} rows it would have said {5}.',
    zh: '{0} 次更新后，200 张新图片中识别出 {1}。这一张网络认为是 {2}（{3}）；只读 {4} 行时它会说 {5}。',
  },
} as const satisfies Record<string, Text>;

type Pictures = Extract<TutorialReply, { type: 'pictures' }>;
type Look = Extract<TutorialReply, { type: 'digits' }>;

function mount({ element, engine, t, onTheme, readSymbols }: Stage): void {
  const said = status();
  const chart = new LineChart();
  const picture = h('div', { class: 'reading' });
  let pixels: Pixels | undefined;
  let [seed, shown]: [number, number] = [0, 3];
  let lesson: Lesson | undefined;
  let pictures: Pictures | undefined;
  let looks: Look[] = [];
  let network: DigitNetwork | undefined;
  let [ink, asked]: [readonly number[], number] = [[], 0];
  /** After the last row. */
  let [state, belief]: [readonly number[], readonly number[]] = [[], []];

  const show = () => {
    if (!pictures) return;
    ink = pictures.pictures[shown % pictures.pictures.length]!.ink;
    pixels?.show(ink);
    read();
  };
  const start = () => {
    lesson?.stop();
    seed++;
    looks = [];
    train.textContent = t(seed === 1 ? TEXTS.train : TEXTS.again);
    lesson = engine.run({ kind: 'digits', cell: READER, steps: STEPS, seed }, (reply) => {
      if (reply.type === 'pictures') {
        pictures ??= reply;
        if (!pixels) build(reply.side);
      }
      if (reply.type !== 'digits') return;
      looks.push(reply);
      network = reply.network;
      draw();
      if (ink.length === 0) show();
      else read();
    });
  };
  const train = button(t(TEXTS.train), start, true);
  const next = button(t(TEXTS.next), () => {
    shown++;
    show();
  });

  function build(side: number): void {
    pixels = new Pixels(
      side,
      (row, column) => t(TEXTS.pixel, row, column),
      (changed) => {
        ink = changed;
        read();
      },
    );
    picture.replaceChildren(pixels.element, beliefs);
  }

  const beliefs = h('table', { class: 'beliefs', 'aria-label': t(TEXTS.beliefs), 'data-symbol': 'o' });

  /** The latest question counts: answers to earlier ones come too late. */
  function read(): void {
    if (!network) return;
    const own = ++asked;
    engine.run({ kind: 'read digit', network, picture: ink }, (reply) => {
      if (reply.type !== 'digit read' || own !== asked) return;
      [state, belief] = [reply.states.at(-1)!, reply.beliefs.at(-1)!];
      answer(reply.beliefs);
    });
  }

  function answer(rows: readonly (readonly number[])[]): void {
    beliefs.replaceChildren(
      h('thead', {}, h('tr', {}, ...Array.from({ length: DIGITS }, (_, digit) => h('th', { scope: 'col' }, String(digit))))),
      h('tbody', {}, ...rows.map((row) => h('tr', {}, ...row.map(cellOf)))),
    );
    const likeliest = (row: readonly number[]) => row.indexOf(Math.max(...row));
    const [last, half] = [rows.at(-1)!, Math.floor(rows.length / 2)];
    const latest = looks.at(-1)!;
    said.show(t(TEXTS.result, latest.step, percent(latest.accuracy), likeliest(last), percent(Math.max(...last)), half, likeliest(rows[half - 1]!)));
    draw();
  }

  function draw(): void {
    const rows = looks[0]?.byRow.length ?? 0;
    const curve = (row: number) => looks.map(({ step, byRow }) => [step, byRow[row] ?? 0] as const);
    const parts =
      rows === 0
        ? []
        : [0, 1, 3].map((missing, i) => ({
            name: missing === 0 ? t(TEXTS.all) : t(TEXTS.half, rows - missing),
            points: curve(rows - 1 - missing),
            color: i,
          }));
    chart.update(parts, { x: t(TEXTS.step), y: t(TEXTS.accuracy), xDomain: [0, STEPS], yDomain: [0, 1], summary: said.element.textContent ?? '' });
  }

  readSymbols((symbol) => {
    const matrix = { U: 'rnn.weight_ih_l0', W: 'rnn.weight_hh_l0', V: 'head.weight' }[symbol];
    if (matrix && network) return rowsOfMatrix(network.weights[matrix]!);
    return { x: ink.slice(-DIGITS), s: state, o: belief }[symbol];
  });
  onTheme(draw);
  draw();
  element.append(h('div', { class: 'actions' }, train, next), picture, said.element, chart.element);
}

/** A probability as a shade; the number for who asks. */
function cellOf(probability: number): HTMLElement {
  const cell = h('td', { title: percent(probability), 'aria-label': percent(probability) });
  cell.style.setProperty('--share', `${Math.round(100 * probability)}%`);
  return cell;
}

export const classification: Section = {
  id: 'classification',
  title: { en: 'Classification: read to the end, then answer', zh: '分类：读到最后，再回答' },
  paragraphs: [
    {
      en: 'Not every question is about the next character. Here the network reads a picture row by row, ten numbers {x_t} at a time, with the same {U} and {W}; what it has seen so far stands in its state. After the last row, and only then, {V} turns the state {s_T} into a probability for each of ten digits.',
      zh: '不是每个问题都问下一个字符。这里网络一行一行地读图片，每次十个数 {x_t}，用同样的 {U} 和 {W}；看过的东西留在状态里。读完最后一行，{V} 才把状态 {s_T} 变成十个数字各自的概率。',
    },
    {
      en: 'Names by language, movements by sensor, reviews by mood: it is always the same network with another last layer.',
      zh: '按语言分姓名、按传感器分动作、按情绪分评论：都是同一个网络，只是最后一层不同。',
    },
  ],
  formulas: ['preActivation', 'classOutput'],
  task: {
    en: 'Train. Then paint: click pixels (or use arrow keys and space) until the network reads another digit.',
    zh: '先训练，再涂画：点击像素（或用方向键和空格），直到网络读出另一个数字。',
  },
  notice: {
    en: 'The second grid says, row by row, what the network would answer if the picture ended there. It was never asked so early: often its answer settles in the last rows only.',
    zh: '第二个格子逐行显示：如果图片到此为止，网络会说什么。训练时从没这么早问过它，所以答案往往到最后几行才定下来。',
  },
  question: { en: 'Why does a wrong pixel in the first row do less harm than one in the last?', zh: '为什么第一行的错误像素比最后一行的危害小？' },
  answer: {
    en: 'It has to pass nine more steps, and each changes the state. What came long ago has weakened on the way, for better and for worse: that is vanishing once more.',
    zh: '它还要经过九步，每一步都改变状态。很久以前的东西一路减弱，有利也有弊：这又是梯度消失。',
  },
  mount,
};
