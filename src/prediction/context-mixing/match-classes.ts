/** Length of a match in 24 classes, finer where it is short. */
export function lengthClass(length: number): number {
  if (length < 16) return length;
  return length < 32 ? 16 + ((length - 16) >> 2) : Math.min(23, 20 + ((length - 32) >> 4));
}

/** The same in 8. */
export function matchClass(length: number): number {
  if (length < 16) return length === 0 ? 0 : length < 8 ? 1 : length < 12 ? 2 : 3;
  return length < 24 ? 4 : length < 32 ? 5 : length < 48 ? 6 : 7;
}
