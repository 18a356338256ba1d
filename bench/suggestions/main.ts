// npm run bench:suggestions: keystrokes saved, bits per character, the time of a suggestion. `--only latencies,memory,replays,bits,worst,others`; files behind
// `--` take the place of those that are replayed and told. Networks are trained by the steps of 5 s on a quiet machine and kept in out/bench/networks.
import { bits, worst } from './bits';
import { latencies } from './latencies';
import { memory } from './memory';
import { others } from './others';
import { replays } from './replays';

const words = process.argv.slice(2);
const separator = words.indexOf('--');
const files = separator >= 0 ? words.slice(separator + 1) : undefined;
const only = words.includes('--only') ? words[words.indexOf('--only') + 1]!.split(',') : undefined;
const parts: Record<string, () => void | Promise<void>> = {
  latencies,
  memory,
  replays: () => replays(files),
  bits: () => bits(files),
  worst: () => worst(25, 0.3),
  others,
};

async function run(): Promise<void> {
  for (const [name, part] of Object.entries(parts)) {
    if (only && !only.includes(name)) continue;
    const started = performance.now();
    await part();
    console.error(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
}
run().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
