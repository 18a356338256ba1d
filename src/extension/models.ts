import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { Configuration } from '../protocol/configuration';
import { findRun, type RunRecord } from '../runs/run-folder';

export interface DocumentModel {
  readonly path: string;
  readonly configuration: Configuration;
  readonly fingerprint: RunRecord['fingerprint'];
}

/** Which model serves a document: that of its newest run, found again after a reload by the document's URI. */
export class Models implements vscode.Disposable {
  private readonly known = new Map<string, DocumentModel | undefined>();
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  /** A document has a new model, or its file is new. */
  readonly onDidChange = this.changes.event;

  constructor(private readonly runsRoot: string | undefined) {}

  of(uri: vscode.Uri): DocumentModel | undefined {
    const key = uri.toString();
    if (!this.known.has(key)) this.known.set(key, this.find(key));
    return this.known.get(key);
  }

  /** Looks again after a checkpoint. */
  refresh(uri: vscode.Uri): void {
    this.known.set(uri.toString(), this.find(uri.toString()));
    this.changes.fire(uri);
  }

  /** UTF-16 units that the text has grown or shrunk by since training; undefined when nothing has changed. */
  behind(document: vscode.TextDocument): number | undefined {
    const model = this.of(document.uri);
    if (!model) return undefined;
    const text = document
      .getText()
      .replace(/^\uFEFF/, '')
      .replace(/\r\n?/g, '\n');
    if (createHash('sha256').update(text).digest('hex') === model.fingerprint.hash) return undefined;
    return text.length - model.fingerprint.length;
  }

  private find(key: string): DocumentModel | undefined {
    if (!this.runsRoot) return undefined;
    const run = findRun(this.runsRoot, key);
    return run?.model ? { path: run.model, configuration: run.record.configuration, fingerprint: run.record.fingerprint } : undefined;
  }

  dispose(): void {
    this.changes.dispose();
  }
}
