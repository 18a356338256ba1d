import type { SampleEvent } from '../../protocol/training-events';

/** Samples that a run keeps for people to compare. */
const MAX_SAMPLES = 7;

/** At most seven samples: the first, the newest, and those between whose steps grow most evenly by factors, since a network learns most at the start. */
export function keepSamples(samples: readonly SampleEvent[]): SampleEvent[] {
  const kept = samples.filter(({ step }, i) => step !== samples[i + 1]?.step);
  while (kept.length > MAX_SAMPLES) {
    // The one whose neighbours lie closest together says least.
    let least = 1;
    const gap = (i: number) => Math.log((kept[i + 1]!.step + 1) / (kept[i - 1]!.step + 1));
    for (let i = 2; i < kept.length - 1; i++) if (gap(i) < gap(least)) least = i;
    kept.splice(least, 1);
  }
  return kept;
}
