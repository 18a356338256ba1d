import * as vscode from 'vscode';
import type { GlimpseEvent, GlimpseRequest } from '../../protocol/glimpses';
import type { PanelMessage } from '../../protocol/panel-messages';
import { checkRequest, type PanelRequest } from '../../protocol/panel-requests';
import type { PlaygroundEvent, PlaygroundRequest } from '../../protocol/playground';
import type { FormValues } from '../../protocol/run-form';
import type { TrainingEvent } from '../../protocol/training-events';
import { bytesOfBase64 } from '../bytes';
import { openGuide } from '../guide';
import { log, showError } from '../log';
import type { DocumentModels } from '../runs/document-models';
import type { BpttTraces } from '../text-insight/bptt-traces';
import { CursorLink } from '../text-insight/cursor-link';
import type { TaskAnswers } from '../text-insight/task-answers';
import type { TextReadings } from '../text-insight/text-readings';
import { withSentences } from '../training/notices';
import type { Playground } from '../training/playground';
import type { RunForms } from '../training/questions/run-form';
import type { Training } from '../training/training';
import type { Trainings } from '../training/trainings';
import { webviewPage } from '../webview/page';
import type { PanelActions } from './panel-actions';
import { storedRuns } from './panel-history';

/** Milliseconds between deltas: ten a second at most. */
const DELTA_INTERVAL = 100;
/** What a page is asked to open. */
export type Opening = Extract<PanelMessage, { type: 'compare' | 'unroll' | 'copyFigure' | 'open' | 'form' }>;

/** What the pages show and what their buttons do. */
export interface PanelServices {
  readonly extensionUri: vscode.Uri;
  readonly trainings: Trainings;
  readonly models: DocumentModels;
  /** Where runs of earlier sessions are. */
  readonly runsRoot: string | undefined;
  readonly walks: BpttTraces;
  readonly readings: TextReadings;
  readonly taskAnswers: TaskAnswers;
  readonly playground: Playground<PlaygroundRequest, PlaygroundEvent>;
  readonly glimpses: Playground<GlimpseRequest, GlimpseEvent>;
  readonly forms: () => RunForms;
  readonly actions: () => PanelActions;
}

/** The page in one webview, in the bottom panel or in an editor: hydrated when it shows, then sent what is new. */
export class PanelPage implements vscode.Disposable {
  private ready = false;
  private readonly pending = new Map<Training, TrainingEvent[]>();
  private readonly cursor = new CursorLink(() => {
    if (this.ready) this.post({ type: 'cursor' });
  });
  private timer: NodeJS.Timeout | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly webview: vscode.Webview,
    private readonly services: PanelServices,
    private readonly place: 'panel' | 'editor',
    /** What was to be opened before the page was there. */
    private readonly wanted: () => Opening | undefined,
  ) {
    const { extensionUri, trainings, playground, glimpses } = services;
    const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    webview.options = { enableScripts: true, localResourceRoots: [folder] };
    this.subscriptions = [
      webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      trainings.onDidChange(({ training, events }) => this.queue(training, events)),
      playground.onDidChange((change) => {
        if (this.ready) this.post({ type: 'playground', ...change });
      }),
      glimpses.onDidChange((change) => {
        if (this.ready) this.post({ type: 'glimpses', ...change });
      }),
      services.models.onDidChange(() => this.sendServing()),
      trainings.onDidForget(() => {
        if (this.ready) void this.hydrate();
      }),
    ];
    webview.html = this.page(folder);
  }

  /** A hidden page is thrown away by the editor: nothing is sent until the next one says that it is ready. */
  hide(): void {
    this.ready = false;
    this.pending.clear();
    this.cursor.follow(false);
  }

  /** Opens a tab, once the page is there. */
  open(message: Opening): void {
    if (!this.ready) return;
    this.wanted();
    // The runs that it speaks of go first.
    this.flush();
    this.post(message);
  }

  private page(folder: vscode.Uri): string {
    const { cspSource } = this.webview;
    return webviewPage(this.webview, folder, 'panel', {
      attributes: ` data-place="${this.place}"`,
      body: '<main id="root"></main>',
      allowed: { more: `; img-src ${cspSource} data:; font-src ${cspSource}` },
    });
  }

  private receive(message: unknown): void {
    const request = checkRequest(message);
    if (!request) {
      log.warn(`The panel sent something unknown: ${JSON.stringify(message)?.slice(0, 200)}`);
      return;
    }
    if (request.type === 'ready') void this.hydrate();
    else if (request.type === 'command') void this.services.actions().command(request);
    else if (request.type === 'remedy') void this.services.actions().remedy(request.runId, request.remedy);
    else if (request.type === 'export') void this.save(request);
    else if (request.type === 'walk') void this.walk(request);
    else if (request.type === 'read') void this.read(request);
    else if (request.type === 'ask') void this.ask(request);
    else if (request.type === 'openLine') void this.services.taskAnswers.openLine(request.runId, request.line, request.file);
    else if (request.type === 'colourUnit') void this.colour(request.runId, 'unroll.colourByUnit', { layer: request.layer, unit: request.unit });
    else if (request.type === 'colourHead') void this.colour(request.runId, 'unroll.colourByHead', { layer: request.layer, head: request.head });
    else if (request.type === 'playground') request.request ? this.services.playground.start(request.request) : this.services.playground.stop();
    else if (request.type === 'glimpses') request.request ? this.services.glimpses.start(request.request) : this.services.glimpses.stop();
    else if (request.type === 'plan') this.post({ type: 'plan', id: request.id, plan: this.services.forms().plan(request.values) });
    else if (request.type === 'trainForm') void this.trainForm(request.values);
    else if (request.type === 'follow') this.cursor.follow(request.on);
    else if (request.type === 'mark') this.cursor.mark(this.services.trainings.get(request.runId)?.uri, request.back);
    else if (request.type === 'openGuide') void openGuide(this.services.extensionUri, request.anchor);
    else if (request.type === 'openTutorial') void vscode.commands.executeCommand('unroll.openTutorial', request.section);
  }

  /** The run is shown as soon as it has begun. */
  private async trainForm(values: FormValues): Promise<void> {
    if ((await this.services.forms().train(values)) && this.ready) this.post({ type: 'open', tab: 'training' });
  }

  private async walk({ id, runId, text, cursor }: Extract<PanelRequest, { type: 'walk' }>): Promise<void> {
    const walk = await this.services.walks.of(runId, text, cursor).catch((error: unknown) => {
      log.warn(`Nothing to walk through: ${String(error)}`);
      return null;
    });
    if (this.ready) this.post({ type: 'walk', id, runId, walk });
  }

  private async read({ id, runId }: Extract<PanelRequest, { type: 'read' }>): Promise<void> {
    const reading = await this.services.readings.of(runId).catch((error: unknown) => {
      log.warn(`Nothing to read: ${String(error)}`);
      return null;
    });
    if (this.ready) this.post({ type: 'reading', id, runId, reading });
  }

  private async ask({ id, runId, text }: Extract<PanelRequest, { type: 'ask' }>): Promise<void> {
    const answer = await this.services.taskAnswers.of(runId, text).catch((error: unknown) => {
      log.warn(`No answer: ${String(error)}`);
      return null;
    });
    if (this.ready) this.post({ type: 'answer', id, runId, answer });
  }

  /** Colours the run's document, which is brought to sight first if it is not; the keyboard stays in the panel. */
  private async colour(runId: string | null, command: string, place: object): Promise<void> {
    const training = this.services.trainings.get(runId);
    const uri = training?.folder ? undefined : training?.uri;
    const shown = vscode.window.visibleTextEditors.some(({ document }) => document.uri.toString() === uri?.toString());
    try {
      if (uri && !shown) await vscode.window.showTextDocument(uri, { preserveFocus: true, viewColumn: vscode.ViewColumn.One });
    } catch (error) {
      showError(error);
      return;
    }
    await vscode.commands.executeCommand(command, place);
  }

  private async save(request: Extract<PanelRequest, { type: 'export' }>): Promise<void> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const name = `${request.name.replace(/[^\p{L}\p{N}._-]+/gu, '-')}.${request.format}`;
    const target = await vscode.window.showSaveDialog(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {});
    if (!target) return;
    try {
      await vscode.workspace.fs.writeFile(
        target,
        request.format === 'png' ? bytesOfBase64(request.content) : new TextEncoder().encode(request.content),
      );
    } catch (error) {
      showError(error);
      return;
    }
    const open = vscode.l10n.t('Open');
    const choice = await vscode.window.showInformationMessage(vscode.l10n.t('Saved as {0}.', vscode.workspace.asRelativePath(target)), open);
    if (choice === open) await vscode.commands.executeCommand('vscode.open', target);
  }

  private async hydrate(): Promise<void> {
    this.ready = false;
    this.pending.clear();
    const stored = await storedRuns(this.services.runsRoot, new Set(this.services.trainings.list.map(({ id }) => id)));
    this.ready = true;
    const earlier = stored.map(({ info, events }) => ({ info, events: withSentences(events) }));
    const runs = [...earlier, ...this.services.trainings.list.map((training) => ({ info: training.info(), events: withSentences(training.events) }))];
    this.post({
      type: 'hydrate',
      runs,
      selected: this.services.trainings.current?.id ?? runs.at(-1)?.info.runId ?? null,
      locale: vscode.env.language,
    });
    this.sendServing();
    this.post({ type: 'playground', fresh: true, events: [...this.services.playground.events] });
    this.post({ type: 'glimpses', fresh: true, events: [...this.services.glimpses.events] });
    const form = this.services.forms().current();
    if (form) this.post({ type: 'form', form, open: false });
    const wanted = this.wanted();
    if (wanted) this.post(wanted);
  }

  private sendServing(): void {
    if (this.ready) this.post({ type: 'serving', runIds: this.services.models.serving });
  }

  private queue(training: Training, events: TrainingEvent[]): void {
    if (!this.ready) return;
    const known = this.pending.get(training);
    if (known) known.push(...events);
    else this.pending.set(training, [...events]);
    this.timer ??= setTimeout(() => this.flush(), DELTA_INTERVAL);
  }

  private flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = undefined;
    for (const [training, events] of this.pending)
      this.post({ type: 'delta', runId: training.id, info: training.info(), events: withSentences(events) });
    this.pending.clear();
  }

  private post(message: PanelMessage): void {
    void this.webview.postMessage(message);
  }

  dispose(): void {
    this.ready = false;
    this.cursor.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
    if (this.timer) clearTimeout(this.timer);
  }
}
