import type { PanelMessage } from '../../../src/protocol/panel-messages';
import type { FormPlan, FormValues, RunForm } from '../../../src/protocol/run-form';
import { h, setText } from '../../dom';
import '../../styles/tabs/form.css';
import { fill } from '../../strings/strings';
import type { MountedTab, TabContext, View } from '../tab';
import { FieldView } from './form-field';

/** The tab "New run": every option with its range, help and what it is by itself; Enter trains. */
export class FormView implements MountedTab {
  readonly element: HTMLFormElement;
  private readonly title = h('h2');
  private readonly sentence = h('p', { class: 'plan', 'data-testid': 'plan', 'aria-live': 'polite' });
  private readonly problem = h('p', { class: 'alarm hidden', role: 'alert' });
  private readonly body = h('div', { class: 'groups' });
  private readonly start: HTMLButtonElement;
  private fields = new Map<string, FieldView>();
  private shown: RunForm | undefined;
  private asked = 0;

  constructor(private readonly context: TabContext) {
    const { t } = context;
    this.start = h('button', { type: 'submit', 'data-action': 'train-form' }, t.form.train);
    const reset = h('button', { type: 'button', class: 'secondary', 'data-action': 'reset-form', click: () => this.reset() }, t.form.reset);
    const actions = h('div', { class: 'actions' }, this.start, reset);
    this.element = h(
      'form',
      { class: 'run-form', novalidate: true, submit: (event) => this.submit(event) },
      h('div', { class: 'intention' }, h('div', {}, this.title, this.sentence), actions),
      this.problem,
      this.body,
    );
  }

  update({ form }: View): void {
    if (!form || form === this.shown) return;
    const fresh = form.id !== this.shown?.id;
    this.shown = form;
    const { t } = this.context;
    setText(this.title, fill(t.form.title, form.name));
    if (fresh) this.build(form);
    this.showPlan(form.plan);
    if (fresh && Object.keys(this.context.state.form.values).length > 0) this.ask();
  }

  receive(message: PanelMessage): void {
    if (message.type === 'plan' && message.id === this.asked) this.showPlan(message.plan);
  }

  private build({ groups }: RunForm): void {
    this.fields = new Map();
    this.body.replaceChildren(
      ...groups.map(({ id, title, fields }) => {
        const views = fields.map((field) => new FieldView(field, this.context.t, () => this.ask()));
        for (const view of views) this.fields.set(view.field.key, view);
        const options = h('div', { class: 'options' }, ...views.map(({ element }) => element));
        // What is changed most often is in sight; the rest is one key away.
        if (id === 'essential') return h('fieldset', {}, h('legend', {}, title), options);
        return h('details', { 'data-group': id }, h('summary', {}, title), options);
      }),
    );
    const { state } = this.context;
    // What was filled in for this text before the page was hidden.
    if (state.form.name !== this.shown!.name) state.form = { name: this.shown!.name, values: {} };
    for (const [key, value] of Object.entries(state.form.values)) this.fields.get(key)?.fill(value);
    this.fields.values().next().value?.input.focus({ preventScroll: true });
  }

  private values(): FormValues {
    return Object.fromEntries([...this.fields].flatMap(([key, view]) => (view.value === undefined ? [] : [[key, view.value]])));
  }

  /** What it would come to is computed where the options are known. */
  private ask(): void {
    const { state, host } = this.context;
    state.form.values = this.values();
    host.remember();
    host.post({ type: 'plan', id: ++this.asked, values: state.form.values });
  }

  private reset(): void {
    for (const view of this.fields.values()) view.clear();
    this.ask();
  }

  private showPlan({ values, unread, sentence, problem }: FormPlan): void {
    const own = problem?.key ? this.fields.get(problem.key) : undefined;
    for (const [key, view] of this.fields) {
      view.update(values[key], this.shown !== undefined && Object.hasOwn(this.shown.settings, key), unread.includes(key));
      view.complain(view === own ? problem!.sentence : undefined);
    }
    setText(this.sentence, sentence);
    setText(this.problem, problem && !own ? problem.sentence : '');
    this.problem.classList.toggle('hidden', !problem || own !== undefined);
    this.start.disabled = problem !== null;
  }

  private submit(event: Event): void {
    event.preventDefault();
    if (!this.start.disabled) this.context.host.post({ type: 'trainForm', values: this.values() });
  }
}
