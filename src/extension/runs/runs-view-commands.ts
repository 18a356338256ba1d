import * as vscode from 'vscode';
import { platform } from '../../platform';
import type { Configuration } from '../../protocol/configuration';
import { UnrollError } from '../../protocol/error';
import { isAlive, type StoredRun } from '../../runs/stored-run';
import { activeUri } from '../documents';
import { sentenceOf } from '../log';
import { exportModel } from '../model-files/export-commands';
import type { ModelFiles } from '../model-files/model-files';
import type { Panel } from '../panel/panel';
import type { Chosen } from '../training/chosen';
import { parseOptions, restarted } from '../training/run-options';
import type { TrainCommands } from '../training/train-commands';
import type { Training } from '../training/training';
import type { Trainings } from '../training/trainings';
import type { DocumentModels } from './document-models';
import type { RunDeletion } from './run-deletion';
import { annotate, noteOnRun, renameRun, tagRuns } from './run-editing';
import { RUN_GROUPINGS } from './run-groups';
import { RunSelection } from './run-selection';
import type { RunTexts } from './run-texts';
import { runTitle } from './run-words';
import type { RunsView } from './runs-view';
import { saveReport } from './save-report';

/** What the commands on runs work with. */
export interface RunsViewServices {
  readonly view: RunsView;
  readonly trainings: Trainings;
  readonly models: DocumentModels;
  readonly train: TrainCommands;
  readonly panel: Panel;
  readonly texts: RunTexts;
  readonly deletion: RunDeletion;
  readonly modelFiles: ModelFiles;
}

/** What people do with runs of the past. */
export class RunsViewCommands implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];
  private readonly selection: RunSelection;

  constructor(private readonly services: RunsViewServices) {
    const { view, trainings, models, deletion } = services;
    this.selection = new RunSelection(view.root);
    const tree = vscode.window.createTreeView('unroll.runs', { treeDataProvider: view, canSelectMany: true });
    view.follow(() => tree.visible);
    this.subscriptions = [
      tree,
      view,
      deletion,
      trainings.onDidChange(({ events }) => {
        if (events.length === 0) view.refresh();
      }),
      models.onDidChange(() => view.refresh()),
    ];
  }

  /** Every command by its name behind `unroll.runs.`: with the node that was clicked and all that are selected. */
  readonly commands: Record<string, (node?: unknown, nodes?: unknown, given?: unknown) => unknown> = {
    rename: (node) => this.edit(async () => renameRun(await this.selection.one(node))),
    note: (node) => this.edit(async () => noteOnRun(await this.selection.one(node))),
    tag: (node, nodes) => this.edit(async () => tagRuns(await this.selection.all(node, nodes))),
    pin: (node, nodes) => this.edit(async () => annotate(await this.selection.all(node, nodes), () => ({ pinned: true }))),
    unpin: (node, nodes) => this.edit(async () => annotate(await this.selection.all(node, nodes), () => ({ pinned: false }))),
    delete: async (node, nodes) => this.services.deletion.delete(await this.selection.all(node, nodes)),
    reveal: (node) => this.reveal(node),
    compare: (node, nodes) => this.compare(node, nodes),
    copyFigure: async (node) => this.services.panel.copyFigure(this.services.trainings.adopt(await this.selection.one(node)).id),
    use: (node) => this.use(node),
    export: (node) => this.export(node),
    report: async (node, nodes, place) => saveReport(await this.selection.all(node, nodes), place),
    resume: async (node) => (await this.resume(node)).id,
    trainAgain: (node) => this.trainAgain(node),
    startFrom: (node) => this.startFrom(node),
    continue: async (node) => (await this.services.train.continueRun(await this.selection.one(node)))?.id,
    filter: (text) => this.filter(text),
    sort: () => this.sort(),
    group: (by) => this.group(by),
  };

  private async edit(change: () => Promise<void>): Promise<void> {
    await change();
    this.services.view.refresh();
  }

  private async reveal(node: unknown): Promise<void> {
    const { folder } = await this.selection.one(node);
    if (platform.isWeb)
      throw new Error(vscode.l10n.t('A browser keeps runs in its own storage, where there is no folder to open: export the model instead.'));
    await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(platform.path.join(folder, 'run.json')));
  }

  private async use(node: unknown): Promise<void> {
    const run = await this.selection.one(node);
    this.services.models.choose(run);
    this.services.view.refresh();
    const text = vscode.l10n.t('{0} makes the suggestions in {1} from now on.', runTitle(run), run.record.document.name);
    vscode.window.setStatusBarMessage(text, 5000);
  }

  private async compare(node: unknown, nodes: unknown): Promise<void> {
    const runs = (await this.selection.all(node, nodes)).slice(0, 20);
    this.services.panel.showComparison(
      null,
      runs.map((run) => this.services.trainings.adopt(run).id),
    );
  }

  private async export(node: unknown): Promise<void> {
    const run = await this.selection.one(node);
    if (!run.model) throw new UnrollError('resume.missing', [run.record.document.name]);
    await exportModel(this.services, vscode.Uri.file(run.model), { name: run.record.document.name });
  }

  private async resume(node: unknown): Promise<Training> {
    const run = await this.selection.one(node);
    if (isAlive(run.folder)) throw new Error(vscode.l10n.t('This run is still training. Stop it first.'));
    const { trainings, texts, models, panel } = this.services;
    const training = trainings.resumeRun(run, await texts.toResume(run), await texts.test(run.record.task, run.record.folder));
    // It serves its document from now on, after a reload too; one that failed only once it has ended well.
    if (run.model && !run.record.group && !run.record.task && run.record.state !== 'failed') models.choose(run);
    panel.show();
    return training;
  }

  private async trainAgain(node: unknown): Promise<string | undefined> {
    const { record } = await this.selection.one(node);
    const { cell, layers, hidden, learningRate, dropout, seed } = record.configuration;
    const answer = await vscode.window.showInputBox({
      title: vscode.l10n.t('Train again with…'),
      prompt: vscode.l10n.t('Options as name=value, separated by spaces. All others keep their values.'),
      value: Object.entries({ cell, layers, hidden, learningRate, dropout, seed })
        .map(([key, value]) => `${key}=${value}`)
        .join(' '),
      validateInput: (text) => {
        try {
          parseOptions(text);
          return undefined;
        } catch (error) {
          return sentenceOf(error);
        }
      },
    });
    if (answer === undefined) return undefined;
    const forThisRun = parseOptions(answer);
    const configuration = { ...restarted(record.configuration), ...forThisRun };
    const asked = { forThisRun, inSettings: record.task ? configuration : {} };
    const chosen = { configuration, ...taskOf(record, configuration), asked };
    return (await this.services.train.again(vscode.Uri.parse(record.document.uri), chosen, record.folder)).id;
  }

  /** Trains the document in front from the weights of a run, of whatever document it is. */
  private async startFrom(node: unknown): Promise<string | undefined> {
    const { record, model } = await this.selection.one(node);
    if (!model) throw new UnrollError('resume.missing', [record.document.name]);
    const uri = activeUri();
    if (!uri) throw new Error(vscode.l10n.t('Open the document to train on first.'));
    const configuration = restarted(record.configuration);
    return (await this.services.train.again(uri, { configuration, ...taskOf(record, configuration) }, undefined, { path: model, run: record.id })).id;
  }

  private async filter(given: unknown): Promise<void> {
    const { view } = this.services;
    const prompt = vscode.l10n.t('Words in the name, document, note, tags, layer kind or state. Leave empty to show all runs.');
    const text =
      typeof given === 'string' ? given : await vscode.window.showInputBox({ title: vscode.l10n.t('Filter runs'), prompt, value: view.filter });
    if (text === undefined) return;
    view.filter = text.trim();
    view.refresh();
  }

  private async sort(): Promise<void> {
    const items = [
      { label: vscode.l10n.t('Newest first'), order: 'newest' as const },
      { label: vscode.l10n.t('Best bits per character first'), order: 'best' as const },
      { label: vscode.l10n.t('Longest first'), order: 'longest' as const },
    ];
    const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Sort runs') });
    if (chosen) this.services.view.order = chosen.order;
    this.services.view.refresh();
  }

  private async group(given: unknown): Promise<void> {
    const labels = { document: vscode.l10n.t('By file'), tag: vscode.l10n.t('By tag'), experiment: vscode.l10n.t('By experiment') };
    const items = RUN_GROUPINGS.map((by) => ({ label: labels[by], by }));
    const chosen = items.find(({ by }) => by === given) ?? (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Group runs') }));
    if (chosen) this.services.view.grouping = chosen.by;
    this.services.view.refresh();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

/** A task on data is completed where its data are read: from the run's options as a whole. */
function taskOf({ task }: StoredRun['record'], configuration: Configuration): Partial<Chosen> {
  return task ? { task, asked: { forThisRun: {}, inSettings: configuration } } : {};
}
