import { type LossUnit, lossIn } from '../../../src/view-model/chart/units';
import { compareRuns, runLabel } from '../../../src/view-model/compare/compare';
import { sweptParameters } from '../../../src/view-model/compare/sweep-charts';
import { formatShare, type GradientLeft, JUDGED_LAG, memoryFindings, winner } from '../../../src/view-model/findings/memory-sentences';
import type { RunSeries } from '../../../src/view-model/run/run-series';
import { h } from '../../dom';
import { fill, type Strings } from '../../strings/strings';

/** Sentences about the runs, from their numbers. */
export class CompareFindings {
  readonly element: HTMLElement;
  private readonly list = h('ul', { 'data-testid': 'findings' });
  private shown = '';

  constructor(private readonly t: Strings) {
    this.element = h('section', { class: 'card wide findings' }, h('h2', {}, t.comparison.findings), this.list);
  }

  update(runs: readonly RunSeries[], unit: LossUnit): void {
    const sentences = findingSentences(runs, unit, this.t);
    const shown = sentences.join('\n');
    if (shown === this.shown) return;
    this.shown = shown;
    this.element.classList.toggle('hidden', sentences.length === 0);
    this.list.replaceChildren(...sentences.map((text) => h('li', {}, text)));
  }
}

/** What the numbers of the runs say: who leads, whether anything without a network is better, and which runs let a gradient through. */
function findingSentences(runs: readonly RunSeries[], unit: LossUnit, t: Strings): string[] {
  const words = t.comparison;
  const { runs: rows, sameText } = compareRuns(runs);
  const swept = sweptParameters(runs);
  const name = (index: number) =>
    swept.length > 0 ? swept.map((key) => `${key} ${rows[index]!.configuration[key]}`).join(', ') : runLabel(rows[index]!, t).replace(/^\d+ /, '');
  const told = (nats: number, digits: number) => lossIn(unit, nats).toFixed(digits);
  const join = (items: readonly string[]) => new Intl.ListFormat(document.documentElement.lang || 'en').format(items);
  const sentences: string[] = [];
  const losses = rows.map(({ loss, measuredOn }) => (measuredOn === 'validation' ? loss : undefined));
  const lead = sameText ? winner(losses) : undefined;
  if (lead) {
    const under = runs.some(({ info }) => ['running', 'queued', 'paused', 'saving'].includes(info.state));
    const best = losses[lead.first]!;
    const percent = (100 * lead.lead).toFixed(lead.lead < 0.1 ? 1 : 0);
    const parts = [fill(under ? words.bestSoFar : words.best, name(lead.first), told(best, 3), percent, name(lead.second), t.units[unit])];
    if (lead.lead < 0.01) parts.push(words.luck);
    const baselines = [
      ...new Map(runs.flatMap((run) => run.baselines.map(({ name: who, bitsPerCharacter }) => [who, bitsPerCharacter * Math.LN2] as const))),
    ];
    const side = (beaten: boolean) => baselines.filter(([, nats]) => best < nats === beaten).map(([who, nats]) => `${who} (${told(nats, 2)})`);
    if (side(true).length > 0) parts.push(fill(words.above, join(side(true))));
    if (side(false).length > 0) parts.push(fill(words.below, join(side(false))));
    sentences.push(parts.join(' '));
  }
  // A sweep keeps the architecture: its starts are alike, and the charts show what training made of them.
  if (swept.length > 0) return sentences;
  const { vanishing, open, grown, shrunk, memoryless, unknown } = memoryFindings(runs);
  const share = (run: GradientLeft) => `${name(run.index)} (${formatShare(run.start)})`;
  if (vanishing.length + open.length > 0) {
    sentences.push(
      vanishing.length > 0 ? fill(words.vanishing, JUDGED_LAG, join(vanishing.map(share))) : fill(words.vanishingNone, JUDGED_LAG),
      // That none lets it through is known when all have been looked at.
      ...(open.length > 0 ? [fill(words.open, join(open.map(share)))] : unknown.length === 0 ? [words.openNone] : []),
    );
    const change = (run: GradientLeft) => fill(words.fromTo, name(run.index), formatShare(run.start), formatShare(run.now!));
    if (grown.length > 0) sentences.push(fill(words.grown, join(grown.map(change))));
    if (shrunk.length > 0) sentences.push(fill(words.shrunk, join(shrunk.map(change))));
    for (const index of memoryless) sentences.push(fill(words.memoryless, name(index), runs[index]!.info.configuration.window));
  }
  return sentences;
}
