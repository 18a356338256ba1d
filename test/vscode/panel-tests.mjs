// The panel's page by itself: languages, widths, several runs, the keyboard.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { violations } from './axe.mjs';
import { comparisons } from './compare-tests.mjs';
import { openPanelPage, recordRun, tellPage, withPanelPage } from './panel-page.mjs';
import { LONG } from './waiting.mjs';

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '../..');

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
    await withPanelPage(browser, { runs, theme: themes.dark, ...options }, async (page) => {
      await page.locator('[data-tab="training"]').waitFor();
      if (look) await look(page);
      await page.screenshot({ path: path.join(screenshots, `${name}.png`), fullPage: true });
      assert.deepEqual(await violations(page), []);
    });
  };

  await test('at 1200 and 300 pixels, in English and Chinese, nothing overflows and axe-core finds no violation', async () => {
    if (LONG) await show('page-wide', { width: 1200, height: 800 });
    await show('page-narrow', { width: 300, height: 800, theme: themes.light });
    await show('page-chinese', { width: 1200, height: 800, locale: 'zh-cn' }, async (page) => {
      assert.match(await page.locator('figure[data-chart="loss"] h2').textContent(), /损失函数/);
      const english = await page.evaluate(() => document.body.textContent.match(/\b[a-z]{4,} [a-z]{3,} [a-z]{3,}\b/gi) ?? []);
      const sample = (await page.locator('[data-testid="sample"]').textContent()) ?? '';
      assert.deepEqual(
        english.filter((words) => !sample.includes(words)),
        [],
      );
    });
    if (LONG) await show('page-chinese-narrow', { width: 300, height: 800, locale: 'zh-cn' });
  });

  await test('the numbers of a run say what it was trained on, how large its state is, and whether the ghost text uses it', async () => {
    await show('page-numbers', { width: 1000, height: 700 }, async (page) => {
      await page.locator('.headline [data-action="details"]').click();
      const said = (name) => page.locator(`.numbers [data-testid="${name}"]`).textContent();
      const { trainingCharacters, validationCharacters } = runs.at(-1).events.find(({ type }) => type === 'start');
      const [train, held] = [trainingCharacters, validationCharacters].map((count) => count.toLocaleString('en'));
      assert.equal(await said('text'), `prose.txt: ${train} characters, ${held} held out`);
      assert.equal(await said('carried'), '96 numbers, carried from one character to the next', 'h and c of an LSTM');
      assert.equal(await said('suggests'), 'does not use this run');
      await tellPage(page, { type: 'serving', runIds: ['run-2'] });
      assert.equal(await said('suggests'), 'uses this run');
    });
  });

  await test('help, tables and comparison have no violation either', async () => {
    await show('page-help', { width: 800, height: 700, theme: themes.light }, async (page) => {
      await page.locator('figure[data-chart="loss"] [data-action="help"]').click();
      await page.locator('figure[data-chart="gradient"] [data-action="table"]').click();
      assert.ok((await page.locator('figure[data-chart="gradient"] tbody tr').count()) > 1);
      assert.ok(!(await page.locator('figure[data-chart="gradient"] .chart').isVisible()), 'the table stands in the place of the chart');
      // A symbol of the formula and the line that it names light each other up.
      const card = page.locator('figure[data-chart="gradient"]');
      const lit = (selector) =>
        card
          .locator(selector)
          .first()
          .evaluate((element) => element.classList.contains('lit'));
      await card.locator('[data-line="threshold"]').focus();
      assert.ok(await lit('.help .symbol-tau'));
      assert.ok(!(await lit('.help .symbol-g')));
      await card.locator('[data-action="help"]').click();
      await card.locator('.help .symbol-g').first().dispatchEvent('pointerover');
      assert.ok(await lit('[data-line="norm"]'));
      assert.ok(!(await lit('[data-line="threshold"]')));
      await card.locator('[data-action="help"]').click();
    });
    await show('page-compare', { width: 1200, height: 800, theme: themes.light }, async (page) => {
      await page.locator('[data-tab="compare"]').click();
      await page.locator('[data-testid="compare-table"] tbody tr').nth(2).waitFor();
      assert.equal(
        await page
          .locator('[data-testid="compare-table"] thead .differs')
          .allTextContents()
          .then((all) => all.join()),
        'Layer kind',
      );
      assert.equal(await page.locator('[data-testid="compare-table"] tr.best').count(), 1);
    });
    if (!LONG) return;
    await show('page-gradients', { width: 1200, height: 800, theme: themes['high-contrast'] }, async (page) => {
      await page.locator('[data-tab="gradients"]').click();
      await page.locator('figure[data-chart="tensor-gradients"] canvas').waitFor();
    });
    await show('page-compare-narrow', { width: 300, height: 800, theme: themes['high-contrast-light'] }, async (page) => {
      await page.locator('[data-tab="compare"]').click();
      await page.locator('[data-testid="compare-table"] tbody tr').nth(2).waitFor();
    });
  });

  await comparisons({ test, show, runs, themes, text, base, screenshots });

  await test('two hundred steps of the keyboard reach and work everything', async () => {
    const { page } = await openPanelPage(browser, { runs, theme: themes.dark, width: 1000, height: 800 });
    try {
      await page.locator('figure[data-chart="loss"] canvas').waitFor();
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
            '[data-action], [data-control], [data-tab][aria-selected="true"], [data-line], .chart, [data-testid="sample"], summary',
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
          assert.ok(await page.locator('figure[data-chart="loss"] .help math').first().isVisible());
          await page.keyboard.press('Escape');
          assert.ok(!(await page.locator('figure[data-chart="loss"] .help math').first().isVisible()));
          did.help = true;
        } else if (here === 'loss chart' && !did.cursor) {
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
        } else if (here === 'gradient table' && !did.table) {
          await page.keyboard.press('Space');
          assert.ok(await page.locator('figure[data-chart="gradient"] table').isVisible());
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
      await card.locator('canvas').waitFor();
      const value = async () => Number((await card.locator('[data-line="validation"] .value').textContent()).replace('−', '-'));
      await page.locator('[data-control="unit"]').selectOption('nats');
      const nats = await value();
      await page.locator('[data-control="unit"]').selectOption('bits');
      assert.ok(Math.abs((await value()) - nats / Math.LN2) < 0.01);
      await page.locator('[data-control="unit"]').selectOption('perplexity');
      assert.ok(Math.abs((await value()) - Math.exp(nats)) < 0.02);
      await page.locator('[data-control="x"]').selectOption('characters');
      await page.locator('[data-control="scale"]').selectOption('log');
      await card.locator('[data-line="raw"]').click();
      assert.equal(await card.locator('[data-line="raw"]').getAttribute('aria-pressed'), 'false');
      assert.match((await card.locator('.chart').getAttribute('aria-label')) ?? '', /Characters read/);
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
      const tell = (state, event) => tellPage(page, { type: 'delta', runId: info.runId, info: { ...info, state }, events: [event] });
      // Half a minute of two deltas a second.
      for (let i = 0; i < 60; i++) {
        await tell('running', { ...steps[0], step: i + 1 });
        await page.clock.runFor(500);
      }
      const during = await page.evaluate(() => window.spoken.length);
      assert.ok(during >= 2 && during <= 4, `${during} sentences in 30 s`);
      await tell('done', { ...steps[0], step: 61 });
      await page.clock.runFor(300);
      assert.equal(await page.evaluate(() => window.spoken.length), during + 1);
      assert.match(await page.evaluate(() => window.spoken.at(-1)), /\b61\b/);
    } finally {
      await page.close();
    }
  });

  await test('dragging the progress bar back shows all tabs as they were at an earlier step, by keyboard as well', async () => {
    const { page } = await openPanelPage(browser, { runs, theme: themes.dark, width: 1000, height: 800 });
    try {
      await page.locator('figure[data-chart="loss"] canvas').waitFor();
      const { events } = runs.at(-1);
      await page.locator('[data-control="step"]').fill('120');
      await page.locator('[data-testid="step"]', { hasText: 'step 120 of 300' }).waitFor();
      const best = events.filter(({ type, step }) => type === 'evaluation' && step <= 120).reduce((a, b) => (b.loss < a.loss ? b : a));
      const kept = page.locator('[data-statement="kept"]');
      assert.deepEqual(JSON.parse(await kept.getAttribute('data-values')), { value: best.loss, step: best.step });
      const norm = JSON.parse(await page.locator('figure[data-chart="gradient"] [data-statement]').first().getAttribute('data-values'));
      const norms = events.filter(({ type, step }) => type === 'step' && step <= 120).map(({ gradientNorm }) => gradientNorm);
      assert.equal(norm.largest, Math.max(...norms));
      await page.locator('[data-control="step"]').focus();
      await page.keyboard.press('End');
      await page.locator('[data-testid="step"]', { hasText: '300 / 300' }).waitFor();
    } finally {
      await page.close();
    }
  });

  await test('a compared run is hidden, coloured and pinned in its row of the table', () =>
    show('page-compare-picks', { width: 1000, height: 800 }, async (page) => {
      await page.locator('[data-tab="compare"]').click();
      const row = page.locator('[data-testid="compare-table"] tbody tr', { hasText: '2 GRU' });
      await row.waitFor();
      const entries = page.locator('figure[data-chart="compare"] .legend .entry');
      const before = await entries.count();
      await row.locator('[data-action="show-run"]').uncheck();
      await page.waitForFunction((count) => document.querySelectorAll('figure[data-chart="compare"] .legend .entry').length === count - 1, before);
      await row.locator('[data-action="show-run"]').check();
      await row.locator('[data-action="pin-run"]').click();
      await page.locator('[data-testid="compare-table"] tbody tr').first().filter({ hasText: '2 GRU' }).waitFor();
      await row.locator('[data-action="colour-run"]').click();
    }));

  await test('with reduced motion nothing moves by itself', async () => {
    const { page } = await openPanelPage(browser, { runs, theme: themes.dark, width: 800, height: 700, reducedMotion: 'reduce' });
    try {
      await page.locator('figure[data-chart="loss"] canvas').waitFor();
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
  return runs;
}
