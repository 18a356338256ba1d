import * as vscode from 'vscode';
import { platform } from '../../platform';
import type { DataTask } from '../../protocol/data-task';
import { UnrollError } from '../../protocol/error';
import type { FileSelection } from '../../protocol/folder-messages';
import { textOf } from '../../runs/file-system';
import { readMetrics, readRun, type StoredRun, TEXT_FILE } from '../../runs/stored-run';
import { trainedText } from '../../runs/trained-text';
import { normalizeText } from '../../text/text';
import { readSource } from '../documents';
import { log } from '../log';
import type { FolderReader } from '../training/folder/folder-reader';
import type { Trainings } from '../training/trainings';

/** The texts that runs were trained on: from the training itself, from the document where it is still the same, or from the copy in the run's folder. */
export class RunTexts {
  constructor(
    private readonly trainings: Trainings,
    private readonly folders: FolderReader,
    private readonly runsRoot: string | undefined,
  ) {}

  /** The stored run behind an id, which may come from anywhere: it names a folder below the runs and nothing else. */
  run(id: string): StoredRun | undefined {
    const folder = this.trainings.get(id)?.runFolder ?? (this.runsRoot && /^[\w-]{1,100}$/.test(id) ? platform.path.join(this.runsRoot, id) : null);
    return folder ? readRun(folder) : undefined;
  }

  /** The whole text of a run, just as it was trained on. Files of a folder are not read again. */
  async of(run: StoredRun): Promise<string | undefined> {
    const known = this.trainings.get(run.record.id)?.text;
    if (known) return normalizeText(known);
    return (run.record.folder ? undefined : await this.document(run)) ?? this.copy(run);
  }

  /** What is left of a run's text: all of it, or else what the run read last. */
  async rest(run: StoredRun): Promise<string | undefined> {
    const whole = await this.of(run);
    return whole ?? this.lastRead(run);
  }

  /** An example of the data of a run that learns no text: what it read last, without padding; undefined where that is numbers. */
  example(run: StoredRun): string | undefined {
    return this.lastRead(run)?.replaceAll('\uFFFD', '') || undefined;
  }

  private lastRead({ folder }: StoredRun): string | undefined {
    const window = readMetrics(folder).findLast((event) => event.type === 'window');
    return window?.type === 'window' ? window.text : undefined;
  }

  /** The text that a run can go on with exactly. @throws UnrollError `resume.text` or `folder.changed` where it is no longer there */
  async toResume(run: StoredRun): Promise<string> {
    // Files of a folder may have changed since they were read; a text that the user keeps with the run has not.
    const text = run.record.folder ? ((await this.folderText(run)) ?? this.copy(run)) : await this.of(run);
    if (text === undefined) throw new UnrollError(run.record.folder ? 'folder.changed' : 'resume.text');
    return text;
  }

  /** Content of the data that a task is tested on, as they stand now; undefined where they are a part of its own. @throws UnrollError when they cannot be read */
  async test(task: DataTask | undefined, folder?: FileSelection): Promise<string | undefined> {
    if (task?.test === undefined) return undefined;
    const uri = vscode.Uri.parse(task.test);
    return folder?.classes ? (await this.folders.read(uri, folder)).text : (await readSource(uri)).text;
  }

  private async document({ record }: StoredRun): Promise<string | undefined> {
    try {
      return trainedText(normalizeText((await readSource(vscode.Uri.parse(record.document.uri))).text), record);
    } catch (error) {
      log.debug(String(error));
      return undefined;
    }
  }

  private copy({ folder, record }: StoredRun): string | undefined {
    try {
      const { fingerprint } = record;
      return trainedText(textOf(platform.files.read(platform.path.join(folder, TEXT_FILE))), { fingerprint });
    } catch {
      // Kept only where the user wants it.
      return undefined;
    }
  }

  private async folderText({ record }: StoredRun): Promise<string | undefined> {
    const { text } = await this.folders.read(vscode.Uri.parse(record.document.uri), record.folder!);
    return trainedText(normalizeText(text), { fingerprint: record.fingerprint });
  }
}
