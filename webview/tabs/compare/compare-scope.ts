import type { RunSeries } from '../../../src/view-model/run/run-series';
import { textOf } from '../../../src/view-model/statements/comparison';
import { h } from '../../dom';
import type { ViewState } from '../../panel/view-state';
import { fill, type Strings } from '../../strings/strings';

/** Which runs are compared: all, an experiment's, or those that were chosen elsewhere. */
export class CompareScope {
  readonly element = h('select', { 'data-control': 'scope' });
  private shown = '';

  constructor(
    private readonly t: Strings,
    private readonly memory: ViewState,
    changed: () => void,
  ) {
    this.element.setAttribute('aria-label', t.comparison.scope);
    this.element.title = t.comparison.scope;
    this.element.addEventListener('change', () => {
      memory.scope = this.element.value;
      changed();
    });
  }

  /** The runs to compare, in the order of their experiment. */
  select(runs: readonly RunSeries[]): RunSeries[] {
    const { t, memory } = this;
    const groups = new Map<string, RunSeries[]>();
    for (const run of runs) {
      const { group } = run.info;
      if (group) groups.set(group.id, [...(groups.get(group.id) ?? []), run]);
    }
    const begun = runs.filter(({ last }) => last);
    const chosen = runs.filter(({ info }) => memory.chosen.includes(info.runId));
    const choices = new Map<string, { text: string; runs: RunSeries[] }>();
    const looked = runs.find(({ info }) => info.runId === memory.selected) ?? begun.at(-1);
    const text = looked && textOf(looked);
    const alike = begun.filter((run) => textOf(run) === text);
    if (alike.length > 1 || (groups.size === 0 && alike.length === begun.length))
      choices.set('all', { text: fill(t.comparison.all, looked?.info.name ?? '', alike.length), runs: alike });
    if (begun.length > alike.length) choices.set('every', { text: fill(t.comparison.every, begun.length), runs: begun });
    for (const [id, members] of groups) {
      const { kind, tag } = members[0]!.info.group!;
      const sorted = [...members].sort((a, b) => a.info.group!.index - b.info.group!.index);
      choices.set(id, { text: fill(t.comparison[kind], tag.replace(/^(comparison|sweep)-/, ''), sorted.length), runs: sorted });
    }
    if (chosen.length > 0) choices.set('chosen', { text: fill(t.comparison.chosen, chosen.length), runs: chosen });
    const value = choices.has(memory.scope) ? memory.scope : [...choices.keys()][0]!;
    const shown = JSON.stringify([value, [...choices].map(([id, { text }]) => [id, text])]);
    if (shown !== this.shown) {
      this.shown = shown;
      this.element.replaceChildren(...[...choices].map(([id, { text }]) => new Option(text, id, false, id === value)));
      this.element.classList.toggle('hidden', choices.size < 2);
    }
    return choices.get(value)!.runs;
  }
}
