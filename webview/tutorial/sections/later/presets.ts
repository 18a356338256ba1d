import type { LessonTraining } from '../../../../src/protocol/tutorial';

type Options = LessonTraining['options'];

/** Taps of two characters: a reach of 2 to the power of the layers. */
export const convolutionOf = (layers: number): Options => ({ cell: 'conv', layers, kernelSize: 2, hidden: 24 });

/** One layer that looks at its window alone. */
export const attentionOf = (heads: number): Options => ({ cell: 'attention', layers: 1, attentionHeads: heads, hidden: 32, memory: 0 });

/** What reads pictures: the network of the formulas. */
export const READER = 'rnn';
