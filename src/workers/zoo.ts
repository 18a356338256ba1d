import { UnrollError } from '../protocol/error';
import { CONTROL } from '../protocol/trainer-messages';
import type { ZooReply, ZooRequest } from '../protocol/zoo-messages';
import { fileSystem } from '../runs/file-system';
import { jobKey, type ZooResult } from '../zoo/job';
import { tally, zooMarkdown, zooPage } from '../zoo/report';
import { runZoo } from '../zoo/run-zoo';
import { judgeZoo, VERDICTS, zooJobs } from '../zoo/zoo';
import { readZooResults, ZOO_RESULTS } from '../zoo/zoo-results';

/** What the zoo's thread is on its platform. */
export interface ZooThread {
  send(reply: ZooReply): void;
  /** Word 0: what it is to do; word 1: its heartbeat. */
  readonly words: Int32Array;
  /** Waits while paused, as far as a training can wait; resolves where it may begin another one. */
  wait(): Promise<void> | undefined;
  /** Waits within a training; absent where only the time between two can be waited in. */
  readonly waitWithin?: () => void;
}

/** Does what the command `unroll zoo` does, reports its progress, and keeps a line for every finished training in the folder. Resolves when it is over. */
export async function runZooThread(request: ZooRequest, { send, words, wait, waitWithin }: ZooThread): Promise<void> {
  try {
    const stopped = await run();
    send({ type: 'done', stopped });
  } catch (error) {
    if (!(error instanceof UnrollError)) throw error;
    send({ type: 'failed', id: error.id, args: error.args });
  }

  async function run(): Promise<boolean> {
    const { folder, seeds, language } = request;
    const verdicts = VERDICTS.filter(({ id }) => request.verdicts?.includes(id) ?? true);
    const jobs = zooJobs(seeds, verdicts);
    const file = `${folder}/${ZOO_RESULTS}`;
    fileSystem.makeFolder(folder);
    const known = readZooResults(fileSystem.stat(file) ? new TextDecoder().decode(fileSystem.read(file)) : '');
    const lineOf = (result: ZooResult) => JSON.stringify(result);
    // A line that an interruption has torn is left out, and the next one begins at the start of a line.
    fileSystem.write(file, bytesOf([...known.values()].map((result) => `${lineOf(result)}\n`).join('')));

    const report = () => {
      const ordered = jobs.flatMap((job) => known.get(jobKey(job)) ?? []);
      const judged = judgeZoo(ordered, seeds, verdicts);
      send({ type: 'report', ...tally(judged), page: zooPage(judged, language, ordered.map(lineOf)), markdown: zooMarkdown(judged, language) });
    };
    let paused = 0;
    const control = () => {
      Atomics.add(words, 1, 1);
      return Atomics.load(words, 0);
    };
    const now = () => performance.now() - paused;
    const waitWhilePaused = () => {
      const began = performance.now();
      waitWithin?.();
      paused += performance.now() - began;
    };
    const surroundings = { text: request.text ?? undefined, threads: 1, now, control, waitWhilePaused };
    report();
    for (const step of runZoo(jobs, known, surroundings, now() + 60_000 * request.minutes)) {
      if (step.type === 'job') {
        send({ type: 'job', done: step.index, total: step.total, key: step.key });
        const began = performance.now();
        await wait();
        paused += performance.now() - began;
      } else {
        known.set(step.result.key, step.result);
        fileSystem.append(file, bytesOf(`${lineOf(step.result)}\n`));
        report();
      }
    }
    return control() === CONTROL.stop;
  }
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
