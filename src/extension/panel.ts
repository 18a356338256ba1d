import * as vscode from 'vscode';
import { PanelPage } from './panel-page';
import type { Trainings } from './trainings';

const EDITOR_TYPE = 'unroll.panelEditor';

/** Where the charts show: a view in the bottom panel, and on request an editor, which is there again after a reload. */
export class Panel implements vscode.WebviewViewProvider, vscode.WebviewPanelSerializer, vscode.Disposable {
  private editor: vscode.WebviewPanel | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly trainings: Trainings,
    private readonly runsRoot: string | undefined,
  ) {
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

  openInEditor(): void {
    if (this.editor) this.editor.reveal();
    else this.adopt(vscode.window.createWebviewPanel(EDITOR_TYPE, 'Unroll', vscode.ViewColumn.Beside, {}));
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.adopt(panel);
  }

  private adopt(panel: vscode.WebviewPanel): void {
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, 'media', 'icon.svg');
    const page = new PanelPage(panel.webview, this.extensionUri, this.trainings, this.runsRoot, 'editor');
    panel.onDidChangeViewState(() => {
      if (!panel.visible) page.hide();
    });
    panel.onDidDispose(() => {
      page.dispose();
      if (this.editor === panel) this.editor = undefined;
    });
    this.editor = panel;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const page = new PanelPage(view.webview, this.extensionUri, this.trainings, this.runsRoot, 'panel');
    view.onDidChangeVisibility(() => {
      if (!view.visible) page.hide();
    });
    view.onDidDispose(() => page.dispose());
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.editor?.dispose();
  }
}
