import type { Overrides } from '../../src/protocol/defaults';

/** A network of the study, what PyTorch measured of it, and the seeds to repeat. */
export interface StudyNetwork {
  readonly title: string;
  readonly options: Overrides;
  /** PyTorch's mean training loss of steps 91 to 100 and 391 to 490, nats a character; several seeds averaged. */
  readonly early?: number;
  readonly late: number;
  /** The name by which the table of gradients calls it. */
  readonly flow?: { readonly name: string; readonly states: boolean };
}

const stack = (hidden: number, layers: number) =>
  ({ cell: 'gru', hidden, layers, residual: 'on', norm: 'rms', headNorm: 'rms', inputInit: 'wide', embedding: hidden }) as const;
const plain = (cell: 'rnn' | 'gru' | 'lstm', more: Overrides = {}): Overrides => ({ cell, hidden: 128, layers: 1, ...more });
const recurrent = (name: string) => ({ name, states: true });

/** Rows of the study's comparison on tinyshakespeare, the lowest loss first. */
export const STUDY_NETWORKS: readonly StudyNetwork[] = [
  { title: 'S6 112x2', options: { cell: 's6', hidden: 112, layers: 2 }, early: 2.002, late: 1.653, flow: { name: 'S6 112x2', states: false } },
  { title: 'GRU stack 88x2', options: stack(88, 2), early: 2.1125, late: 1.665, flow: recurrent('GRUs 88x2') },
  { title: 'LRU 88x2', options: { cell: 'lru', hidden: 88, layers: 2 }, early: 2.0795, late: 1.6875, flow: recurrent('LRU 88x2') },
  { title: 'GRU stack 120x1', options: stack(120, 1), early: 2.119, late: 1.701 },
  {
    title: 'Convolution 64x4',
    options: { cell: 'conv', hidden: 64, layers: 4 },
    early: 2.101,
    late: 1.712,
    flow: { name: 'conv 64x4', states: false },
  },
  {
    title: 'GRU 128, wide start, RMS norm before the head',
    options: plain('gru', { inputInit: 'wide', headNorm: 'rms' }),
    early: 2.224,
    late: 1.774,
  },
  { title: 'minGRU 120x3', options: { cell: 'mingru', hidden: 120, layers: 3 }, early: 2.1605, late: 1.7855, flow: recurrent('minGRU 120x3') },
  { title: 'minLSTM 100x3', options: { cell: 'minlstm', hidden: 100, layers: 3 }, early: 2.175, late: 1.795, flow: recurrent('minLSTM 100x3') },
  {
    title: 'Attention 64x2',
    options: { cell: 'attention', hidden: 64, layers: 2 },
    early: 2.293,
    late: 1.842,
    flow: { name: 'attn 64x2', states: false },
  },
  { title: 'Attention 64x2, memory of 64', options: { cell: 'attention', hidden: 64, layers: 2, memory: 64 }, early: 2.372, late: 1.853 },
  { title: 'GRU 128, wide start', options: plain('gru', { inputInit: 'wide' }), early: 2.3965, late: 1.873 },
  { title: 'GRU 128, RMS norm before the head', options: plain('gru', { headNorm: 'rms' }), early: 2.267, late: 1.895 },
  { title: 'tanh RNN 128, wide start', options: plain('rnn', { inputInit: 'wide' }), early: 2.373, late: 1.953 },
  { title: 'GRU 128', options: plain('gru'), early: 2.7, late: 2.067, flow: recurrent('GRU 128x1') },
  { title: 'tanh RNN 128', options: plain('rnn'), early: 2.897, late: 2.129, flow: recurrent('tanh 128x1') },
  { title: 'LSTM 128', options: plain('lstm'), early: 2.999, late: 2.167, flow: recurrent('LSTM 128x1') },
  {
    title: 'minGRU 128, one layer, one-hot',
    options: { cell: 'mingru', hidden: 128, layers: 1, residual: 'off', norm: 'none', headNorm: 'none', embedding: 0, inputInit: 'default' },
    early: 2.906,
    late: 2.326,
  },
];
