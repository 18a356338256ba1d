import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { Case } from '../src/cli/presets/speed-cases';

/** Milliseconds of rest after a slice. */
const REST = 400;

/** A program that trains or predicts for slices of time, asked by a line of JSON and answering with one. */
export class Peer {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;
  private readonly reader: Interface;

  private constructor(command: string, args: readonly string[], env: Record<string, string>) {
    this.child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'ignore'] });
    this.child.on('error', () => undefined);
    this.child.stdin!.on('error', () => undefined);
    this.reader = createInterface({ input: this.child.stdout! });
    this.lines = this.reader[Symbol.asyncIterator]();
  }

  /** The peer and how it introduces itself; undefined when it cannot run here. */
  static async start(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<{ peer: Peer; title: string } | undefined> {
    const peer = new Peer(command, args, env);
    const title = (await peer.read())?.ready;
    return typeof title === 'string' ? { peer, title } : undefined;
  }

  /** Characters per second of training, or microseconds per predicted character; NaN when the peer gave up. */
  async slice(example: Case, job: 'training' | 'inference', seconds: number): Promise<number> {
    this.child.stdin!.write(`${JSON.stringify({ case: example, job, seconds })}\n`);
    const answer = await this.read();
    // OpenMP's threads spin for a fifth of a second after their work: the next slice shall not suffer from it.
    await new Promise((resolve) => setTimeout(resolve, REST));
    return Number(answer?.charactersPerSecond ?? answer?.microsecondsPerCharacter ?? Number.NaN);
  }

  private async read(): Promise<Record<string, unknown> | undefined> {
    for (;;) {
      const { value, done } = await this.lines.next();
      if (done) return undefined;
      try {
        return JSON.parse(value) as Record<string, unknown>;
      } catch {
        // A library's own chatter.
      }
    }
  }

  stop(): void {
    this.child.kill('SIGKILL');
    this.reader.close();
  }
}
