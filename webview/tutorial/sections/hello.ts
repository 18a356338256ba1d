import { PRESETS } from '../../../src/protocol/presets/trainings';
import type { TutorialReply } from '../../../src/protocol/tutorial';
import { visibleCharacter } from '../../../src/view-model/chart/format';
import { h } from '../../dom';
import type { Lesson } from '../engine';
import { button, slider, status } from '../parts/controls';
import { LineChart } from '../parts/line-chart';
import { promptRows } from '../parts/predictions';
import { rowsOf } from '../parts/tiny-network';
import type { Section, Stage, Text } from '../section';

const PROMPTS = ['h', 'he', 'hel', 'hell'];
const ANSWERS = ['e', 'l', 'l', 'o'];
const STEPS = 200;
const TEXTS = {
  train: { en: 'Train', zh: '训练' },
  again: { en: 'Train again from new weights', zh: '用新的权重重新训练' },
  units: { en: 'Hidden units', zh: '隐含单元' },
  step: { en: 'update', zh: '更新次数' },
  probability: { en: 'probability of the right character', zh: '正确字符的概率' },
  said: {
    en: 'After {0} updates with seed {1}: {2} of 4 characters right. After “hel” it expects “{3}”, after “hell” “{4}”.',
    zh: '种子 {1}，{0} 次更新后：4 个字符中有 {2} 个正确。“hel”之后预期“{3}”，“hell”之后预期“{4}”。',
  },
  last: { en: ' The last to pass one half was {0}, after update {1}.', zh: '最后过半的是 {0}（第 {1} 次更新）。' },
  behind: { en: ' Below one half still: {0}.', zh: '仍不到一半：{0}。' },
} as const satisfies Record<string, Text>;

function mount({ element, engine, language, t, onTheme, readSymbols }: Stage): void {
  const said = status();
  const chart = new LineChart();
  const rows = promptRows(PROMPTS);
  let [seed, units]: [number, number] = [0, 3];
  let lesson: Lesson | undefined;
  let curves: [number, number][][] = [];
  let latest: Extract<TutorialReply, { type: 'look' }> | undefined;
  // The states after both l stand side by side: they tell the two apart.
  readSymbols((symbol) => {
    if (!latest) return undefined;
    if (symbol === 'U' || symbol === 'W') return rowsOf(latest.weights, symbol);
    const states = latest.walk?.numbers?.moments.slice(2).map(({ layers }) => layers[0]!.state);
    return symbol === 's' && states ? states[0]!.map((value, i) => [value ?? 0, states[1]![i] ?? 0]) : undefined;
  });
  const nameOf = (i: number) => `${PROMPTS[i]}→${ANSWERS[i]}`;
  /** Which answer has come last, or not yet. */
  const slowest = () => {
    const behind = curves.flatMap((points, i) => (points.at(-1)![1] > 0.5 ? [] : [nameOf(i)]));
    if (behind.length > 0) return t(TEXTS.behind, behind.join(language === 'zh' ? '、' : ', '));
    const passed = curves.map((points) => points.find(([, probability]) => probability > 0.5)![0]);
    const last = Math.max(...passed);
    return t(TEXTS.last, nameOf(passed.indexOf(last)), last);
  };
  const draw = () => {
    const lines = curves.map((points, i) => ({ name: nameOf(i), points, color: i }));
    chart.update(lines, { x: t(TEXTS.step), y: t(TEXTS.probability), xDomain: [0, STEPS], yDomain: [0, 1], summary: said.element.textContent ?? '' });
  };
  const train = button(
    t(TEXTS.train),
    () => {
      lesson?.stop();
      seed++;
      train.textContent = t(TEXTS.again);
      curves = PROMPTS.map(() => []);
      const options = { ...PRESETS.hello, hidden: units, steps: STEPS, learningRate: 0.05, seed };
      lesson = engine.run({ kind: 'train', text: 'hello', options, prompts: PROMPTS, walk: 'hello', lookEvery: 2 }, (reply) => {
        if (reply.type !== 'look') return;
        latest = reply;
        rows.update(reply.predictions, ANSWERS);
        reply.predictions.forEach((predictions, i) => {
          curves[i]!.push([reply.step, predictions.find(({ character }) => character === ANSWERS[i])?.probability ?? 0]);
        });
        const first = reply.predictions.map((predictions) => predictions[0]!.character);
        const right = first.filter((character, i) => character === ANSWERS[i]).length;
        said.show(t(TEXTS.said, reply.step, seed, right, visibleCharacter(first[2]!), visibleCharacter(first[3]!)) + slowest());
        draw();
      });
    },
    true,
  );
  const sizes = slider({
    ...{ label: t(TEXTS.units), minimum: 1, maximum: 8, step: 1, value: units },
    change: (value) => {
      units = value;
    },
  });
  onTheme(draw);
  draw();
  element.append(h('div', { class: 'actions' }, train, sizes.element), chart.element, h('div', { class: 'four' }, ...rows.elements), said.element);
}

export const hello: Section = {
  id: 'hello',
  title: { en: 'Four characters: hello', zh: '四个字符：hello' },
  paragraphs: [
    {
      en: 'The smallest text with a riddle. Reading h, the network should expect e; reading e, l. But l is followed by l the first time and by o the second. Only the state {s_t} can tell the two apart.',
      zh: '最小的带谜题的文本。读到 h 应预期 e，读到 e 应预期 l。但 l 第一次后面是 l，第二次后面是 o。只有状态 {s_t} 能区分。',
    },
  ],
  formulas: ['preActivation'],
  task: {
    en: 'Train, and watch which of the four answers comes last. Then try with one hidden unit.',
    zh: '训练，看四个答案哪个最后学会。再用一个隐含单元试试。',
  },
  notice: {
    en: 'With three units all four answers become certain, in an order that the starting weights decide. With one unit some answer stays behind: a single number has too little room for what must be told apart.',
    zh: '有三个单元时四个答案都变得确定，次序由起始权重决定。只有一个单元时总有答案落在后面：一个数容不下要区分的东西。',
  },
  question: { en: 'Could a network without W learn this text?', zh: '没有 W 的网络能学会这个文本吗？' },
  answer: {
    en: 'No. Without W its answer depends on the present character alone, so both l get the same answer: at best one half each.',
    zh: '不能。没有 W，回答只取决于当前字符，两个 l 得到同样的回答：最多各一半。',
  },
  mount,
};
