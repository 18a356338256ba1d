import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(__dirname, '../../../..');
/** Properties whose text people read. */
const SHOWN = new Set(['title', 'label', 'detail', 'description', 'placeHolder', 'prompt', 'tooltip', 'text', 'message']);
/** Names that are the same in every language. */
const NAMES = /^(\P{L}*|\P{L}*\p{L}\P{L}*|CSV JSON|Unroll|GRU|LSTM|RNN(,? \w+)?|PyTorch|ONNX|TensorBoard|CSV|JSON|[\w./-]+)$/u;
/** A text of several words: a sentence or a label, not an identifier. */
const WORDS = /\p{L}{2,}[ ,]+\p{L}{2,}/u;

/** In the page and the command line most texts are for people; in the extension those of some properties and calls. */
type Place = 'extension' | 'page' | 'cli';

interface Finding {
  readonly place: string;
  readonly text: string;
}

/** Texts in a source file that people would read without a translation. */
function untranslated(file: string, source: string, place: Place): Finding[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true);
  const findings: Finding[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      const text = ts.isTemplateExpression(node) ? [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join('·') : node.text;
      if (isShown(node, text, place)) {
        const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
        findings.push({ place: `${path.basename(file)}:${line + 1}`, text });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return findings;
}

function isShown(node: ts.Node, text: string, place: Place): boolean {
  const page = place !== 'extension';
  if (NAMES.test(text.replace(/\$\([\w~-]+\)|[·,]/g, '').trim())) return false;
  for (let up = node.parent; up; up = up.parent) {
    if (ts.isImportDeclaration(up) || ts.isLiteralTypeNode(up)) return false;
    if (ts.isCallExpression(up)) {
      const called = up.expression.getText();
      if (place === 'cli' && /^console\./.test(called)) return WORDS.test(text);
      if (
        /l10n\.t$|^translate$|^log\.|^console\.|querySelector|getPropertyValue|JSON\.|setAttribute$|classList|ticks$|^fill$|registerTextEditor/.test(
          called,
        )
      )
        return false;
      if (/show(Information|Warning|Error)Message|setStatusBarMessage|showQuickPick|showInputBox|showError$/.test(called)) return true;
    }
    if (ts.isThrowStatement(up)) return false;
    // Seeds are named, not told.
    if (ts.isNewExpression(up) && up.expression.getText() === 'Random') return false;
    if (ts.isPropertyAssignment(up)) {
      const name = up.name.getText().replace(/['"]/g, '');
      if (SHOWN.has(name) && !page) return true;
      if (/^(class|d|role|type|font|fill|stroke|data-.*|key)$/.test(name)) return false;
    }
    if (ts.isFunctionLike(up) || ts.isClassLike(up)) break;
  }
  if (!page) return false;
  // In the page every text of several words is for people, unless it is a selector, a style or a drawing.
  return WORDS.test(text) && !/^[M\d]|[{};=#[\]<>]|^\.|var\(--|px |^use strict/.test(text);
}

function sources(folder: string): string[] {
  return (
    readdirSync(path.join(root, folder), { recursive: true })
      .map(String)
      // The tutorial's texts stand in both languages where they are used; a test of their own compares them.
      .filter((name) => name.endsWith('.ts') && !/strings|presets|^tutorial/.test(name))
      .map((name) => path.join(folder, name))
  );
}

describe('texts that bypass translation', () => {
  for (const [folder, place] of [
    ['src/extension', 'extension'],
    ['src/cli', 'cli'],
    ['webview', 'page'],
  ] as const)
    it(`are nowhere in ${folder}`, () => {
      const found = sources(folder).flatMap((file) => untranslated(file, readFileSync(path.join(root, file), 'utf8'), place));
      assert.deepEqual(found, []);
    });

  it('are found where there are some', () => {
    const shown = (source: string, place: Place = 'extension') => untranslated('x.ts', source, place).map(({ text }) => text);
    assert.deepEqual(shown("vscode.window.showInformationMessage('Training has ended');"), ['Training has ended']);
    assert.deepEqual(shown("vscode.window.showInformationMessage(vscode.l10n.t('Training has ended'));"), []);
    assert.deepEqual(shown("const item = { label: 'Stop training', command: 'unroll.stop' };"), ['Stop training']);
    assert.deepEqual(shown("h('p', {}, 'No training yet');", 'page'), ['No training yet']);
    assert.deepEqual(shown("h('p', { class: 'card wide' }, t.empty);", 'page'), []);
    assert.deepEqual(shown("command.option('--seed <n>', 'random seed');", 'cli'), ['random seed']);
    assert.deepEqual(shown("console.log('all went well');", 'cli'), ['all went well']);
    assert.deepEqual(shown("console.log(l10n.t('all went well'));", 'cli'), []);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    assert.equal(shown('h("p", {}, `Step ${n} of all steps`);', 'page').length, 1);
  });
});
