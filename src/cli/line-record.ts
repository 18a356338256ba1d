import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { writeAtomically } from '../runs/file-system';
import { translate } from './language';
import { tell } from './output';
import type { OutputFile } from './output-file';
import { whileWriting } from './signals';

/**
 * A file that gets a line for every result of a work of hours. What the disk does not take stays in memory: it is reported once, tried again with every further
 * line, and saved elsewhere at the end.
 */
export class LineRecord {
  private unwritten = false;

  /** @param lines what the file holds, each without its end */
  constructor(
    private readonly output: OutputFile,
    private lines: readonly string[],
  ) {}

  append(line: string): void {
    this.lines = [...this.lines, line];
    this.attempt(() => {
      // Part of a line that the disk did not take may stand at the end.
      if (this.unwritten) this.write();
      else appendFileSync(this.output.path, `${line}\n`);
    });
  }

  /** Puts the lines in their last order. @returns whether they are where they were to be */
  finish(lines: readonly string[]): boolean {
    this.lines = lines;
    if (this.attempt(() => this.write())) return true;
    const { path: place, failed } = this.output.save(Buffer.from(this.text));
    if (failed) tell(translate('record.elsewhere', [this.output.name, failed, path.resolve(place)]));
    return !failed;
  }

  private get text(): string {
    return this.lines.map((line) => `${line}\n`).join('');
  }

  private write(): void {
    whileWriting([this.output.temporary], () => writeAtomically(this.output.path, Buffer.from(this.text)));
  }

  private attempt(write: () => void): boolean {
    try {
      write();
      this.unwritten = false;
      return true;
    } catch (cause) {
      if (!this.unwritten) tell(translate('record.unwritten', [this.output.name, (cause as NodeJS.ErrnoException).code ?? String(cause)]));
      this.unwritten = true;
      return false;
    }
  }
}
