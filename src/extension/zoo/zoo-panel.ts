import * as vscode from 'vscode';
import { escapeHtml } from '../../protocol/escape-html';
import type { Zoo } from './zoo';

const COMMANDS = ['unroll.pauseZoo', 'unroll.resumeZoo', 'unroll.stopZoo', 'unroll.runZoo', 'unroll.saveZoo'];
/** Milliseconds between two drawings of the page. */
const INTERVAL = 300;

/** The verdicts in an editor tab while the zoo runs and after it: the page that the command line writes, under a line that says how far it is. */
export class ZooPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private drawing: ReturnType<typeof setTimeout> | undefined;
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly zoo: Zoo,
    private readonly extensionUri: vscode.Uri,
  ) {
    this.subscription = zoo.onDidChange(() => {
      this.drawing ??= setTimeout(() => this.draw(), INTERVAL);
    });
  }

  /** What the tab shows; undefined without one. */
  get html(): string | undefined {
    return this.panel?.webview.html;
  }

  show(): void {
    if (this.panel) {
      this.panel.reveal();
      return;
    }
    // No scripts: its buttons are links to commands.
    const panel = vscode.window.createWebviewPanel('unroll.zoo', vscode.l10n.t('Zoo of layers'), vscode.ViewColumn.Active, {
      enableCommandUris: COMMANDS,
    });
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, 'media', 'icon.svg');
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    this.panel = panel;
    this.draw();
  }

  dispose(): void {
    clearTimeout(this.drawing);
    this.subscription.dispose();
    this.panel?.dispose();
  }

  private draw(): void {
    clearTimeout(this.drawing);
    this.drawing = undefined;
    if (!this.panel) return;
    const bare = '<!doctype html><html><body></body></html>';
    this.panel.webview.html = (this.zoo.report?.page ?? bare).replace('<body>', `<body>\n<p>${this.line()}</p>`);
  }

  /** How far it is, and what can be done about it. */
  private line(): string {
    const { state, progress, report } = this.zoo;
    const link = (command: string, title: string) => `<a href="command:unroll.${command}">${escapeHtml(title)}</a>`;
    const save = report ? [link('saveZoo', vscode.l10n.t('Save report…'))] : [];
    if (state === 'idle') return [link('runZoo', vscode.l10n.t('Run again')), ...save].join(' · ');
    const far = progress ? vscode.l10n.t('{0} of {1} trainings done. {2}', progress.done, progress.total, progress.key) : '';
    const now = state === 'paused' ? link('resumeZoo', vscode.l10n.t('Resume')) : link('pauseZoo', vscode.l10n.t('Pause'));
    return [now, link('stopZoo', vscode.l10n.t('Stop')), ...save, ...(far ? [escapeHtml(far)] : [])].join(' · ');
  }
}
