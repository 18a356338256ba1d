// The panel's pages by themselves in a browser, in the colours of the real editor: every tab, by keyboard, in two languages and in themes. VS Code is not needed.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openBrowser } from './browser.mjs';
import { countedTests } from './counted.mjs';
import { everyTab } from './every-tab.mjs';
import { formPage } from './form-tests.mjs';
import { glimpsesPage } from './glimpses-tests.mjs';
import { panelAlone } from './panel-tests.mjs';
import { playgroundPage } from './playground-tests.mjs';
import { statesPage } from './states-tests.mjs';
import { taskPages } from './task-tests.mjs';
import { textPage } from './text-tests.mjs';
import { readThemes } from './themes.mjs';
import { ensureTools } from './tools.mjs';
import { unrolledPage } from './unrolled-tests.mjs';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');
const screenshots = path.join(root, 'out', 'screenshots');
mkdirSync(screenshots, { recursive: true });
ensureTools();
if (!process.argv.includes('--keep')) execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'ignore' });

const browser = await openBrowser();
const { test, counts } = countedTests(() => undefined);
const given = { test, browser, themes: readThemes(), screenshots };
try {
  const runs = await panelAlone(given);
  const form = await formPage(given);
  await unrolledPage(given);
  await statesPage(given);
  const read = await textPage(given);
  const tasks = await taskPages(given);
  await playgroundPage(given);
  await glimpsesPage(given);
  await everyTab({ ...given, recorded: { runs, read, tasks, form } });
} finally {
  await browser.close();
}
writeFileSync(path.join(root, 'out', 'pages.json'), JSON.stringify(counts));
process.exit(counts.failed ? 1 : 0);
