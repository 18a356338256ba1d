import type { TutorialReply } from '../../../src/protocol/tutorial';
import { h } from '../../dom';
import { button, status } from '../parts/controls';
import { promptRows } from '../parts/predictions';
import { answers, percent, rightShare, SENTENCES, sentenceLesson } from '../parts/sentences';
import { rowsOf } from '../parts/tiny-network';
import { RECURRENT_NETWORK, windowNetwork } from '../presets';
import type { Section, Stage, Text } from '../section';

const STEPS = 400;

type Look = Extract<TutorialReply, { type: 'look' }>;

const TEXTS = {
  train: { en: 'Train both networks', zh: '训练两个网络' },
  again: { en: 'Train again', zh: '重新训练' },
  window: { en: 'Fully connected, sees {0} characters', zh: '全连接网络，看到 {0} 个字' },
  recurrent: { en: 'Recurrent, carries a state', zh: '循环神经网络，带有状态' },
  progress: { en: 'Update {0} of {1}.', zh: '更新 {0} / {1}。' },
  result: {
    en: 'After {0} updates: the fully connected network gives the right next character {1} of the probability on average, the recurrent one {2}.',
    zh: '{0} 次更新后：全连接网络给正确的下一个字平均 {1} 的概率，循环网络 {2}。',
  },
} as const satisfies Record<string, Text>;

function mount({ element, engine, language, t, readSymbols }: Stage): void {
  const { prompts, window } = SENTENCES[language];
  const right = answers(language);
  const said = status();
  const networks = [
    { name: t(TEXTS.window, window), options: windowNetwork(window) },
    { name: t(TEXTS.recurrent), options: RECURRENT_NETWORK },
  ].map(({ name, options }) => {
    const rows = promptRows(prompts);
    const body = h('div', { class: 'network' }, h('h3', {}, name), ...rows.elements);
    return { options, rows, body, share: 0, look: undefined as Look | undefined };
  });
  // Of the recurrent network, after the first sentence.
  readSymbols((symbol) => {
    const look = networks[1]!.look;
    if (!look) return undefined;
    if (symbol === 'U' || symbol === 'W' || symbol === 'V') return rowsOf(look.weights, symbol);
    return symbol === 's' ? look.states[0] : undefined;
  });
  let lessons: { stop(): void }[] = [];
  const start = button(
    t(TEXTS.train),
    () => {
      for (const lesson of lessons) lesson.stop();
      start.textContent = t(TEXTS.again);
      lessons = networks.map((network) => {
        const hear = (reply: TutorialReply) => {
          if (reply.type !== 'look') return;
          network.rows.update(reply.predictions, right);
          network.share = rightShare(language, reply.predictions);
          network.look = reply;
          said.show(
            reply.step < STEPS ? t(TEXTS.progress, reply.step, STEPS) : t(TEXTS.result, STEPS, ...networks.map((each) => percent(each.share))),
          );
        };
        return engine.run(sentenceLesson(language, STEPS, network.options), hear);
      });
    },
    true,
  );
  element.append(h('div', { class: 'actions' }, start), h('div', { class: 'side-by-side' }, ...networks.map(({ body }) => body)), said.element);
}

export const sequences: Section = {
  id: 'sequences',
  title: { en: 'Sequences need a memory', zh: '序列需要记忆' },
  paragraphs: [
    {
      en: 'In a sentence, what comes next depends on what came before, sometimes long before. After *I am hungry, so I will* you expect *eat*; after *I am thirsty, so I will* you expect *drink*.',
      zh: '一句话的下文取决于上文，有时是很远的上文。读到“我肚子饿了，准备去”，你会想到“吃”；读到“我嘴巴渴了，准备去”，就该是“喝”了。',
    },
    {
      en: 'A fully connected network reads a fixed number of characters at once. If the decisive word lies outside this window, two different sentences look the same to it, and no amount of training helps. A recurrent network reads one character at a time and carries a *state* {s} from step to step, so it can remember. (Below: what the first computes, and how the second renews its state. The next sections take these formulas apart.)',
      zh: '全连接网络一次读固定数目的字。如果关键的字在窗口之外，两个不同的句子在它看来完全一样，训练多久也没有用。循环神经网络一次读一个字，并把*状态* {s} 从一步带到下一步，所以能记住。（下面是前者的计算，以及后者怎样更新状态；后面的章节会逐一拆开这些公式。）',
    },
  ],
  formulas: ['windowNet', 'preActivation'],
  task: {
    en: 'Train both networks on the same sentences and compare what they expect next.',
    zh: '用同样的句子训练两个网络，比较它们预期的下一个字。',
  },
  notice: {
    en: 'The fully connected network stays undecided between the two answers. The recurrent one learns to decide.',
    zh: '全连接网络一直在两个答案之间犹豫，循环网络学会了判断。',
  },
  question: { en: 'Would a larger window solve it?', zh: '把窗口加大能解决吗？' },
  answer: {
    en: 'For these sentences, yes: a window that reaches the decisive word is enough. But each further character adds weights, and there is always a text that needs one more. A state costs the same however far back it reaches.',
    zh: '对这些句子可以：窗口够到关键的字就行。但每多一个字就多一批权重，而且总有文本还需要更多。状态的代价与它能追溯多远无关。',
  },
  mount,
};
