// The form of a new run on the page by itself: every option, what is wrong with one, what Enter sends.
import assert from 'node:assert/strict';
import path from 'node:path';
import esbuild from 'esbuild';
import { violations } from './axe.mjs';
import { openPanelPage, tellPage } from './panel-page.mjs';
import { looks } from './waiting.mjs';

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '../..');

/** The form as the host makes it, in English or Chinese, and its plan for options, from the same modules. */
async function formParts() {
  const contents = `
    import { FORM_GROUPS, formField, groupKeys, unreadOptions } from './src/view-model/run/form-fields';
    import { planLine } from './src/view-model/run/plan/plan-line';
    import { defaultConfiguration } from './src/protocol/defaults';
    import chinese from './l10n/bundle.l10n.zh-cn.json';
    const titles = {
      essential: 'Essentials', network: 'Network', initialization: 'Initial weights', optimizer: 'Optimizer', run: 'Text, validation and reproducibility',
    };
    const wordsOf = (locale) => {
      const text = (english, ...values) => ((locale === 'en' ? english : chinese[english]) ?? english).replace(/\\{(\\d)\\}/g, (_, i) => values[i]);
      const range = (english) => (...values) => text(english, ...values);
      return { text, between: range('{0} to {1}'), below: range('{0} or more, below {1}'), atLeast: range('{0} or more') };
    };
    export const plan = (own, locale = 'en') => {
      const values = defaultConfiguration(12000, 60, own);
      const { text } = wordsOf(locale);
      const sentence = planLine({ characters: 12000, vocabularySize: 60 }, values, {
        number: (value) => value.toLocaleString(locale),
        steps: (count) => text('{0} steps', count),
        held: (trained, held) => text('{0} characters, {1} held out', trained, held),
        all: (characters) => text('all {0} characters, none held out', characters),
        expected: (bits) => text('about {0} bits/char for prose', bits),
        weights: (count) => text('{0} weights', count),
      });
      return { values, unread: unreadOptions(values), sentence, problem: null };
    };
    export const form = (locale = 'en') => {
      const words = wordsOf(locale);
      const group = (id) => ({ id, title: words.text(titles[id]), fields: groupKeys(id).map((key) => formField(key, words)) });
      return { id: 1, name: 'prose.txt', settings: { seed: 1 }, plan: plan({}, locale), groups: FORM_GROUPS.map(group) };
    };`;
  const { outputFiles } = await esbuild.build({ stdin: { contents, resolveDir: root, loader: 'ts' }, bundle: true, format: 'esm', write: false });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

export async function formPage({ test, browser, themes, screenshots }) {
  const { form, plan } = await formParts();
  const open = async (options) => {
    const { page, errors } = await openPanelPage(browser, { runs: [], theme: themes.dark, width: 1000, height: 800, ...options });
    await tellPage(page, { type: 'form', open: true, form: form(options.locale) });
    await page.locator('.run-form #option-hidden').waitFor();
    return { page, errors };
  };
  const asked = (page, type) => page.evaluate((wanted) => window.requests.findLast((request) => request.type === wanted), type);

  await test('the form of a new run shows every option with its range, help and default; Enter sends what was filled in', async () => {
    const { page, errors } = await open({});
    try {
      assert.equal(await page.locator('#option-hidden').getAttribute('placeholder'), '128');
      assert.match(await page.locator('[data-testid="plan"]').textContent(), /10,800.*1,200.* \d\.\d .*\d{2},\d{3} weights/, 'what to expect');
      assert.match(
        await page.locator('.option', { has: page.locator('#option-hidden') }).textContent(),
        /1 to 1024[\s\S]*Hidden units of each layer/,
      );
      assert.ok(!(await page.locator('#option-attentionHeads').isVisible()), 'a GRU has no heads');
      await page.locator('#option-cell').selectOption('lstm');
      await page.locator('#option-hidden').fill('4800');
      const question = await asked(page, 'plan');
      assert.deepEqual(question.values, { cell: 'lstm', hidden: 4800 });
      const wrong = { ...plan({}), sentence: '', problem: { key: 'hidden', sentence: 'hidden must be a whole number from 1 to 1024, not 4800.' } };
      await tellPage(page, { type: 'plan', id: question.id, plan: wrong });
      await page.getByText('from 1 to 1024, not 4800').waitFor();
      await page.locator('#option-hidden').press('Enter');
      assert.equal(await asked(page, 'trainForm'), undefined, 'what is wrong is not sent');
      await page.locator('#option-hidden').fill('64');
      const { id } = await asked(page, 'plan');
      await tellPage(page, { type: 'plan', id, plan: plan({ cell: 'lstm', hidden: 64 }) });
      await page.locator('[data-testid="plan"]', { hasText: 'lstm 64' }).waitFor();
      await page.locator('details[data-group="initialization"] summary').click();
      assert.ok(await page.locator('#option-forgetBias').isVisible(), 'an LSTM has a forget bias');
      await page.locator('#option-hidden').press('Enter');
      assert.deepEqual((await asked(page, 'trainForm')).values, { cell: 'lstm', hidden: 64 });
      assert.deepEqual(errors, []);
    } finally {
      await page.close();
    }
  });

  await test('the form of a new run with all groups open fits its width and is accessible, in themes and in Chinese', async () => {
    const every = [
      [1440, 'dark', 'en'],
      [1000, 'light', 'zh-cn'],
      [690, 'high-contrast', 'en'],
      [400, 'high-contrast-light', 'zh-cn'],
    ];
    for (const [width, kind, locale] of looks(every, [every[3]])) {
      const { page, errors } = await open({ width, theme: themes[kind], locale });
      try {
        await page.evaluate(() => {
          for (const group of document.querySelectorAll('details')) group.open = true;
        });
        await page.screenshot({ path: path.join(screenshots, `tab-form-${width}-${kind}-${locale}.png`), fullPage: true });
        assert.deepEqual(await violations(page), [], kind);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(overflow <= 0, `${width}: ${overflow} pixels wider than the window`);
        assert.doesNotMatch(await page.locator('.run-form').textContent(), /_\{|∂|\\[a-z]+/);
        assert.deepEqual(errors, []);
      } finally {
        await page.close();
      }
    }
  });
  return { en: form('en'), 'zh-cn': form('zh-cn') };
}
