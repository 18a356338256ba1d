import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import esbuild from 'esbuild';
import network from '../../../webview/formulas/network.tex';

const folder = path.resolve(__dirname, '../../../../webview/tutorial');

interface Text {
  readonly en: string;
  readonly zh: string;
}
interface Section {
  readonly id: string;
  readonly title: Text;
  readonly paragraphs: readonly Text[];
  readonly formulas?: readonly string[];
  readonly task: Text;
  readonly notice: Text;
  readonly question: Text;
  readonly answer: Text;
}

/** The page's own list: its modules need a document only once they are shown. */
function readSections(): readonly Section[] {
  const entryPoints = [path.join(folder, 'sections', 'index.ts')];
  const [file] = esbuild.buildSync({ entryPoints, bundle: true, write: false, format: 'cjs', loader: { '.txt': 'text' } }).outputFiles;
  const module = { exports: {} as { SECTIONS: readonly Section[] } };
  new Function('module', 'exports', file!.text)(module, module.exports);
  return module.exports.SECTIONS;
}
const SECTIONS = readSections();

describe("the tutorial's texts", () => {
  it('are there in English and Chinese, with the same symbols', () => {
    const symbols = (text: string) => new Set([...text.matchAll(/\{[A-Za-z]+(?:_[A-Za-z0-9+\-−]+)?\}/g)].map(String));
    for (const { id, title, paragraphs, task, notice, question, answer } of SECTIONS)
      for (const text of [title, ...paragraphs, task, notice, question, answer]) {
        assert.match(text.en, /[a-z]/, id);
        assert.match(text.zh, /\p{Script=Han}/u, `${id}: ${text.en}`);
        assert.deepEqual([...symbols(text.zh)].sort(), [...symbols(text.en)].sort(), `${id}: ${text.en}`);
      }
  });

  it('of the controls have the same places for values in both languages', () => {
    const places = (text: string) => [...text.matchAll(/\{\d\}/g)].map(String).sort();
    const files = readdirSync(folder, { recursive: true }).map(String);
    let pairs = 0;
    for (const file of files.filter((name) => name.endsWith('.ts'))) {
      const source = readFileSync(path.join(folder, file), 'utf8');
      for (const [, en, zh] of source.matchAll(/en:\s*(?:'((?:\\.|[^'\\])*)'|"(?:\\.|[^"\\])*"),\s*zh:\s*'((?:\\.|[^'\\])*)'/g)) {
        if (en === undefined) continue;
        pairs++;
        assert.deepEqual(places(zh!), places(en), `${file}: ${en}`);
      }
    }
    assert.ok(pairs > 60, `${pairs} texts`);
  });

  it('are at most one screen of words for each section, with one thing to do, one to notice and one question', () => {
    const words = (texts: readonly Text[]) => texts.reduce((sum, { en }) => sum + en.split(/\s+/).length, 0);
    for (const { id, paragraphs, task, question } of SECTIONS) {
      assert.ok(words(paragraphs) <= 130, `${id}: ${words(paragraphs)} words`);
      assert.match(task.en, /\.$/);
      assert.match(question.en, /\?$/);
    }
  });

  it('have every symbol in the form that a page typesets', () => {
    for (const { id, title, paragraphs, task, notice, question, answer } of SECTIONS)
      for (const { en, zh } of [title, ...paragraphs, task, notice, question, answer])
        for (const text of [en, zh]) assert.doesNotMatch(text.replace(/\{[A-Za-z]+(?:_[A-Za-z0-9+\-−]+)?\}/g, ''), /[{}]/, `${id}: ${text}`);
  });

  it('link to the extension by its publisher and name', () => {
    const { publisher, name } = JSON.parse(readFileSync(path.resolve(folder, '../../package.json'), 'utf8'));
    const source = readFileSync(path.join(folder, 'sections', 'your-text.ts'), 'utf8');
    assert.ok(source.includes(`vscode:extension/${publisher}.${name}'`));
  });

  it('name formulas that there are', () => {
    for (const { id, formulas = [] } of SECTIONS) for (const name of formulas) assert.ok(network[name], `${id}: ${name}`);
  });
});
