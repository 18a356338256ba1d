// The windows of other platforms: the browser says which one it is on, and the workbench takes its keybindings.
import path from 'node:path';
import { format } from 'node:util';
import { remote, workbenchUrl } from './server.mjs';

const AGENTS = {
  macOS: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  Windows: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
};

/** Runs out/test/integration/platform.js in a window of each. Returns how many passed and failed, and which. */
export async function checkPlatforms({ browser, server, workspace, root }) {
  const counts = { passed: 0, failed: 0, failures: [] };
  for (const [name, userAgent] of Object.entries(AGENTS)) {
    const page = await browser.newPage({ userAgent, locale: 'en-US' });
    let said = '';
    let problem = '';
    await page.exposeFunction('codeAutomationLog', (type, args) => {
      if (/default keybindings|collide/.test(args[0])) said += format(...args);
      else if (type === 'error') problem = format(...args);
    });
    const ended = new Promise((resolve) => page.exposeFunction('codeAutomationExit', resolve));
    const late = new Promise((resolve) => setTimeout(() => resolve('late'), 180_000).unref());
    await page.goto(
      workbenchUrl(server.port, workspace, [
        ['extensionDevelopmentPath', remote(server.port, root)],
        ['extensionTestsPath', remote(server.port, path.join(root, 'out/test/integration/platform'))],
      ]),
    );
    const code = await Promise.race([ended, late]);
    // A command key is what tells that the window believed the browser.
    const right = code === 0 && said.includes(name === 'macOS' ? 'with a command' : 'without a command');
    counts[right ? 'passed' : 'failed']++;
    const outcome = `no keybinding collides on ${name}: ${said.trim() || problem || code}`;
    if (!right) counts.failures.push(outcome);
    console.log(`     ${right ? '✔' : '✘'} ${outcome}`);
    await page.close();
  }
  return counts;
}
