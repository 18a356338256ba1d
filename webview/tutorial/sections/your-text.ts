import prose from '../../../samples/prose.txt';
import { h } from '../../dom';
import type { Lesson } from '../engine';
import { button, status } from '../parts/controls';
import { LineChart } from '../parts/line-chart';
import type { Section, Stage, Text } from '../section';

const SECONDS = 20;
const MINIMUM = 200;
const MAXIMUM = 500_000;
const SAMPLE: Text = {
  en: prose,
  zh: `潮水来了，潮水去了，一天两次，港口变成另一个地方。退潮时，船靠着龙骨歪着，等着。一小时前鱼游过的地方，现在海鸥在走。老石头露出绿色，孩子们爬下去找螃蟹。
涨潮时，这一切都不见了。船又站直了，好像从来没有歪过；海鸥坐在墙上，石头消失了。只有绳子知道水来过多远：它一直湿到潮水回头的地方。
只来过一次的人看见一个港口，就相信它。留下来的人看见两个，并且学会记住不在眼前的那一个。`,
};
const TEXTS = {
  label: { en: 'Text to learn (paste yours, or drop a file)', zh: '要学的文本（粘贴，或把文件拖进来）' },
  train: { en: 'Train for {0} seconds', zh: '训练 {0} 秒' },
  stop: { en: 'Stop', zh: '停止' },
  step: { en: 'update', zh: '更新次数' },
  loss: { en: 'loss (bits per character)', zh: '损失（比特/字符）' },
  line: { en: 'training', zh: '训练' },
  short: { en: 'Give at least {0} characters.', zh: '请至少输入 {0} 个字符。' },
  long: { en: 'The first {0} characters are used.', zh: '使用前 {0} 个字符。' },
  progress: { en: 'Update {0}: {1} bits per character. A GRU with {2} weights.', zh: '第 {0} 次更新：{1} 比特/字符。有 {2} 个权重的 GRU。' },
  writes: { en: 'What the network writes now', zh: '网络现在写出的文字' },
  open: { en: 'Open in VS Code', zh: '在 VS Code 中打开' },
  document: { en: 'Open this text in the editor', zh: '在编辑器中打开这段文本' },
  failed: { en: 'This text cannot be trained: it needs at least two different characters.', zh: '无法训练这个文本：至少需要两个不同的字符。' },
} as const satisfies Record<string, Text>;

function mount({ element, engine, t, onTheme, openText }: Stage): void {
  const said = status();
  const chart = new LineChart();
  const input = h('textarea', { rows: 8, spellcheck: 'false', 'aria-label': t(TEXTS.label) });
  input.value = t(SAMPLE);
  const written = h('pre', { class: 'written', tabindex: 0, 'aria-label': t(TEXTS.writes) });
  let lesson: Lesson | undefined;
  let points: [number, number][] = [];
  let parameters = 0;
  const draw = () =>
    chart.update([{ name: t(TEXTS.line), points, color: 0 }], { x: t(TEXTS.step), y: t(TEXTS.loss), summary: said.element.textContent ?? '' });
  const end = () => {
    lesson?.stop();
    lesson = undefined;
    train.textContent = t(TEXTS.train, SECONDS);
  };
  const train = button(
    t(TEXTS.train, SECONDS),
    () => {
      if (lesson) {
        end();
        return;
      }
      const text = input.value.slice(0, MAXIMUM);
      if (text.length < MINIMUM) {
        said.show(t(TEXTS.short, MINIMUM));
        return;
      }
      points = [];
      train.textContent = t(TEXTS.stop);
      const hear: Parameters<typeof engine.run>[1] = (reply) => {
        if (reply.type === 'start') parameters = reply.parameters;
        if (reply.type === 'failed') said.show(t(TEXTS.failed));
        if (reply.type === 'look') written.textContent = reply.sample;
        if (reply.type !== 'steps') return;
        for (const [step, loss] of reply.points) points.push([step, loss / Math.LN2]);
        said.show(
          `${t(TEXTS.progress, points.at(-1)![0], points.at(-1)![1].toFixed(2), parameters)}${input.value.length > MAXIMUM ? ` ${t(TEXTS.long, MAXIMUM)}` : ''}`,
        );
        draw();
      };
      lesson = engine.run({ kind: 'train', text, options: { seconds: SECONDS, beta2: 0.99 }, sample: 220, lookEvery: 0 }, hear, end);
    },
    true,
  );
  for (const type of ['dragover', 'drop'])
    input.addEventListener(type, (event) => {
      const file = (event as DragEvent).dataTransfer?.files[0];
      if (type === 'dragover' || file) event.preventDefault();
      if (type === 'drop' && file)
        void file.text().then((text) => {
          input.value = text;
        });
    });
  onTheme(draw);
  draw();
  // In the editor the text itself opens, ready for Train RNN on File; a browser can open the extension's page there.
  const open = openText
    ? button(t(TEXTS.document), () => openText(input.value))
    : h('a', { class: 'button secondary', href: 'vscode:extension/unroll.unroll' }, t(TEXTS.open));
  element.append(
    h('label', { class: 'own-text' }, h('span', {}, t(TEXTS.label)), input),
    h('div', { class: 'actions' }, train, open),
    chart.element,
    h('h3', {}, t(TEXTS.writes)),
    written,
    said.element,
  );
}

export const yourText: Section = {
  id: 'your-text',
  title: { en: 'Your own text', zh: '你自己的文本' },
  paragraphs: [
    {
      en: 'Everything on this page was computed by the engine of the Unroll extension for VS Code. Give it a text of your own: notes, code, a story. It stays in this page.',
      zh: '这一页上的一切都由 VS Code 扩展 Unroll 的引擎计算。给它一段你自己的文本：笔记、代码、故事。它不会离开这个页面。',
    },
    {
      en: 'In the editor the same network becomes ghost text while you type, and panels show for your text what you have seen here: the loss, the hidden states, and how far back the gradient reaches.',
      zh: '在编辑器里，同样的网络会在你打字时给出幽灵文本，面板会针对你的文本展示这里看到的：损失、隐含状态、梯度能追溯多远。',
    },
  ],
  task: { en: 'Train on your text and read what the network writes every quarter of a second.', zh: '用你的文本训练，看网络每四分之一秒写出什么。' },
  notice: {
    en: 'First it finds the spaces, then frequent words, then whole phrases. Grammar comes late, meaning hardly at all.',
    zh: '先学会标点和空格，然后是常用词，再是整句话。语法来得晚，意义几乎学不到。',
  },
  question: { en: 'What does 2 bits per character mean?', zh: '每字符 2 比特是什么意思？' },
  answer: {
    en: 'On average the network is as uncertain as if it had to choose among four equally likely characters: 2 to the power of 2.',
    zh: '平均来说，网络的不确定程度相当于在四个同样可能的字符中选择：2 的 2 次方。',
  },
  mount,
};
