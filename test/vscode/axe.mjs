// What axe-core finds in a document.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '../..');
const axe = readFileSync(createRequire(path.join(root, 'package.json')).resolve('axe-core/axe.min.js'), 'utf8');

/** Violations that axe-core finds in the document of a frame or page, as short sentences. */
export async function violations(frame) {
  await frame.locator('html').evaluate((_, source) => {
    // biome-ignore lint/security/noGlobalEval: the checker has to run inside the page
    if (!window.axe) globalThis.eval(source);
  }, axe);
  const found = await frame.locator('html').evaluate(async () => (await window.axe.run(document, { resultTypes: ['violations'] })).violations);
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)} ${node.failureSummary?.split('\n')[1] ?? ''}`));
}
