// A layer kind is named in its own folder alone: everybody else reads its description. Fails where another file of src/ or webview/ has a kind's id as a
// string. Presets, which choose kinds, are named here.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..'));
/** Choose a kind for somebody, and compare none. */
const PRESETS = [
  'src/protocol/defaults.ts',
  'src/protocol/experiments.ts',
  'src/protocol/panel-messages.ts',
  'src/extension/training/remedies.ts',
  'src/protocol/options/architecture.ts',
  'src/protocol/playground.ts',
  'src/training/playground.ts',
  'src/tasks/classification/index.ts',
  'src/tasks/forecasting/index.ts',
  'src/tasks/pairs/index.ts',
  'src/zoo/networks.ts',
  'src/zoo/task-verdicts.ts',
  'src/zoo/text-verdicts.ts',
  'webview/panel/run-notes.ts',
  'src/cli/speed-cases.ts',
  'webview/panel/view-state.ts',
  'webview/tutorial/sections/later/presets.ts',
  'webview/tutorial/sections/remedies.ts',
  'webview/tutorial/sections/sequences.ts',
];
const home = 'src/network/layers';
const ids = readdirSync(home, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const id = new RegExp(`(['"\`])(${ids.join('|')})\\1`);
const found = new Map();
for (const root of ['src', 'webview'])
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const file = path.posix.join(entry.parentPath.replaceAll('\\', '/'), entry.name);
    if (!entry.isFile() || !file.endsWith('.ts') || file.startsWith(`${home}/`)) continue;
    readFileSync(file, 'utf8')
      .split('\n')
      // A family may bear the name of a kind; a comment may speak of one.
      .forEach((line, i) => {
        const kind = id.exec(line.replace(/\/\/.*|^\s*\*.*/, '').replace(/family [!=]== '[^']*'|l10n\.t\('[^']*'\)/g, ''));
        if (kind) found.set(file, [...(found.get(file) ?? []), `${file}:${i + 1}: ${kind[0]}`]);
      });
  }
const wrong = [...found].filter(([file]) => !PRESETS.includes(file)).flatMap(([, lines]) => lines);
const done = [...PRESETS].filter((file) => !found.has(file));
for (const line of wrong) console.log(`${line} names a layer kind: read its description (${home}/description.ts) instead`);
for (const file of done) console.log(`${file} names no layer kind any more: take it off the list in scripts/check-kinds.mjs`);
process.exit(wrong.length + done.length > 0 ? 1 : 0);
