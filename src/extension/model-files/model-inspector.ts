import * as vscode from 'vscode';
import { UnrollError } from '../../protocol/error';
import type { InspectorMessage } from '../../protocol/inspector-messages';
import { log, translate } from '../log';
import { webviewPage } from '../webview/page';
import { InspectedFile } from './model-inspector-file';
import { checkInspectorRequest } from './model-inspector-requests';

export const MODEL_EDITOR = 'unroll.model';
/** Bytes whose statistics are computed without being asked for. */
const READ_UNASKED = 256_000_000;

/** "Model": a read-only editor for safetensors files, ours and others'. */
export class ModelInspector implements vscode.CustomReadonlyEditorProvider<InspectedFile> {
  private readonly open = new Set<InspectorPage>();

  constructor(private readonly extensionUri: vscode.Uri) {}

  register(): vscode.Disposable {
    return vscode.window.registerCustomEditorProvider(MODEL_EDITOR, this, { supportsMultipleEditorsPerDocument: true });
  }

  /** Pages that are open. */
  get pages(): readonly InspectorPage[] {
    return [...this.open];
  }

  openCustomDocument(uri: vscode.Uri): InspectedFile {
    return new InspectedFile(uri);
  }

  resolveCustomEditor(file: InspectedFile, panel: vscode.WebviewPanel): void {
    const page = new InspectorPage(file, panel.webview, this.extensionUri);
    this.open.add(page);
    panel.onDidDispose(() => {
      this.open.delete(page);
      page.dispose();
    });
  }
}

/** One page of the inspector. What it has received is kept for tests. */
export class InspectorPage implements vscode.Disposable {
  /** Counts up with every new start: answers to older questions are dropped. */
  private generation = 0;
  private readonly subscriptions: vscode.Disposable[];
  readonly sent: InspectorMessage[] = [];

  constructor(
    readonly file: InspectedFile,
    private readonly webview: vscode.Webview,
    extensionUri: vscode.Uri,
  ) {
    const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    webview.options = { enableScripts: true, localResourceRoots: [folder] };
    this.subscriptions = [webview.onDidReceiveMessage((message: unknown) => this.receive(message)), file.onDidChange(() => void this.start())];
    webview.html = webviewPage(webview, folder, 'inspector', { body: '<main id="root"></main>' });
  }

  /** Answers a request of the page. */
  receive(message: unknown): void {
    const request = checkInspectorRequest(message);
    if (!request) {
      log.warn(`The model inspector's page sent something unknown: ${JSON.stringify(message)?.slice(0, 200)}`);
      return;
    }
    if (request.type === 'ready') void this.start();
    else void this.answer(request.tensor, true);
  }

  private async start(): Promise<void> {
    const generation = ++this.generation;
    const locale = vscode.env.language;
    try {
      const file = await this.file.summary();
      if (generation !== this.generation) return;
      this.post({ type: 'file', file, locale });
      let budget = READ_UNASKED;
      for (let tensor = 0; tensor < file.tensors.length; tensor++) {
        budget -= file.tensors[tensor]!.bytes;
        if (budget < 0) break;
        await this.answer(tensor, false);
        if (generation !== this.generation) return;
      }
    } catch (error) {
      if (generation === this.generation) this.post({ type: 'problem', text: plain(error), locale });
    }
  }

  private async answer(tensor: number, inDetail: boolean): Promise<void> {
    const { generation } = this;
    let message: InspectorMessage;
    try {
      const details = inDetail ? await this.file.details(tensor) : undefined;
      message = details
        ? { type: 'details', tensor, ...details }
        : { type: 'statistics', tensor, statistics: (await this.file.statistics(tensor)) ?? null };
    } catch (error) {
      message = { type: 'statistics', tensor, statistics: null, problem: plain(error) };
    }
    if (generation === this.generation) this.post(message);
  }

  private post(message: InspectorMessage): void {
    this.sent.push(message);
    if (this.sent.length > 4096) this.sent.shift();
    void this.webview.postMessage(message);
  }

  dispose(): void {
    this.generation++;
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

function plain(error: unknown): string {
  if (error instanceof UnrollError) return translate(error.id, error.args);
  log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return error instanceof Error ? error.message : String(error);
}
