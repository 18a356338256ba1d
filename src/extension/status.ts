import * as vscode from 'vscode';
import type { StepEvent } from '../protocol/training-events';
import { networkName } from '../view-model/run/network-name';
import type { DocumentModel, DocumentModels } from './runs/document-models';
import type { FolderChanges } from './training/folder/folder-changes';
import { folderRunName } from './training/folder/folder-run';
import type { Training } from './training/training';
import type { Trainings } from './training/trainings';

/** The status bar item: state, step, loss, speed and time left of the training, or how far a document's model is behind. */
export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('unroll.status', vscode.StatusBarAlignment.Right, 90);
  private readonly subscriptions: vscode.Disposable[];
  private last = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly trainings: Trainings,
    private readonly models: DocumentModels,
    private readonly folderChanges: FolderChanges,
  ) {
    this.item.name = 'Unroll';
    this.subscriptions = [
      this.item,
      folderChanges,
      folderChanges.onDidChange(() => this.update()),
      trainings.onDidChange(({ training, events }) => this.trainingChanged(training, events.length === 0)),
      models.onDidChange(() => this.update()),
      vscode.window.onDidChangeActiveTextEditor(() => this.update()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === vscode.window.activeTextEditor?.document && models.of(document.uri)) this.updateSoon();
      }),
      { dispose: () => clearTimeout(this.timer) },
    ];
    // Which models there are is read from the disk: not while the window starts.
    this.timer = setTimeout(() => this.update(), 0);
  }

  /** What a screen reader says of the item. */
  get accessibilityInformation(): vscode.AccessibilityInformation | undefined {
    return this.item.accessibilityInformation;
  }

  private trainingChanged(training: Training, stateChanged: boolean): void {
    if (stateChanged) {
      const active = this.trainings.list.some((other) => other.active);
      void vscode.commands.executeCommand('setContext', 'unroll.training', active);
      void vscode.commands.executeCommand('setContext', 'unroll.paused', this.trainings.current?.state === 'paused');
      if (training.state === 'done' || training.state === 'stopped') void vscode.commands.executeCommand('setContext', 'unroll.trained', true);
    }
    const now = Date.now();
    // A status bar that changes faster than twice a second cannot be read.
    if (!stateChanged && now - this.last < 500) return;
    this.last = now;
    this.update();
  }

  /** Once the typing rests: telling how far a text has moved on reads all of it. */
  private updateSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.update(), 1000);
  }

  private update(): void {
    const active = vscode.window.activeTextEditor?.document.uri;
    void vscode.commands.executeCommand('setContext', 'unroll.hasModel', active !== undefined && this.models.of(active) !== undefined);
    const training = this.trainings.current;
    if (training) this.showTraining(training);
    else this.showModel();
  }

  private showTraining(training: Training): void {
    const step = training.events.findLast((event): event is StepEvent => event.type === 'step');
    const total = training.configuration.steps;
    if (training.state === 'queued') this.item.text = `$(watch) ${vscode.l10n.t('Waiting')}: ${training.name}`;
    else if (training.state === 'saving') this.item.text = `$(save) ${vscode.l10n.t('Saving')}: ${training.name}`;
    else if (!step) this.item.text = `$(sync~spin) ${vscode.l10n.t('Starting')}: ${training.name}`;
    else {
      const icon = training.state === 'paused' ? '$(debug-pause)' : '$(sync~spin)';
      const left = total > 0 ? ((total - step.step) * step.seconds) / step.step : training.configuration.seconds - step.seconds;
      const speed = step.charactersPerSecond >= 1000 ? `${(step.charactersPerSecond / 1000).toFixed(0)}k` : step.charactersPerSecond.toFixed(0);
      const values = training.events.find(({ type }) => type === 'start');
      // Series of numbers have no characters.
      const unit = values?.type === 'start' && values.vocabularySize === 0 ? vscode.l10n.t('values/s') : vscode.l10n.t('chars/s');
      this.item.text = `${icon} ${step.step}${total ? `/${total}` : ''} · ${vscode.l10n.t('loss')} ${step.loss.toFixed(3)} · ${speed} ${unit} · ${Math.max(0, left).toFixed(0)} s`;
    }
    this.item.tooltip = vscode.l10n.t('Unroll is training on {0}. Click to stop, pause or show the panel.', training.name);
    this.item.command = 'unroll.statusMenu';
    this.item.accessibilityInformation = {
      label: vscode.l10n.t('Unroll training, {0}', this.item.text.replace(/\$\([^)]*\)/g, '').trim()),
      role: 'button',
    };
    this.item.show();
  }

  private showModel(): void {
    const document = vscode.window.activeTextEditor?.document;
    const model = document && this.models.of(document.uri);
    if (!document || !model) {
      this.item.hide();
      return;
    }
    if (model.folder) this.showFolderModel(model);
    else this.showDocumentModel(document, model);
    this.item.command = 'unroll.statusMenu';
    this.item.accessibilityInformation = { label: `Unroll, ${this.item.tooltip}`, role: 'button' };
    this.item.show();
  }

  private showDocumentModel(document: vscode.TextDocument, model: DocumentModel): void {
    const behind = this.models.behind(document);
    const change = behind === undefined ? '' : ` ${behind >= 0 ? '+' : '−'}${Math.abs(behind)}`;
    this.item.text = `$(sparkle) ${networkName(model.configuration)}${change}`;
    this.item.tooltip =
      behind === undefined
        ? vscode.l10n.t('Suggestions come from a network trained on this text.')
        : vscode.l10n.t('The text has changed since training ({0} characters). The model still serves; click to continue training.', change.trim());
  }

  private showFolderModel(model: DocumentModel): void {
    const changed = this.folderChanges.of(model) ?? 0;
    this.item.text = `$(sparkle) $(folder) ${networkName(model.configuration)}${changed > 0 ? ` ±${changed}` : ''}`;
    const name = folderRunName(vscode.Uri.parse(model.uri), model.folder!);
    this.item.tooltip =
      changed === 0
        ? vscode.l10n.t('Suggestions come from a network trained on the folder {0}.', name)
        : vscode.l10n.t(
            '{0} files of the folder {1} have changed since training. The model still serves; train on the folder again to renew it.',
            changed,
            name,
          );
  }

  /** The menu behind the item. */
  async menu(): Promise<void> {
    const training = this.trainings.current;
    const items: (vscode.QuickPickItem & { command: string })[] = [];
    if (training) {
      items.push({
        label: `$(debug-stop) ${vscode.l10n.t('Stop training')}`,
        detail: vscode.l10n.t('The best weights so far are kept.'),
        command: 'unroll.stop',
      });
      if (training.state === 'running') items.push({ label: `$(debug-pause) ${vscode.l10n.t('Pause training')}`, command: 'unroll.pause' });
      if (training.state === 'paused') items.push({ label: `$(debug-start) ${vscode.l10n.t('Resume training')}`, command: 'unroll.resume' });
    } else
      items.push({
        label: `$(debug-continue) ${vscode.l10n.t('Continue training')}`,
        detail: vscode.l10n.t('Goes on from this model with the text as it is now.'),
        command: 'unroll.continueTraining',
      });
    items.push(
      { label: `$(graph-line) ${vscode.l10n.t('Show panel')}`, command: 'unroll.showPanel' },
      { label: `$(lightbulb) ${vscode.l10n.t('Toggle suggestions')}`, command: 'unroll.toggleCompletions' },
    );
    const picked = await vscode.window.showQuickPick(items, { title: 'Unroll' });
    if (picked) await vscode.commands.executeCommand(picked.command);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
