// The colours of the real editor's themes, as far as the pages use them: recorded, so that the pages can be tested without an editor. The e2e suite checks the record.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.dirname(new URL(import.meta.url).pathname);
const record = path.join(folder, 'themes.json');
const webview = path.resolve(folder, '../../dist/webview');

/** What was recorded, by the kind of the theme; undefined while it is recorded anew (UNROLL_RECORD=themes). */
export const recordedThemes = () => (process.env.UNROLL_RECORD === 'themes' ? undefined : JSON.parse(readFileSync(record, 'utf8')));
export const recordThemes = (themes) => writeFileSync(record, `${JSON.stringify(themes, null, 2)}\n`);

/** For each kind of theme the attributes that VS Code sets on html and body: `style` and `cls`. */
export function readThemes() {
  const style = (colours) => Object.entries(colours).map(([name, value]) => `${name}: ${value};`);
  const themes = JSON.parse(readFileSync(record, 'utf8'));
  return Object.fromEntries(Object.entries(themes).map(([kind, { cls, colours }]) => [kind, { cls, style: style(colours).join(' ') }]));
}

/** Class of the body of a webview, and what its document has of the variables that are recorded; while they are recorded anew, of those that the built pages name. */
export async function attributesOf(frame, known) {
  const pages = readdirSync(webview).filter((name) => /\.(css|js)$/.test(name));
  const named = pages.flatMap((name) => readFileSync(path.join(webview, name), 'utf8').match(/--vscode-[\w-]+/g) ?? []);
  const wanted = known ? Object.keys(known.colours) : [...new Set(named)].sort();
  const values = await frame.locator('html').evaluate((html, names) => names.map((name) => [name, html.style.getPropertyValue(name)]), wanted);
  const cls = (await frame.locator('body').getAttribute('class')) ?? '';
  return { cls, colours: Object.fromEntries(values.filter(([, value]) => value !== '')) };
}
