// The panel inside the real editor: themes, accessibility, colours by a unit, export, the editor after a reload.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { violations } from './axe.mjs';
import { panelFrame, runCommand } from './browser.mjs';
import { attributesOf, recordedThemes, recordThemes } from './themes.mjs';

const THEMES = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
};

/** In the real VS Code, with at least one finished run in the panel. */
export async function panelInEditor({ test, page, workspace, screenshots, until, reload }) {
  const frame = () => panelFrame(page);
  const shot = (name) => page.screenshot({ path: path.join(screenshots, `${name}.png`) });
  const setTheme = (name) => {
    mkdirSync(path.join(workspace, '.vscode'), { recursive: true });
    writeFileSync(path.join(workspace, '.vscode', 'settings.json'), JSON.stringify({ 'workbench.colorTheme': name }));
  };
  await test('the panel follows all four kinds of themes, and axe-core finds no violation in any', async () => {
    const known = recordedThemes();
    const themes = {};
    let before;
    for (const [kind, name] of Object.entries(THEMES)) {
      setTheme(name);
      const cls = `vscode-${kind}`;
      await until(`the theme ${name}`, async () => ((await frame().locator('body').getAttribute('class')) ?? '').split(' ').includes(cls));
      // The colours come together, apart from the name of the theme.
      const style = async () => (await frame().locator('html').getAttribute('style')) ?? '';
      await until(`the colours of ${name}`, async () => (await style()) !== before && (await style()) !== '');
      before = await style();
      if (!known) themes[kind] = await attributesOf(frame());
      else
        await until(`the colours of ${name} in test/vscode/themes.json; record others with UNROLL_RECORD=themes`, async () =>
          isDeepStrictEqual(await attributesOf(frame(), known[kind]), known[kind]),
        );
      await shot(`panel-${kind}`);
      assert.deepEqual(await violations(frame()), [], kind);
    }
    if (!known) recordThemes(themes);
    setTheme(THEMES.dark);
    await until('the dark theme', async () => ((await frame().locator('body').getAttribute('class')) ?? '').includes('vscode-dark'));
  });

  await test('Enter on a unit of the hidden state colours the text of the run by it, and the keyboard stays in the panel', async () => {
    await frame().locator('[data-tab="hidden"]').click();
    const map = frame().locator('figure[data-chart="units"] .unit-map');
    await map.waitFor();
    await map.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await until('the legend in the status bar', async () => (await page.locator('.statusbar-item', { hasText: /unit 1\.2/ }).count()) > 0);
    assert.ok(await map.evaluate((element) => element === document.activeElement));
    await shot('panel-unit-colours');
    await frame().locator('[data-tab="weights"]').click();
    await frame().locator('figure[data-chart="eigenvalues"] svg circle').first().waitFor();
    await shot('panel-weights');
    await runCommand(page, 'Turn Off Text Colours');
    await frame().locator('[data-tab="training"]').click();
  });

  await test('a chart is saved as SVG, PNG and CSV through the save dialog', async () => {
    const card = frame().locator('figure[data-chart="loss"]');
    await card.locator('[data-action="save"]').click();
    for (const format of ['svg', 'png', 'csv']) {
      await card.locator(`[data-action="save-${format}"]`).click();
      const input = page.locator('.quick-input-widget input.input').first();
      await input.waitFor();
      await until('the proposed name', async () => (await input.inputValue()).endsWith(`-loss.${format}`));
      await page.keyboard.press('Enter');
      await until(`the file of ${format}`, () => readdirSync(workspace).some((name) => name.endsWith(`-loss.${format}`)));
    }
    await card.locator('[data-action="save"]').click();
    const file = (format) =>
      path.join(
        workspace,
        readdirSync(workspace).find((name) => name.endsWith(`-loss.${format}`)),
      );
    await until('all of the CSV', () => readFileSync(file('csv'), 'utf8').split('\r\n').length > 5);
    const rows = readFileSync(file('csv'), 'utf8').trim().split('\r\n');
    assert.match(rows[0], /^Step,/);
    // A quoted name may hold a comma.
    const columns = (row) => row.replace(/"[^"]*"/g, '').split(',').length;
    assert.ok(rows.every((row) => columns(row) === columns(rows[0])));
    assert.match(readFileSync(file('svg'), 'utf8'), /^<svg [\s\S]*<\/svg>\s*$/);
    assert.equal(readFileSync(file('png')).subarray(1, 4).toString(), 'PNG');
    assert.ok(readFileSync(file('png')).length > 10_000);
  });

  await test('the panel opens in an editor, and is there with its charts after a reload', async () => {
    await runCommand(page, 'Open Panel in Editor');
    const tab = page.locator('.tab[aria-label^="Unroll"]');
    await tab.waitFor();
    await page.keyboard.press('Control+J').catch(() => undefined);
    const shown = async () => ((await frame().locator('[data-testid="step"]').textContent()) ?? '').includes('/');
    await until('the charts in the editor', shown);
    await shot('panel-editor');
    await reload();
    await tab.waitFor();
    await until('the charts of the last run', shown);
    await shot('panel-editor-reloaded');
  });
}
