/** The layer kind of a network whose kind nobody chose: the best of one file in seconds (bench/README.md). */
export const DEFAULT_KIND = 'gru';

/** What is offered instead of a kind whose gradients explode: its gates keep their product small. */
export const GATED_KIND = 'gru';
