import { fill, type Language } from '../../src/protocol/language';
import { h } from '../dom';
import { formula } from '../formulas/formula';
import { Engine } from './engine';
import { meaningOf } from './parts/meanings';
import { prose } from './parts/prose';
import { linkSymbols, type ReadSymbol } from './parts/symbols';
import type { Section, Stage, Text } from './section';
import { SECTIONS } from './sections';

const TEXTS = {
  title: { en: 'How recurrent networks remember, and why they forget', zh: '循环神经网络怎样记忆，又为何遗忘' },
  lead: {
    en: '{0} short sections. Every network on this page is trained while you read, in the page itself; every number is computed, and you can change most of them.',
    zh: '{0} 个短小的章节。这一页上的每个网络都在你阅读时、在页面里训练；每个数都是算出来的，大多数你可以改变。',
  },
  task: { en: 'Do', zh: '动手' },
  notice: { en: 'Notice', zh: '留意' },
  question: { en: 'Question', zh: '问题' },
  answer: { en: 'Show the answer', zh: '看答案' },
  sections: { en: 'Sections', zh: '章节' },
  language: { en: '中文', zh: 'English' },
  panel: { en: 'See it on your own text', zh: '在你自己的文本上看' },
  notation: {
    en: 'Other books write h for the hidden state s, and U and W the other way round. Here x goes through U, the state through W, and the output through V.',
    zh: '别的书用 h 表示隐含状态 s，或把 U 和 W 互换。这里 x 经过 U，状态经过 W，输出经过 V。',
  },
} as const satisfies Record<string, Text>;

export interface PageOptions {
  readonly language: Language;
  /** The section to begin with. */
  readonly section?: string;
  /** Undefined where the language is the editor's. */
  readonly changeLanguage?: (language: Language) => void;
  /** Opens the charts that show what a section is about; undefined where there are none. */
  readonly openCharts?: (section: string) => void;
  /** Opens a text as a document of the editor; undefined where there is no editor. */
  readonly openText?: (text: string) => void;
}

/** The tutorial as one page of sections. A section's stage is built when the reader comes near. Returns a function that takes everything away. */
export function showTutorial(root: HTMLElement, { language, section: first, changeLanguage, openCharts, openText }: PageOptions): () => void {
  const engine = new Engine();
  const themeListeners = new Set<() => void>();
  const t: Stage['t'] = (text, ...values) => fill(text[language], ...values);
  const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches;
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = `Unroll: ${t(TEXTS.title)}`;

  const mount = new Map<Element, () => void>();
  const articles = SECTIONS.map((section, i) => {
    const stage = h('div', { class: 'stage', 'data-testid': `stage-${section.id}` });
    let read: ReadSymbol = () => undefined;
    const article = articleOf(section, i, stage);
    const meaning = (symbol: string) => {
      const text = meaningOf(section.id, symbol);
      return text && t(text);
    };
    linkSymbols(article, (symbol, index) => read(symbol, index), meaning);
    const readSymbols: Stage['readSymbols'] = (own) => {
      read = own;
    };
    mount.set(article, () =>
      section.mount({
        element: stage,
        engine,
        language,
        t,
        reducedMotion,
        readSymbols,
        openText,
        onTheme: (listener) => themeListeners.add(listener),
      }),
    );
    return article;
  });
  const near = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        mount.get(target)?.();
      }
    },
    { rootMargin: '400px' },
  );
  const links = SECTIONS.map(({ id, title }, i) =>
    h('a', { href: `#${id}`, title: t(title), 'aria-label': `${i + 1}. ${t(title)}`, click: (event) => jump(event, id) }, String(i + 1)),
  );
  const here = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        SECTIONS.forEach(({ id }, i) => {
          const link = links[i]!;
          if (id !== target.id) {
            link.removeAttribute('aria-current');
            return;
          }
          link.setAttribute('aria-current', 'true');
          // A narrow window has room for a few places only.
          const row = link.parentElement!;
          row.scrollLeft = link.offsetLeft - row.offsetLeft - row.clientWidth / 2;
        });
      }
    },
    { rootMargin: '-30% 0px -60% 0px' },
  );

  function articleOf({ id, title, paragraphs, formulas = [], task, notice, question, answer }: Section, i: number, stage: HTMLElement): HTMLElement {
    const hint = (name: Text, text: Text) => h('p', { class: 'hint' }, h('b', {}, t(name)), ' ', t(text));
    const back = openCharts
      ? [h('button', { type: 'button', class: 'link', 'data-action': 'charts', click: () => openCharts(id) }, t(TEXTS.panel))]
      : [];
    return h(
      'article',
      { id },
      h('h2', { tabindex: -1 }, h('span', { class: 'number', 'aria-hidden': 'true' }, String(i + 1)), t(title)),
      h(
        'div',
        { class: 'text' },
        ...paragraphs.map((paragraph) => prose(t(paragraph))),
        ...formulas.map((name) => h('div', { class: 'display' }, formula(name))),
      ),
      h('div', { class: 'play' }, hint(TEXTS.task, task), stage, hint(TEXTS.notice, notice), ...back),
      h('details', { class: 'question' }, h('summary', {}, h('b', {}, t(TEXTS.question)), ' ', t(question)), h('p', {}, t(answer))),
    );
  }

  function jump(event: Event, id: string): void {
    event.preventDefault();
    show(id);
  }

  function show(id: string): void {
    const article = document.getElementById(id);
    article?.scrollIntoView({ behavior: reducedMotion ? 'auto' : 'smooth', block: 'start' });
    article?.querySelector('h2')?.focus({ preventScroll: true });
  }

  const other: Language = language === 'zh' ? 'en' : 'zh';
  const switcher = changeLanguage
    ? [h('button', { type: 'button', class: 'link', lang: other, click: () => changeLanguage(other) }, t(TEXTS.language))]
    : [];
  root.replaceChildren(
    h('nav', { 'aria-label': t(TEXTS.sections) }, h('b', {}, 'Unroll'), h('div', { class: 'places' }, ...links), ...switcher),
    h('header', {}, h('h1', {}, t(TEXTS.title)), h('p', {}, t(TEXTS.lead, SECTIONS.length)), h('p', { class: 'quiet' }, t(TEXTS.notation))),
    h('main', {}, ...articles),
  );
  for (const article of articles) {
    near.observe(article);
    here.observe(article);
  }
  if (first) requestAnimationFrame(() => show(first));
  const themes = new MutationObserver(() => {
    for (const listener of themeListeners) listener();
  });
  themes.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  return () => {
    near.disconnect();
    here.disconnect();
    themes.disconnect();
  };
}
