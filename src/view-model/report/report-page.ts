import { escapeHtml } from '../../protocol/escape-html';
import { htmlPage } from '../../protocol/html-page';
import { fill, type Language } from '../../protocol/language';
import { interval, MIN_SEEDS } from '../../statistics/comparison';
import { rank } from '../../statistics/ranking';
import { isScore } from '../chart/units';
import { seedIndices, sharesData } from '../compare/same-network';
import { writeSvg } from '../svg/chart-svg';
import { reportCharts } from './report-charts';
import { REPORT_WORDS, type ReportWords } from './report-words';
import type { ReportedRun } from './reported-run';

const CHART = { width: 900, height: 420, theme: 'light', background: '#ffffff', foreground: '#1f2328', font: 'system-ui, sans-serif' } as const;
const STYLE = `:root { color-scheme: light; font: 15px/1.5 system-ui, sans-serif; color: #1f2328; background: #fff; }
body { max-width: 1000px; margin: 32px auto; padding: 0 20px; }
table { border-collapse: collapse; margin-bottom: 24px; }
th, td { text-align: left; padding: 4px 12px 4px 0; border-bottom: 1px solid #d0d7de; vertical-align: top; overflow-wrap: anywhere; }
td { font-variant-numeric: tabular-nums; }
img { display: block; width: 100%; height: auto; margin-bottom: 16px; }
tr.differs td { font-weight: 600; }`;

/** Runs as a page of its own that opens without a network: what came of them, what several seeds say, charts, and every option with the seeds. */
export function reportPage(title: string, runs: readonly ReportedRun[], language: Language): string {
  const words = REPORT_WORDS[language];
  const labels = labelsOf(runs, words);
  const charts = reportCharts(runs, labels, words).map((model) => {
    const svg = encodeURIComponent(writeSvg(model, CHART));
    return `<img width="${CHART.width}" height="${CHART.height}" alt="${escapeHtml(model.title)}" src="data:image/svg+xml;charset=utf-8,${svg}">`;
  });
  const body = `<h1>${escapeHtml(title)}</h1>
${runTable(runs, labels, words)}
${seedTable(runs, words, language)}
${charts.join('\n')}
<h2>${words.settings}</h2>
${optionTable(runs, labels, words)}`;
  return htmlPage(language, title, STYLE, body, 'data:');
}

/** Names with the seed where several have the same one. */
function labelsOf(runs: readonly ReportedRun[], words: ReportWords): string[] {
  const named = (name: string) => runs.filter((run) => run.name === name).length;
  return runs.map(({ name, configuration }) => (named(name) > 1 ? `${name}, ${words.seed} ${configuration.seed}` : name));
}

const table = (head: readonly string[], rows: readonly string[]) =>
  `<table><thead><tr>${head.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join('')}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`;
const row = (cells: readonly (string | number)[], attribute = '') =>
  `<tr${attribute}>${cells.map((cell) => `<td>${escapeHtml(String(cell))}</td>`).join('')}</tr>`;
/** What the values of runs count. */
function unitOf(runs: readonly ReportedRun[], words: ReportWords): string {
  const [measure = 'nats', ...others] = new Set(runs.map((run) => run.measure));
  if (others.length > 0) return words.own;
  return measure === 'nats' ? words.nats : isScore(measure) ? words.scores[measure] : words.own;
}

/** Losses in nats unless all runs are judged by the same score. */
function resultTitle(runs: readonly ReportedRun[], words: ReportWords): string {
  const scored = runs.length > 0 && runs.every(({ measure }) => isScore(measure));
  return scored ? unitOf(runs, words) : `${words.loss} (${words.nats})`;
}

const bits = (nats: number) => (nats / Math.LN2).toFixed(3);

function runTable(runs: readonly ReportedRun[], labels: readonly string[], words: ReportWords): string {
  const head = [
    words.run,
    words.seed,
    words.weights,
    resultTitle(runs, words),
    words.bits,
    words.measuredOn,
    words.best,
    words.steps,
    words.seconds,
    words.state,
  ];
  return table(
    head,
    runs.map(({ configuration, parameters, value, measure, measuredOn, bestStep, steps, seconds, state }, i) =>
      row([
        ...[labels[i]!, configuration.seed, parameters ?? '–'],
        value === null ? '–' : measure === 'nats' || isScore(measure) ? value.toFixed(4) : `${value.toFixed(4)} (${words.own})`,
        value === null || measure !== 'nats' ? '–' : bits(value),
        ...[words[measuredOn], bestStep ?? '–', steps, seconds.toFixed(1), words.states[state]],
      ]),
    ),
  );
}

/** Means with intervals, and what t tests support; nothing where no network has several seeds. */
function seedTable(runs: readonly ReportedRun[], words: ReportWords, language: Language): string {
  const compared = runs.filter(({ value, measuredOn, state }) => value !== null && measuredOn !== 'training' && state === 'done');
  const groups = seedIndices(compared.length, compared);
  if (!groups || new Set(compared.map(({ measure }) => measure)).size > 1) return '';
  const networks = groups.map((indices) => {
    const members = indices.map((i) => compared[i]!).sort((a, b) => a.configuration.seed - b.configuration.seed);
    return { name: members[0]!.name, seeds: members.map(({ configuration }) => configuration.seed), values: members.map(({ value }) => value!) };
  });
  const { order, pairs } = rank(networks, sharesData(compared.map(({ configuration }) => configuration)), compared[0]!.direction);
  const rows = order.map((i) => {
    const { name, values } = networks[i]!;
    const { mean, halfWidth } = interval(values);
    return row([
      name,
      mean.toFixed(4),
      halfWidth === undefined ? '–' : `${(mean - halfWidth).toFixed(4)}–${(mean + halfWidth).toFixed(4)}`,
      values.length,
    ]);
  });
  const own = pairs.filter(({ better }) => better === order[0]);
  const claimed = own.filter((pair) => pair.claimed);
  const fewest = (those: typeof own) =>
    Math.min(...those.flatMap(({ better, worse }) => [networks[better]!.values.length, networks[worse]!.values.length]));
  const list = new Intl.ListFormat(language);
  const name = order[0] === undefined ? '' : networks[order[0]]!.name;
  const sentences = own.every(({ p }) => p === undefined)
    ? own.length > 0
      ? [fill(words.few, fewest(own), MIN_SEEDS)]
      : []
    : [
        ...(claimed.length > 0 ? [fill(words.better, name, list.format(claimed.map(({ worse }) => networks[worse]!.name)), fewest(claimed))] : []),
        ...own
          .filter((pair) => !pair.claimed && pair.p !== undefined)
          .map((pair) =>
            fill(pair.needed === undefined ? words.equal : words.alike, name, networks[pair.worse]!.name, fewest([pair]), pair.needed ?? 0),
          ),
      ];
  return `<h2>${words.overSeeds}</h2>
${table([words.network, `${words.mean} (${unitOf(compared, words)})`, words.interval, words.seeds], rows)}
${sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join('\n')}`;
}

/** Every option of every run; those that differ stand out. */
function optionTable(runs: readonly ReportedRun[], labels: readonly string[], words: ReportWords): string {
  const keys = [...new Set(runs.flatMap(({ configuration }) => Object.keys(configuration)))] as (keyof ReportedRun['configuration'])[];
  const rows = keys.map((key) => {
    const values = runs.map(({ configuration }) => String(configuration[key] ?? ''));
    return row([key, ...values], new Set(values).size > 1 ? ' class="differs"' : '');
  });
  return table([words.option, ...labels], rows);
}
