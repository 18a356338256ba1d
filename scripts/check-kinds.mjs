// A layer kind is named in its own folder, in the registry and in presets (files or folders of that name, which choose a kind for somebody and compare none).
// Everybody else reads its description. Fails where another file of src/ or webview/ has a kind's id as a string, alone or in a stack, as the key of a
// table, or reaches into its folder.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { layerKinds } from './layer-lists.mjs';
import { loadProtocol } from './load-protocol.mjs';

process.chdir(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..'));
const HOME = 'src/network/layers';
const PRESETS = /(^|\/)presets(\/|\.ts$)/;
const ids = layerKinds();
const one = ids.join('|');
const stack = new RegExp(`^(${one})(,(${one}))*$`);
const inside = new RegExp(`layers/(${one})(/|$)`);
const wrong = [];
const { OPTIONS } = await loadProtocol('options/index.ts');
/** Ids that are a choice of another option as well, as `identity` would be of the initialization: alone such a word names no kind. */
const ambiguous = new Set(
  Object.values(OPTIONS)
    .map(({ choices = [] }) => ids.filter((id) => choices.includes(id)))
    .filter((named) => named.length < ids.length)
    .flat(),
);

const isPath = (parent) => ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent);
const isFamily = (parent) => ts.isBinaryExpression(parent) && /\bfamily$/.test(parent.left.getText());
/** A task may have an option that is called attention. */
const isOption = (parent) => ts.isPropertyAssignment(parent) && parent.name.getText() === 'key';
const isWord = (parent) => ts.isCallExpression(parent) && /l10n\.t$/.test(parent.expression.getText());
/** `{ gru: …, lstm: … }`: an object whose keys are kinds, and nothing else, is a table of kinds. */
const isKeyOfTable = (node) => {
  if (!ts.isPropertyAssignment(node.parent) || node.parent.name !== node) return false;
  const { properties } = node.parent.parent;
  return properties.length > 1 && properties.every(({ name }) => name && ids.includes(name.getText()));
};

for (const root of ['src', 'webview'])
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const file = path.posix.join(entry.parentPath.replaceAll('\\', '/'), entry.name);
    if (entry.isFile() && file.endsWith('.ts') && !file.startsWith(`${HOME}/`) && !PRESETS.test(file)) check(file);
  }

function check(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext, true);
  const visit = (node) => {
    if (names(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      wrong.push(
        `${file}:${line + 1}: ${node.getText()} names a layer kind: read its description (${HOME}/description.ts), or choose it in a preset`,
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
}

function names(node) {
  const { parent } = node;
  // A family or an option may bear the name of a kind, and so may a word that people read.
  if (ts.isStringLiteralLike(node))
    return (
      (stack.test(node.text) && !ambiguous.has(node.text) && !isFamily(parent) && !isOption(parent) && !isWord(parent)) ||
      (isPath(parent) && inside.test(node.text))
    );
  return ts.isIdentifier(node) && ids.includes(node.text) && isKeyOfTable(node);
}

for (const line of wrong) console.log(line);
process.exit(wrong.length > 0 ? 1 : 0);
