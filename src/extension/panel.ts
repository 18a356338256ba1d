import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { PanelMessage, PanelRequest } from '../protocol/panel-messages';
import type { TrainingEvent } from '../protocol/training-events';
import { log } from './log';
import type { Training, Trainings } from './training';

/** Milliseconds between deltas: ten a second at most. */
const DELTA_INTERVAL = 100;
/** Step events of one run that are sent when the page opens. */
const MOST_STEPS = 4096;
const COMMANDS: Record<string, string> = {
  stop: 'unroll.stop',
  pause: 'unroll.pause',
  resume: 'unroll.resume',
  continue: 'unroll.continueTraining',
  sample: 'unroll.sample',
  train: 'unroll.trainOnFile',
};

/** The view in the bottom panel: hydrates the page when it shows, then sends what is new. */
export class PanelView implements vscode.WebviewViewProvider, vscode.Disposable {
  private view: vscode.WebviewView | undefined;
  private ready = false;
  private readonly pending = new Map<Training, TrainingEvent[]>();
  private timer: NodeJS.Timeout | undefined;
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly trainings: Trainings,
  ) {
    this.subscription = trainings.onDidChange(({ training, events }) => this.queue(training, events));
  }

  show(): void {
    void vscode.commands.executeCommand('unroll.panel.focus', { preserveFocus: true });
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    this.ready = false;
    const folder = vscode.Uri.joinPath(this.extensionUri, 'dist', 'webview');
    view.webview.options = { enableScripts: true, localResourceRoots: [folder] };
    view.webview.onDidReceiveMessage((message: unknown) => this.receive(message));
    view.onDidDispose(() => {
      this.view = undefined;
      this.ready = false;
    });
    view.webview.html = this.page(view.webview, folder);
  }

  private page(webview: vscode.Webview, folder: vscode.Uri): string {
    const nonce = randomBytes(16).toString('base64');
    const uri = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
    const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}; img-src ${webview.cspSource} data:; font-src ${webview.cspSource}`;
    return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${uri('panel.css')}">
<title>Unroll</title>
</head>
<body><main id="root"></main><script nonce="${nonce}" src="${uri('panel.js')}"></script></body>
</html>`;
  }

  private receive(message: unknown): void {
    const request = checkRequest(message);
    if (!request) {
      log.warn(`The panel sent something unknown: ${JSON.stringify(message)?.slice(0, 200)}`);
      return;
    }
    if (request.type === 'ready') this.hydrate();
    else if (request.type === 'command') void vscode.commands.executeCommand(COMMANDS[request.command]!);
    else if (request.type === 'export') void this.save(request);
  }

  private async save(request: Extract<PanelRequest, { type: 'export' }>): Promise<void> {
    const target = await vscode.window.showSaveDialog({ filters: { [request.format.toUpperCase()]: [request.format] }, title: request.name });
    if (!target) return;
    const bytes = request.format === 'png' ? Buffer.from(request.content, 'base64') : Buffer.from(request.content);
    await vscode.workspace.fs.writeFile(target, bytes);
  }

  private hydrate(): void {
    this.ready = true;
    this.pending.clear();
    const runs = this.trainings.list.map((training) => ({ info: training.info(), events: thinned(training.events), baselines: [] }));
    this.post({ type: 'hydrate', runs, selected: this.trainings.latest?.id ?? null, locale: vscode.env.language });
  }

  private queue(training: Training, events: TrainingEvent[]): void {
    if (!this.ready) return;
    const known = this.pending.get(training);
    if (known) known.push(...events);
    else this.pending.set(training, [...events]);
    this.timer ??= setTimeout(() => this.flush(), DELTA_INTERVAL);
  }

  private flush(): void {
    this.timer = undefined;
    for (const [training, events] of this.pending) this.post({ type: 'delta', runId: training.id, info: training.info(), events });
    this.pending.clear();
  }

  private post(message: PanelMessage): void {
    void this.view?.webview.postMessage(message);
  }

  dispose(): void {
    this.subscription.dispose();
    if (this.timer) clearTimeout(this.timer);
  }
}

/** All events, with at most MOST_STEPS step events, evenly spread. */
function thinned(events: readonly TrainingEvent[]): TrainingEvent[] {
  const steps = events.filter((event) => event.type === 'step').length;
  const stride = Math.ceil(steps / MOST_STEPS);
  let index = 0;
  return events.filter((event) => event.type !== 'step' || index++ % stride === 0 || index === steps);
}

/** A message from the page, if it is one: the page is not trusted. */
function checkRequest(message: unknown): PanelRequest | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const request = message as Record<string, unknown>;
  if (request.type === 'ready') return { type: 'ready' };
  if (request.type === 'command' && typeof request.command === 'string' && Object.hasOwn(COMMANDS, request.command)) {
    return { type: 'command', command: request.command as keyof typeof COMMANDS & 'stop', runId: null };
  }
  const formats = ['csv', 'png', 'svg'];
  if (
    request.type === 'export' &&
    formats.includes(request.format as string) &&
    typeof request.content === 'string' &&
    typeof request.name === 'string'
  ) {
    return { type: 'export', format: request.format as 'csv', name: request.name.slice(0, 80), content: request.content };
  }
  return undefined;
}
