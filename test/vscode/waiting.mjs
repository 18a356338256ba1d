// Waiting on conditions: a busy machine may take minutes for what it does in a moment alone, and what is read in the moment of a click may not be drawn yet.

/** Until something holds; returns what it is. @param {number} limit milliseconds */
export async function until(what, check, limit = 120_000) {
  const end = Date.now() + limit;
  for (;;) {
    const found = await check();
    if (found) return found;
    if (Date.now() > end) throw new Error(`gave up waiting for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Whether something comes within a time, where there is another thing to try otherwise. */
export const comes = (locator, timeout) =>
  locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  );

/** Milliseconds to wait for something before it is begun again: longer every time, up to twelve seconds, so that a slow machine gets there as well. */
export function growingPatience(first = 2000) {
  let next = first / 2;
  return () => {
    next = Math.min(2 * next, 12_000);
    return next;
  };
}

/** Once the page has drawn what it was told before. */
const drawn = (page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve())));

const ACTIONS = ['click', 'dblclick', 'fill', 'check', 'uncheck', 'selectOption', 'press', 'focus', 'dispatchEvent'];
/** Pages that draw once a frame. */
const drawing = new WeakSet();
let patched = false;

/** Whether something goes within a time. */
export const goes = (locator, timeout) =>
  locator.waitFor({ state: 'hidden', timeout }).then(
    () => true,
    () => false,
  );

/** Once a page that draws once a frame has drawn; others are not waited for. */
export const drawnIfSo = async (page) => {
  if (drawing.has(page)) await drawn(page);
};

/** From now on whatever is done to a page ends when the page has drawn it: then a test may look at once. */
export function awaitDrawing(page) {
  drawing.add(page);
  for (const name of ['press', 'type']) {
    const act = page.keyboard[name].bind(page.keyboard);
    page.keyboard[name] = async (...given) => {
      await act(...given);
      await drawn(page);
    };
  }
  if (patched) return;
  patched = true;
  const locator = Object.getPrototypeOf(page.locator('html'));
  for (const name of ACTIONS) {
    const act = locator[name];
    locator[name] = async function (...given) {
      const done = await act.apply(this, given);
      await drawnIfSo(this.page());
      return done;
    };
  }
}

export const LONG = Boolean(process.env.UNROLL_LONG);
/** What a suite looks at: all of it with UNROLL_LONG, otherwise few. every-tab.mjs looks at each tab in both languages anyhow. */
export const looks = (all, few) => (LONG ? all : few);
