// The tabs "Hidden state", "Weights" and "Gradient flow" in the browser, on the events of real trainings.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { violations } from './axe.mjs';
import { openPanelPage, recordRun, tellPage, withPanelPage } from './panel-page.mjs';
import { looks } from './waiting.mjs';

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '../..');
const BASE = {
  ...{ activation: 'tanh', output: 'softmax', layers: 1, hidden: 40, embedding: 0, window: 8, bias: true, initialization: 'uniform', forgetBias: 0 },
  ...{ sequenceLength: 32, batchSize: 8, steps: 400, seconds: 0, optimizer: 'adam', learningRate: 8e-3, momentum: 0, beta1: 0.9, beta2: 0.99 },
  ...{
    epsilon: 1e-8,
    weightDecay: 0,
    schedule: 'cosine',
    warmup: 20,
    finalRate: 0.02,
    clip: 0.3,
    clipMode: 'norm',
    lossReduction: 'mean',
    dropout: 0,
  },
  ...{ validation: 0.1, evaluateEvery: 0, patience: 0, minCount: 1, seed: 1, threads: 1 },
};
const HIDDEN = ['states', 'state-growth', 'units', 'saturation', 'gates'];
const WEIGHTS = ['eigenvalues', 'spectra', 'weight-histogram', 'gradient-histogram'];

/** Runs of a plain RNN, an LSTM of two layers and a ReLU net, in the real trainer's thread. */
async function recordStates() {
  const text = readFileSync(path.join(root, 'samples', 'prose.txt'), 'utf8');
  const record = (runId, more, enough) => recordRun({ runId, name: 'prose.txt', text, configuration: { ...BASE, ...more }, enough });
  // Until a diagnosis between the first and the last, which alone has gradients: how many steps that takes depends on the machine.
  const diagnosed = (events) => events.some(({ type, diagnosis }) => type === 'diagnosis' && diagnosis.gradients);
  const rnn = await record('rnn', { cell: 'rnn', steps: 1_000_000, evaluateEvery: 100 }, diagnosed);
  return {
    rnn,
    lstm: await record('lstm', { cell: 'lstm', layers: 2, hidden: 16, steps: 4000, batchSize: 4 }),
    relu: await record('relu', { cell: 'rnn', activation: 'relu', steps: 200 }),
    feedforward: await record('feedforward', { cell: 'feedforward', activation: 'relu', steps: 2000 }),
  };
}

export async function statesPage({ test, browser, themes, screenshots }) {
  const runs = await recordStates();
  const show = async (name, { run, tab, kind = 'dark', width = 1200, locale = 'en', reducedMotion }, look) => {
    await withPanelPage(browser, { runs: [runs[run]], theme: themes[kind], width, height: 800, locale, reducedMotion }, async (page) => {
      await page.locator(`[data-tab="${tab}"]`).click();
      // Drawn, with its sentences.
      await page.waitForFunction((id) => [...document.querySelectorAll(`#panel-${id} .finding`)].some((element) => element.textContent), tab);
      if (look) await look(page);
      await page.screenshot({ path: path.join(screenshots, `${name}.png`), fullPage: true });
      assert.deepEqual(await violations(page), [], name);
    });
  };
  const newest = (run) => runs[run].events.findLast(({ type }) => type === 'diagnosis').diagnosis;
  const finding = (page, chart) => page.locator(`figure[data-chart="${chart}"] .finding`).textContent();
  const asked = (page, type) => page.evaluate((wanted) => window.requests.filter((request) => request.type === wanted), type);
  const file = async (page, chart, format) => {
    const card = page.locator(`figure[data-chart="${chart}"]`);
    if (!(await card.locator(`[data-action="save-${format}"]`).isVisible())) await card.locator('[data-action="save"]').click();
    const before = (await asked(page, 'export')).length;
    await card.locator(`[data-action="save-${format}"]`).click();
    await page.waitForFunction((count) => window.requests.filter(({ type }) => type === 'export').length > count, before);
    return (await asked(page, 'export')).at(-1).content;
  };

  await test('the hidden state of a real run: its numbers in sentences, charts, map and files', async () => {
    await show('training-findings', { run: 'rnn', tab: 'training' }, async (page) => {
      await page.locator('#panel-training summary').click();
      for (const chart of ['loss', 'gradient', 'hidden', 'window', 'speed', 'accuracy', 'learning-rate'])
        await page.waitForFunction((id) => /\d/.test(document.querySelector(`figure[data-chart="${id}"] .finding`).textContent), chart);
      const best = runs.rnn.events.filter(({ type }) => type === 'evaluation').reduce((a, b) => (b.loss < a.loss ? b : a));
      assert.ok((await finding(page, 'loss')).includes((best.loss / Math.LN2).toFixed(3)));
    });
    await show('states-rnn', { run: 'rnn', tab: 'hidden' }, async (page) => {
      const { states, saturation } = newest('rnn');
      const norms = states.hiddenNorms[0].slice(1);
      assert.ok((await finding(page, 'states')).includes(`from ${Math.min(...norms).toFixed(2)} to ${Math.max(...norms).toFixed(2)}`));
      const [h] = saturation[0];
      const text = (await page.locator('[data-testid="alarms"]').textContent()) ?? '';
      const flat = 100 * (h.left + h.right);
      assert.ok(
        ['of the hidden-state values', 'of its values are saturated'].some((what) =>
          text.includes(`${flat < 10 ? Number(flat.toFixed(1)) : Math.round(flat)} % ${what}`),
        ) || /at most/.test(text),
        text,
      );
      for (const chart of HIDDEN) assert.ok(await page.locator(`figure[data-chart="${chart}"]`).isVisible(), chart);
      // A point for each unit.
      const points = (await file(page, 'saturation', 'csv')).trim().split('\r\n').slice(1);
      assert.equal(points.length, 40);
      const left = points.reduce((sum, row) => sum + Number(row.split(',')[2]), 0) / 40;
      assert.ok(Math.abs(left - h.left) < 0.01, `${left}, not ${h.left}`);
      // The map: as many rows as units, as many columns as characters, the states themselves.
      const shown = runs.rnn.events.findLast(({ type, diagnosis }) => type === 'diagnosis' && diagnosis.states.activations[0]?.length > 0);
      const [first] = shown.diagnosis.states.activations;
      const rows = (await file(page, 'units', 'csv')).trim().split('\r\n');
      assert.equal(rows.length, 41);
      assert.deepEqual(
        rows[7].split(',').slice(1).map(Number),
        first.map((values) => values[6]),
      );
      assert.match(await file(page, 'units', 'svg'), /^<svg [\s\S]*<\/svg>\s*$/);
      assert.ok((await file(page, 'units', 'png')).length > 10_000);
      assert.match(await file(page, 'saturation', 'svg'), /^<svg [\s\S]*<\/svg>\s*$/);
      await page.locator('figure[data-chart="units"] [data-action="save"]').click();
      await page.locator('figure[data-chart="saturation"] [data-action="save"]').click();
    });
  });

  await test('an LSTM of two layers: the layer is chosen once, its forget gate says how long a memory lasts', async () => {
    await show('states-lstm', { run: 'lstm', tab: 'hidden', kind: 'light' }, async (page) => {
      const means = () => finding(page, 'gates');
      const first = await means();
      assert.match(
        first,
        /With f at 0\.\d\d, (half of what a unit holds is gone after [\d.]+ characters|more than half of what a unit holds is gone after one character)/,
      );
      await page.locator('#panel-hidden [data-control="layer"]').selectOption('1');
      await page.waitForFunction((before) => document.querySelector('figure[data-chart="gates"] .finding').textContent !== before, first);
      assert.equal(await page.locator('figure[data-chart="saturation"] .legend .entry').count(), 5);
      assert.equal(await page.locator('figure[data-chart="states"] .legend .entry').count(), 4);
      assert.equal(await page.locator('figure[data-chart="cells"] .legend .entry').count(), 4);
      await page.locator('[data-tab="weights"]').click();
      await page.waitForFunction(() => document.querySelector('#panel-weights [data-control="layer"]').value === '1');
      await page.locator('[data-tab="hidden"]').click();
    });
  });

  await test('eigenvalues, spectra and histograms of a real run are its numbers', async () => {
    await show('weights-rnn', { run: 'rnn', tab: 'weights' }, async (page) => {
      const [[{ eigenvalues, spectralRadius }]] = newest('rnn').spectra;
      const outside = eigenvalues.filter(([re, im]) => Math.hypot(re, im) > 1).length;
      const said = await finding(page, 'eigenvalues');
      assert.ok(said.includes(`ρ = ${spectralRadius.toFixed(2)}`) && said.includes(outside > 0 ? `${outside} of 40` : 'all 40'), said);
      const rows = (await file(page, 'eigenvalues', 'csv')).trim().split('\r\n').slice(1);
      assert.equal(rows.length, 40);
      assert.ok(Math.abs(Number(rows[0].split(',').at(-1)) - spectralRadius) < 1e-4);
      await page.locator('figure[data-chart="eigenvalues"] [data-action="save"]').click();
      for (const chart of WEIGHTS) assert.ok(await page.locator(`figure[data-chart="${chart}"]`).isVisible(), chart);
      await page.locator('[data-control="tensor"]').selectOption('head.weight');
      await page.waitForFunction(() =>
        /V \(head\.weight\)/.test(document.querySelector('figure[data-chart="weight-histogram"] .finding').textContent),
      );
    });
    await show('weights-logarithmic', { run: 'rnn', tab: 'weights' }, async (page) => {
      await page.locator('[data-control="tensor"]').selectOption('head.weight');
      const linear = await file(page, 'gradient-histogram', 'csv');
      await page.locator('[data-control="scale"]').selectOption('log');
      const densities = (text) =>
        text
          .trim()
          .split('\r\n')
          .slice(1)
          .map((row) => row.split(',')[1]);
      // The same densities; where nothing lies, nothing is drawn.
      assert.deepEqual(
        densities(await file(page, 'gradient-histogram', 'csv')),
        densities(linear).map((density) => (density === '0' ? '' : density)),
      );
      const svg = await file(page, 'gradient-histogram', 'svg');
      assert.ok(['10', '100', '1000'].some((tick) => svg.includes(`>${tick}</text>`)) || /10[²³]/.test(svg));
      await page.locator('figure[data-chart="gradient-histogram"] [data-action="save"]').click();
    });
    await show('weights-lstm', { run: 'lstm', tab: 'weights', kind: 'light', width: 800 });
  });

  await test('gradient norms before and after clipping: the total after is at the threshold, each tensor in proportion', async () => {
    await show('gradients-clipped', { run: 'rnn', tab: 'gradients' }, async (page) => {
      const table = async (chart) => {
        const text = await file(page, chart, 'csv');
        await page.locator(`figure[data-chart="${chart}"] [data-action="save"]`).click();
        return text
          .trim()
          .split('\r\n')
          .map((row) => row.split(','));
      };
      const before = await table('tensor-gradients');
      const after = await table('clipped-gradients');
      const total = before[0].indexOf('All tensors');
      const W = before[0].findIndex((name) => name.startsWith('W '));
      assert.ok(total > 0 && W > 0, JSON.stringify(before[0]));
      let cut = 0;
      for (const [i, row] of before.slice(1).entries()) {
        const [g, clipped] = [Number(row[total]), Number(after[i + 1][total])];
        if (g > 0.3) cut++;
        assert.ok(Math.abs(clipped - Math.min(g, 0.3)) < 1e-5, `${g} becomes ${clipped}`);
        assert.ok(Math.abs(Number(after[i + 1][W]) - (Number(row[W]) * clipped) / g) < 1e-5);
      }
      assert.ok(cut > 0, 'nothing was cut');
      const { terms } = newest('rnn');
      const items = (await table('terms')).slice(1);
      assert.equal(items.length, terms.norms[0].length);
      assert.match(await finding(page, 'terms'), /the last \d+ characters? makes? up 90 % of the gradient of W/);
      assert.match(await finding(page, 'clipped-gradients'), /clipped to 0\.3|below the threshold of 0\.3/);
      assert.ok((await finding(page, 'clip-rate')).includes(`of ${runs.rnn.info.totalSteps} updates (`));
    });
  });

  await test('ReLU shows its dead units, and nothing of a bound', async () => {
    await show('states-relu', { run: 'relu', tab: 'hidden', kind: 'high-contrast' }, async (page) => {
      const [{ dead }] = newest('relu').saturation[0];
      const text = (await page.locator('[data-testid="alarms"]').textContent()) ?? '';
      assert.match(text, new RegExp(`${dead} of 40 units`));
      assert.doesNotMatch(text, /at most/);
      assert.match(await finding(page, 'gates'), /% of the values of the hidden state are exactly 0/);
    });
  });

  await test('a feed-forward net has weights and saturated units, but no recurrent matrix', async () => {
    await show('weights-feedforward', { run: 'feedforward', tab: 'weights' }, async (page) => {
      assert.ok(!(await page.locator('figure[data-chart="eigenvalues"]').isVisible()));
      assert.ok(await page.locator('figure[data-chart="weight-histogram"]').isVisible());
      await page.locator('[data-tab="gradients"]').click();
      await page.locator('figure[data-chart="update-ratios"] .finding').waitFor();
      assert.ok(!(await page.locator('figure[data-chart="terms"]').isVisible()));
      await page.locator('[data-tab="hidden"]').click();
      await page.locator('figure[data-chart="saturation"] .plane svg').waitFor();
      assert.match(await finding(page, 'gates'), /exactly 0/);
      assert.ok(!(await page.locator('figure[data-chart="units"]').isVisible()));
    });
  });

  await test('the tabs in Chinese, and with UNROLL_LONG in all themes, at 300 pixels and with reduced motion', async () => {
    const every = ['dark', 'light', 'high-contrast', 'high-contrast-light'].flatMap((kind) => ['hidden', 'weights'].map((tab) => [tab, kind]));
    for (const [tab, kind] of looks(every, [])) await show(`${tab}-${kind}-narrow`, { run: 'lstm', tab, kind, width: 300, reducedMotion: 'reduce' });
    await show('hidden-chinese', { run: 'rnn', tab: 'hidden', kind: 'high-contrast-light', locale: 'zh-cn' }, async (page) => {
      for (const [tab, heading] of [
        ['weights', 'W 的特征值'],
        ['gradients', '裁剪之后每个张量的梯度范数'],
        ['hidden', '隐含层状态沿一段文本的变化'],
      ]) {
        await page.locator(`[data-tab="${tab}"]`).click();
        const panel = page.locator(`#panel-${tab}`);
        await panel.locator('.finding').first().waitFor();
        assert.ok((await panel.locator('h2').allTextContents()).includes(heading));
        const english = await panel.evaluate((element) => element.textContent.match(/\b[a-z]{4,} [a-z]{3,} [a-z]{3,}\b/gi) ?? []);
        assert.deepEqual(english, []);
        await page.screenshot({ path: path.join(screenshots, `${tab}-chinese.png`), fullPage: true });
      }
    });
  });

  await test('the keyboard reaches and walks map and planes, and Enter colours the text by the unit', async () => {
    const { page } = await openPanelPage(browser, { runs: [runs.rnn], theme: themes.dark, width: 1000, height: 800 });
    try {
      await page.locator('[data-tab="training"]').waitFor();
      // Charts are drawn when their tab opens, not before.
      assert.equal(
        await page
          .locator('#panel-hidden canvas, #panel-weights canvas, #panel-weights svg circle')
          .evaluateAll((all) => all.filter((e) => e.checkVisibility()).length),
        0,
      );
      assert.equal(await page.locator('figure[data-chart="eigenvalues"] circle').count(), 0);
      await page.locator('[data-tab="training"]').focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      assert.ok(await page.locator('#panel-hidden').isVisible());
      const card = (chart) => page.locator(`figure[data-chart="${chart}"]`);
      await card('units').locator('canvas').first().waitFor();
      const spoken = async (chart) => (await card(chart).locator('[aria-live]').textContent()) ?? '';
      const reached = new Set();
      for (let i = 0; i < 80; i++) {
        await page.keyboard.press('Tab');
        const here = await page.evaluate(() => {
          const chart = document.activeElement.closest('[data-chart]')?.dataset.chart ?? '';
          return `${chart} ${document.activeElement.dataset.action ?? document.activeElement.getAttribute('role') ?? ''}`.trim();
        });
        if (here === 'units application' && !reached.has(here)) {
          await page.keyboard.press('Shift+ArrowDown');
          await page.keyboard.press('ArrowUp');
          await page.keyboard.press('ArrowLeft');
          const said = await spoken('units');
          assert.match(said, /^Unit 10, “.” \(character \d+\): −?[01](\.\d+)?$/);
          const { activations, from } = runs.rnn.events.findLast(({ type }) => type === 'diagnosis').diagnosis.states;
          const at = Number(/character (\d+)/.exec(said)[1]);
          assert.equal(Number(said.split(': ')[1].replace('−', '-')), activations[0][at - 1 - from][9]);
          await page.keyboard.press('Enter');
          assert.deepEqual((await asked(page, 'colourUnit')).at(-1), { type: 'colourUnit', runId: 'rnn', layer: 0, unit: 9 });
        } else if (here === 'saturation application' && !reached.has(here)) {
          await page.keyboard.press('End');
          assert.match(await spoken('saturation'), /^h, unit 40: Share near the lower end [\d.]+, Share near the upper end [\d.]+$/);
        }
        reached.add(here);
      }
      for (const chart of HIDDEN)
        for (const what of ['application', 'help', 'table', 'save']) assert.ok(reached.has(`${chart} ${what}`), `${chart} ${what}`);
      assert.ok(reached.has('units colour-unit'));
      // The pointer: a row of the map.
      const map = card('units').locator('.unit-map');
      await map.click({ position: { x: 300, y: 8 } });
      assert.equal((await asked(page, 'colourUnit')).at(-1).unit, 0);
      await card('units').locator('[data-action="table"]').click();
      assert.equal(await card('units').locator('tbody tr').count(), 40);
      await page.locator('[data-tab="weights"]').click();
      await card('eigenvalues').locator('svg circle').first().waitFor();
      await card('eigenvalues').locator('.plane').focus();
      await page.keyboard.press('Home');
      const [[{ spectralRadius }]] = newest('rnn').spectra;
      assert.ok(Math.abs(Number(/\|λ\| ([\d.]+)/.exec(await spoken('eigenvalues'))[1]) - spectralRadius) < 1e-3);
      await card('eigenvalues').locator('[data-action="help"]').click();
      await card('eigenvalues').locator('[data-action="guide"]').click();
      assert.equal((await asked(page, 'openGuide')).at(-1).anchor, 'eigenvalues');
    } finally {
      await page.close();
    }
  });

  await test('a run from its folder asks for the states of single units, and says so where nothing is kept', async () => {
    const stored = structuredClone(runs.rnn);
    const { text, from, activations } = stored.events.findLast(({ type }) => type === 'diagnosis').diagnosis.states;
    for (const event of stored.events) if (event.type === 'diagnosis') event.diagnosis.states.activations = [];
    const { page, errors } = await openPanelPage(browser, { runs: [stored], theme: themes.dark, width: 700, height: 600 });
    try {
      await page.locator('[data-tab="hidden"]').click();
      await page.getByText('Reading the text…').waitFor();
      const units = page.locator('figure[data-chart="units"]');
      assert.ok(!(await units.isVisible()));
      const { id, runId } = (await asked(page, 'read')).at(-1);
      assert.equal(runId, 'rnn');
      const reading = {
        step: 30,
        heldOut: true,
        characters: [],
        units: [],
        layers: 1,
        hidden: 40,
        milliseconds: 5,
        states: { text, from, activations },
        lookingBack: null,
      };
      const answer = (own) => tellPage(page, { type: 'reading', id, runId, reading: own });
      await answer(reading);
      await units.locator('canvas').first().waitFor();
      await units.locator('[role="application"]').focus();
      await page.keyboard.press('Shift+ArrowDown');
      await page.keyboard.press('ArrowUp');
      const said = (await units.locator('[aria-live]').textContent()) ?? '';
      assert.match(said, /^Unit 10, /);
      assert.equal(Number(said.split(': ')[1].replace('−', '-')), activations[0].at(-1)[9]);
      await answer(null);
      await page.getByText('One of them was not kept').waitFor();
      assert.ok(!(await units.isVisible()));
      assert.deepEqual(errors, []);
    } finally {
      await page.close();
    }
  });
}
