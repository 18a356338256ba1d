import * as vscode from 'vscode';
import type { RunForm } from '../../protocol/run-form';
import { type Opening, PanelPage, type PanelServices } from './panel-page';

const EDITOR_TYPE = 'unroll.panelEditor';

/** Where the charts show: a view in the bottom panel, and on request an editor, which is there again after a reload. */
export class Panel implements vscode.WebviewViewProvider, vscode.WebviewPanelSerializer, vscode.Disposable {
  private editor: vscode.WebviewPanel | undefined;
  private readonly pages = new Set<PanelPage>();
  /** Asked for, and not yet taken by a page. */
  private wanted: Opening | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly services: PanelServices) {
    this.subscriptions = [
      vscode.window.registerWebviewViewProvider('unroll.panel', this),
      vscode.window.registerWebviewPanelSerializer(EDITOR_TYPE, this),
    ];
  }

  /** Shows the charts; the keyboard stays where it is. */
  show(): void {
    if (this.editor) this.editor.reveal(undefined, true);
    else void vscode.commands.executeCommand('unroll.panel.focus', { preserveFocus: true });
  }

  /** Shows the comparison of an experiment, or of runs that were chosen: now if a page is there, and else when it is. */
  showComparison(group: string | null, runIds: readonly string[] = []): void {
    this.open({ type: 'compare', group, runIds: [...runIds] });
  }

  /** Shows the unrolled graph of a run. */
  showUnrolled(runId: string): void {
    this.open({ type: 'unroll', runId });
  }

  /** Shows a run and copies the chart of its loss; the keyboard goes to the page, as a page copies only while it has it. */
  copyFigure(runId: string): void {
    this.open({ type: 'copyFigure', runId });
    if (this.editor) this.editor.reveal();
    else void vscode.commands.executeCommand('unroll.panel.focus');
  }

  /** Shows the form of a new run, and gives it the keyboard. */
  showForm(form: RunForm): void {
    this.open({ type: 'form', form, open: true });
    if (!this.editor) void vscode.commands.executeCommand('unroll.panel.focus');
  }

  /** Shows a tab, whose name may come from anywhere. */
  showTab(tab: string): void {
    this.open({ type: 'open', tab });
  }

  private open(wanted: Opening): void {
    this.wanted = wanted;
    for (const page of this.pages) page.open(wanted);
    this.show();
  }

  openInEditor(): void {
    if (this.editor) this.editor.reveal();
    else this.adopt(vscode.window.createWebviewPanel(EDITOR_TYPE, 'Unroll', vscode.ViewColumn.Beside, {}));
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.adopt(panel);
  }

  private adopt(panel: vscode.WebviewPanel): void {
    const icon = (name: string) => vscode.Uri.joinPath(this.services.extensionUri, 'media', name);
    panel.iconPath = { light: icon('icon-light.svg'), dark: icon('icon-dark.svg') };
    const page = this.create(panel.webview, 'editor');
    panel.onDidChangeViewState(() => {
      if (!panel.visible) page.hide();
    });
    panel.onDidDispose(() => {
      this.close(page);
      if (this.editor === panel) this.editor = undefined;
    });
    this.editor = panel;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const page = this.create(view.webview, 'panel');
    view.onDidChangeVisibility(() => {
      if (!view.visible) page.hide();
    });
    view.onDidDispose(() => this.close(page));
  }

  private create(webview: vscode.Webview, place: 'panel' | 'editor'): PanelPage {
    const page = new PanelPage(webview, this.services, place, () => {
      const { wanted } = this;
      this.wanted = undefined;
      return wanted;
    });
    this.pages.add(page);
    return page;
  }

  private close(page: PanelPage): void {
    this.pages.delete(page);
    page.dispose();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.editor?.dispose();
  }
}
