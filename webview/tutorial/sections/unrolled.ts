import { visibleCharacter } from '../../../src/view-model/chart/format';
import { themeOf } from '../../../src/view-model/chart/palette';
import { drawUnrolled } from '../../../src/view-model/trace/unrolled-drawing';
import { h, svg } from '../../dom';
import { button, status } from '../parts/controls';
import { TinyView } from '../parts/tiny-view';
import type { Section, Stage, Text } from '../section';

const TEXTS = {
  play: { en: 'Play', zh: '播放' },
  next: { en: 'Next character', zh: '下一个字符' },
  drawing: { en: 'The network unrolled over the text {0}', zh: '网络在文本 {0} 上展开' },
  reads: {
    en: 'Step {0}: the network reads “{1}”, updates its state, and gives “{2}” {3} of the probability. The next character is “{4}”.',
    zh: '第 {0} 步：网络读入“{1}”，更新状态，给“{2}”{3} 的概率。下一个字符是“{4}”。',
  },
} as const satisfies Record<string, Text>;
const INTERVAL = 900;

function mount({ element, t, reducedMotion, onTheme, ...stage }: Stage): void {
  const frame = h('div', { class: 'drawing', role: 'img' });
  const said = status();
  let timer: ReturnType<typeof setInterval> | undefined;
  const view = new TinyView({ element, t, reducedMotion, onTheme, ...stage }, draw);
  view.t = 0;
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
  };
  const advance = (): boolean => {
    const last = (view.walk?.columns.length ?? 1) - 2;
    view.t = view.t >= last ? 0 : view.t + 1;
    draw();
    return view.t === last;
  };
  const next = button(t(TEXTS.next), () => {
    stop();
    advance();
  });
  const play = button(
    t(TEXTS.play),
    () => {
      stop();
      view.t = 0;
      draw();
      timer = setInterval(() => advance() && stop(), INTERVAL);
    },
    true,
  );

  function draw(): void {
    const { walk, t: time } = view;
    if (!walk) return;
    const style = getComputedStyle(document.body);
    const {
      svg: drawn,
      left,
      column,
      width,
      height,
    } = drawUnrolled(walk, time, {
      ...{ width: 640, theme: themeOf(document.body.classList), font: style.fontFamily },
      ...{ background: 'var(--t-background)', foreground: style.color, gradient: false },
    });
    const picture = document.importNode(new DOMParser().parseFromString(drawn, 'image/svg+xml').documentElement, true);
    // What has not been read yet stands back.
    const from = left + (time + 1) * column;
    picture.append(svg('rect', { x: from, y: 0, width: Math.max(0, width - from), height, fill: 'var(--t-background)', opacity: 0.72 }));
    frame.replaceChildren(picture);
    frame.setAttribute('aria-label', t(TEXTS.drawing, walk.text));
    const { character, top, next: target } = walk.columns[time]!;
    const [first] = top;
    if (first && target !== null)
      said.show(
        t(
          TEXTS.reads,
          time + 1,
          visibleCharacter(character),
          visibleCharacter(first.character),
          `${Math.round(100 * first.value)} %`,
          visibleCharacter(target),
        ),
      );
  }

  onTheme(draw);
  element.append(h('div', { class: 'actions' }, ...(reducedMotion ? [next] : [play, next]), view.updates), frame, said.element);
}

export const unrolled: Section = {
  id: 'unrolled',
  title: { en: 'One network, unrolled over time', zh: '一个网络，沿时间展开' },
  paragraphs: [
    {
      en: 'A recurrent network does the same at every step: it reads a character {x_t}, mixes it with the state {s_t−1} that it carries, and answers with {o_t}, a probability for every character that could come next.',
      zh: '循环神经网络每一步做同样的事：读入字符 {x_t}，与携带的状态 {s_t−1} 混合，给出 {o_t}：每个字符作为下一个的概率。',
    },
    {
      en: 'Drawn once per time step, it looks like a deep network with one layer per character, in which all layers share the same three matrices: {U} from input to state, {W} from state to state, {V} from state to output.',
      zh: '每个时间步画一遍，它就像一个每个字符一层的深层网络，所有层共用三个矩阵：{U} 从输入到状态，{W} 从状态到状态，{V} 从状态到输出。',
    },
  ],
  formulas: ['preActivation', 'state', 'output'],
  task: {
    en: 'Press play, or go character by character, and follow “hello” through a network with three hidden units.',
    zh: '点击播放，或一个字符一个字符地走，看“hello”流过一个有三个隐含单元的网络。',
  },
  notice: {
    en: 'The letter l occurs twice, first followed by l, then by o. The input is the same; only the bars of the state differ.',
    zh: '字母 l 出现两次，先后接 l 和 o。输入相同，只有状态的条形不同。',
  },
  question: { en: 'How many matrices would a text of a thousand characters need?', zh: '一千个字符的文本需要多少个矩阵？' },
  answer: {
    en: 'The same three. The network unrolled over a thousand steps has a thousand layers, but they share their weights.',
    zh: '还是这三个。展开一千步就有一千层，但它们共用权重。',
  },
  mount,
};
