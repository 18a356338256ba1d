import { h } from '../dom';

export interface TabPanel {
  readonly id: string;
  readonly name: string;
  readonly panel: HTMLElement;
}

/** Tabs by the rules of ARIA: one in the tab order, arrows, Home and End move and open. */
export class TabList {
  readonly list = h('div', { role: 'tablist', class: 'tabs' });
  private readonly buttons = new Map<string, HTMLButtonElement>();

  constructor(
    label: string,
    private readonly tabs: readonly TabPanel[],
    private readonly changed: (id: string) => void,
  ) {
    this.list.setAttribute('aria-label', label);
    for (const { id, name, panel } of tabs) {
      const button = h(
        'button',
        { type: 'button', role: 'tab', id: `tab-${id}`, 'data-tab': id, 'aria-controls': `panel-${id}`, click: () => this.open(id) },
        name,
      );
      Object.assign(panel, { id: `panel-${id}`, tabIndex: -1 });
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', `tab-${id}`);
      this.buttons.set(id, button);
      this.list.append(button);
    }
    this.list.addEventListener('keydown', (event) => this.key(event));
  }

  /** Opens a tab; the others' panels are not shown. */
  open(id: string): void {
    for (const tab of this.tabs) {
      const selected = tab.id === id;
      const button = this.buttons.get(tab.id)!;
      button.setAttribute('aria-selected', String(selected));
      button.tabIndex = selected ? 0 : -1;
      tab.panel.classList.toggle('hidden', !selected);
    }
    this.changed(id);
  }

  /** A tab without data is not there. */
  show(id: string, available: boolean): void {
    const button = this.buttons.get(id)!;
    button.classList.toggle('hidden', !available);
  }

  private key(event: KeyboardEvent): void {
    const there = this.tabs.filter(({ id }) => !this.buttons.get(id)!.classList.contains('hidden'));
    const at = there.findIndex(({ id }) => this.buttons.get(id)!.getAttribute('aria-selected') === 'true');
    const targets: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: there.length - 1 };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const { id } = there[(target + there.length) % there.length]!;
    this.open(id);
    this.buttons.get(id)!.focus();
  }
}
