import { LAYER_DESCRIPTIONS } from '../../../../src/network/layers/descriptions';
import { visibleCharacter } from '../../../../src/view-model/chart/format';
import { h } from '../../../dom';
import type { Lesson } from '../../engine';
import { button, choice, status } from '../../parts/controls';
import { percent, rightShare, SENTENCES, sentenceLesson } from '../../parts/sentences';
import type { Section, Stage, Text } from '../../section';

const STEPS = 300;
const TEXTS = {
  train: { en: 'Train this kind', zh: '训练这一种' },
  kind: { en: 'Kind of layer', zh: '层的种类' },
  right: { en: 'right', zh: '正确' },
  weights: { en: 'weights', zh: '权重数' },
  listens: { en: 'how much its last prediction listens to each character', zh: '最后的预测对每个字的依赖程度' },
  result: {
    en: '{0} after {1} updates: {2} for the right character. It listens most to “{3}”, and of the underlined word to “{4}”.',
    zh: '{0}，{1} 次更新后：正确的字得到 {2}。它最依赖“{3}”，下划线的字中最依赖“{4}”。',
  },
} as const satisfies Record<string, Text>;

function mount({ element, engine, language, t }: Stage): void {
  const { prompts, deciding } = SENTENCES[language];
  const characters = [...prompts[0]];
  const said = status();
  const rows = new Map<string, { row: HTMLElement; right: HTMLElement; weights: HTMLElement; letters: HTMLElement[] }>();
  const body = h('tbody');
  let kind = LAYER_DESCRIPTIONS[0]!;
  const lessons = new Map<string, Lesson>();

  /** One row for each kind that has been trained, filled while it is. */
  function rowOf(id: string, title: string) {
    const letters = characters.map((character, t) =>
      h('span', { class: t >= deciding[0] && t <= deciding[1] ? 'deciding' : '' }, visibleCharacter(character)),
    );
    const [right, weights] = [h('td'), h('td')];
    const row = h('tr', {}, h('th', { scope: 'row' }, title), right, weights, h('td', { class: 'letters' }, ...letters));
    const old = rows.get(id)?.row;
    if (old) old.replaceWith(row);
    else body.append(row);
    const own = { row, right, weights, letters };
    rows.set(id, own);
    return own;
  }

  const train = button(
    t(TEXTS.train),
    () => {
      const { id, title } = kind;
      lessons.get(id)?.stop();
      const own = rowOf(id, title);
      const options = { cell: id, layers: 1, hidden: 32 };
      const lesson = engine.run({ ...sentenceLesson(language, STEPS, options), probe: 'influence' }, (reply) => {
        if (reply.type === 'start') own.weights.textContent = reply.parameters.toLocaleString(language);
        if (reply.type !== 'look') return;
        const influence = reply.probes[0]!.influence!.map((norm) => norm ?? 0);
        const most = Math.max(...influence);
        influence.forEach((norm, at) => {
          own.letters[at]!.style.setProperty('--share', `${Math.round(100 * Math.sqrt(norm / (most || 1)))}%`);
        });
        const share = percent(rightShare(language, reply.predictions));
        own.right.textContent = share;
        const inWord = influence.slice(deciding[0], deciding[1] + 1);
        const name = (at: number) => visibleCharacter(characters[at]!);
        said.show(t(TEXTS.result, title, reply.step, share, name(influence.indexOf(most)), name(deciding[0] + inWord.indexOf(Math.max(...inWord)))));
      });
      lessons.set(id, lesson);
    },
    true,
  );
  const choices = LAYER_DESCRIPTIONS.map(({ id, title }) => ({ value: id, name: title }));
  const picker = choice(t(TEXTS.kind), choices, kind.id, (id) => {
    kind = LAYER_DESCRIPTIONS.find((each) => each.id === id)!;
  });
  const head = h(
    'tr',
    {},
    h('td'),
    h('th', { scope: 'col' }, t(TEXTS.right)),
    h('th', { scope: 'col' }, t(TEXTS.weights)),
    h('th', { scope: 'col' }, t(TEXTS.listens)),
  );
  picker.classList.add('many');
  element.append(
    h('div', { class: 'actions' }, picker, train),
    h(
      'div',
      { class: 'drawing', tabindex: 0, role: 'group', 'aria-label': t(TEXTS.kind) },
      h('table', { class: 'kinds' }, h('thead', {}, head), body),
    ),
    said.element,
  );
}

export const kinds: Section = {
  id: 'kinds',
  title: { en: 'The whole family, side by side', zh: '整个家族，并排比较' },
  paragraphs: [
    {
      en: 'Recurrent layers carry a state; linear recurrences carry one without a squashing function, so that all steps can be computed at once; windows and convolutions see a fixed stretch; attention asks back. All of them answer the same question: what does the next character depend on?',
      zh: '循环层带着状态；线性递推的状态不经过压缩函数，所以各步可以同时计算；窗口和卷积只看固定的一段；注意力回头去问。它们回答同一个问题：下一个字取决于什么？',
    },
    {
      en: 'Here every kind that Unroll knows gets the same sentences, the same number of units and of updates. The shading is the length of the derivative of its last prediction with respect to each character.',
      zh: '这里 Unroll 的每一种层都得到同样的句子、同样多的单元和更新。底色是最后的预测对每个字的导数的长度。',
    },
  ],
  formulas: ['influence'],
  task: { en: 'Train several kinds, one after another, and compare their rows.', zh: '依次训练几种，比较它们的行。' },
  notice: {
    en: 'Some do not see the underlined word at all, some hardly, some above all. With one layer, who does not see it cannot do better than one half.',
    zh: '有的根本看不到下划线的字，有的几乎看不到，有的最看重它。只有一层时，看不到它的不可能好于一半。',
  },
  question: { en: 'Which of them is the best?', zh: '哪一种最好？' },
  answer: {
    en: 'It depends on the task, which is why the command “unroll zoo” trains all of them on nine tasks and says which claims hold. For a text of a few pages, a GRU is hard to beat.',
    zh: '取决于任务，所以命令“unroll zoo”让它们都在九个任务上训练，并说出哪些说法成立。对几页长的文本，GRU 很难被超过。',
  },
  mount,
};
