import * as vscode from 'vscode';
import { newNonce } from '../bytes';

/** What the page of a web view has besides its own script and style sheet. */
export interface PageContent {
  /** Attributes of the body, each with a space before it. */
  readonly attributes?: string;
  /** What the script finds in the body. */
  readonly body: string;
  /** Further sources of the Content Security Policy, each with a space before it, and further directives, each with a semicolon. */
  readonly allowed?: { readonly scripts?: string; readonly styles?: string; readonly more?: string };
}

/** The page of a web view: one script and one style sheet of `folder`, both called `name`; whatever is not allowed here is forbidden. */
export function webviewPage(webview: vscode.Webview, folder: vscode.Uri, name: string, { attributes = '', body, allowed = {} }: PageContent): string {
  const nonce = newNonce();
  const uri = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
  const { scripts = '', styles = '', more = '' } = allowed;
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'${scripts}; style-src ${webview.cspSource}${styles}${more}`;
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${uri(`${name}.css`)}">
<title>Unroll</title>
</head>
<body${attributes}>${body}<script nonce="${nonce}" src="${uri(`${name}.js`)}"></script></body>
</html>`;
}
