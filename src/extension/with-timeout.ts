/** Waits for something, `milliseconds` at most. */
export async function withTimeout(milliseconds: number, done: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([done, limit]);
  clearTimeout(timer);
}
