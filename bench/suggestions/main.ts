// npm run bench:suggestions: keystrokes saved, bits per character, the time of a suggestion. `--only replays,bits,worst,others,latencies`; files behind `--`
// take the place of those that are replayed and told. Networks are trained by the steps of 10 s on a quiet machine and kept in out/bench/networks.
import { bits, worst } from './bits';
import { latencies } from './latencies';
import { others } from './others';
import { replays } from './replays';

const words = process.argv.slice(2);
const separator = words.indexOf('--');
const files = separator >= 0 ? words.slice(separator + 1) : undefined;
const only = words.includes('--only') ? words[words.indexOf('--only') + 1]!.split(',') : undefined;
const parts: Record<string, () => void> = {
  latencies,
  others,
  worst: () => worst(150, 0.3),
  bits: () => bits(files, words.includes('--quick') ? 3 : 10),
  replays: () => replays(files),
};
for (const [name, run] of Object.entries(parts)) if (!only || only.includes(name)) run();
process.exit(0);
