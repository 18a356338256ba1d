import { escapeHtml } from '../protocol/escape-html';
import { htmlPage } from '../protocol/html-page';
import type { Language } from '../protocol/language';
import type { JudgedVerdict } from './zoo';

const WORDS = {
  en: { verdict: 'verdict', source: 'source', measured: 'measured (median)', seeds: 'seeds', holds: 'holds', yes: 'yes', no: 'no', open: 'not run' },
  zh: { verdict: '结论', source: '来源', measured: '测得（中位数）', seeds: '种子数', holds: '成立', yes: '是', no: '否', open: '未运行' },
} as const;

const STYLE = `:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 1100px; margin: 32px auto; padding: 0 20px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 6px 10px; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); vertical-align: top; }
.yes td:last-child::before { content: "✓ "; } .no td:last-child::before { content: "✗ "; }
.open { opacity: .75; }
li { font-family: ui-monospace, monospace; font-size: 12px; overflow-wrap: anywhere; }`;

/** How many verdicts hold of those that were run. */
export function tally(judged: readonly JudgedVerdict[]): { holds: number; run: number } {
  return { holds: judged.filter(({ holds }) => holds === true).length, run: judged.filter(({ holds }) => holds !== undefined).length };
}

/** The verdicts as a Markdown table. */
export function zooMarkdown(judged: readonly JudgedVerdict[], language: Language): string {
  const words = WORDS[language];
  const row = (cells: readonly (string | number)[]) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  const rows = judged.map(({ verdict, holds, measured, seeds }) =>
    row([verdict.id, verdict.sentence[language], verdict.source, measured, seeds, holds === undefined ? words.open : holds ? words.yes : words.no]),
  );
  return [
    row(['#', words.verdict, words.source, words.measured, words.seeds, words.holds]),
    '| ---: | --- | --- | --- | ---: | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** The same as a page of its own that opens without a network: styles inside, no script. */
export function zooPage(judged: readonly JudgedVerdict[], language: Language, details: readonly string[]): string {
  const words = WORDS[language];
  const { holds, run } = tally(judged);
  const cell = (text: string | number, tag: 'td' | 'th' = 'td') => `<${tag}>${escapeHtml(String(text))}</${tag}>`;
  const rows = judged.map(({ verdict, holds: own, measured, seeds }) => {
    const state = own === undefined ? 'open' : own ? 'yes' : 'no';
    return `<tr class="${state}">${[verdict.id, verdict.sentence[language], verdict.source, measured, seeds, words[state]].map((text) => cell(text)).join('')}</tr>`;
  });
  const head = ['#', words.verdict, words.source, words.measured, words.seeds, words.holds].map((text) => cell(text, 'th')).join('');
  const body = `<h1>${holds}/${run}</h1>
<table><thead><tr>${head}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table>
<ul>
${details.map((line) => `<li>${escapeHtml(line)}</li>`).join('\n')}
</ul>`;
  return htmlPage(language, `Unroll: ${holds}/${run}`, STYLE, body);
}
