// The tab "Unrolled" in the browser: the page by itself, with the answers of the real predictor thread on models that the real trainer has written.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { violations } from './axe.mjs';
import { panelFrame, runCommand } from './browser.mjs';
import { answerWalks, openPanelPage, recordRun, tellPage, withPanelPage } from './panel-page.mjs';
import { looks, until } from './waiting.mjs';

export const HELLO = {
  ...{ cell: 'rnn', activation: 'tanh', output: 'softmax', layers: 1, hidden: 3, embedding: 0, window: 8, bias: false, initialization: 'uniform' },
  ...{ forgetBias: 0, sequenceLength: 4, batchSize: 1, steps: 300, seconds: 0, optimizer: 'adam', learningRate: 0.03, momentum: 0, beta1: 0.9 },
  ...{
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0,
    schedule: 'constant',
    warmup: 0,
    finalRate: 0.02,
    clip: 1,
    clipMode: 'norm',
    lossReduction: 'mean',
  },
  ...{ dropout: 0, validation: 0, evaluateEvery: 0, patience: 0, minCount: 1, seed: 1, threads: 1 },
};

const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
const close = (values, expected, what) => {
  assert.equal(values.length, expected.length, what);
  for (const [i, value] of values.entries())
    assert.ok(Math.abs(value - expected[i]) < 1e-9 * Math.max(1, Math.abs(expected[i])), `${what}[${i}]: ${value}, not ${expected[i]}`);
};

/** A matrix of the page by rows, from the titles, which hold all digits. */
const read = (page, name) =>
  page
    .locator(`table[data-operand="${name}"]`)
    .evaluate((table) =>
      [...table.querySelectorAll('tbody tr')].map((row) => [...row.querySelectorAll('td')].map((cell) => Number(cell.title.replaceAll('−', '-')))),
    );
const column = async (page, name) => (await read(page, name)).map(([value]) => value);

/** E and its gradients over "hello", by nothing but the formulas. */
function compute(U, W, V) {
  const [inputs, targets] = [
    [1, 0, 2, 2],
    [0, 2, 2, 3],
  ];
  const s = [new Array(W.length).fill(0)];
  const h = [];
  const o = [];
  let E = 0;
  inputs.forEach((x, t) => {
    h.push(U.map((row, i) => row[x] + dot(W[i], s[t])));
    s.push(h[t].map(Math.tanh));
    const net = V.map((row) => dot(row, s[t + 1]));
    const total = net.reduce((sum, value) => sum + Math.exp(value), 0);
    o.push(net.map((value) => Math.exp(value) / total));
    E -= Math.log(o[t][targets[t]]);
  });
  const zero = (M) => M.map((row) => row.map(() => 0));
  const [dU, dW, dV] = [zero(U), zero(W), zero(V)];
  let later = W.map(() => 0);
  const dS = [];
  for (let t = 3; t >= 0; t--) {
    const d = o[t].map((value, v) => value - (v === targets[t] ? 1 : 0));
    dS[t] = later.map((value, i) => value + d.reduce((sum, one, v) => sum + V[v][i] * one, 0));
    const dH = dS[t].map((value, i) => value * (1 - s[t + 1][i] ** 2));
    for (const [v, row] of dV.entries()) for (const i of row.keys()) row[i] += d[v] * s[t + 1][i];
    for (const [i, row] of dW.entries()) for (const j of row.keys()) row[j] += dH[i] * s[t][j];
    for (const [i, row] of dU.entries()) row[inputs[t]] += dH[i];
    later = W.map((_, j) => dH.reduce((sum, one, i) => sum + W[i][j] * one, 0));
  }
  return { E, h, s, o, dS, dU, dW, dV };
}

/** In the real VS Code: the command trains on "hello" and opens the tab with its numbers. */
export async function unrolledInEditor({ test, page, screenshots }) {
  await test('"Step through a tiny network" from the palette trains, opens the tab and shows every number', async () => {
    await runCommand(page, 'Step Through a Tiny Network');
    const frame = panelFrame(page);
    await frame.locator('[data-tab="unrolled"][aria-selected="true"]').waitFor();
    await frame.locator('[data-testid="walk-status"]', { hasText: 'Weights after step 60' }).waitFor();
    assert.match((await frame.locator('[data-testid="walk-step"]').textContent()) ?? '', /^Step 1 of 24, forward pass/);
    await frame.locator('[data-control="walk-step"]').focus();
    await page.keyboard.press('End');
    await frame.locator('table[data-operand="∂E/∂W  (t ≥ 1)"]').waitFor();
    assert.deepEqual(await violations(frame), []);
    await page.screenshot({ path: path.join(screenshots, 'unrolled-editor.png') });
  });
}

/** @param themes the colours of the real editor, by kind */
export async function unrolledPage({ test, browser, themes, screenshots }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'unroll-walk-'));
  const train = async (runId, text, configuration) => {
    const run = await recordRun({
      runId,
      name: `${runId}.txt`,
      text,
      configuration: { ...HELLO, ...configuration },
      runFolder: path.join(folder, runId),
    });
    return { run, model: path.join(folder, runId, 'model.safetensors') };
  };
  const tide = 'the tide comes in and the tide goes out and '.repeat(20);
  const nets = {
    hello: await train('hello', 'hello', {}),
    lstm: await train('lstm', 'hello', { cell: 'lstm', hidden: 2, layers: 2, bias: true }),
    gru: await train('gru', tide, { cell: 'gru', hidden: 40, bias: true, sequenceLength: 20, batchSize: 4 }),
    window: await train('window', tide, { cell: 'feedforward', hidden: 8, window: 3, bias: true, sequenceLength: 20 }),
  };
  const show = async (net, options, look) => {
    await withPanelPage(browser, { runs: [nets[net].run], theme: themes.dark, width: 1100, height: 850, ...options }, async (page) => {
      const walks = await answerWalks(page, nets[net].model);
      await page.locator('[data-tab="unrolled"]').click();
      await page.locator('.unrolled svg').waitFor();
      await look(page, walks);
    });
  };
  const step = (page) => page.locator('[data-testid="walk-step"]').textContent();

  await test('unrolled: every number of "hello" on the page is what the formulas make of its U, W and V', () =>
    show('hello', {}, async (page) => {
      const slider = page.locator('[data-control="walk-step"]');
      await slider.focus();
      const [U, W] = [await read(page, 'U'), await read(page, 'W')];
      for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowRight');
      const V = await read(page, 'V');
      const own = compute(U, W, V);
      await page.keyboard.press('Home');
      for (let t = 0; t < 4; t++) {
        assert.match(
          await step(page),
          new RegExp(`^Step ${3 * t + 1} of 24, forward pass, t = ${t + 1}, “${'hell'[t]}”: pre-activation, a${'₀₁₂₃₄'[t + 1]} = `),
        );
        close(await column(page, `a_${t + 1}`), own.h[t], 'a');
        await page.keyboard.press('ArrowRight');
        close(await column(page, `s_${t + 1}`), own.s[t + 1], 's');
        await page.keyboard.press('ArrowRight');
        close(await column(page, `o_${t + 1}`), own.o[t], 'o');
        await page.keyboard.press('ArrowRight');
      }
      for (let t = 3; t >= 0; t--) {
        assert.match(await step(page), new RegExp(`^Step ${24 - 3 * t - 2} of 24, backpropagation through time, t = ${t + 1}, `));
        await page.keyboard.press('ArrowRight');
        close(await column(page, `∂E/∂s_${t + 1}`), own.dS[t], '∂E/∂s');
        await page.keyboard.press('ArrowRight');
        if (t > 0) await page.keyboard.press('ArrowRight');
      }
      close((await read(page, '∂E/∂U  (t ≥ 1)')).flat(), own.dU.flat(), '∂E/∂U');
      close((await read(page, '∂E/∂W  (t ≥ 1)')).flat(), own.dW.flat(), '∂E/∂W');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      close((await read(page, '∂E/∂V  (t ≥ 1)')).flat(), own.dV.flat(), '∂E/∂V');
      const said = (await page.locator('[data-chart="step-through"] [data-testid="finding"]').textContent()) ?? '';
      assert.ok(said.startsWith(`Over 4 characters E = ${Number(own.E.toPrecision(3))};`), said);
      assert.match(said, /“l” is followed by “l”, “o” at different places\. The network predicts each one correctly/);
      await page.screenshot({ path: path.join(screenshots, 'unrolled-numbers.png'), fullPage: true });
    }));

  await test('unrolled: arrow keys go step by step and row by row, Home and End to the ends, from the buttons as well', () =>
    show('hello', { reducedMotion: 'reduce' }, async (page) => {
      await page.locator('[data-action="forward"]').focus();
      await page.keyboard.press('Enter');
      assert.match(await step(page), /^Step 2 of 24/);
      await page.keyboard.press('End');
      assert.match(await step(page), /^Step 24 of 24/);
      await page.keyboard.press('ArrowRight');
      assert.match(await step(page), /^Step 24 of 24/);
      await page.keyboard.press('ArrowLeft');
      assert.match(await step(page), /^Step 23 of 24/);
      assert.match(
        (await page.locator('[data-testid="spoken-step"]').textContent()) ?? '',
        /^Step 23 of 24, backpropagation through time, t = 1, “h”: /,
      );
      await page.keyboard.press('Home');
      const values = () => page.locator('[data-testid="formulas"] .values').first().textContent();
      assert.match(await values(), /^a₁\[1\] = /);
      await page.keyboard.press('ArrowDown');
      assert.match(await values(), /^a₁\[2\] = /);
      assert.equal(await page.locator('table[data-operand="U"] tr.marked th').textContent(), '2');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('ArrowUp');
      assert.match(await values(), /^a₁\[3\] = /);
      await page.locator('table[data-operand="a_1"] tbody tr').first().click();
      assert.match(await values(), /^a₁\[1\] = /);
      const short = await page.locator('table[data-operand="U"] tbody td').first().textContent();
      assert.match(short, /^−?\d\.\d{4}$/);
      await page.locator('[data-control="digits"]').check();
      assert.ok((await page.locator('table[data-operand="U"] tbody td').first().textContent()).length > short.length);
      const moves = (all) => all.some((element) => getComputedStyle(element).animationName !== 'none');
      assert.equal(await page.locator('*').evaluateAll(moves), false);
    }));

  await test('unrolled: the graph speaks each position, its arrows are as wide as the gradient, its table and files hold the numbers', () =>
    show('gru', {}, async (page, walks) => {
      await page.locator('[data-control="walk-text"]').fill('the tide comes in');
      await page.keyboard.press('Enter');
      await page.locator('.unrolled [data-column="15"]').waitFor({ state: 'attached' });
      const walk = walks.at(-1);
      assert.equal(walk.text, 'the tide comes in');
      await page.locator('.unrolled').focus();
      await page.keyboard.press('Home');
      const spoken = () => page.locator('[data-testid="spoken-position"]').textContent();
      assert.match(await spoken(), /^Position 1, reads “t”, next “h”: [\d.]+ %, rank \d+, loss /);
      for (let i = 0; i < 9; i++) await page.keyboard.press('ArrowRight');
      assert.match(await spoken(), /^Position 10, reads “c”/);
      const finding = await page.locator('[data-chart="unrolled-graph"] [data-testid="finding"]').textContent();
      const shares = Array.from({ length: 10 }, (_, lag) => walk.flow[9][0][9 - lag] / walk.flow[9][0][9]);
      const gone = shares.findLastIndex((share) => share >= 0.01) + 1;
      if (gone < 10) assert.ok(finding.includes(`less than 1 % reaches ${gone} characters: it vanishes`), finding);
      else assert.doesNotMatch(finding, /It vanishes/);
      await page.locator('[data-chart="unrolled-graph"] [data-action="table"]').click();
      assert.equal(await page.locator('[data-chart="unrolled-graph"] .table tbody tr').count(), 16);
      await page.locator('[data-chart="unrolled-graph"] [data-action="table"]').click();
      await page.locator('[data-chart="unrolled-graph"] [data-action="save"]').click();
      for (const format of ['svg', 'png', 'csv']) await page.locator(`[data-chart="unrolled-graph"] [data-action="save-${format}"]`).click();
      await page.waitForFunction(() => window.requests.filter(({ type }) => type === 'export').length === 3);
      const files = await page.evaluate(() =>
        window.requests.filter(({ type }) => type === 'export').map(({ format, content }) => [format, content]),
      );
      const of = Object.fromEntries(files);
      assert.match(of.svg, /^<svg [\s\S]*‖∂E₁₀\/∂sₜ‖₂[\s\S]*<\/svg>\s*$/);
      assert.equal(Buffer.from(of.png, 'base64').subarray(1, 4).toString(), 'PNG');
      assert.equal(of.csv.trim().split('\r\n').length, 17);
      await page.locator('[data-chart="step-through"] [data-action="stepThrough"]').click();
      assert.equal(await page.evaluate(() => window.requests.at(-1).command), 'stepThrough');
      await page.locator('[data-action="cursor"]').click();
      assert.equal(await page.evaluate(() => window.requests.findLast(({ type }) => type === 'walk').cursor), true);
      // The editor's cursor is followed from then on, and what is looked at is framed there.
      assert.equal(await page.evaluate(() => window.requests.findLast(({ type }) => type === 'follow').on), true);
      await page.waitForFunction(() => window.requests.some(({ type, back }) => type === 'mark' && back === 0));
      const asked = await page.evaluate(() => window.requests.filter(({ type }) => type === 'walk').length);
      await page.evaluate(() => window.postMessage({ type: 'cursor' }, '*'));
      await page.waitForFunction((before) => window.requests.filter(({ type }) => type === 'walk').length > before, asked);
    }));

  await test('unrolled: while a run trains, the graph follows at most once a second; whoever is in the middle of the numbers keeps them', async () => {
    const { info, events, baselines } = nets.hello.run;
    const running = { info: { ...info, state: 'running' }, events: events.filter(({ type }) => type !== 'done'), baselines };
    const { page, errors } = await openPanelPage(browser, { runs: [running], theme: themes.dark, width: 900, height: 850 });
    try {
      let steps = 0;
      const walks = await answerWalks(page, nets.hello.model, (walk) => ({ ...walk, step: ++steps }));
      await page.locator('[data-tab="unrolled"]').click();
      await page.locator('.unrolled svg').waitFor();
      const tell = (state) => tellPage(page, { type: 'delta', runId: info.runId, info: { ...info, state }, events: [] });
      const status = () => page.locator('[data-testid="walk-status"]').textContent();
      const from = Date.now();
      /** Tells of the run until the graph stands at a step or, on a busy machine, beyond it. */
      const follow = (count) =>
        until(`the weights after step ${count}`, async () => {
          const at = Number(/^Weights after step (\d+);/.exec(await status())?.[1] ?? 0);
          if (at < count) await tell('running');
          return at >= count;
        });
      await follow(2);
      const older = page.locator('[data-chart="step-through"] [data-action="newest"]');
      await older.waitFor({ state: 'hidden' });
      await page.locator('[data-action="forward"]').click();
      await follow(walks.length + 2);
      assert.ok(walks.length <= 2 + (Date.now() - from) / 1000, `${walks.length} questions`);
      const said = /These are the weights after step (\d+)\. The training has reached step (\d+)\./.exec(
        await page.locator('[data-chart="step-through"]').textContent(),
      );
      assert.ok(said && Number(said[1]) >= 2 && Number(said[2]) >= Number(said[1]) + 2, `${said}`);
      await older.click();
      await older.waitFor({ state: 'hidden' });
      assert.match(await step(page), /^Step 2 of 24/);
      const asked = () => page.evaluate(() => window.requests.filter(({ type }) => type === 'walk').length);
      const before = await asked();
      await tell('done');
      await until('a last question', async () => (await asked()) > before);
      assert.deepEqual(errors, []);
    } finally {
      await page.close();
    }
  });

  await test('unrolled: in themes, two languages and at 300 pixels axe-core finds no violation', async () => {
    const every = [
      ['hello', 'dark', 1200, 'en'],
      ['hello', 'light', 300, 'en'],
      ['lstm', 'high-contrast', 900, 'en'],
      ['lstm', 'high-contrast-light', 1200, 'en'],
      ['gru', 'light', 1200, 'en'],
      ['hello', 'dark', 800, 'zh-cn'],
    ];
    for (const [net, kind, width, locale] of looks(every, [every[3]]))
      await show(net, { theme: themes[kind], width, locale }, async (page) => {
        await page.locator('[data-chart="unrolled-graph"] [data-action="help"]').click();
        if (net !== 'gru') for (let i = 0; i < 13; i++) await page.locator('[data-action="forward"]').click();
        await page.screenshot({ path: path.join(screenshots, `unrolled-${net}-${kind}-${width}-${locale}.png`), fullPage: true });
        assert.deepEqual(await violations(page), [], `${net} ${kind} ${width}`);
      });
  });

  await test('unrolled: a feed-forward net is told in a sentence', () =>
    show('window', {}, async (page) => {
      const said = await page.locator('[data-chart="unrolled-graph"] [data-testid="finding"]').textContent();
      assert.match(said, /has no state: every prediction sees a window of 3 characters/);
      assert.ok(!(await page.locator('[data-chart="step-through"]').isVisible()));
    }));
}
