import type { Architecture } from './configuration';
import type { ModelTask } from './model';

/** Sizes of an encoder-decoder: characters of source and target, width of both embeddings and of both states. */
export interface EncoderDecoderShape {
  readonly sources: number;
  /** Characters of the target and its end, which is number 0. */
  readonly targets: number;
  readonly embedding: number;
  readonly hidden: number;
  readonly attention: 'additive' | 'none';
}

/** Shapes of all tensors of an encoder-decoder with one GRU layer on either side. The decoder's embedding has one row more, for the beginning. */
export function encoderDecoderShapes({ sources, targets, embedding: E, hidden: H, attention }: EncoderDecoderShape): Map<string, number[]> {
  const gru = (name: string): [string, number[]][] => [
    [`${name}.rnn.weight_ih_l0`, [3 * H, E]],
    [`${name}.rnn.weight_hh_l0`, [3 * H, H]],
    [`${name}.rnn.bias_ih_l0`, [3 * H]],
    [`${name}.rnn.bias_hh_l0`, [3 * H]],
  ];
  const isAttending = attention === 'additive';
  return new Map<string, number[]>([
    ['encoder.embedding.weight', [sources, E]],
    ...gru('encoder'),
    ['decoder.embedding.weight', [targets + 1, E]],
    ...gru('decoder'),
    ...(isAttending
      ? ([
          ['attention.query.weight', [H, H]],
          ['attention.key.weight', [H, H]],
          ['attention.score.weight', [1, H]],
        ] as [string, number[]][])
      : []),
    ['head.weight', [targets, isAttending ? 2 * H : H]],
    ['head.bias', [targets]],
  ]);
}

/** The sizes of a model's encoder-decoder; undefined where its network is a stack of layers. @param sources characters of its vocabulary */
export function encoderDecoderOf({ embedding, hidden }: Architecture, sources: number, task: ModelTask | undefined): EncoderDecoderShape | undefined {
  if (task?.id !== 'pairs' || task.options.decoderOnly === true) return undefined;
  return { sources, targets: task.outputs, embedding, hidden, attention: task.options.attention === 'none' ? 'none' : 'additive' };
}

/** What stands between a source and its target where both are one text. */
export const PAIR_SEPARATOR = '\t';
/** Number of the end of a target among its characters. */
export const TARGET_END = 0;
/** Behind the end of a source that is shorter than others beside it. */
export const PADDING = -2;
