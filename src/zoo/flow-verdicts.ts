import type { Overrides } from '../protocol/defaults';
import { FLOW_LAGS, LOGIT_LAGS, type ZooJob } from './job';
import { NETWORKS, TEXT_NETWORKS } from './presets';
import { type Judgement, median, type Sentence, type Series, type Verdict } from './verdict';

const fresh =
  (options: Overrides) =>
  (seed: number): ZooJob => ({ kind: 'flow', trained: false, seed, options: { hidden: 128, ...options } });
const trained =
  (options: Overrides) =>
  (seed: number): ZooJob => ({ kind: 'flow', trained: true, seed, options: { hidden: 128, ...options } });

type Lag = (typeof FLOW_LAGS)[number];
/** Median of what is left of a gradient at a distance. */
const left = (series: Series, lag: Lag, of: 'norms' | 'bounds' = 'norms'): number =>
  median(series.map((result) => 10 ** (result[of]?.[FLOW_LAGS.indexOf(lag)] ?? Number.NEGATIVE_INFINITY)));
/** The same of the logits by a character at a distance. */
const heard = (series: Series, lag: (typeof LOGIT_LAGS)[number]): number =>
  median(series.map((result) => 10 ** (result.norms?.[LOGIT_LAGS.indexOf(lag)] ?? Number.NEGATIVE_INFINITY)));

const of =
  (options: Overrides, measure: 'states' | 'logits', isTrained = false) =>
  (seed: number): ZooJob => ({ kind: 'flow', trained: isTrained, measure, seed, options });

const short = (value: number): string => (value === 0 ? '0' : value.toExponential(1));

/** A verdict on one network at one distance. */
function single(id: number, sentence: Sentence, job: (seed: number) => ZooJob, lag: Lag, holds: (share: number) => boolean): Verdict {
  return {
    ...{ id, sentence, source: 'S1 3.5', jobs: { network: job } },
    judge({ network = [] }): Judgement {
      const share = left(network, lag);
      return { holds: holds(share), measured: `${short(share)} at lag ${lag}` };
    },
  };
}

/** How much of a gradient is left at a distance, fresh and trained. */
export const FLOW_VERDICTS: readonly Verdict[] = [
  single(
    1,
    {
      en: 'A fresh sigmoid RNN with 128 units has less than 1e-6 of a gradient left after 10 steps.',
      zh: '128 个单元的未训练 sigmoid RNN，10 步后剩下的梯度不到 1e-6。',
    },
    fresh(NETWORKS.sigmoid),
    10,
    (share) => share < 1e-6,
  ),
  single(
    2,
    { en: 'A fresh tanh RNN with 128 units has less than 1e-3 left after 20 steps.', zh: '128 个单元的未训练 tanh RNN，20 步后剩下不到 1e-3。' },
    fresh(NETWORKS.tanh),
    20,
    (share) => share < 1e-3,
  ),
  {
    ...{ id: 3, source: 'S1 3.5', jobs: { relu: fresh(NETWORKS.relu), tanh: fresh(NETWORKS.tanh) } },
    sentence: {
      en: 'ReLU with the usual start is no cure: after 20 steps no more is left than with tanh.',
      zh: 'ReLU 用通常的初始化不是办法：20 步后剩下的不比 tanh 多。',
    },
    judge({ relu = [], tanh = [] }) {
      return { holds: left(relu, 20) <= left(tanh, 20), measured: `ReLU ${short(left(relu, 20))}, tanh ${short(left(tanh, 20))}` };
    },
  },
  single(
    4,
    {
      en: 'ReLU with W started as the identity has 1 left after 80 steps, within 1 %.',
      zh: 'ReLU 且 W 从单位阵开始，80 步后剩下 1，误差在 1 % 以内。',
    },
    fresh(NETWORKS.irnn),
    80,
    (share) => Math.abs(share - 1) <= 0.01,
  ),
  single(
    5,
    { en: 'A tanh RNN with an orthogonal W has at least .1 left after 40 steps.', zh: 'W 为正交阵的 tanh RNN，40 步后至少剩下 0.1。' },
    fresh(NETWORKS.orthogonal),
    40,
    (share) => share >= 0.1,
  ),
  {
    ...{ id: 6, source: 'S1 3.5', jobs: { gru: fresh(NETWORKS.gru), tanh: fresh(NETWORKS.tanh) } },
    sentence: {
      en: 'A fresh GRU vanishes like tanh: within a factor of 10 after 20 steps.',
      zh: '未训练的 GRU 与 tanh 一样消失：20 步后相差不到 10 倍。',
    },
    judge({ gru = [], tanh = [] }) {
      const factor = left(gru, 20) / left(tanh, 20);
      return { holds: factor > 0.1 && factor < 10, measured: `GRU ${short(left(gru, 20))}, tanh ${short(left(tanh, 20))}` };
    },
  },
  single(
    7,
    {
      en: 'A fresh LSTM with forget bias 1 has at least .05 left after 20 steps (h and c).',
      zh: '遗忘门偏置为 1 的未训练 LSTM，20 步后至少剩下 0.05（h 和 c）。',
    },
    fresh(NETWORKS.lstmOpen),
    20,
    (share) => share >= 0.05,
  ),
  {
    ...{ id: 8, source: 'S1 3.5', jobs: { tanh: trained(NETWORKS.tanh) } },
    sentence: {
      en: 'In a trained tanh RNN the bound is above 1e6 after 40 steps while the product itself is below 1.',
      zh: '训练后的 tanh RNN，40 步后上界超过 1e6，而乘积本身小于 1。',
    },
    judge({ tanh = [] }) {
      const [product, bound] = [left(tanh, 40), left(tanh, 40, 'bounds')];
      return { holds: bound > 1e6 && product < 1, measured: `product ${short(product)}, bound ${short(bound)}` };
    },
  },
  {
    ...{ id: 9, source: 'S2 C', jobs: { lru: of(TEXT_NETWORKS.lru, 'states') } },
    sentence: {
      en: 'A fresh LRU (two layers of 88) keeps at least .3 of a gradient over 80 steps.',
      zh: '未训练的 LRU（两层，各 88 个单元）在 80 步后至少保留 0.3 的梯度。',
    },
    judge({ lru = [] }) {
      return { holds: left(lru, 80) >= 0.3, measured: `${short(left(lru, 80))} at lag 80` };
    },
  },
  {
    ...{ id: 10, source: 'S2 C', jobs: { conv: of(TEXT_NETWORKS.conv, 'logits') } },
    sentence: {
      en: 'Four layers of convolution: the logits have a derivative of exactly 0 by characters beyond the receptive field of 31, and none of 0 before.',
      zh: '四层卷积：对感受野 31 之外的字符，logits 的导数恰为 0，之内则不为 0。',
    },
    judge({ conv = [] }) {
      const [inside, ...beyond] = [heard(conv, 30), heard(conv, 31), heard(conv, 40), heard(conv, 80)];
      return { holds: inside! > 0 && beyond.every((share) => share === 0), measured: `${short(inside!)} at lag 30, ${short(beyond[0]!)} at lag 31` };
    },
  },
  {
    ...{ id: 11, source: 'S2 C', jobs: { attention: of(TEXT_NETWORKS.attention, 'logits') } },
    sentence: {
      en: 'Fresh attention listens to characters 5 and 40 steps back alike, within a factor of 3, and to nothing beyond its window of 64.',
      zh: '未训练的注意力对 5 步和 40 步之前的字符同样敏感，相差不到 3 倍，对 64 步窗口之外毫无反应。',
    },
    judge({ attention = [] }) {
      const [near, far, end, beyond] = [heard(attention, 5), heard(attention, 40), heard(attention, 63), heard(attention, 64)];
      const factor = Math.max(near / far, far / near);
      return {
        holds: factor <= 3 && end > 0 && beyond === 0,
        measured: `${short(near)} at lag 5, ${short(far)} at lag 40, ${short(end)} at lag 63, ${short(beyond)} at lag 64`,
      };
    },
  },
  {
    ...{ id: 12, source: 'S2 C', jobs: { fresh: of(TEXT_NETWORKS.minGru, 'states'), trained: of(TEXT_NETWORKS.minGru, 'states', true) } },
    sentence: {
      en: 'Three layers of minGRU keep less than 1e-2 over 20 steps when fresh, and at least ten times more after 490 updates.',
      zh: '三层 minGRU 未训练时 20 步后保留不到 1e-2，490 次更新后至少多十倍。',
    },
    judge({ fresh: before = [], trained: after = [] }) {
      const [first, last] = [left(before, 20), left(after, 20)];
      return { holds: first < 1e-2 && last >= 10 * first, measured: `fresh ${short(first)}, trained ${short(last)} at lag 20` };
    },
  },
];
