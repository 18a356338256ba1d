import type { TextReading } from '../../../src/protocol/text-reading';
import type { RunSeries } from '../../../src/view-model/run/run-series';

/** Least milliseconds between two readings of a run that trains, and how many times as long as a reading takes. */
const INTERVAL = 3000;
const SHARE = 10;

/** An answer: null where no weights or nothing of the text is kept. */
export interface Answer {
  readonly reading: TextReading | null;
}

/** How a run's network reads the end of its text: asked for by the tabs that show it, again and again while the run trains. */
export class Readings {
  private asked = { id: 0, runId: '', state: '', open: false };
  private answered = 0;
  private newest: Answer | undefined;

  /**
   * @param ask puts a question, which `answer` gets the answer to
   * @param changed there is a new answer
   */
  constructor(
    private readonly ask: (id: number, runId: string) => void,
    private readonly changed: () => void,
  ) {}

  /** The newest answer about a run, the same object until there is another; undefined until the first. */
  of({ info: { runId, state } }: RunSeries): Answer | undefined {
    const { asked, newest } = this;
    const fresh = runId !== asked.runId;
    const pause = Math.max(INTERVAL, SHARE * (newest?.reading?.milliseconds ?? 0));
    const due = !asked.open && (state !== asked.state || (state === 'running' && performance.now() - this.answered > pause));
    if (fresh) this.newest = undefined;
    if (fresh || due) {
      this.asked = { id: asked.id + 1, runId, state, open: true };
      this.ask(this.asked.id, runId);
    }
    return this.newest;
  }

  answer(id: number, reading: TextReading | null): void {
    // A run that was looked at before.
    if (id !== this.asked.id) return;
    this.asked.open = false;
    this.answered = performance.now();
    this.newest = { reading };
    this.changed();
  }
}
