import * as vscode from 'vscode';
import { languageOf } from '../protocol/language';

/** "What the charts mean": the guide in the user's language, at a chart's place. An anchor may come from anywhere. */
export async function openGuide(extensionUri: vscode.Uri, anchor?: unknown): Promise<void> {
  const name = languageOf(vscode.env.language) === 'zh' ? 'charts.zh-cn.md' : 'charts.md';
  const guide = vscode.Uri.joinPath(extensionUri, 'docs', 'guide', name);
  const fragment = typeof anchor === 'string' && /^[\w-]{1,64}$/.test(anchor) ? anchor : '';
  // Where Markdown has no preview the text itself opens.
  await vscode.commands
    .executeCommand('markdown.showPreview', guide.with({ fragment }))
    .then(undefined, () => vscode.commands.executeCommand('vscode.open', guide));
}
