import * as vscode from 'vscode';
import { languageOf } from '../../protocol/language';
import { commandOfSection } from '../../protocol/tutorial-links';
import { webviewPage } from '../webview/page';

/** Sections that other parts of the extension link to; a word from elsewhere opens the tutorial at its beginning. */
const SECTION = /^[a-z-]{1,40}$/;

/** The tutorial in an editor tab: one at a time. Its networks are trained in the page, in web workers; nothing is kept. */
export class TutorialPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;

  constructor(private readonly extensionUri: vscode.Uri) {}

  /** Opens the tutorial, at a section if one is given. */
  show(section?: unknown): void {
    const wanted = typeof section === 'string' && SECTION.test(section) ? section : '';
    if (this.panel) {
      this.panel.reveal();
      if (wanted) void this.panel.webview.postMessage({ type: 'show', section: wanted });
      return;
    }
    const folder = vscode.Uri.joinPath(this.extensionUri, 'dist', 'webview');
    const panel = vscode.window.createWebviewPanel('unroll.tutorial', vscode.l10n.t('Tutorial: recurrent networks'), vscode.ViewColumn.Active, {
      enableScripts: true,
      retainContextWhenHidden: true,
      localResourceRoots: [folder],
    });
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, 'media', 'icon.svg');
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    panel.webview.onDidReceiveMessage((message: { type?: unknown; section?: unknown; text?: unknown } | null) => {
      if (message?.type === 'charts' && typeof message.section === 'string') void vscode.commands.executeCommand(commandOfSection(message.section));
      if (message?.type === 'text' && typeof message.text === 'string') void openText(message.text);
    });
    panel.webview.html = page(panel.webview, folder, wanted);
    this.panel = panel;
  }

  dispose(): void {
    this.panel?.dispose();
  }
}

/** The reader's own text as an unsaved document, where Train RNN on File learns it. */
async function openText(content: string): Promise<void> {
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'plaintext', content }), { preview: false });
}

/** The networks' threads are made from the page's own script: no other address is allowed. */
function page(webview: vscode.Webview, folder: vscode.Uri, section: string): string {
  const language = languageOf(vscode.env.language);
  return webviewPage(webview, folder, 'tutorial', {
    body: `<div id="tutorial" data-language="${language}" data-section="${section}"></div>`,
    allowed: { scripts: " 'wasm-unsafe-eval'", styles: " 'unsafe-inline'", more: '; worker-src blob:' },
  });
}
