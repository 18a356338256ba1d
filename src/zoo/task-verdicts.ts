import type { Overrides } from '../protocol/defaults';
import type { SyntheticTaskId, TaskParameters } from '../protocol/tasks';
import type { ZooJob } from './job';
import { NETWORKS, PARITY_NETWORKS } from './presets';
import { accuracy, accuracyAt, closersAt, type Sentence, solvedAt, type Verdict } from './verdict';

const on =
  (task: SyntheticTaskId, parameters: TaskParameters, steps: number) =>
  (options: Overrides) =>
  (seed: number): ZooJob => ({ kind: 'task', task, parameters, steps, seed, options });
/** The adding problem has learning rates of its own: those that its study found. */
const SLOW = { learningRate: 1e-3 };
const FAST = { learningRate: 3e-3 };
const adding50 = on('adding', { length: 50 }, 2000);
const adding100 = on('adding', { length: 100 }, 2000);
const copy = on('copy', { length: 4, delay: 10 }, 2500);
const selective = on('selective-copy', { length: 4 }, 3000);
const parity = on('parity', {}, 1500);
const modulo = on('modulo', { modulus: 3 }, 1500);
const brackets = (steps: number) => on('dyck', { kinds: 2 }, steps);
const recall = on('recall', { pairs: 4 }, 1500);

const step = (update: number): string => (Number.isFinite(update) ? String(update) : 'not solved');
type Jobs = Verdict['jobs'];

/** A verdict that some networks solve a task within so many updates and others do not within so many. */
function race(
  id: number,
  source: string,
  sentence: Sentence,
  jobs: Jobs,
  within: Readonly<Record<string, number>>,
  never: Readonly<Record<string, number>> = {},
): Verdict {
  return {
    ...{ id, source, sentence, jobs },
    judge(series) {
      const at = (name: string) => solvedAt(series[name] ?? []);
      const holds =
        Object.entries(within).every(([name, limit]) => at(name) <= limit) && Object.entries(never).every(([name, limit]) => at(name) > limit);
      return {
        holds,
        measured: Object.keys(jobs)
          .map((name) => `${name} ${step(at(name))}`)
          .join(', '),
      };
    },
  };
}

/** What each kind of network can learn, and how far it generalises. */
export const TASK_VERDICTS: readonly Verdict[] = [
  race(
    13,
    'S1 3.2',
    {
      en: 'Adding, 50 numbers: a GRU solves it within 900 updates, tanh not within 2000.',
      zh: '加法，50 个数：GRU 在 900 次更新内解决，tanh 在 2000 次内不能。',
    },
    { GRU: adding50({ ...NETWORKS.gru, ...FAST }), tanh: adding50({ ...NETWORKS.tanh, ...SLOW }) },
    { GRU: 900 },
    { tanh: 2000 },
  ),
  race(
    14,
    'S1 3.2',
    {
      en: 'Adding, 100 numbers: a GRU solves it within 1200 updates, an LSTM not within 2000.',
      zh: '加法，100 个数：GRU 在 1200 次更新内解决，LSTM 在 2000 次内不能。',
    },
    { GRU: adding100({ ...NETWORKS.gru, ...FAST }), LSTM: adding100({ ...NETWORKS.lstm, ...FAST }) },
    { GRU: 1200 },
    { LSTM: 2000 },
  ),
  {
    ...{ id: 15, source: 'S1 3.2' },
    sentence: {
      en: 'Adding, 50 numbers: an LSTM with forget bias 1 solves it earlier than one without.',
      zh: '加法，50 个数：遗忘门偏置为 1 的 LSTM 比没有的更早解决。',
    },
    jobs: { open: adding50({ ...NETWORKS.lstmOpen, ...FAST }), plain: adding50({ ...NETWORKS.lstm, ...FAST }) },
    judge({ open = [], plain = [] }) {
      return { holds: solvedAt(open) < solvedAt(plain), measured: `with ${step(solvedAt(open))}, without ${step(solvedAt(plain))}` };
    },
  },
  race(
    16,
    'S2 D',
    { en: 'Copy, 4 symbols after 10 blanks: convolution within 150 updates.', zh: '复制，10 个空白后的 4 个符号：卷积在 150 次更新内。' },
    { convolution: copy(NETWORKS.conv4) },
    { convolution: 150 },
  ),
  race(
    17,
    'S2 D',
    { en: 'The same: attention within 150 updates.', zh: '同上：注意力在 150 次更新内。' },
    { attention: copy(NETWORKS.attention2) },
    { attention: 150 },
  ),
  race(
    18,
    'S2 D',
    {
      en: 'The same: two layers of minGRU within 2500 updates, tanh not within 1500.',
      zh: '同上：两层 minGRU 在 2500 次更新内，tanh 在 1500 次内不能。',
    },
    { minGRU: copy(NETWORKS.minGru2), tanh: on('copy', { length: 4, delay: 10 }, 1500)(NETWORKS.tanh) },
    { minGRU: 2500 },
    { tanh: 1500 },
  ),
  race(
    19,
    'S2 D',
    {
      en: 'Selective copy, 4 symbols among 16 places: attention within 600 updates.',
      zh: '选择性复制，16 个位置中的 4 个符号：注意力在 600 次更新内。',
    },
    { attention: selective(NETWORKS.attention2) },
    { attention: 600 },
  ),
  {
    ...{ id: 20, source: 'Feng et al. 2024; S2 D' },
    sentence: {
      en: 'Selective copy: one layer of minGRU stays below .9 where two layers reach .99, within 3000 updates.',
      zh: '选择性复制：3000 次更新内，一层 minGRU 低于 0.9，两层达到 0.99。',
    },
    jobs: { one: selective(NETWORKS.minGru), two: selective(NETWORKS.minGru2) },
    judge({ one = [], two = [] }) {
      return { holds: accuracy(one) < 0.9 && accuracy(two) >= 0.99, measured: `one ${accuracy(one).toFixed(2)}, two ${accuracy(two).toFixed(2)}` };
    },
  },
  ...PARITY_NETWORKS.map(({ title, options }, i): Verdict => {
    return {
      ...{ id: 21 + i, source: 'S2 D' },
      sentence: {
        en: `Parity, 40 bits: a ${title} within 700 updates, and right in at least .99 at length 200.`,
        zh: `奇偶校验，40 位：${title} 在 700 次更新内，长度 200 时正确率至少 0.99。`,
      },
      jobs: { network: parity(options) },
      judge({ network = [] }) {
        const [at, far] = [solvedAt(network), accuracyAt(network, 200)];
        return { holds: at <= 700 && far >= 0.99, measured: `${step(at)}; ${far.toFixed(3)} at length 200` };
      },
    };
  }),
  race(
    23,
    'S2 D; Merrill et al.',
    {
      en: 'Parity: minGRU, a linear recurrence with eigenvalues between 0 and 1, not within 1500 updates.',
      zh: '奇偶校验：minGRU（特征值在 0 与 1 之间的线性递推）在 1500 次更新内不能。',
    },
    { minGRU: parity(NETWORKS.minGru2) },
    {},
    { minGRU: 1500 },
  ),
  {
    ...{ id: 24, source: 'S2 D; Delétang et al. 2023' },
    sentence: {
      en: 'Parity: attention is right in at most .6 at the last place of length 200.',
      zh: '奇偶校验：长度 200 的最后一位，注意力的正确率至多 0.6。',
    },
    jobs: { attention: parity(NETWORKS.attention2) },
    judge({ attention = [] }) {
      const far = accuracyAt(attention, 200);
      return { holds: far <= 0.6, measured: `${far.toFixed(3)} at length 200` };
    },
  },
  race(
    25,
    'S2 D',
    { en: 'Counting modulo 3: GRU and LSTM within 1500 updates, minGRU not.', zh: '模 3 计数：GRU 和 LSTM 在 1500 次更新内，minGRU 不能。' },
    { GRU: modulo(NETWORKS.gru), LSTM: modulo(NETWORKS.lstm), minGRU: modulo(NETWORKS.minGru2) },
    { GRU: 1500, LSTM: 1500 },
    { minGRU: 1500 },
  ),
  race(
    26,
    'S2 D; Arora et al. 2024',
    {
      en: 'Recall of 4 pairs: attention within 700 updates; tanh, LSTM and GRU not within 1500.',
      zh: '回忆 4 对：注意力在 700 次更新内；tanh、LSTM 和 GRU 在 1500 次内不能。',
    },
    { attention: recall(NETWORKS.attention2), tanh: recall(NETWORKS.tanh), LSTM: recall(NETWORKS.lstm), GRU: recall(NETWORKS.gru) },
    { attention: 700 },
    { tanh: 1500, LSTM: 1500, GRU: 1500 },
  ),
  {
    ...{ id: 27, source: 'S2 D', jobs: { LSTM: brackets(3000)(NETWORKS.lstm), GRU: brackets(3000)(NETWORKS.gru) } },
    sentence: {
      en: 'Brackets of two kinds: LSTM and GRU close at least .97 of them with the right kind at length 200, five times that of the training.',
      zh: '两种括号：在长度 200（训练长度的五倍）时，LSTM 和 GRU 至少有 0.97 的括号以正确的种类闭合。',
    },
    judge({ LSTM = [], GRU = [] }) {
      const [lstm, gru] = [closersAt(LSTM, 200), closersAt(GRU, 200)];
      return { holds: Math.min(lstm, gru) >= 0.97, measured: `LSTM ${lstm.toFixed(3)}, GRU ${gru.toFixed(3)}` };
    },
  },
  {
    ...{ id: 28, source: 'S2 D', jobs: { attention: brackets(550)(NETWORKS.attention2) } },
    sentence: {
      en: 'Brackets of two kinds: attention closes less well at length 200 than at 40, by at least .03.',
      zh: '两种括号：注意力在长度 200 时的闭合正确率比长度 40 时至少低 0.03。',
    },
    judge({ attention = [] }) {
      const [near, far] = [closersAt(attention, 40), closersAt(attention, 200)];
      return { holds: near - far >= 0.03, measured: `${near.toFixed(3)} at 40, ${far.toFixed(3)} at 200` };
    },
  },
];
