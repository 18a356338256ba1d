import type { Overrides } from '../protocol/defaults';
import type { ZooJob } from './job';
import { NETWORKS, TEXT_NETWORKS, TEXT_ORDER } from './presets';
import { loss, type Verdict } from './verdict';

const text =
  (options: Overrides) =>
  (seed: number): ZooJob => ({ kind: 'text', seed, options });
/** One loss counts as lower than another from this difference on. */
const MARGIN = 0.01;
/** Wide input initialisation alone must gain as many nats. */
const GAIN = 0.12;

/** What a text teaches in one pass. */
export const TEXT_VERDICTS: readonly Verdict[] = [
  {
    ...{ id: 29, source: 'S2 B' },
    sentence: {
      en: 'Text, about 105,000 weights, 490 updates, same surroundings: S6, GRU and LRU before convolution before minGRU before attention.',
      zh: '文本，约 105,000 个权重，490 次更新，环境相同：S6、GRU 和 LRU 优于卷积，卷积优于 minGRU，minGRU 优于注意力。',
    },
    jobs: Object.fromEntries(Object.entries(TEXT_NETWORKS).map(([name, options]) => [name, text(options)])),
    judge(series) {
      const of = (name: keyof typeof TEXT_NETWORKS) => loss(series[name] ?? []);
      const before = (a: number, b: number) => a * (1 + MARGIN) < b;
      const groups = TEXT_ORDER.map((names) => names.map(of));
      const holds = groups.slice(1).every((group, i) => before(Math.max(...groups[i]!), Math.min(...group)));
      return {
        holds,
        measured: Object.keys(TEXT_NETWORKS)
          .map((name) => `${name} ${of(name as keyof typeof TEXT_NETWORKS).toFixed(3)}`)
          .join(', '),
      };
    },
  },
  {
    ...{ id: 30, source: 'S2 B' },
    sentence: {
      en: 'Wide input initialisation alone gains a GRU with 128 units at least .12 nats.',
      zh: '仅宽输入初始化就使 128 个单元的 GRU 至少提高 0.12 奈特。',
    },
    jobs: { usual: text({ ...NETWORKS.gru, hidden: 128 }), wide: text({ ...NETWORKS.gru, hidden: 128, inputInit: 'wide', embedding: 0 }) },
    judge({ usual = [], wide = [] }) {
      return { holds: loss(usual) - loss(wide) >= GAIN, measured: `usual ${loss(usual).toFixed(3)}, wide ${loss(wide).toFixed(3)}` };
    },
  },
];
