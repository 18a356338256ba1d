// The model inspector's page. For tests: [data-testid="facts"], rows tr[data-tensor="name"] with a button each, charts svg.histogram and canvas.
import type { InspectorMessage, InspectorRequest } from '../../src/protocol/inspector-messages';
import { InspectorPage, type PageState } from './inspector-page';
import { inspectorStrings } from './inspector-strings';
import '../styles/inspector.css';

declare function acquireVsCodeApi(): {
  postMessage(message: InspectorRequest): void;
  getState(): unknown;
  setState(state: PageState): void;
};

const editor = acquireVsCodeApi();
const root = document.getElementById('root')!;
let page: InspectorPage | undefined;

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (!isMessage(data)) return;
  if (data.type === 'file') {
    const state = editor.getState();
    const height = document.documentElement.scrollTop;
    page = new InspectorPage(
      data.file,
      inspectorStrings(data.locale),
      (tensor) => editor.postMessage({ type: 'details', tensor }),
      (changed) => editor.setState(changed),
    );
    root.replaceChildren(page.element);
    if (isState(state)) page.restore(state);
    document.documentElement.scrollTop = height;
  } else if (data.type === 'problem') {
    page = undefined;
    const text = document.createElement('p');
    text.className = 'problem';
    text.setAttribute('role', 'alert');
    text.textContent = data.text;
    root.replaceChildren(text);
  } else page?.update(data);
});
new MutationObserver(() => page?.refreshColors()).observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
editor.postMessage({ type: 'ready' });

function isState(state: unknown): state is PageState {
  if (typeof state !== 'object' || state === null) return false;
  const { open, filter, configuration } = state as Record<string, unknown>;
  return Array.isArray(open) && typeof filter === 'string' && typeof configuration === 'boolean';
}

/** Messages of the host alone, with what their kind needs. */
function isMessage(data: unknown): data is InspectorMessage {
  if (typeof data !== 'object' || data === null) return false;
  const { type, file, text, tensor, histogram, heatMap } = data as Record<string, unknown>;
  if (type === 'file') return typeof file === 'object' && file !== null && Array.isArray((file as { tensors?: unknown }).tensors);
  if (type === 'problem') return typeof text === 'string';
  if (type === 'statistics') return Number.isSafeInteger(tensor);
  return type === 'details' && Number.isSafeInteger(tensor) && typeof histogram === 'object' && typeof heatMap === 'object';
}
