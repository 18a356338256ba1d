// Comparisons and sweeps in the panel's page.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { recordRun, tellPage } from './panel-page.mjs';
import { looks } from './waiting.mjs';

/** @param {object} page of the runs: `show` opens it, `base` is the configuration of its runs on `text` */
export async function comparisons({ test, show, runs, themes, text, base, screenshots }) {
  const experiment = async (kind, parameters, list) => {
    const recorded = [];
    for (const [index, own] of list.entries()) {
      const group = { id: kind, kind, tag: `${kind}-prose-1200`, parameters, index, size: list.length };
      recorded.push(
        await recordRun({ runId: `${kind}-${index}`, name: 'prose.txt', text, configuration: { ...base, steps: 40, hidden: 24, ...own }, group }),
      );
    }
    return recorded;
  };
  const openComparison = async (page, group) => {
    await tellPage(page, { type: 'compare', group, runIds: [] });
    await page.locator('[data-tab="compare"][aria-selected="true"]').waitFor();
  };
  const architectures = await experiment(
    'comparison',
    [],
    [{ cell: 'rnn' }, { cell: 'rnn', activation: 'relu', initialization: 'identity' }, { cell: 'gru' }, { cell: 'feedforward' }],
  );
  const sweep = await experiment(
    'sweep',
    ['learningRate', 'hidden'],
    [0.002, 0.02].flatMap((learningRate) => [8, 24].map((hidden) => ({ cell: 'gru', learningRate, hidden }))),
  );

  await test('a comparison of architectures speaks from the numbers of its runs, in themes', async () => {
    const every = [
      ['dark', 1200],
      ['light', 420],
      ['high-contrast', 1200],
      ['high-contrast-light', 900],
    ];
    for (const [kind, width] of looks(every, [every[1]]))
      await show(
        `page-architectures-${kind}`,
        { runs: [...runs, ...architectures, ...sweep], width, height: 800, theme: themes[kind] },
        async (page) => {
          await openComparison(page, 'comparison');
          await page.locator('[data-testid="compare-table"] tbody tr').nth(3).waitFor();
          assert.equal(await page.locator('[data-testid="compare-table"] tbody tr').count(), 4);
          await page.locator('figure[data-chart="compare-flow-start"] canvas').waitFor();
          await page.locator('figure[data-chart="compare-flow-now"] canvas').waitFor();
          const findings = (await page.locator('[data-testid="findings"]').textContent()) ?? '';
          assert.match(findings, /less than 1 % of a gradient is left after 20 characters in (tanh|GRU) \(10⁻.\) and (tanh|GRU) \(10⁻.\)/);
          assert.match(findings, /a gradient gets through 20 characters in IRNN \(100 %\)/);
          assert.match(findings, /n-gram/);
          assert.equal(await page.locator('figure[data-chart="compare-flow-start"] .legend .entry').count(), 3);
        },
      );
  });

  await test('a sweep is a heat map that the arrow keys walk over, and parallel coordinates that they walk along', async () => {
    const every = [
      ['light', 1200],
      ['high-contrast-light', 1200],
      ['high-contrast', 420],
      ['dark', 320],
    ];
    for (const [kind, width] of looks(every, [every[2]]))
      await show(`page-sweep-${kind}`, { runs: [...runs, ...sweep], width, height: 800, theme: themes[kind] }, async (page) => {
        await openComparison(page, 'sweep');
        const field = page.locator('figure[data-chart="heat-map"] td[tabindex="0"]');
        await field.focus();
        const spoken = () => page.evaluate(() => document.activeElement.getAttribute('aria-label'));
        const first = await spoken();
        assert.match(first, /^Learning rate 0.002, Hidden units 8: \d\.\d{3} bits\/char/);
        await page.keyboard.press('ArrowRight');
        assert.match(await spoken(), /^Learning rate 0.002, Hidden units 24: /);
        await page.keyboard.press('ArrowDown');
        assert.match(await spoken(), /^Learning rate 0.02, Hidden units 24: /);
        // At the edge it stays.
        await page.keyboard.press('ArrowDown');
        assert.match(await spoken(), /^Learning rate 0.02, Hidden units 24: /);
        assert.equal(await page.locator('figure[data-chart="heat-map"] td.best').count(), 1);
        const parallel = page.locator('figure[data-chart="parallel"]');
        await parallel.locator('.parallel').focus();
        await page.keyboard.press('ArrowRight');
        assert.match((await parallel.locator('[aria-live]').textContent()) ?? '', /^1 .*: \d\.\d{3} bits/);
        await page.keyboard.press('End');
        assert.match((await parallel.locator('[aria-live]').textContent()) ?? '', /^4 /);
        assert.equal(await parallel.locator('polyline').count(), 4);
        for (const chart of ['heat-map', 'parallel']) {
          const figure = page.locator(`figure[data-chart="${chart}"]`);
          await figure.locator('[data-action="save"]').click();
          for (const format of ['svg', 'png', 'csv']) await figure.locator(`[data-action="save-${format}"]`).click();
          await page.waitForFunction((most) => window.requests.filter(({ type }) => type === 'export').length === most, chart === 'parallel' ? 6 : 3);
          await figure.locator('[data-action="save"]').click();
        }
        const saved = await page.evaluate(() => window.requests.filter(({ type }) => type === 'export'));
        for (const [i, { format, content }] of saved.entries()) {
          const starts = { svg: '<svg', png: 'iVBOR', csv: i < 3 ? 'learningRate,hidden,bits/char' : 'Run,' }[format];
          assert.ok(content.startsWith(starts), content.slice(0, 80));
          const file = path.join(screenshots, `sweep-${i < 3 ? 'heat-map' : 'parallel'}-${kind}.${format}`);
          writeFileSync(file, content, format === 'png' ? 'base64' : 'utf8');
        }
      });
  });

  await test('an experiment under way tells how far it is, and its button stops all', async () => {
    const waiting = architectures.map((run, i) => (i < 2 ? run : { info: { ...run.info, state: i === 2 ? 'running' : 'queued' }, events: [] }));
    await show('page-experiment', { runs: waiting, width: 1000, height: 700 }, async (page) => {
      await openComparison(page, 'comparison');
      await page.locator('[data-testid="experiment-progress"]').waitFor();
      assert.match((await page.locator('[data-testid="experiment-progress"]').textContent()) ?? '', /^2 of 4 done · GRU is training/);
      await page.locator('[data-action="stop-all"]').click();
      const requests = await page.evaluate(() => window.requests);
      assert.equal(requests.at(-1).command, 'stopAll');
    });
  });
}
