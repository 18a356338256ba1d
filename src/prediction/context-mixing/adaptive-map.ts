/** Counts at which the maps forget. */
export const MAP_LIMIT = 250;
export const POINTER_LIMIT = 255;

/** A map's probability, and behind it the count of what it has seen, after another outcome. */
export function moveMap(w: Float32Array, map: number, outcome: number, limit: number): void {
  if (w[map + 1]! < limit) w[map + 1]!++;
  w[map]! += (outcome - w[map]!) / (w[map + 1]! + 1.5);
}
