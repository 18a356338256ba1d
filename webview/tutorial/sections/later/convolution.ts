import type { Probe } from '../../../../src/protocol/tutorial';
import { visibleCharacter } from '../../../../src/view-model/chart/format';
import { lineColor, themeOf } from '../../../../src/view-model/chart/palette';
import { svg } from '../../../dom';
import { slider } from '../../parts/controls';
import { lineOf, sentenceView } from '../../parts/sentence-view';
import { percent, rightShare, SENTENCES, sentenceLesson } from '../../parts/sentences';
import type { Section, Stage, Text } from '../../section';
import { convolutionOf } from './presets';

const STEPS = 300;
const [ROW, TOP] = [46, 20];
const TEXTS = {
  train: { en: 'Train', zh: '训练' },
  layers: { en: 'Layers', zh: '层数' },
  drawing: { en: 'The last prediction sees the last {0} of {1} characters.', zh: '最后一个预测看得到 {1} 个字中的最后 {0} 个。' },
  result: {
    en: '{0} layers see {1} characters. After {2} updates the right next character has {3} of the probability.',
    zh: '{0} 层看到 {1} 个字。{2} 次更新后，正确的下一个字有 {3} 的概率。',
  },
} as const satisfies Record<string, Text>;

function mount(stage: Stage): void {
  const { language, t, onTheme } = stage;
  const { prompts, deciding } = SENTENCES[language];
  const characters = [...prompts[0]];
  let layers = 2;
  let influence: Probe['influence'];

  const view = sentenceView(
    stage,
    TEXTS.train,
    () => ({ ...sentenceLesson(language, STEPS, convolutionOf(layers)), probe: 'influence' }),
    ({ step, probes, predictions }) => {
      influence = probes[0]!.influence!;
      // What is exactly zero was not seen.
      const seen = influence.filter((norm) => norm !== null).length;
      view.say(t(TEXTS.result, layers, seen, step, percent(rightShare(language, predictions))));
      draw();
    },
  );
  const depth = slider({
    ...{ label: t(TEXTS.layers), minimum: 1, maximum: 4, step: 1, value: layers },
    change: (value) => {
      layers = value;
      influence = undefined;
      view.clear();
      draw();
    },
  });

  function draw(): void {
    const { picture, seen } = tree(characters, layers, influence, deciding);
    view.draw(picture, t(TEXTS.drawing, seen, characters.length));
  }

  onTheme(draw);
  draw();
  view.show(depth.element);
}

/**
 * Layers of taps 1, 2, 4, … steps apart above a text: what the last prediction sees is drawn in colour, and each character as dark as it is listened to.
 * `seen`: characters that the picture leads to.
 */
function tree(characters: readonly string[], layers: number, influence: Probe['influence'], deciding: readonly [number, number]) {
  const theme = themeOf(document.body.classList);
  const [live, quiet] = [lineColor(theme, 0), lineColor(theme, -1)];
  const { width, x, side, underline } = lineOf(characters);
  const count = characters.length;
  const y = (layer: number) => TOP + (layers - layer) * ROW;
  const reached: Set<number>[] = [];
  reached[layers] = new Set([count - 1]);
  for (let layer = layers; layer > 0; layer--)
    reached[layer - 1] = new Set([...reached[layer]!].flatMap((t) => [t, t - 2 ** (layer - 1)]).filter((t) => t >= 0));
  const edges: SVGElement[] = [];
  const nodes: SVGElement[] = [];
  for (let layer = layers; layer >= 0; layer--)
    for (let t = 0; t < count; t++) {
      const isLive = reached[layer]!.has(t);
      for (const past of layer > 0 ? [t, t - 2 ** (layer - 1)] : [])
        if (past >= 0)
          edges.push(
            svg('path', {
              d: `M${x(t)} ${y(layer)}L${x(past)} ${y(layer - 1)}`,
              stroke: isLive ? live : quiet,
              'stroke-width': isLive ? 1.8 : 0.7,
              opacity: isLive ? 1 : 0.3,
            }),
          );
      if (layer > 0)
        nodes.push(svg('circle', { cx: x(t), cy: y(layer), r: isLive ? 4.5 : 2.5, fill: isLive ? live : quiet, opacity: isLive ? 1 : 0.5 }));
    }
  const most = Math.max(...(influence ?? []).map((norm) => norm ?? 0), 1e-12);
  const letters = characters.map((character, t) => {
    const share = influence?.[t] ? Math.sqrt(influence[t] / most) : 0;
    const isSeen = reached[0]!.has(t);
    return svg(
      'g',
      {},
      svg('rect', { x: x(t) - side / 2, y: y(0) - 2, width: side, height: 26, fill: live, opacity: 0.65 * share }),
      svg('text', { x: x(t), y: y(0) + 16, class: 'middle letter', opacity: isSeen ? 1 : 0.45 }, visibleCharacter(character)),
    );
  });
  const decides = svg('path', { d: underline(deciding, y(0) + 29), stroke: lineColor(theme, 1), 'stroke-width': 3 });
  const picture = svg(
    'svg',
    { viewBox: `0 0 ${width} ${y(0) + 34}`, class: 'text-drawing' },
    svg('g', { 'data-symbol': 'W' }, ...edges),
    svg('g', { 'data-symbol': 's' }, ...nodes),
    svg('g', { 'data-symbol': 'x' }, ...letters),
    decides,
  );
  return { picture, seen: reached[0]!.size };
}

export const convolution: Section = {
  id: 'convolution',
  title: { en: 'Convolution: a memory with an end', zh: '卷积：有尽头的记忆' },
  paragraphs: [
    {
      en: 'A convolution carries no state. Each unit looks at two places below it, the present one and one {d} steps back, through the same weights {W} everywhere; a gate {g_t} decides how much of {a_t} passes. With {d} = 1, 2, 4, 8 from layer to layer, the reach doubles with every layer.',
      zh: '卷积不带状态。每个单元只看下面的两处：当前的和 {d} 步之前的，处处用同样的权重 {W}；门 {g_t} 决定 {a_t} 有多少通过。各层的 {d} 依次为 1、2、4、8，每多一层，视野就加倍。',
    },
    {
      en: 'No step waits for another, so all are computed at once, and a gradient passes a few layers instead of many steps. What lies beyond the reach does not exist: its influence is exactly zero.',
      zh: '没有哪一步要等另一步，所以各步可以同时计算；梯度只经过几层，而不是许多步。视野之外的东西不存在：它的影响恰好是零。',
    },
  ],
  formulas: ['convolution', 'gatedUnit'],
  task: {
    en: 'Train with two layers, then with four. The underlined word decides what comes next; the shading shows how much the last prediction listens.',
    zh: '先用两层训练，再用四层。下划线的字决定下文；底色越深，最后的预测越依赖这个字。',
  },
  notice: {
    en: 'As long as the coloured tree does not reach the underlined word, the network shares its answer between both, however long it trains.',
    zh: '彩色的树够不到下划线的字时，训练多久网络也只能在两个答案之间平分。',
  },
  question: { en: 'How many layers would reach back a thousand characters?', zh: '要看到一千个字之前，需要多少层？' },
  answer: {
    en: 'Ten: the reach is 2 to the power of the number of layers, and 2 to the power of 10 is 1024. A state reaches as far with one layer, if its gradient survives.',
    zh: '十层：视野是 2 的层数次方，2 的 10 次方是 1024。状态用一层就能达到这么远，只要梯度撑得住。',
  },
  mount,
};
