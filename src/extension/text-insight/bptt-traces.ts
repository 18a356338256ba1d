import { type BpttTrace, MAX_WALK_CHARACTERS } from '../../protocol/bptt-trace';
import type { RunTexts } from '../runs/run-texts';
import type { PredictorClient } from '../suggestions/predictor-client';
import type { Trainings } from '../training/trainings';
import { textAtCursor } from './cursor-text';

/** What is read where nothing else is known of a run's text. */
const FALLBACK = 'hello';

/** Texts walked through by the network of a run: by its own thread while it trains, and from its model file afterwards. */
export class BpttTraces {
  constructor(
    private readonly trainings: Trainings,
    private readonly predictor: PredictorClient,
    private readonly texts: RunTexts,
  ) {}

  /**
   * @param given null: the beginning of the run's text
   * @param cursor what stands at the cursor is read instead, if there is an editor
   * @returns null when no weights of the run are kept
   */
  async of(runId: string, given: string | null, cursor = false): Promise<BpttTrace | null> {
    const training = this.trainings.get(runId);
    const text = (cursor ? textAtCursor(training?.uri) : undefined) ?? given;
    const live = await training?.walk(text);
    if (live) return live;
    const run = this.texts.run(runId);
    if (!run?.model) return null;
    const usual = async () => (run.record.task ? this.texts.example(run) : beginning((await this.texts.rest(run)) ?? FALLBACK));
    const read = text ?? (await usual());
    return read === undefined ? null : this.predictor.walk(run.model, read);
  }
}

function beginning(text: string): string {
  return text.slice(0, 2 * MAX_WALK_CHARACTERS);
}
