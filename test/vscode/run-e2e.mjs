// The whole path in a real VS Code with the packaged extension: palette -> training -> charts -> ghost text -> Tab -> file on disk -> reload -> ghost text.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { focusEditor, GHOST, openBrowser, panelFrame, pick, runCommand, temporaryFolder, typeUntilGhost } from './browser.mjs';
import { countedTests } from './counted.mjs';
import { firstRun } from './first-run.mjs';
import { checkInspector, writeForeignModel } from './inspector.mjs';
import { panelInEditor } from './panel-in-editor.mjs';
import { recordTour } from './record-tour.mjs';
import { remote, startServer, workbenchUrl } from './server.mjs';
import { ensureTools, folder } from './tools.mjs';
import { unrolledInEditor } from './unrolled-tests.mjs';
import { comes, growingPatience, until } from './waiting.mjs';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');
const screenshots = path.join(root, 'out', 'screenshots');
mkdirSync(screenshots, { recursive: true });
ensureTools();
/** What test/integration shows in every run, here once more by keyboard and on the screen. */
const LONG = Boolean(process.env.UNROLL_LONG);
if (!existsSync(path.join(root, 'unroll.vsix')) || !process.argv.includes('--keep'))
  execFileSync('npm', ['run', '--silent', 'package'], { cwd: root, stdio: 'ignore' });

const workspace = temporaryFolder('workspace');
cpSync(path.join(root, 'samples'), workspace, { recursive: true });
// A document whose continuation is certain once the network has learnt it.
const line = 'the tide comes in and the tide goes out and ';
writeFileSync(path.join(workspace, 'tide.txt'), line.repeat(60));

// Lines of which each tells the next.
const lines = ['first(alpha, gamma);', 'second(beta, delta);', 'third(epsilon);'];
writeFileSync(path.join(workspace, 'calls.txt'), `${lines.join('\n')}\n`.repeat(40));

writeForeignModel(path.join(workspace, 'checks.safetensors'));

const server = await startServer({
  vsix: path.join(root, 'unroll.vsix'),
  settings: {
    'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
    'files.autoSave': 'off',
    'editor.wordWrap': 'on',
    'workbench.colorTheme': 'Default Dark Modern',
  },
});
const browser = await openBrowser();
const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en-US' });
const pageErrors = [];
page.on('pageerror', (error) => pageErrors.push(error.message));

const { test, counts } = countedTests((n) => page.screenshot({ path: path.join(screenshots, `failed-${n}.png`) }).catch(() => undefined));

const open = async (file) => {
  await page.goto(workbenchUrl(server.port, workspace, [['openFile', remote(server.port, path.join(workspace, file))]]));
  await page.locator('.tabs-container .tab.active', { hasText: file }).first().waitFor();
  await focusEditor(page);
};
const number = async (name) => Number.parseFloat((await panelFrame(page).locator(`[data-testid="${name}"]`).textContent()) ?? '');
const state = () => panelFrame(page).locator('[data-testid="state"]');
/** Colours in a chart's canvas: more than one means that something is drawn. */
const drawn = (id) =>
  panelFrame(page)
    .locator(`figure[data-chart="${id}"] canvas`)
    .evaluate((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let i = 3; i < data.length; i += 4) if (data[i] > 0) count++;
      return count;
    });
const ghost = page.locator(GHOST);
const saved = () => readFileSync(path.join(workspace, 'tide.txt'), 'utf8');

/** Names of the files in a VSIX, which is a zip. */
const listZip = (file) =>
  new Promise((resolve, reject) => {
    const names = [];
    createRequire(path.join(folder, 'package.json'))('yauzl').open(file, {}, (error, zip) => {
      if (error) return reject(error);
      zip.on('entry', ({ fileName }) => names.push(fileName));
      zip.on('end', () => resolve(names));
      zip.on('error', reject);
    });
  });

try {
  await test('the package holds only what runs, in less than 1.5 MB', async () => {
    const vsix = path.join(root, 'unroll.vsix');
    assert.ok(statSync(vsix).size < 1.5 * 2 ** 20, `${statSync(vsix).size} bytes`);
    const expected =
      /^(\[Content_Types\]\.xml|extension\.vsixmanifest|extension\/(package(\.nls(\.[a-z-]+)?)?\.json|(readme|changelog)\.md|LICENSE(\.txt)?|dist\/(web(view)?\/)?[\w-]+\.(js|css)|dist\/assets\/[\w-]+\.(wasm|bin)|l10n\/bundle[\w.-]*\.json|media\/[\w/-]+\.(svg|png|webp|md)|samples\/[\w-]+\.(txt|ts|md|csv|tsv)|docs\/guide\/[\w.-]+\.md))$/i;
    const names = await listZip(vsix);
    assert.deepEqual(
      names.filter((name) => !expected.test(name)),
      [],
    );
    for (const needed of [
      'dist/extension.js',
      'dist/trainer.js',
      'dist/predictor.js',
      'dist/webview/panel.js',
      'dist/webview/inspector.js',
      'samples/hello.txt',
      'l10n/bundle.l10n.zh-cn.json',
    ])
      assert.ok(names.includes(`extension/${needed}`), needed);
  });
  await firstRun({ test, browser, port: server.port, screenshots });
  await test('"Train RNN on File" from the palette trains with a preset', async () => {
    await open('tide.txt');
    await runCommand(page, 'Train RNN on File');
    await pick(page, 'Quick look');
    await state().waitFor();
    await until('the first step', async () => (await number('step')) > 0);
  });
  await test('the charts draw and the numbers advance', async () => {
    const before = await number('step');
    // A fast machine may have ended the run by now: all its steps are there.
    await until('a later step, or the end', async () => (await number('step')) > before || (await state().textContent()) === 'done');
    await panelFrame(page).locator('details.more > summary').first().click();
    for (const id of ['loss', 'gradient', 'hidden', 'window', 'speed']) await until(`pixels of ${id}`, async () => (await drawn(id)) > 500);
    await until('a sample of text', async () => ((await panelFrame(page).locator('[data-testid="sample"]').textContent()) ?? '').length > 20);
    await page.screenshot({ path: path.join(screenshots, 'training-dark.png') });
  });
  await test('training ends by itself and the loss has fallen', async () => {
    await until('the end', async () => (await state().textContent()) === 'done');
    assert.ok((await number('loss')) < 0.5, `loss ${await number('loss')}`);
  });
  await panelInEditor({
    test,
    page,
    workspace,
    screenshots,
    until,
    // The editor's own command: it writes the state of the window first, which leaving the page does not wait for.
    reload: async () => {
      // A file in the address would keep the window from opening its editors again.
      await page.evaluate((url) => history.replaceState(null, '', url), workbenchUrl(server.port, workspace));
      const loaded = page.waitForEvent('load', { timeout: 90_000 });
      await runCommand(page, 'Developer: Reload Window');
      await loaded;
    },
  });
  await unrolledInEditor({ test, page, screenshots });
  await open('tide.txt');
  await test('ghost text continues the text, and Tab puts it into the document', async () => {
    await focusEditor(page);
    await page.keyboard.press('Control+End');
    await typeUntilGhost(page, 'the tide co');
    await page.screenshot({ path: path.join(screenshots, 'ghost-text-dark.png') });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Control+S');
    await until('the saved file', () => saved().length > line.length * 60 + 'the tide co'.length);
    const tail = saved().slice(line.length * 60);
    assert.ok(line.repeat(3).startsWith(tail.replace(/\s+$/, '')), JSON.stringify(tail));
  });
  await test('after a reload the model is found again', async () => {
    await open('tide.txt');
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Enter');
    await typeUntilGhost(page, 'the tide go');
    assert.match((await page.locator('[id$="unroll.status"]').textContent()) ?? '', /\+\d+/);
  });
  const typed = LONG ? 200 : 80;
  await test(`typing ${typed} characters at twelve a second: nothing flickers, nothing shows over newer text`, async () => {
    await page.keyboard.press('Enter');
    // What the page shows, at every frame: the line's own text and the ghost text behind it.
    await page.evaluate(() => {
      globalThis.frames_ = [];
      const look = () => {
        const ghosts = [...document.querySelectorAll('.editor-instance [class*="ghost-text"]')];
        const row = ghosts[0]?.closest('.view-line')?.textContent ?? '';
        globalThis.frames_.push({ at: performance.now(), ghost: ghosts.map((element) => element.textContent ?? '').join(''), row });
        globalThis.looking_ = requestAnimationFrame(look);
      };
      look();
    });
    const marks = [];
    for (const character of line.repeat(5).slice(0, typed)) {
      const due = Date.now() + 1000 / 12;
      await page.keyboard.type(character);
      marks.push(await page.evaluate(() => performance.now()));
      await page.waitForTimeout(Math.max(0, due - Date.now()));
    }
    const frames = await page.evaluate(() => globalThis.frames_.splice(0));
    // Between two keys: a suggestion that was there, went, and came back unchanged is a flicker.
    let flickers = 0;
    for (let key = 0; key + 1 < marks.length; key++) {
      const own = frames.filter(({ at }) => at > marks[key] && at <= marks[key + 1]).map(({ ghost }) => ghost);
      const changes = own.filter((ghost, i) => i === 0 || ghost !== own[i - 1]);
      if (changes.some((ghost, i) => ghost !== '' && changes[i + 1] === '' && changes[i + 2] === ghost)) flickers++;
    }
    // The row has a character more and the same ghost behind it: that one belongs to the text of before.
    const stale = frames.filter(
      ({ ghost, row }, i) => ghost.length >= 2 && ghost === frames[i - 1]?.ghost && row.length === frames[i - 1].row.length + 1,
    ).length;
    console.log(`       ${marks.length} keys, ${frames.length} frames, ${flickers} flickers, ${stale} over newer text`);
    assert.equal(flickers, 0);
    assert.equal(stale, 0);
    await page.evaluate(() => cancelAnimationFrame(globalThis.looking_));
  });
  if (LONG)
    await test('wherever typing rests in known text, ghost text comes', async () => {
      await page.keyboard.press('Enter');
      for (const begun of ['the tide co', 'the tide goes o', 'the tide comes in a']) {
        await page.keyboard.press('Enter');
        await typeUntilGhost(page, begun);
      }
    });
  if (LONG)
    await test('after Enter the whole next line is offered, and Tab accepts it', async () => {
      await open('calls.txt');
      await runCommand(page, 'Train RNN on File');
      await pick(page, 'Quick look');
      await until('the end', async () => (await state().textContent()) === 'done');
      await focusEditor(page);
      await page.keyboard.press('Control+End');
      await page.keyboard.type(lines[0], { delay: 80 });
      await page.keyboard.press('Escape');
      // A new line is asked about once. Where the model came to the document only after that, it is begun again.
      const patience = growingPatience(3000);
      await until('the next line', async () => {
        await page.keyboard.press('Enter');
        const shown = await comes(ghost.first(), patience());
        if (!shown) await page.keyboard.press('Backspace');
        return shown;
      });
      await page.screenshot({ path: path.join(screenshots, 'ghost-line-dark.png') });
      await page.keyboard.press('Tab');
      await page.keyboard.press('Control+S');
      const file = () => readFileSync(path.join(workspace, 'calls.txt'), 'utf8').split('\n');
      await until('the saved file', () => file().length > 121);
      assert.deepEqual(file().slice(120, 122), lines.slice(0, 2));
    });
  await open('tide.txt');
  if (LONG)
    await test('a selection trains, and stop keeps the run', async () => {
      await page.keyboard.press('Control+A');
      await runCommand(page, 'Train RNN on Selection');
      await pick(page, 'Thorough');
      await until('the first steps', async () => (await state().textContent()) === 'training' && (await number('step')) > 5);
      await panelFrame(page).locator('[data-action="stop"]').click();
      await until('the stop', async () => (await state().textContent()) === 'stopped');
    });
  if (LONG)
    await test('an empty file gets one clear sentence', async () => {
      writeFileSync(path.join(workspace, 'empty.txt'), '');
      await open('empty.txt');
      await runCommand(page, 'Train RNN on File');
      await page.getByText('The text is empty', { exact: false }).first().waitFor();
    });
  await test("the model inspector opens a foreign file; its charts come by keyboard, in the theme's colours and accessible", async () => {
    await open('prose.txt');
    await checkInspector(page, path.join(workspace, 'checks.safetensors'));
    await page.screenshot({ path: path.join(screenshots, 'inspector-dark.png') });
  });
  if (LONG)
    await test('a worker that crashes is reported in plain words, and the next training works', async () => {
      // Injected: the trainer's script in the installed extension throws.
      const installed = path.join(
        server.data,
        'ext',
        readdirSync(path.join(server.data, 'ext')).find((name) => name.startsWith('unroll.')),
      );
      const script = path.join(installed, 'dist', 'trainer.js');
      const code = readFileSync(script);
      await open('prose.txt');
      writeFileSync(script, "throw new Error('injected crash');");
      await runCommand(page, 'Train RNN on File');
      await pick(page, 'Quick look');
      await page.getByText('Training failed: injected crash', { exact: false }).first().waitFor();
      writeFileSync(script, code);
      await runCommand(page, 'Train RNN on File');
      await pick(page, 'Quick look');
      await until('the first steps', async () => (await state().textContent()) === 'training' && (await number('step')) > 5);
      await panelFrame(page).locator('[data-action="stop"]').click();
      await until('the stop', async () => (await state().textContent()) === 'stopped');
    });
  if (LONG)
    await test('the moving picture of the README: training, charts, ghost text and Tab, every frame the product itself', async () => {
      const tour = await browser.newPage({ viewport: { width: 1000, height: 640 }, locale: 'en-US', colorScheme: 'dark' });
      await tour.goto(workbenchUrl(server.port, workspace, [['openFile', remote(server.port, path.join(workspace, 'prose.txt'))]]));
      await tour.locator('.editor-instance .view-lines').first().waitFor();
      const file = path.join(screenshots, 'tour.png');
      const frames = await recordTour({ page: tour, until, file, typed: 'The lamp must be lit before the sun goes down.' });
      assert.ok(frames >= 15, `${frames} frames`);
      assert.ok(statSync(file).size > 50_000);
      await tour.close();
    });
  await test('no error in the log or on the page', () => {
    const logs = readdirSync(server.data, { recursive: true }).filter((file) => /unroll.*\.log$/i.test(String(file)));
    for (const file of logs) {
      const errors = readFileSync(path.join(server.data, String(file)), 'utf8')
        .split('\n')
        .filter((text) => text.includes('[error]') && !/The text is empty|injected crash/.test(text));
      assert.deepEqual(errors, []);
    }
    assert.deepEqual(pageErrors, []);
  });
} finally {
  await browser.close().catch(() => undefined);
  server.stop();
}
writeFileSync(path.join(root, 'out', 'e2e.json'), JSON.stringify(counts));
process.exit(counts.failed ? 1 : 0);
