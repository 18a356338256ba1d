import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MOST_WALK_CHARACTERS, type WalkThrough } from '../protocol/walk-through';
import { readMetrics, readRun, type StoredRun, TEXT_FILE } from '../runs/stored-run';
import { textAtCursor } from './cursor-text';
import type { PredictorClient } from './predictor-client';
import type { Trainings } from './trainings';

/** What is read where nothing else is known of a run's text. */
const FALLBACK = 'hello';

/** Texts walked through by the network of a run: by its own thread while it trains, and from its model file afterwards. */
export class WalkThroughs {
  constructor(
    private readonly trainings: Trainings,
    private readonly predictor: PredictorClient,
    private readonly runsRoot: string | undefined,
  ) {}

  /**
   * @param given null: the beginning of the run's text
   * @param cursor what stands at the cursor is read instead, if there is an editor
   * @returns null when no weights of the run are kept
   */
  async of(runId: string, given: string | null, cursor = false): Promise<WalkThrough | null> {
    const training = this.trainings.get(runId);
    const text = (cursor ? textAtCursor(training?.uri) : undefined) ?? given;
    const live = await training?.walk(text);
    if (live) return live;
    // An id may come from anywhere: it names a folder below the runs and nothing else.
    const folder = training?.runFolder ?? (this.runsRoot && /^[\w-]+$/.test(runId) ? path.join(this.runsRoot, runId) : null);
    const run = folder ? readRun(folder) : undefined;
    if (!run?.model) return null;
    return this.predictor.walk(run.model, text ?? (training && training.text !== '' ? beginning(training.text) : textOf(run)));
  }
}

/** The beginning of the text that a run was trained on as far as it is kept, or else of what it read last. */
function textOf({ folder }: StoredRun): string {
  try {
    return beginning(readFileSync(path.join(folder, TEXT_FILE), 'utf8'));
  } catch {
    const window = readMetrics(folder).findLast((event) => event.type === 'window');
    return window?.type === 'window' ? beginning(window.text) : FALLBACK;
  }
}

function beginning(text: string): string {
  return text.slice(0, 2 * MOST_WALK_CHARACTERS);
}
