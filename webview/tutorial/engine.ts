import script from 'worker:src/workers/tutorial-entry.ts';
import type { TutorialReply, TutorialRequest } from '../../src/protocol/tutorial';

/** A lesson that runs; stopping it ends its thread at once. */
export interface Lesson {
  stop(): void;
}

/** Runs lessons, each in a web worker of its own. The script is part of the page: nothing is fetched. */
export class Engine {
  private address: string | undefined;

  /**
   * Starts a lesson.
   * @param hear gets every reply in order
   * @param ended called once when the lesson is over, stopped ones left out
   */
  run(request: TutorialRequest, hear: (reply: TutorialReply) => void, ended: () => void = () => undefined): Lesson {
    this.address ??= URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    const worker = new Worker(this.address);
    let running = true;
    const finish = (): void => {
      if (!running) return;
      running = false;
      worker.terminate();
      ended();
    };
    worker.onmessage = ({ data }: MessageEvent<TutorialReply | 'over'>) => {
      if (data === 'over') finish();
      else if (running) hear(data);
      if (data !== 'over' && data.type === 'failed') console.warn(data.id, ...data.args);
    };
    worker.onerror = (event) => {
      console.error(event.message);
      finish();
    };
    worker.postMessage(request);
    return {
      stop() {
        running = false;
        worker.terminate();
      },
    };
  }
}
