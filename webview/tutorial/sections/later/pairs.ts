import type { WrittenPair } from '../../../../src/protocol/task-report';
import { visibleCharacter } from '../../../../src/view-model/chart/format';
import { h } from '../../../dom';
import type { Lesson } from '../../engine';
import { button, choice, slider, status } from '../../parts/controls';
import { LineChart } from '../../parts/line-chart';
import { percent } from '../../parts/sentences';
import type { Section, Stage, Text } from '../../section';

const STEPS = 300;
/** Pairs that one can look at. */
const SHOWN = 8;
const TEXTS = {
  train: { en: 'Train', zh: '训练' },
  form: { en: 'Form of the network', zh: '网络的形式' },
  additive: { en: 'with attention', zh: '有注意力' },
  none: { en: 'without', zh: '没有注意力' },
  pair: { en: 'Date', zh: '日期' },
  updates: { en: 'updates', zh: '更新' },
  exact: { en: 'written exactly', zh: '完全写对' },
  progress: {
    en: 'Update {0}: {1} of the dates are written exactly. “{2}” becomes “{3}”.',
    zh: '第 {0} 次更新：{1} 的日期完全写对。“{2}”写成“{3}”。',
  },
} as const satisfies Record<string, Text>;
type Form = 'additive' | 'none';

function mount({ element, engine, t, onTheme, readSymbols }: Stage): void {
  const said = status();
  const chart = new LineChart();
  const grid = h('div', { class: 'drawing' });
  const curves: Record<Form, (readonly [number, number])[]> = { additive: [], none: [] };
  let form: Form = 'additive';
  let lesson: Lesson | undefined;
  let samples: readonly WrittenPair[] = [];
  let chosen = 0;

  const run = () => {
    lesson?.stop();
    const points: (readonly [number, number])[] = [];
    curves[form] = points;
    samples = [];
    draw();
    lesson = engine.run({ kind: 'pairs', attention: form, steps: STEPS, seed: 1 }, (reply) => {
      if (reply.type !== 'pairs') return;
      samples = reply.samples.slice(0, SHOWN);
      points.push([reply.step, reply.exactMatch]);
      draw();
    });
  };
  const pair = slider({
    ...{ label: t(TEXTS.pair), minimum: 1, maximum: SHOWN, step: 1, value: 1 },
    change: (number) => {
      chosen = number - 1;
      draw();
    },
  });
  const forms = (['additive', 'none'] as const).map((value) => ({ value, name: t(TEXTS[value]) }));

  function draw(): void {
    const sample = samples[Math.min(chosen, samples.length - 1)];
    const [step, share] = curves[form].at(-1) ?? [0, 0];
    const text = sample ? t(TEXTS.progress, step, percent(share), sample.source, sample.written) : '';
    const line = (each: Form, color: number) => ({ name: t(TEXTS[each]), points: curves[each], color, symbol: each === 'additive' ? 'a' : 's' });
    chart.update([line('additive', 0), line('none', 1)], {
      ...{ x: t(TEXTS.updates), y: t(TEXTS.exact), xDomain: [0, STEPS], yDomain: [0, 1], summary: text },
    });
    grid.replaceChildren(...(sample ? [shares(sample)] : []));
    said.show(text);
  }

  readSymbols((symbol) => {
    const rows = samples[Math.min(chosen, samples.length - 1)]?.attention;
    return symbol === 'a' && rows ? rows.map((row) => [...row]) : undefined;
  });
  onTheme(draw);
  draw();
  const bar = h(
    'div',
    { class: 'actions' },
    button(t(TEXTS.train), run, true),
    choice(t(TEXTS.form), forms, form, (value) => {
      form = value;
      run();
    }),
    pair.element,
  );
  element.append(bar, chart.element, grid, said.element);
}

/** A row for each character that was written, a column for each of the source, as dark as its share. */
function shares({ source, written, attention }: WrittenPair): HTMLElement {
  const letters = (text: string) => [...text].map(visibleCharacter);
  const head = h('tr', {}, h('td'), ...letters(source).map((letter) => h('th', { scope: 'col' }, letter)));
  const rows = letters(written).map((letter, i) => {
    const cells = [...source].map((_, j) => {
      const cell = h('td');
      cell.style.setProperty('--share', `${100 * (attention?.[i]?.[j] ?? 0)}%`);
      return cell;
    });
    return h('tr', {}, h('th', { scope: 'row' }, letter), ...cells);
  });
  return h('table', { class: 'beliefs', 'data-symbol': 'a' }, h('thead', {}, head), h('tbody', {}, ...rows));
}

export const pairs: Section = {
  id: 'pairs',
  title: { en: 'Pairs: read one text, write another', zh: '配对：读一段，写另一段' },
  paragraphs: [
    {
      en: 'An encoder reads “26 Nov 2026” and keeps its state {h_j} after each character. A decoder starts from the last one and writes “2026-11-26”, one character after the other: the form in which recurrent networks learned to translate.',
      zh: '编码器读“26 Nov 2026”，并保留每个字符之后的状态 {h_j}。解码器从最后一个状态开始，逐字写出“2026-11-26”：循环神经网络就是用这种形式学会翻译的。',
    },
    {
      en: 'Without attention everything has to pass through that last state. With it the decoder looks back before each character: the share {a_tj} says how much of {h_j} it takes, and the gradient of a wrong digit flows straight to where it stands in the source.',
      zh: '没有注意力时，一切都要通过最后那个状态。有注意力时，解码器在写每个字符之前回头看：份额 {a_tj} 表示取多少 {h_j}，写错一个数字时，梯度直接流到它在原文中的位置。',
    },
  ],
  formulas: ['additiveShares', 'pairOutput'],
  task: {
    en: 'Train with attention, then without, and compare the curves.',
    zh: '先用注意力训练，再不用，比较两条曲线。',
  },
  notice: {
    en: 'The strongest cells do not form a diagonal: the decoder writes the year first and finds it at the end of the source. Nobody told it where.',
    zh: '最强的格子不在一条对角线上：解码器先写年份，并在原文末尾找到它。没有人告诉它在哪里。',
  },
  question: {
    en: 'Why does the network without attention write well-formed dates that are wrong?',
    zh: '没有注意力的网络为什么写出形式正确却错误的日期？',
  },
  answer: {
    en: 'What dates look like is the same for all of them and is learned in a few updates. Which day it is has to survive in one state of 64 numbers, through all the steps in between.',
    zh: '日期的样子都一样，几次更新就学会了。是哪一天，却要在一个 64 个数的状态里，经过中间所有步骤保存下来。',
  },
  mount,
};
