/** Tides of a small harbour: heights in metres above the lowest water, times in hours after midnight. */
export interface Tide {
  readonly time: number;
  readonly height: number;
}

/** The tide rises and falls as a cosine between two extremes. */
export function heightAt(previous: Tide, next: Tide, time: number): number {
  const phase = (time - previous.time) / (next.time - previous.time);
  const middle = (previous.height + next.height) / 2;
  const swing = (previous.height - next.height) / 2;
  return middle + swing * Math.cos(Math.PI * phase);
}

/** The hours in which a ship of the given draught can enter. */
export function openHours(tides: readonly Tide[], draught: number, step = 0.25): number[] {
  const hours: number[] = [];
  for (let index = 1; index < tides.length; index++) {
    const previous = tides[index - 1];
    const next = tides[index];
    for (let time = previous.time; time < next.time; time += step) {
      if (heightAt(previous, next, time) >= draught) {
        hours.push(time);
      }
    }
  }
  return hours;
}

/** The highest tide of a day. */
export function highest(tides: readonly Tide[]): Tide {
  let result = tides[0];
  for (const tide of tides) {
    if (tide.height > result.height) {
      result = tide;
    }
  }
  return result;
}

/** The lowest tide of a day. */
export function lowest(tides: readonly Tide[]): Tide {
  let result = tides[0];
  for (const tide of tides) {
    if (tide.height < result.height) {
      result = tide;
    }
  }
  return result;
}
