// Every tab of the panel at every width, in the bottom panel, in four themes and two languages: pictures to be looked at, and what must hold in each.
import assert from 'node:assert/strict';
import path from 'node:path';
import { violations } from './axe.mjs';
import { answerWalks, openPanelPage, tellPage } from './panel-page.mjs';

const SIZES = [
  [1440, 900],
  [1000, 700],
  [690, 900],
  [400, 800],
  [1000, 300],
];
const KINDS = ['dark', 'light', 'high-contrast', 'high-contrast-light'];
/** Signs that a formula stands as it was typed: `_{`, `∂E_`, `s_t`, `ρ^(`, `\frac`. */
const RAW = /_\{|∂[A-Za-z]_|\b[a-z]_[a-z0-9]\b|\)\^|\^\{|\\[a-z]{2,}/g;

/** All of them with UNROLL_LONG; otherwise the narrowest and the lowest panel, where things do not fit first, one of them in each language. */
function looks() {
  if (process.env.UNROLL_LONG) return SIZES.flatMap((size) => KINDS.flatMap((kind) => ['en', 'zh-cn'].map((locale) => ({ size, kind, locale }))));
  const [, , , narrow, low] = SIZES;
  return [
    { size: narrow, kind: 'light', locale: 'zh-cn' },
    { size: low, kind: 'high-contrast-light', locale: 'en' },
  ];
}

/** What must hold of an open tab, whatever it shows. */
const faults = (page, tab) =>
  page.locator(`#panel-${tab}`).evaluate((panel, raw) => {
    const shown = (selector) => [...panel.querySelectorAll(selector)].filter((element) => element.checkVisibility());
    const chartOf = (element) => element.closest('[data-chart]').dataset.chart;
    return {
      raw: panel.textContent.match(new RegExp(raw, 'g')) ?? [],
      // A chart on a canvas has a title at each axis; a drawing has names in it, a table heads.
      untitled: [
        ...shown('.chart').filter((chart) => [...chart.querySelectorAll('.axis-title')].filter((title) => title.textContent.trim()).length < 2),
        ...shown('.plane').filter((plane) => plane.querySelectorAll('svg text').length < 4),
        ...shown('.unit-map').filter((map) => map.parentElement.querySelectorAll('.axis-title').length < 2),
        ...shown('.parallel').filter((parallel) => parallel.querySelectorAll('text').length < 4),
      ].map(chartOf),
      unfounded: shown('[data-statement]').filter((one) => !(JSON.parse(one.dataset.premises).length > 0)).length,
      overflow: Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
    };
  }, RAW.source);

/**
 * @param {{ runs: object[], read: { runs: object[], reading: object, model: string }, tasks: object[], form: object }} recorded what the pages before have
 *   trained: runs to compare, a run with its model and reading, a run for each task, the form of a new run by language
 */
export async function everyTab({ test, browser, themes, screenshots, recorded }) {
  const { runs, read, tasks, form } = recorded;
  const answerReading = (page) =>
    page.evaluate((reading) => {
      const { requests } = window;
      const push = requests.push;
      requests.push = (message) => {
        if (message.type === 'read') window.postMessage({ type: 'reading', id: message.id, runId: message.runId, reading }, '*');
        return push.call(requests, message);
      };
    }, read.reading);
  const situations = [
    { runs, tabs: ['training', 'gradients', 'hidden', 'weights', 'compare', 'playground'] },
    { runs: read.runs, tabs: ['text', 'unrolled'], prepare: (page) => answerWalks(page, read.model).then(() => answerReading(page)) },
    ...tasks.map((run) => ({ runs: [run], tabs: [run.info.task] })),
    { runs: [], tabs: ['form'], prepare: (page, locale) => tellPage(page, { type: 'form', open: true, form: form[locale] }) },
  ];
  /** Something of each tab that is there once it is drawn. */
  const drawn = {
    text: '[data-testid="passage"]',
    unrolled: '.unrolled svg',
    playground: '[data-action="playground-start"]',
    form: '#option-hidden',
  };
  const settled = (tab) => drawn[tab] ?? (tasks.some(({ info }) => info.task === tab) ? '[data-testid="task-scores"] table' : 'canvas');

  for (const { size, kind, locale } of looks()) {
    const [width, height] = size;
    const axe = process.env.UNROLL_LONG || width === 400;
    const name = `${width}x${height}-${kind}-${locale}`;
    await test(`every tab at ${width} × ${height} (${kind}, ${locale}): it fits, axes have titles, no formula is raw characters${axe ? ', axe finds nothing' : ''}`, async () => {
      for (const situation of situations) {
        const options = { runs: situation.runs, theme: themes[kind], width, height, locale };
        const { page, errors } = await openPanelPage(browser, options);
        try {
          await page.locator('.tabs [data-tab="training"]').waitFor();
          await situation.prepare?.(page, locale);
          for (const tab of situation.tabs) {
            await page.locator(`[data-tab="${tab}"]`).click();
            await page
              .locator(`#panel-${tab} ${settled(tab)}`)
              .first()
              .waitFor();
            // Nothing is half drawn in the picture.
            await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
            await page.screenshot({ path: path.join(screenshots, `tab-${tab}-${name}.png`), fullPage: height > 400 });
            assert.deepEqual(await faults(page, tab), { raw: [], untitled: [], unfounded: 0, overflow: 0 }, `${tab} ${name}`);
            // In a low panel the chart comes first: its upper half is in sight.
            if (tab === 'training') assert.ok((await page.locator('figure[data-chart="loss"] .frame').boundingBox()).y < height - 60, name);
            if (axe) assert.deepEqual(await violations(page), [], `${tab} ${name}`);
          }
          assert.deepEqual(errors, []);
        } finally {
          await page.close();
        }
      }
    });
  }
}
