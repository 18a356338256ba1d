// The tutorial as a web view of VS Code: language and first section stand in the page.
import '../styles/tutorial/index.css';
import { showTutorial } from './page';

declare function acquireVsCodeApi(): { postMessage(message: { type: 'charts'; section: string } | { type: 'text'; text: string }): void };

const editor = acquireVsCodeApi();
const openCharts = (section: string) => editor.postMessage({ type: 'charts', section });
const openText = (text: string) => editor.postMessage({ type: 'text', text });
const root = document.getElementById('tutorial')!;
const { language, section } = root.dataset;
let clean = showTutorial(root, { language: language === 'zh' ? 'zh' : 'en', openCharts, openText, ...(section ? { section } : {}) });
addEventListener('message', ({ data }: MessageEvent<{ type?: string; section?: string }>) => {
  if (data.type !== 'show' || !data.section) return;
  clean();
  clean = showTutorial(root, { language: language === 'zh' ? 'zh' : 'en', openCharts, openText, section: data.section });
});
