/**
 * Tests that run one after another, each whatever became of those before; with UNROLL_GREP those alone whose titles match. `onFailure(n)` is called after the n-th failure.
 * Returns the function that runs one, and the counts with the titles of those that failed.
 */
export function countedTests(onFailure) {
  const counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
  const grep = process.env.UNROLL_GREP && new RegExp(process.env.UNROLL_GREP);
  const test = async (title, run) => {
    if (grep && !grep.test(title)) {
      counts.skipped++;
      return;
    }
    const from = Date.now();
    try {
      await run();
      counts.passed++;
      console.log(`     ✔ ${title} (${((Date.now() - from) / 1000).toFixed(1)} s)`);
    } catch (error) {
      counts.failed++;
      counts.failures.push(`${title}: ${String(error.message ?? error).slice(0, 300)}`);
      console.log(`     ✘ ${title}\n${String(error.stack ?? error).slice(0, 1500)}`);
      await onFailure(counts.failed);
    }
  };
  return { test, counts };
}
