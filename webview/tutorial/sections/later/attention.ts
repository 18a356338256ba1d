import type { Probe } from '../../../../src/protocol/tutorial';
import { visibleCharacter } from '../../../../src/view-model/chart/format';
import { lineColor, themeOf } from '../../../../src/view-model/chart/palette';
import { svg } from '../../../dom';
import { slider } from '../../parts/controls';
import { lineOf, sentenceView } from '../../parts/sentence-view';
import { percent, rightShare, SENTENCES, sentenceLesson } from '../../parts/sentences';
import type { Section, Stage, Text } from '../../section';
import { attentionOf } from './presets';

const STEPS = 300;
const HEADS = 2;
const HEIGHT = 250;
const TEXTS = {
  train: { en: 'Train', zh: '训练' },
  asks: { en: 'Who asks', zh: '谁在问' },
  head: { en: 'head {0}', zh: '第 {0} 头' },
  untrained: { en: 'Not trained yet.', zh: '还没有训练。' },
  most: { en: 'head {0} takes {1} from “{2}”', zh: '第 {0} 头从“{2}”取 {1}' },
  result: {
    en: 'Update {0}. Asked at “{1}”: {2}. The right next character has {3} of the probability.',
    zh: '第 {0} 次更新。在“{1}”处提问：{2}。正确的下一个字有 {3} 的概率。',
  },
} as const satisfies Record<string, Text>;

function mount(stage: Stage): void {
  const { language, t, onTheme, readSymbols } = stage;
  const { prompts, deciding } = SENTENCES[language];
  const characters = [...prompts[0]];
  let asks = characters.length - 1;
  let [step, share]: [number, number] = [0, 0];
  let shares: NonNullable<Probe['shares']>[number] | undefined;

  const view = sentenceView(
    stage,
    TEXTS.train,
    () => ({ ...sentenceLesson(language, STEPS, attentionOf(HEADS)), probe: 'shares' }),
    (reply) => {
      shares = reply.probes[0]!.shares![0];
      [step, share] = [reply.step, rightShare(language, reply.predictions)];
      draw();
    },
  );
  const place = slider({
    ...{ label: t(TEXTS.asks), minimum: 0, maximum: characters.length - 1, step: 1, value: asks, symbol: 'q' },
    format: (at) => `“${visibleCharacter(characters[at]!)}”`,
    change: (at) => {
      asks = at;
      draw();
    },
  });

  function draw(): void {
    const names = Array.from({ length: HEADS }, (_, i) => t(TEXTS.head, i + 1));
    const picture = arcs(characters, asks, shares, deciding, names);
    for (const [at, letter] of [...picture.querySelectorAll<SVGElement>('.letter')].entries())
      letter.addEventListener('click', () => {
        asks = at;
        place.set(at);
        draw();
      });
    const said = shares && sayShares(shares);
    view.draw(picture, said ?? t(TEXTS.untrained));
    if (said) view.say(said);
  }

  /** Who is listened to by the character that asks. */
  function sayShares(heads: NonNullable<typeof shares>): string {
    const most = heads.map((head, i) => {
      const own = head[asks]!;
      const at = own.indexOf(Math.max(...own));
      return t(TEXTS.most, i + 1, percent(own[at]!), visibleCharacter(characters[at]!));
    });
    return t(TEXTS.result, step, visibleCharacter(characters[asks]!), most.join(language === 'zh' ? '，' : ', '), percent(share));
  }

  readSymbols((symbol) => (symbol === 'a' && shares ? shares.map((head) => head[asks]!) : undefined));
  onTheme(draw);
  draw();
  view.show(place.element);
}

/** The text in the middle; bows from who asks to whom it listens to, the first head's above and the second one's below, as strong as their shares. */
function arcs(
  characters: readonly string[],
  asks: number,
  shares: readonly (readonly (readonly number[])[])[] | undefined,
  deciding: readonly [number, number],
  names: readonly string[],
): SVGSVGElement {
  const theme = themeOf(document.body.classList);
  const { width, x, side, underline } = lineOf(characters);
  const count = characters.length;
  const middle = HEIGHT / 2;
  const bows = (shares ?? []).flatMap((head, i) => {
    const direction = i === 0 ? -1 : 1;
    const edge = middle + direction * 16;
    return head[asks]!.slice(0, asks + 1).map((share, at) => {
      const high = 2 * (24 + (74 * (asks - at)) / count);
      const d =
        at === asks
          ? `M${x(at) - 5} ${edge}c-10 ${direction * 26} 20 ${direction * 26} 10 0`
          : `M${x(asks)} ${edge}Q${(x(asks) + x(at)) / 2} ${edge + direction * high} ${x(at)} ${edge}`;
      return svg('path', {
        d,
        fill: 'none',
        stroke: lineColor(theme, i),
        'stroke-width': Math.max(0.4, 9 * share),
        opacity: 0.25 + 0.7 * share,
        'stroke-linecap': 'round',
      });
    });
  });
  const letters = characters.map((character, t) =>
    svg(
      'g',
      { class: 'letter' },
      svg('rect', { x: x(t) - side / 2, y: middle - 13, width: side, height: 26, rx: 4, class: t === asks ? 'asks' : 'waits' }),
      svg('text', { x: x(t), y: middle + 5, class: 'middle', opacity: t > asks ? 0.4 : 1 }, visibleCharacter(character)),
    ),
  );
  return svg(
    'svg',
    { viewBox: `0 0 ${width} ${HEIGHT}`, class: 'text-drawing' },
    svg('g', { 'data-symbol': 'a' }, ...bows),
    svg('g', { 'data-symbol': 'v' }, ...letters),
    svg('path', { d: underline(deciding, middle + 14), stroke: 'var(--t-foreground)', 'stroke-width': 2 }),
    ...names.map((name, i) => svg('text', { x: 4, y: i === 0 ? 16 : HEIGHT - 8, style: `fill: ${lineColor(theme, i)}` }, name)),
  );
}

export const attention: Section = {
  id: 'attending',
  title: { en: 'Attention: ask the past directly', zh: '注意力：直接向过去提问' },
  paragraphs: [
    {
      en: 'Attention keeps every character it has read. Each one leaves a key {k_j} and a value {v_j}; the present one asks with a query {q_t}. The better query and key match, the larger the share {a_tj} of that value in the answer {s_t}. (Divided by √e, e being the length of a key, the products stay small.)',
      zh: '注意力保留读过的每个字。每个字留下一个键 {k_j} 和一个值 {v_j}；当前的字用查询 {q_t} 提问。查询与键越匹配，这个值在回答 {s_t} 中的份额 {a_tj} 就越大。（e 是键的长度，除以 √e 使乘积保持较小。）',
    },
    {
      en: 'From any character to any other it is one hop: there is no product of fifty Jacobians to vanish. The price is that every character is compared with all before it, so the work grows with the square of the length.',
      zh: '从任何一个字到另一个字只有一跳：没有五十个雅可比矩阵的乘积会消失。代价是每个字都要与之前的所有字比较，计算量随长度的平方增长。',
    },
    {
      en: 'This looks everywhere at once. The Glimpse Playground in VS Code trains a recurrent network that learns by reward to look at one place after the other.',
      zh: '这是同时看所有地方。VS Code 中的“看图实验”训练一个循环神经网络，凭奖励学会一处接一处地看。',
    },
  ],
  formulas: ['attentionShares', 'attentionMix'],
  task: {
    en: 'Train, and watch the bows move while the network learns. Then let other characters ask: move the slider, or click one.',
    zh: '训练，看弧线在学习时怎样移动。再让别的字来问：拖动滑块，或点一个字。',
  },
  notice: {
    en: 'Before training the shares are spread out. Afterwards one head has found the underlined word, which alone decides what comes next.',
    zh: '训练前份额是分散的。训练后，有一个头找到了下划线的字，只有它决定下文。',
  },
  question: { en: 'Why are there no bows to characters on the right of the asking one?', zh: '为什么没有弧线指向提问者右边的字？' },
  answer: {
    en: 'They come later. A network that predicts the next character must not see it: their shares are set to zero before softmax, which is called a causal mask.',
    zh: '它们还没出现。预测下一个字的网络不能看到它：在 softmax 之前就把它们的份额设为零，这叫因果掩码。',
  },
  mount,
};
