// The tab "Text" in the browser: the page by itself, with the answers of the real predictor thread on a model that the real trainer has written.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { violations } from './axe.mjs';
import { recordRun, tellPage, withPanelPage } from './panel-page.mjs';
import { HELLO } from './unrolled-tests.mjs';
import { LONG } from './waiting.mjs';

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '../..');

/** How a model file reads the end of a text, by the real predictor thread. */
async function read(model, text) {
  const worker = new Worker(path.join(root, 'dist', 'predictor.js'), { workerData: { life: new SharedArrayBuffer(8) } });
  const question = { before: text.slice(-1400, -400), passage: text.slice(-400), heldOut: true, beginning: text.slice(0, 16_000) };
  const reply = await new Promise((resolve) => {
    worker.on('message', resolve);
    worker.postMessage({ type: 'reading', id: 1, model, ...question });
  });
  await worker.terminate();
  assert.equal(reply.type, 'reading', JSON.stringify(reply));
  return reply.reading;
}

/** @param themes the colours of the real editor, by kind */
export async function textPage({ test, browser, themes, screenshots }) {
  const runFolder = path.join(mkdtempSync(path.join(tmpdir(), 'unroll-text-')), 'run');
  const text = readFileSync(path.join(root, 'samples', 'prose.txt'), 'utf8');
  const configuration = {
    ...HELLO,
    cell: 'gru',
    bias: true,
    hidden: 48,
    sequenceLength: 32,
    batchSize: 8,
    steps: 4000,
    validation: 0.1,
    evaluateEvery: 100,
  };
  const run = await recordRun({ runId: 'text', name: 'prose.txt', text, configuration, runFolder });
  const runs = [run];
  const reading = await read(path.join(runFolder, 'model.safetensors'), text);
  const show = async (options, answer, look) => {
    await withPanelPage(browser, { runs, theme: themes.dark, width: 1100, height: 900, ...options }, async (page) => {
      await page.locator('[data-tab="text"]').click();
      await page.waitForFunction(() => window.requests.some(({ type }) => type === 'read'));
      const { id, runId } = await page.evaluate(() => window.requests.findLast(({ type }) => type === 'read'));
      assert.equal(runId, 'text');
      await tellPage(page, { type: 'reading', id, runId, reading: answer });
      await look(page);
    });
  };
  const shown = (page, id) => page.locator(`[data-testid="${id}"]`);

  await test('text: samples, surprisal and units are those of the network, by keyboard and in words', () =>
    show({}, reading, async (page) => {
      await shown(page, 'passage').waitFor();
      assert.equal(await shown(page, 'samples').locator('h3').first().textContent(), 'Step 4000', 'the last update writes, too');
      const marks = await shown(page, 'passage')
        .locator('span')
        .evaluateAll((spans) => spans.map((span) => [span.textContent, span.className]));
      assert.deepEqual(
        marks.map(([character]) => character.replace('↵', '')),
        reading.characters.map(({ text: character }) => character),
      );
      const level = (bits) => [2, 4, 6, 8].filter((least) => bits >= least).length;
      assert.deepEqual(
        marks.slice(1).map(([, name]) => name),
        reading.characters.slice(1).map(({ bits }) => (level(bits) > 0 ? `level-${level(bits)}` : '')),
      );
      const mean = reading.characters.reduce((sum, { bits }) => sum + bits, 0) / reading.characters.length;
      assert.ok(
        (await page.locator('[data-chart="passage"] [data-testid="finding"]').textContent()).startsWith(
          `${mean.toFixed(2)} bits per character over these ${reading.characters.length} characters;`,
        ),
      );
      await shown(page, 'passage').focus();
      for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
      const third = reading.characters[3];
      const spoken = await shown(page, 'passage-spoken').textContent();
      assert.ok(spoken.includes(`${third.bits.toFixed(2)} bits, rank ${third.rank}. Expected: `), spoken);
      assert.equal(await shown(page, 'expected').locator('tbody tr').count(), 5);
      const rows = await shown(page, 'tracking').locator('tbody tr').count();
      assert.equal(rows, new Set(reading.units.map(({ feature }) => feature)).size);
      const best = [...reading.units].sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation))[0];
      const said = await page.locator('[data-chart="tracking"] [data-testid="finding"]').textContent();
      assert.ok(said.includes(`nit ${best.unit + 1} `) && said.includes(best.chance.toFixed(2)), said);
      assert.ok(best.chance > 0 && best.chance < 1);
      await shown(page, 'tracking').locator('button').first().click();
      const request = await page.evaluate(() => window.requests.at(-1));
      assert.deepEqual(request, { type: 'colourUnit', runId: 'text', layer: 0, unit: best.unit });
      await page.screenshot({ path: path.join(screenshots, 'text.png'), fullPage: true });
    }));

  await test('text: a run of which nothing is kept says so', () =>
    show({}, null, async (page) => {
      await shown(page, 'reading-status').filter({ hasText: 'there is nothing to read' }).waitFor();
    }));

  const looking = {
    ...configuration,
    cell: 'attention',
    stack: 'conv,attention',
    layers: 2,
    hidden: 16,
    embedding: 16,
    attentionHeads: 2,
    kernelSize: 3,
    memory: 0,
    steps: 40,
  };
  const mixedFolder = path.join(mkdtempSync(path.join(tmpdir(), 'unroll-text-')), 'run');
  await recordRun({
    runId: 'mixed',
    name: 'prose.txt',
    text,
    configuration: { ...looking, norm: 'rms', headNorm: 'rms', residual: 'on' },
    runFolder: mixedFolder,
  });
  const mixed = await read(path.join(mixedFolder, 'model.safetensors'), text);

  await test('text: where attention looks and what a convolution sees, by keyboard and in words', () =>
    show({}, mixed, async (page) => {
      const told = shown(page, 'attention-readout');
      await told.filter({ hasText: 'Head 2.1' }).waitFor();
      const { characters, attention } = mixed.lookingBack;
      const last = characters.length - 1;
      const share = (head, t, s) => `${(100 * attention[0].heads[head][t][s]).toFixed(1)} %`;
      assert.ok((await told.textContent()).includes(share(0, last, last)));
      await page.locator('[data-chart="attention-maps"] .picture-frame').focus();
      for (const key of ['PageDown', 'ArrowUp', 'ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key);
      const said = await told.textContent();
      assert.ok(said.startsWith('Head 2.2') && said.includes(share(1, last - 1, last - 3)) && said.endsWith('2 back'), said);
      assert.equal(await shown(page, 'attended').locator('span').count(), last);
      await page.keyboard.press('Enter');
      assert.deepEqual(await page.evaluate(() => window.requests.at(-1)), { type: 'colourHead', runId: 'text', layer: 1, head: 1 });
      assert.ok(await page.locator('[data-chart="attention-maps"] img').evaluate((image) => image.naturalWidth > 100));
      await page.locator('[data-chart="field"] .picture-frame').focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowRight');
      assert.match(await shown(page, 'field-readout').textContent(), /\(place 2\) sees 2 of the characters shown, from “.+”, 1 back/);
      assert.deepEqual(await violations(page), []);
      await page.screenshot({ path: path.join(screenshots, 'text-looking-back.png'), fullPage: true });
    }));

  if (LONG)
    await test('text: in themes, Chinese and 300 pixels without a violation of axe-core', async () => {
      for (const kind of Object.keys(themes))
        await show({ theme: themes[kind] }, reading, async (page) => {
          await shown(page, 'passage').waitFor();
          assert.deepEqual(await violations(page), []);
          await page.screenshot({ path: path.join(screenshots, `text-${kind}.png`), fullPage: true });
        });
      await show({ width: 300, locale: 'zh-cn', theme: themes.light }, reading, async (page) => {
        await shown(page, 'passage').waitFor();
        assert.deepEqual(await violations(page), []);
        assert.match(await page.locator('[data-chart="passage"] h2').textContent(), /它在哪里感到意外/);
        await page.screenshot({ path: path.join(screenshots, 'text-narrow-chinese.png'), fullPage: true });
      });
    });
  return { runs, reading, model: path.join(runFolder, 'model.safetensors') };
}
