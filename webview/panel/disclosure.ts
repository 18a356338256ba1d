import { h, icon } from '../dom';

export function iconButton(name: Parameters<typeof icon>[0], title: string, action: string, click: () => void): HTMLButtonElement {
  return h('button', { type: 'button', class: 'icon', title, 'aria-label': title, 'data-action': action, click }, icon(name));
}

/** A button that opens and closes a part of a figure; Escape closes it as well. */
export function disclosure(name: Parameters<typeof icon>[0], title: string, action: string, part: HTMLElement): HTMLButtonElement {
  const show = (open: boolean) => {
    part.classList.toggle('hidden', !open);
    button.setAttribute('aria-expanded', String(open));
  };
  const button = iconButton(name, title, action, () => show(part.classList.contains('hidden')));
  button.setAttribute('aria-expanded', 'false');
  button.setAttribute('aria-controls', part.id);
  for (const element of [button, part])
    element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      show(false);
      button.focus();
    });
  return button;
}
