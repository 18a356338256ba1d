import path from 'node:path';
import * as vscode from 'vscode';
import type { Configuration } from '../../protocol/configuration';
import { UnrollError } from '../../protocol/error';
import type { TrainedFolder } from '../../protocol/folder-messages';
import { optionRow } from '../../protocol/options';
import { checkOption } from '../../protocol/validation';
import { type Annotations, fingerprintOf } from '../../runs/record';
import { surplusRuns } from '../../runs/retention';
import { isAlive, listRuns, loadRun, type StoredRun, TEXT_FILE, writeAnnotations } from '../../runs/stored-run';
import { normalizeText } from '../../text/text';
import { activeUri, readSource } from '../documents';
import { log } from '../log';
import type { FolderReader } from '../training/folder-reader';
import type { Training } from '../training/training';
import type { Trainings } from '../training/trainings';
import type { Models } from './models';
import type { RunBin } from './run-bin';
import { maximumSize } from './run-settings';
import { type RunsView, runSummary } from './runs-view';

/** What people do with runs of the past. Arguments may come from anywhere: a run is taken by the name of its folder only. */
export class RunsViewCommands implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];
  /** Folders that can still be brought back. */
  private readonly deleted = new Set<string>();

  constructor(
    private readonly view: RunsView,
    private readonly trainings: Trainings,
    private readonly models: Models,
    private readonly again: (uri: vscode.Uri, configuration: Configuration, folder?: TrainedFolder, from?: string) => Promise<Training>,
    private readonly showPanel: () => void,
    private readonly showComparison: (runIds: readonly string[]) => void,
    private readonly folders: FolderReader,
    private readonly bin: RunBin,
  ) {
    const tree = vscode.window.createTreeView('unroll.runs', { treeDataProvider: view, canSelectMany: true });
    this.subscriptions = [
      tree,
      view,
      trainings.onDidChange(({ training, events }) => {
        if (events.length > 0) return;
        view.refresh();
        if (!training.active) this.keepWithinLimit();
      }),
      models.onDidChange(() => view.refresh()),
    ];
  }

  /** Every command by its name behind `unroll.runs.`. */
  readonly commands: Record<string, (node?: unknown, nodes?: unknown) => unknown> = {
    rename: (node) => this.rename(node),
    note: (node) => this.note(node),
    tag: (node) => this.tag(node),
    pin: (node) => this.annotate(node, () => ({ pinned: true })),
    unpin: (node) => this.annotate(node, () => ({ pinned: false })),
    delete: (node) => this.delete(node),
    reveal: async (node) => vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(path.join((await this.run(node)).folder, 'run.json'))),
    compare: (node, nodes) => this.compare(node, nodes),
    use: (node) => this.use(node),
    resume: async (node) => (await this.resume(node)).id,
    trainAgain: (node) => this.trainAgain(node),
    startFrom: (node) => this.startFrom(node),
    filter: (text) => this.filter(text),
    sort: () => this.sort(),
  };

  /** The run that is meant, or asked for. @throws UnrollError when there is none of that name; CancellationError when nobody chooses */
  private async run(node: unknown): Promise<StoredRun> {
    const { root } = this.view;
    const id = typeof node === 'string' ? node : (node as { id?: unknown } | undefined)?.id;
    if (root && typeof id === 'string' && /^[\w-]{1,100}$/.test(id)) return loadRun(path.join(root, id));
    const runs = root ? listRuns(root) : [];
    const items = runs.map((run) => ({ label: run.annotations.name || run.record.document.name, description: runSummary(run), run }));
    const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Run') });
    if (!chosen) throw new vscode.CancellationError();
    return chosen.run;
  }

  private async annotate(node: unknown, change: (annotations: Annotations) => Partial<Annotations> | undefined): Promise<void> {
    const { folder } = await this.run(node);
    // Another window may have written since the view was drawn.
    const { annotations, record } = loadRun(folder);
    const changed = change(annotations);
    if (changed) writeAnnotations(folder, { ...annotations, ...changed });
    if (changed?.chosen) this.models.refresh([vscode.Uri.parse(record.document.uri)]);
    this.view.refresh();
  }

  private async rename(node: unknown): Promise<void> {
    const run = await this.run(node);
    const name = await vscode.window.showInputBox({ title: vscode.l10n.t('Name of the run'), value: run.annotations.name });
    if (name !== undefined) await this.annotate(path.basename(run.folder), () => ({ name: name.trim() }));
  }

  private async note(node: unknown): Promise<void> {
    const run = await this.run(node);
    const note = await vscode.window.showInputBox({ title: vscode.l10n.t('Note on the run'), value: run.annotations.note });
    if (note !== undefined) await this.annotate(path.basename(run.folder), () => ({ note }));
  }

  private async tag(node: unknown): Promise<void> {
    const run = await this.run(node);
    const answer = await vscode.window.showInputBox({
      title: vscode.l10n.t('Tags of the run, with spaces between them'),
      value: run.annotations.tags.join(' '),
    });
    if (answer === undefined) return;
    const tags = [...new Set(answer.split(/[\s,#]+/).filter(Boolean))];
    await this.annotate(path.basename(run.folder), () => ({ tags }));
  }

  private use(node: unknown): Promise<void> {
    return this.annotate(node, () => ({ chosen: new Date().toISOString() }));
  }

  /** Out of the list at once, off the disk when nobody wants it back. */
  private async delete(node: unknown): Promise<void> {
    const { folder, record } = await this.run(node);
    if (isAlive(folder)) throw new Error(vscode.l10n.t('This run is being trained. Stop it first.'));
    const bin = this.bin.put(folder);
    this.deleted.add(bin);
    const refresh = () => {
      this.models.refresh([vscode.Uri.parse(record.document.uri)]);
      this.view.refresh();
    };
    refresh();
    const undo = vscode.l10n.t('Undo');
    void vscode.window.showInformationMessage(vscode.l10n.t('The run of {0} is deleted.', record.document.name), undo).then((choice) => {
      this.deleted.delete(bin);
      if (choice === undo && this.bin.restore(bin, folder)) refresh();
      else this.bin.empty(bin);
    });
  }

  private async compare(node: unknown, nodes: unknown): Promise<void> {
    const chosen = Array.isArray(nodes) && nodes.length > 0 ? nodes.slice(0, 20) : [node];
    const ids: string[] = [];
    for (const one of chosen) ids.push(this.trainings.adopt(await this.run(one)).id);
    this.showComparison(ids);
  }

  private async resume(node: unknown): Promise<Training> {
    const run = await this.run(node);
    if (isAlive(run.folder)) throw new Error(vscode.l10n.t('This run is being trained. Stop it first.'));
    const training = this.trainings.resumeRun(run, await this.textOf(run));
    this.showPanel();
    return training;
  }

  /** The text that a run was started on: the document, if it is still the same, or the copy in its folder. */
  private async textOf({ folder, record }: StoredRun): Promise<string> {
    if (record.folder) return this.folderText(record.document.uri, record.folder, record.fingerprint.hash);
    const uris = [vscode.Uri.parse(record.document.uri), vscode.Uri.file(path.join(folder, TEXT_FILE))];
    for (const uri of uris) {
      try {
        const text = normalizeText((await readSource(uri)).text);
        if (fingerprintOf(text).hash === record.fingerprint.hash) return text;
      } catch (error) {
        log.debug(String(error));
      }
    }
    throw new UnrollError('resume.text');
  }

  /** A folder's run goes on with the same files only. @throws UnrollError `folder.changed` */
  private async folderText(uri: string, folder: TrainedFolder, hash: string): Promise<string> {
    const text = normalizeText((await this.folders.read(vscode.Uri.parse(uri), folder)).text);
    if (fingerprintOf(text).hash !== hash) throw new UnrollError('folder.changed');
    return text;
  }

  private async trainAgain(node: unknown): Promise<string | undefined> {
    const { record } = await this.run(node);
    const { cell, layers, hidden, learningRate, dropout, seed } = record.configuration;
    const answer = await vscode.window.showInputBox({
      title: vscode.l10n.t('Train again with…'),
      prompt: vscode.l10n.t('Options as name=value, with spaces between them; all others stay as they were.'),
      value: Object.entries({ cell, layers, hidden, learningRate, dropout, seed })
        .map(([key, value]) => `${key}=${value}`)
        .join(' '),
      validateInput: (text) => {
        try {
          parseOptions(text);
          return undefined;
        } catch (error) {
          return (error as Error).message;
        }
      },
    });
    if (answer === undefined) return undefined;
    const { configuration } = record;
    const budget = configuration.seconds > 0 ? { steps: 0, evaluateEvery: 0 } : {};
    const training = await this.again(vscode.Uri.parse(record.document.uri), { ...configuration, ...budget, ...parseOptions(answer) }, record.folder);
    return training.id;
  }

  /** Trains the document in front from the weights of a run, of whatever document it is. */
  private async startFrom(node: unknown): Promise<string | undefined> {
    const { record, model } = await this.run(node);
    if (!model) throw new UnrollError('resume.missing', [record.document.name]);
    const uri = activeUri();
    if (!uri) throw new Error(vscode.l10n.t('Open the document first that is to be trained on.'));
    const { configuration } = record;
    const budget = configuration.seconds > 0 ? { steps: 0, evaluateEvery: 0 } : {};
    return (await this.again(uri, { ...configuration, ...budget }, undefined, model)).id;
  }

  private async filter(given: unknown): Promise<void> {
    const prompt = vscode.l10n.t('Words of the name, document, note, tags, cell or state; empty shows all.');
    const text =
      typeof given === 'string' ? given : await vscode.window.showInputBox({ title: vscode.l10n.t('Filter runs'), prompt, value: this.view.filter });
    if (text === undefined) return;
    this.view.filter = text.trim();
    this.view.refresh();
  }

  private async sort(): Promise<void> {
    const items = [
      { label: vscode.l10n.t('Newest first'), order: 'newest' as const },
      { label: vscode.l10n.t('Best bits per character first'), order: 'best' as const },
      { label: vscode.l10n.t('Longest first'), order: 'longest' as const },
    ];
    const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Sort runs') });
    if (chosen) this.view.order = chosen.order;
    this.view.refresh();
  }

  private keepWithinLimit(): void {
    const { root } = this.view;
    if (!root) return;
    this.bin.sweep();
    for (const { folder, record } of surplusRuns(root, maximumSize())) {
      log.info(`The run of ${record.document.name} from ${record.created} is removed: the runs take more than unroll.runs.maximumSize.`);
      this.bin.discard(folder);
    }
    this.view.refresh();
  }

  dispose(): void {
    for (const bin of this.deleted) this.bin.empty(bin);
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

/** `name=value` pairs as options of the configuration. @throws UnrollError naming the first wrong one */
function parseOptions(text: string): Partial<Configuration> {
  const options: Record<string, unknown> = {};
  for (const pair of text.trim().split(/\s+/).filter(Boolean)) {
    const [key = '', value = ''] = pair.split('=');
    const row = optionRow(key);
    const number = row?.type === 'whole' || row?.type === 'number';
    options[key] = checkOption(key, number ? Number(value || 'NaN') : value === 'true' || value === 'false' ? value === 'true' : value);
  }
  return options as Partial<Configuration>;
}
