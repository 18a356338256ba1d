// The model inspector as a person uses it: opened from the explorer, a tensor's charts by keyboard, readable in every theme.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runCommand } from './browser.mjs';
import { folder } from './tools.mjs';

const axe = readFileSync(path.join(folder, '../../node_modules/axe-core/axe.min.js'), 'utf8');
const COLORS = { positive: '--vscode-charts-red', negative: '--vscode-charts-blue' };

/** A foreign file with a checkerboard of +size and -size, and text that must not become HTML. */
export function writeForeignModel(file, size = 1) {
  const data = Float32Array.from({ length: 64 }, (_, i) => ((i + (i >> 3)) % 2 ? -size : size));
  const header = Buffer.from(
    JSON.stringify({
      __metadata__: { note: '<img src=x onerror="document.title=1">' },
      'checks <b>': { dtype: 'F32', shape: [8, 8], data_offsets: [0, 256] },
    }),
  );
  const length = Buffer.alloc(8);
  length.writeUInt32LE(header.length);
  writeFileSync(file, Buffer.concat([length, header, Buffer.from(data.buffer)]));
}

/** Opens the file in the workbench that shows, and looks at its page. */
export async function checkInspector(page, file) {
  const name = path.basename(file);
  const row = page.locator(`.explorer-folders-view .monaco-list-row:has-text("${name}")`);
  await row.dblclick();
  let frame;
  for (const end = Date.now() + 120_000; !frame; await page.waitForTimeout(200)) {
    assert.ok(Date.now() < end, 'the inspector did not open');
    // A window that has just been loaded does not know yet what extensions contribute, and opens every file as text.
    if (await page.getByText('Open Anyway', { exact: true }).isVisible()) {
      await runCommand(page, 'View: Close Editor');
      await row.dblclick();
    }
    for (const other of page.frames()) {
      const found = await other
        .locator('[data-testid="facts"]')
        .count()
        .catch(() => 0);
      if (found > 0) frame = other;
    }
  }
  assert.match(await frame.locator('[data-testid="facts"]').textContent(), /1 tensors .* 64 parameters/);
  assert.equal(await frame.locator('img').count(), 0);
  await frame.locator('input[type="search"]').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await frame.locator('canvas').waitFor();
  assert.equal(await frame.locator('svg.histogram rect[height]:not([height="0"])').count(), 2, 'two values, two bars');
  const { cells, theme } = await frame.evaluate((names) => {
    const canvas = document.querySelector('canvas');
    const size = canvas.width / 8;
    const pixel = (x) => [...canvas.getContext('2d').getImageData((x + 0.5) * size, 0.5 * size, 1, 1).data].slice(0, 3);
    const sample = document.createElement('canvas').getContext('2d');
    const color = (variable) => {
      sample.fillStyle = getComputedStyle(document.body).getPropertyValue(variable);
      sample.fillRect(0, 0, 1, 1);
      return [...sample.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    return { cells: [pixel(0), pixel(1)], theme: [color(names.positive), color(names.negative)] };
  }, COLORS);
  assert.deepEqual(cells, theme);
  assert.notDeepEqual(theme[0], theme[1]);
  // The file is written anew, as by a running training: what was open stays open.
  writeForeignModel(file, 3);
  await frame.locator('tr[data-tensor] td:nth-of-type(5)', { hasText: '3' }).waitFor();
  await frame.locator('canvas').waitFor();
  await frame.evaluate(axe);
  const { violations } = await frame.evaluate(() => globalThis.axe.run(document.getElementById('root')));
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
    [],
  );
}
