// The panel in the browser: inside the real editor (themes, accessibility, export, the editor after a reload), and by itself in another language and width.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { panelFrame, runCommand } from './browser.mjs';
import { openPanelPage, recordRun } from './panel-page.mjs';

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '../..');
const axe = readFileSync(createRequire(path.join(root, 'package.json')).resolve('axe-core/axe.min.js'), 'utf8');
const THEMES = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
};

/** Violations that axe-core finds in the document of a frame or page, as short sentences. */
export async function violations(frame) {
  await frame.locator('html').evaluate((_, source) => {
    // biome-ignore lint/security/noGlobalEval: the checker has to run inside the page
    if (!window.axe) globalThis.eval(source);
  }, axe);
  const found = await frame.locator('html').evaluate(async () => (await window.axe.run(document, { resultTypes: ['violations'] })).violations);
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)} ${node.failureSummary?.split('\n')[1] ?? ''}`));
}

/** In the real VS Code, with at least one finished run in the panel. */
export async function panelInEditor({ test, page, workspace, screenshots, until, reload }) {
  const frame = () => panelFrame(page);
  const shot = (name) => page.screenshot({ path: path.join(screenshots, `${name}.png`) });
  const setTheme = (name) => {
    mkdirSync(path.join(workspace, '.vscode'), { recursive: true });
    writeFileSync(path.join(workspace, '.vscode', 'settings.json'), JSON.stringify({ 'workbench.colorTheme': name }));
  };
  const themes = {};

  await test('the panel follows all four kinds of themes, and axe-core finds no violation in any', async () => {
    for (const [kind, name] of Object.entries(THEMES)) {
      setTheme(name);
      const cls = kind === 'dark' || kind === 'light' ? `vscode-${kind}` : `vscode-${kind}`;
      await until(`the theme ${name}`, async () => ((await frame().locator('body').getAttribute('class')) ?? '').split(' ').includes(cls), 20_000);
      await page.waitForTimeout(400);
      themes[kind] = {
        style: (await frame().locator('html').getAttribute('style')) ?? '',
        cls: (await frame().locator('body').getAttribute('class')) ?? '',
      };
      await shot(`panel-${kind}`);
      assert.deepEqual(await violations(frame()), [], kind);
    }
    setTheme(THEMES.dark);
    await until('the dark theme', async () => ((await frame().locator('body').getAttribute('class')) ?? '').includes('vscode-dark'), 20_000);
  });

  await test('Enter on a unit of the hidden state colours the text of the run by it, and the keyboard stays in the panel', async () => {
    await frame().locator('[data-tab="hidden"]').click();
    const map = frame().locator('figure[data-chart="units"] .unit-map');
    await map.waitFor({ timeout: 20_000 });
    await map.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await until('the legend in the status bar', async () => (await page.locator('.statusbar-item', { hasText: /unit 1\.2/ }).count()) > 0, 20_000);
    assert.ok(await map.evaluate((element) => element === document.activeElement));
    await shot('panel-unit-colours');
    await frame().locator('[data-tab="weights"]').click();
    await frame().locator('figure[data-chart="eigenvalues"] svg circle').first().waitFor();
    await shot('panel-weights');
    await runCommand(page, 'Turn text colours off');
    await frame().locator('[data-tab="training"]').click();
  });

  await test('a chart is saved as SVG, PNG and CSV through the save dialog', async () => {
    const card = frame().locator('figure[data-chart="loss"]');
    await card.locator('[data-action="save"]').click();
    for (const format of ['svg', 'png', 'csv']) {
      await card.locator(`[data-action="save-${format}"]`).click();
      const input = page.locator('.quick-input-widget input.input').first();
      await input.waitFor({ timeout: 20_000 });
      await until('the proposed name', async () => (await input.inputValue()).endsWith(`-loss.${format}`), 10_000);
      await page.keyboard.press('Enter');
      await until(`the file of ${format}`, () => readdirSync(workspace).some((name) => name.endsWith(`-loss.${format}`)), 20_000);
    }
    await card.locator('[data-action="save"]').click();
    const file = (format) =>
      path.join(
        workspace,
        readdirSync(workspace).find((name) => name.endsWith(`-loss.${format}`)),
      );
    await until('all of the CSV', () => readFileSync(file('csv'), 'utf8').split('\r\n').length > 5, 5000);
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
    await runCommand(page, 'Open panel in editor');
    const tab = page.locator('.tab[aria-label^="Unroll"]');
    await tab.waitFor({ timeout: 20_000 });
    await page.keyboard.press('Control+J').catch(() => undefined);
    await page.waitForTimeout(1500);
    await shot('panel-editor');
    await reload();
    await tab.waitFor({ timeout: 90_000 });
    await until(
      'the charts of the last run',
      async () => ((await frame().locator('[data-testid="step"]').textContent()) ?? '').includes('/'),
      60_000,
    );
    await shot('panel-editor-reloaded');
  });
  return themes;
}

/** The page by itself: languages, widths, several runs, the keyboard. */
export async function panelAlone({ test, browser, themes, screenshots }) {
  const text = readFileSync(path.join(root, 'samples', 'prose.txt'), 'utf8');
  const base = {
    ...{
      activation: 'tanh',
      output: 'softmax',
      layers: 1,
      hidden: 48,
      embedding: 0,
      window: 8,
      bias: true,
      initialization: 'uniform',
      forgetBias: 0,
    },
    ...{ sequenceLength: 32, batchSize: 8, steps: 300, seconds: 0, optimizer: 'adam', learningRate: 8e-3, momentum: 0, beta1: 0.9, beta2: 0.99 },
    ...{
      epsilon: 1e-8,
      weightDecay: 0,
      schedule: 'cosine',
      warmup: 20,
      finalRate: 0.02,
      clip: 1,
      clipMode: 'norm',
      lossReduction: 'mean',
      dropout: 0,
    },
    ...{ validation: 0.1, evaluateEvery: 0, patience: 0, minCount: 1, seed: 1, threads: 1 },
  };
  const runs = [];
  for (const [i, cell] of ['rnn', 'gru', 'lstm'].entries()) {
    const run = await recordRun({ runId: `run-${i}`, name: 'prose.txt', text, configuration: { ...base, cell } });
    runs.push(run);
  }
  const show = async (name, options, look) => {
    const { page, errors } = await openPanelPage(browser, { runs, theme: themes.dark, ...options });
    try {
      await page.locator('[data-tab="training"]').waitFor({ timeout: 20_000 });
      await page.waitForTimeout(500);
      if (look) await look(page);
      await page.screenshot({ path: path.join(screenshots, `${name}.png`), fullPage: true });
      assert.deepEqual(errors, []);
      assert.deepEqual(await violations(page), []);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(overflow <= 0, `${overflow} pixels wider than the window`);
    } finally {
      await page.close();
    }
  };

  await test('at 1200 and 300 pixels, in English and Chinese, nothing overflows and axe-core finds no violation', async () => {
    await show('page-wide', { width: 1200, height: 800 });
    await show('page-narrow', { width: 300, height: 800, theme: themes.light });
    await show('page-chinese', { width: 1200, height: 800, locale: 'zh-cn' }, async (page) => {
      assert.match(await page.locator('h2').first().textContent(), /损失函数/);
      const english = await page.evaluate(() => document.body.textContent.match(/\b[a-z]{4,} [a-z]{3,} [a-z]{3,}\b/gi) ?? []);
      const sample = (await page.locator('[data-testid="sample"]').textContent()) ?? '';
      assert.deepEqual(
        english.filter((words) => !sample.includes(words)),
        [],
      );
    });
    await show('page-chinese-narrow', { width: 300, height: 800, locale: 'zh-cn' });
  });

  await test('help, tables, gradient flow and comparison have no violation either', async () => {
    await show('page-help', { width: 800, height: 700, theme: themes.light }, async (page) => {
      await page.locator('figure[data-chart="loss"] [data-action="help"]').click();
      await page.locator('figure[data-chart="gradient"] [data-action="table"]').click();
      assert.ok((await page.locator('figure[data-chart="gradient"] tbody tr').count()) > 1);
    });
    await show('page-gradients', { width: 1200, height: 800, theme: themes['high-contrast'] }, async (page) => {
      await page.locator('[data-tab="gradients"]').click();
      await page.locator('figure[data-chart="tensor-gradients"] canvas').waitFor();
    });
    await show('page-compare', { width: 1200, height: 800, theme: themes.light }, async (page) => {
      await page.locator('[data-tab="compare"]').click();
      await page.locator('[data-testid="compare-table"] tbody tr').nth(2).waitFor();
      assert.equal(
        await page
          .locator('[data-testid="compare-table"] thead .differs')
          .allTextContents()
          .then((all) => all.join()),
        'cell',
      );
      assert.equal(await page.locator('[data-testid="compare-table"] tr.best').count(), 1);
    });
    await show('page-compare-narrow', { width: 300, height: 800, theme: themes['high-contrast-light'] }, async (page) => {
      await page.locator('[data-tab="compare"]').click();
      await page.locator('[data-testid="compare-table"] tbody tr').nth(2).waitFor();
    });
  });

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
    await page.evaluate((message) => window.postMessage(message, '*'), { type: 'compare', group, runIds: [] });
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

  await test('a comparison of architectures speaks from the numbers of its runs, in all four themes', async () => {
    for (const [kind, width] of [
      ['dark', 1200],
      ['light', 420],
      ['high-contrast', 1200],
      ['high-contrast-light', 900],
    ])
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
          assert.match(findings, /It gets through in IRNN \(100 %\)/);
          assert.match(findings, /n-gram/);
          assert.equal(await page.locator('figure[data-chart="compare-flow-start"] .legend .entry').count(), 3);
        },
      );
  });

  await test('a sweep is a heat map that the arrow keys walk over, and parallel coordinates that they walk along', async () => {
    for (const [kind, width] of [
      ['light', 1200],
      ['high-contrast-light', 1200],
      ['high-contrast', 420],
      ['dark', 320],
    ])
      await show(`page-sweep-${kind}`, { runs: [...runs, ...sweep], width, height: 800, theme: themes[kind] }, async (page) => {
        await openComparison(page, 'sweep');
        const field = page.locator('figure[data-chart="heat-map"] td[tabindex="0"]');
        await field.focus();
        const spoken = () => page.evaluate(() => document.activeElement.getAttribute('aria-label'));
        const first = await spoken();
        assert.match(first, /^learningRate 0.002, hidden 8: \d\.\d{3} nats\/char/);
        await page.keyboard.press('ArrowRight');
        assert.match(await spoken(), /^learningRate 0.002, hidden 24: /);
        await page.keyboard.press('ArrowDown');
        assert.match(await spoken(), /^learningRate 0.02, hidden 24: /);
        // At the edge it stays.
        await page.keyboard.press('ArrowDown');
        assert.match(await spoken(), /^learningRate 0.02, hidden 24: /);
        assert.equal(await page.locator('figure[data-chart="heat-map"] td.best').count(), 1);
        const parallel = page.locator('figure[data-chart="parallel"]');
        await parallel.locator('.parallel').focus();
        await page.keyboard.press('ArrowRight');
        assert.match((await parallel.locator('[aria-live]').textContent()) ?? '', /^1 .*: \d\.\d{3} nats/);
        await page.keyboard.press('End');
        assert.match((await parallel.locator('[aria-live]').textContent()) ?? '', /^4 /);
        assert.equal(await parallel.locator('polyline').count(), 4);
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

  await test('two hundred steps of the keyboard reach and work everything', async () => {
    const { page } = await openPanelPage(browser, { runs, theme: themes.dark, width: 1000, height: 800 });
    try {
      await page.locator('figure[data-chart="loss"] canvas').waitFor({ timeout: 20_000 });
      const focused = () =>
        page.evaluate(() => {
          const { dataset, className, id } = document.activeElement;
          const card = document.activeElement.closest('[data-chart]')?.dataset.chart ?? '';
          const what =
            dataset.action ?? dataset.control ?? dataset.tab ?? dataset.line ?? dataset.testid ?? (className || id || document.activeElement.tagName);
          return `${card} ${what}`.trim();
        });
      const expected = await page.evaluate(() =>
        [
          ...document.querySelectorAll(
            '[data-action], [data-control], [data-tab][aria-selected="true"], [data-line], .frame, [data-testid="sample"], summary',
          ),
        ]
          .filter((element) => element.checkVisibility())
          .map((element) => {
            const card = element.closest('[data-chart]')?.dataset.chart ?? '';
            const { action, control, tab, line, testid } = element.dataset;
            return `${card} ${action ?? control ?? tab ?? line ?? testid ?? (element.className || element.tagName)}`.trim();
          }),
      );
      const reached = new Set();
      let did = { help: false, cursor: false, table: false, tab: false, zoom: false };
      for (let i = 0; i < 200; i++) {
        await page.keyboard.press('Tab');
        const here = await focused();
        reached.add(here);
        if (here === 'loss help' && !did.help) {
          await page.keyboard.press('Enter');
          assert.ok(await page.locator('figure[data-chart="loss"] .help code').isVisible());
          await page.keyboard.press('Escape');
          assert.ok(!(await page.locator('figure[data-chart="loss"] .help code').isVisible()));
          did.help = true;
        } else if (here === 'loss frame' && !did.cursor) {
          const spoken = () => page.locator('figure[data-chart="loss"] [aria-live]').textContent();
          await page.keyboard.press('Home');
          const first = await spoken();
          assert.match(first, /^Step 0: .*Validation \d/);
          await page.keyboard.press('ArrowRight');
          assert.notEqual(await spoken(), first);
          await page.keyboard.press('End');
          assert.match(await spoken(), /^Step 300: /);
          await page.keyboard.press('+');
          assert.ok(await page.locator('figure[data-chart="loss"] [data-action="reset-zoom"]').isVisible());
          await page.keyboard.press('0');
          assert.ok(!(await page.locator('figure[data-chart="loss"] [data-action="reset-zoom"]').isVisible()));
          did = { ...did, cursor: true, zoom: true };
        } else if (here === 'speed table' && !did.table) {
          await page.keyboard.press('Space');
          assert.ok(await page.locator('figure[data-chart="speed"] table').isVisible());
          await page.keyboard.press('Space');
          did.table = true;
        } else if (here === 'training' && !did.tab) {
          await page.keyboard.press('ArrowRight');
          assert.ok(await page.locator('#panel-gradients').isVisible());
          await page.keyboard.press('ArrowLeft');
          did.tab = true;
        }
      }
      assert.deepEqual(
        expected.filter((name) => !reached.has(name)),
        [],
      );
      assert.deepEqual(
        Object.entries(did).filter(([, done]) => !done),
        [],
      );
    } finally {
      await page.close();
    }
  });

  await test('units, axes and hidden lines change the chart and are remembered', async () => {
    const { page } = await openPanelPage(browser, { runs, theme: themes.dark, width: 1000, height: 800 });
    try {
      const card = page.locator('figure[data-chart="loss"]');
      await card.locator('canvas').waitFor({ timeout: 20_000 });
      const value = async () => Number((await card.locator('[data-line="validation"] .value').textContent()).replace('−', '-'));
      const nats = await value();
      await page.locator('[data-control="unit"]').selectOption('bits');
      await page.waitForTimeout(200);
      assert.ok(Math.abs((await value()) - nats / Math.LN2) < 0.01);
      await page.locator('[data-control="unit"]').selectOption('perplexity');
      await page.waitForTimeout(200);
      assert.ok(Math.abs((await value()) - Math.exp(nats)) < 0.02);
      await page.locator('[data-control="x"]').selectOption('characters');
      await page.locator('[data-control="scale"]').selectOption('log');
      await card.locator('[data-line="raw"]').click();
      await page.waitForTimeout(200);
      assert.equal(await card.locator('[data-line="raw"]').getAttribute('aria-pressed'), 'false');
      assert.match((await card.locator('.frame').getAttribute('aria-label')) ?? '', /characters read/);
      await page.screenshot({ path: path.join(screenshots, 'page-log.png') });
    } finally {
      await page.close();
    }
  });

  await test('a running training is spoken of every ten seconds at most, and its end at once', async () => {
    const [{ info, events }] = runs;
    const steps = events.filter(({ type }) => type === 'step');
    const running = { info: { ...info, state: 'running' }, events: events.filter(({ type }) => type !== 'done').slice(0, 3) };
    const { page } = await openPanelPage(browser, { runs: [running], theme: themes.dark, width: 800, height: 700, clock: true });
    try {
      await page.clock.runFor(1000);
      await page.locator('[data-testid="spoken"]').waitFor({ state: 'attached' });
      await page.evaluate(() => {
        window.spoken = [];
        const live = document.querySelector('[data-testid="spoken"]');
        new MutationObserver(() => window.spoken.push(live.textContent)).observe(live, { childList: true, characterData: true, subtree: true });
      });
      const tell = (state, event) =>
        page.evaluate((message) => window.postMessage(message, '*'), { type: 'delta', runId: info.runId, info: { ...info, state }, events: [event] });
      // Half a minute of ten deltas a second.
      for (let i = 0; i < 300; i++) {
        await tell('running', { ...steps[0], step: i + 1 });
        await page.clock.runFor(100);
      }
      const during = await page.evaluate(() => window.spoken.length);
      assert.ok(during >= 2 && during <= 4, `${during} sentences in 30 s`);
      await tell('done', { ...steps[0], step: 301 });
      await page.clock.runFor(300);
      assert.equal(await page.evaluate(() => window.spoken.length), during + 1);
      assert.match(await page.evaluate(() => window.spoken.at(-1)), /301/);
    } finally {
      await page.close();
    }
  });

  await test('with reduced motion nothing moves by itself', async () => {
    const { page } = await openPanelPage(browser, { runs, theme: themes.dark, width: 800, height: 700, reducedMotion: 'reduce' });
    try {
      await page.locator('figure[data-chart="loss"] canvas').waitFor({ timeout: 20_000 });
      const moving = await page.evaluate(
        () =>
          [...document.querySelectorAll('*')].filter((element) => {
            const { transitionDuration, animationName } = getComputedStyle(element);
            return animationName !== 'none' || transitionDuration.split(',').some((time) => Number.parseFloat(time) > 0);
          }).length,
      );
      assert.equal(moving, 0);
    } finally {
      await page.close();
    }
  });
}
