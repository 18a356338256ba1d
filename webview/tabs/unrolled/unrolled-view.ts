import { type BpttTrace, MAX_PAIR_CHARACTERS, MAX_WALK_CHARACTERS } from '../../../src/protocol/bptt-trace';
import type { PanelMessage } from '../../../src/protocol/panel-messages';
import type { RunSeries } from '../../../src/view-model/run/run-series';
import { h, setText } from '../../dom';
import { linkSymbols } from '../../formulas/linked-symbols';
import type { ViewState } from '../../panel/view-state';
import { fill, type Strings } from '../../strings/strings';
import type { MountedTab, TabContext, View } from '../tab';
import { StepThrough } from './step-through';
import '../../styles/tabs/unrolled.css';
import { UnrolledGraph } from './unrolled-graph';

/** Least milliseconds between two looks at the weights of a run that trains. */
const INTERVAL = 1000;
/** Columns of a graph that has the numbers beside it. */
const SHORT = 5;
/** Share of the trainer's time that looks may take: one over this. */
const SHARE = 10;

/** The tab "Unrolled": a short text, the unrolled graph, and the walk through every number. */
export class UnrolledView implements MountedTab {
  readonly element: HTMLElement;
  private readonly input = h('input', { type: 'text', 'data-control': 'walk-text', spellcheck: 'false' });
  private readonly status = h('p', { class: 'sentence', 'data-testid': 'walk-status' });
  private readonly graph: UnrolledGraph;
  private readonly steps: StepThrough;
  private readonly label = h('span');
  private readonly beginning = h('button', { type: 'button', class: 'secondary', 'data-action': 'beginning', click: () => this.setText(null) });
  private readonly body: HTMLElement;
  private readonly follow: HTMLButtonElement;
  /** Whether the cursor of the editor says what is read, and since when it stands elsewhere. */
  private following = false;
  private moved = false;
  private marked = '';
  private run: RunSeries | undefined;
  /** The last question: what it was about, and in which state of the run it was asked. */
  private asked = { id: 0, key: '', state: '', open: false, cursor: false };
  private answered = 0;
  private newest: BpttTrace | undefined;
  /** What is stepped through: it stays while somebody is in it. */
  private followed: BpttTrace | undefined;

  private readonly t: Strings;
  private readonly memory: ViewState;

  constructor(private readonly context: TabContext) {
    const { t, host, state: memory } = context;
    this.t = t;
    this.memory = memory;
    const words = t.unrolled;
    this.graph = new UnrolledGraph(t, host, (position) => {
      memory.walk.position = position;
      host.remember();
    });
    const steps = { ...host, moved: () => host.remember(), newest: () => this.takeNewest(), stepThrough: () => host.command('stepThrough') };
    this.steps = new StepThrough(t, steps, memory);
    this.input.addEventListener('change', () => this.setText(Array.from(invisible(this.input.value)).slice(0, this.most).join('') || null));
    const label = h('label', { class: 'walk-text' }, this.label, this.input);
    this.follow = h(
      'button',
      { type: 'button', class: 'secondary', 'data-action': 'cursor', 'aria-pressed': 'false', click: () => this.setFollowing(!this.following) },
      words.cursor,
    );
    this.body = h('div', { class: 'unrolled-body hidden' }, this.graph.element, this.steps.element);
    linkSymbols(this.body);
    this.element = h('div', {}, h('div', { class: 'walk-bar' }, label, this.beginning, this.follow), this.status, this.body);
  }

  /** The tab is open and something may have changed. */
  update({ run }: Pick<View, 'run'>): void {
    if (!run) return;
    this.run = run;
    this.name(run.info.task);
    const { asked, answered, newest } = this;
    const { runId, state } = run.info;
    const key = keyOf(runId, this.memory.walk.text);
    const fresh = key !== asked.key;
    if (state === 'queued') {
      this.body.classList.add('hidden');
      setText(this.status, this.t.queued);
      return;
    }
    if (fresh) {
      this.newest = undefined;
      this.followed = undefined;
      this.body.classList.add('hidden');
      setText(this.status, this.t.unrolled.asking);
    }
    const wait = Math.max(INTERVAL, SHARE * (newest?.milliseconds ?? 0));
    const due = state === 'running' && !asked.open && performance.now() - answered > wait;
    if (fresh || due || (state !== asked.state && !asked.open)) this.ask(run, key);
    if (this.newest) this.show(this.newest);
  }

  /** What is read is a text, or an example of a task, which no cursor points at. */
  private name(task: RunSeries['info']['task']): void {
    const words = this.t.unrolled;
    setText(this.label, fill(task === 'pairs' ? words.pair : words.text, this.most));
    setText(this.beginning, task ? words.example : words.beginning);
    this.follow.classList.toggle('hidden', task !== undefined);
  }

  private get most(): number {
    return this.run?.info.task ? MAX_PAIR_CHARACTERS : MAX_WALK_CHARACTERS;
  }

  /** The answer to a question of this view. */
  receive(message: PanelMessage): void {
    if (message.type === 'cursor' && this.following) {
      this.moved = true;
      this.askAgain();
    }
    if (message.type !== 'walk') return;
    const { id, walk } = message;
    if (id !== this.asked.id) return;
    this.asked.open = false;
    this.answered = performance.now();
    if (!walk) {
      if (!this.newest) setText(this.status, this.t.unrolled.nothing);
      return;
    }
    if (this.asked.cursor) {
      this.memory.walk.text = walk.text;
      this.asked.key = keyOf(this.run?.info.runId, walk.text);
      this.asked.cursor = false;
      this.context.host.remember();
    }
    this.askAgain();
    this.newest = walk;
    if (document.activeElement !== this.input) this.input.value = visible(walk.text);
    // Whoever is in the middle of the numbers goes on with them.
    if (!this.followed || this.memory.walk.step === 0) this.followed = walk;
    this.show(walk);
  }

  private ask({ info: { runId, state } }: RunSeries, key: string, cursor = false): void {
    this.asked = { id: this.asked.id + 1, key, state, open: true, cursor };
    this.context.host.post({ type: 'walk', id: this.asked.id, runId, text: this.memory.walk.text, cursor });
  }

  private askAtCursor(): void {
    if (!this.run || this.run.info.state === 'queued') return;
    Object.assign(this.memory.walk, { position: null, step: 0, row: -1 });
    this.ask(this.run, this.asked.key, true);
  }

  /** The cursor is followed as fast as the answers come. */
  private askAgain(): void {
    if (!this.moved || this.asked.open || !this.element.checkVisibility()) return;
    this.moved = false;
    this.askAtCursor();
  }

  private setFollowing(on: boolean): void {
    this.following = on;
    this.follow.setAttribute('aria-pressed', String(on));
    this.context.host.post({ type: 'follow', on });
    this.marked = '';
    if (on) this.askAtCursor();
  }

  /** What is looked at is framed in the editor: the time step of the walk, or else the position whose loss is followed back. */
  private mark(walk: BpttTrace): void {
    if (!this.following || !this.run) return;
    const last = Array.from(walk.text).length - 1;
    const { position } = this.memory.walk;
    const at = (this.memory.walk.step > 0 ? this.steps.time : null) ?? position ?? last;
    const back = Math.max(0, last - at);
    const marked = `${this.asked.id} ${back}`;
    if (marked === this.marked) return;
    this.marked = marked;
    this.context.host.post({ type: 'mark', runId: this.run.info.runId, back });
  }

  private show(walk: BpttTrace): void {
    const { t, memory } = this;
    const words = t.unrolled;
    this.body.classList.remove('hidden');
    // A short text leaves room for the numbers beside it.
    this.body.classList.toggle('side', walk.numbers !== null && walk.columns.length <= SHORT);
    const shown = walk.units[0]?.length ?? 0;
    const units = shown < walk.architecture.hidden ? ` ${fill(words.units, shown, walk.architecture.hidden)}` : '';
    const task = this.run?.info.task;
    const judged = task === 'classification' ? ` ${words.likeliest}` : '';
    setText(this.status, `${walk.step === null ? words.weightsUnknown : fill(words.weights, walk.step)}${units}${judged}`);
    // Every number is followed where each character is asked for by the one before.
    if (task) this.steps.element.classList.add('hidden');
    else this.steps.update(this.followed ?? walk, walk.step);
    this.graph.update(walk, memory.walk.position, this.steps.time);
    this.mark(walk);
  }

  private takeNewest(): void {
    this.followed = this.newest;
    if (this.newest) this.show(this.newest);
  }

  private setText(text: string | null): void {
    if (this.following) this.setFollowing(false);
    Object.assign(this.memory.walk, { text, position: null, step: 0, row: -1 });
    this.context.host.remember();
    this.update({ run: this.run });
  }
}

function keyOf(runId: string | undefined, text: string | null): string {
  return JSON.stringify([runId, text]);
}

/** A field of one line shows line ends and tabs by their signs. */
function visible(text: string): string {
  return text.replaceAll('\n', '↵').replaceAll('\t', '⇥');
}

function invisible(text: string): string {
  return text.replaceAll('↵', '\n').replaceAll('⇥', '\t');
}
