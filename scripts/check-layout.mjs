// The sizes that keep the tree readable: files of at most 300 lines outside tests, constructors of at most five parameters, at most 15 files directly in any
// folder of src/extension, src/view-model and webview. Fails with every place that is larger.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

process.chdir(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..'));
const MAX_LINES = 300;
const MAX_PARAMETERS = 5;
const MAX_FILES = 15;
const CODE = /\.(ts|mts|mjs|cjs|js|css|py|c|h)$/;

// What is not committed yet counts as well.
const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' }).split('\n');
const files = [...new Set(listed)].filter((file) => file && !file.startsWith('test/') && existsSync(file));
const wrong = [];

for (const file of files.filter((name) => CODE.test(name))) {
  const text = readFileSync(file, 'utf8');
  const lines = text.trimEnd().split('\n').length;
  if (lines > MAX_LINES) wrong.push(`${file} has ${lines} lines, at most ${MAX_LINES} are read at one go: divide it by what it is about`);
  if (file.endsWith('.ts')) wrong.push(...constructors(file, text));
}

const folders = new Map();
for (const file of files)
  if (/^(src\/(extension|view-model)|webview)\//.test(file)) folders.set(path.dirname(file), (folders.get(path.dirname(file)) ?? 0) + 1);
for (const [folder, count] of folders)
  if (count > MAX_FILES)
    wrong.push(`${folder} holds ${count} files, at most ${MAX_FILES} are seen at one glance: give those that belong together a folder`);

/** Constructors with too many parameters. */
function constructors(file, text) {
  const found = [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
  const visit = (node) => {
    if (ts.isConstructorDeclaration(node) && node.parameters.length > MAX_PARAMETERS) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(
        `${file}:${line + 1}: a constructor with ${node.parameters.length} parameters, at most ${MAX_PARAMETERS}: pass an object with names`,
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

for (const line of wrong) console.log(line);
process.exit(wrong.length > 0 ? 1 : 0);
