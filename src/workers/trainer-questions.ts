import { bpttTrace } from '../diagnostics/bptt-trace';
import { MAX_PAIR_CHARACTERS } from '../protocol/bptt-trace';
import type { Configuration } from '../protocol/configuration';
import type { ModelTask, Tensors } from '../protocol/model';
import type { TrainerMessage, TrainerQuestion } from '../protocol/trainer-messages';
import type { Vocabulary } from '../text/vocabulary';

/** The weights of a step, read only when somebody asks. */
export interface Asked {
  readonly step: number;
  readonly vocabulary: Vocabulary;
  /** What the network is trained to do, if not to continue the text. */
  readonly task?: ModelTask | undefined;
  /** What is read where nobody says what. */
  readonly text: string;
  weights(): Tensors;
}

export interface QuestionCalls {
  /** The next question that has come, if there is one. */
  next(): TrainerQuestion | undefined;
  send(message: TrainerMessage): void;
  /** Milliseconds. */
  now(): number;
}

/** Questions that come while the training loop runs: a count in the control words tells that there are some, since a synchronous loop sees no messages. */
export class TrainerQuestions {
  private answered = 0;

  constructor(
    private readonly control: Int32Array,
    private readonly configuration: Configuration,
    private readonly calls: QuestionCalls,
  ) {}

  /** To be called between two steps, and while paused; mostly returns at once. */
  answer(asked: () => Asked | undefined): void {
    if (Atomics.load(this.control, 2) === this.answered) return;
    for (let question = this.calls.next(); question; question = this.calls.next()) {
      this.answered++;
      const { id, text } = question;
      const state = asked();
      this.calls.send({ type: 'walk', id, walk: state ? this.walk(text, state) : null });
    }
  }

  private walk(text: string | null, { step, vocabulary, task, weights, text: beginning }: Asked) {
    // Two UTF-16 units a character at most.
    const read = text ?? beginning.slice(0, 2 * MAX_PAIR_CHARACTERS);
    return bpttTrace({ architecture: this.configuration, vocabulary, weights: weights(), task, text: read, step, now: this.calls.now });
  }
}
