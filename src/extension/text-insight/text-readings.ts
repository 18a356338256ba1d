import { BEFORE_UNITS, PASSAGE_UNITS, RANKED_UNITS, type TextReading } from '../../protocol/text-reading';
import { readMetrics } from '../../runs/stored-run';
import { wholeOffset } from '../../text/offsets';
import { normalizeText } from '../../text/text';
import type { RunTexts } from '../runs/run-texts';
import type { PredictorClient } from '../suggestions/predictor-client';
import type { Trainings } from '../training/trainings';

/** Passages of their texts as the networks of runs read them: by the newest model file, while a run trains as well. */
export class TextReadings {
  constructor(
    private readonly trainings: Trainings,
    private readonly predictor: PredictorClient,
    private readonly texts: RunTexts,
  ) {}

  /** The end of the run's text, which is held out of training where there is a validation part; null when no weights or nothing of the text is kept. */
  async of(runId: string): Promise<TextReading | null> {
    const training = this.trainings.get(runId);
    const run = this.texts.run(runId);
    // The states of an example are all that is shown of a task that continues no text.
    const example = run?.record.task && this.texts.example(run);
    if (run?.model && example) return this.predictor.read({ model: run.model, before: '', passage: example, heldOut: false, beginning: '' });
    if (run?.record.task) return null;
    const raw = run && (await this.texts.rest(run));
    if (!run?.model || !raw) return null;
    // The end of a long text, with twice as many units for CRLF.
    const tail = normalizeText(raw.slice(-2 * (PASSAGE_UNITS + BEFORE_UNITS)));
    const split = wholeOffset(tail, Math.max(0, tail.length - PASSAGE_UNITS));
    const passage = tail.slice(split);
    const start = (training?.events ?? readMetrics(run.folder)).find((event) => event.type === 'start');
    const heldOut = start?.type === 'start' && start.validationCharacters >= passage.length && tail.length > PASSAGE_UNITS;
    return this.predictor.read({
      ...{ model: run.model, before: tail.slice(wholeOffset(tail, Math.max(0, split - BEFORE_UNITS)), split), passage, heldOut },
      beginning: normalizeText(raw.slice(0, RANKED_UNITS)),
    });
  }
}
