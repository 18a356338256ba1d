import path from 'node:path';
import * as vscode from 'vscode';
import { UnrollError } from '../../protocol/error';
import { loadRun, runFolders, type StoredRun } from '../../runs/stored-run';
import { translate } from '../log';

export type RunNode =
  | { readonly kind: 'document'; readonly uri: string; readonly name: string; readonly folder: boolean; readonly runs: readonly StoredRun[] }
  | { readonly kind: 'run'; readonly id: string; readonly run: StoredRun }
  | { readonly kind: 'refused'; readonly folder: string; readonly error: UnrollError };

export type RunOrder = 'newest' | 'best' | 'longest';

/** The runs on disk by document, read when the view shows. */
export class RunsView implements vscode.TreeDataProvider<RunNode>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changes.event;
  private timer: NodeJS.Timeout | undefined;
  filter = '';
  order: RunOrder = 'newest';

  constructor(readonly root: string | undefined) {
    // Not while the window starts.
    this.refresh();
  }

  /** Soon, and once for many changes. */
  refresh(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const any = this.root !== undefined && runFolders(this.root).length > 0;
      void vscode.commands.executeCommand('setContext', 'unroll.hasRuns', any);
      this.changes.fire(undefined);
    }, 200);
  }

  getChildren(node?: RunNode): RunNode[] {
    if (node?.kind === 'document') return node.runs.map((run) => ({ kind: 'run', id: path.basename(run.folder), run }));
    if (node || !this.root) return [];
    const documents = new Map<string, StoredRun[]>();
    const refused: RunNode[] = [];
    for (const folder of runFolders(this.root)) {
      try {
        const run = loadRun(folder);
        if (!this.matches(run)) continue;
        const { uri } = run.record.document;
        documents.set(uri, [...(documents.get(uri) ?? []), run]);
      } catch (error) {
        if (error instanceof UnrollError && error.id === 'run.newer') refused.push({ kind: 'refused', folder, error });
      }
    }
    const groups = [...documents].map(([uri, runs]): RunNode => {
      const sorted = runs.sort((a, b) => this.compare(a, b));
      return { kind: 'document', uri, name: sorted[0]!.record.document.name, folder: sorted[0]!.record.folder !== undefined, runs: sorted };
    });
    return [...groups, ...refused];
  }

  private matches({ record, annotations }: StoredRun): boolean {
    const { document, configuration, state } = record;
    const words = [document.name, annotations.name, annotations.note, ...annotations.tags, configuration.cell, state].join(' ').toLowerCase();
    return this.filter
      .toLowerCase()
      .split(/\s+/)
      .every((word) => words.includes(word));
  }

  /** Pinned runs first. */
  private compare(a: StoredRun, b: StoredRun): number {
    if (a.annotations.pinned !== b.annotations.pinned) return a.annotations.pinned ? -1 : 1;
    const best = ({ record }: StoredRun) => record.progress.bestLoss ?? Number.MAX_VALUE;
    if (this.order === 'best' && best(a) !== best(b)) return best(a) - best(b);
    if (this.order === 'longest') return b.record.progress.seconds - a.record.progress.seconds;
    return a.record.created < b.record.created ? 1 : -1;
  }

  getTreeItem(node: RunNode): vscode.TreeItem {
    if (node.kind === 'document') {
      const item = new vscode.TreeItem(node.name, vscode.TreeItemCollapsibleState.Expanded);
      item.id = node.uri;
      item.iconPath = node.folder ? vscode.ThemeIcon.Folder : vscode.ThemeIcon.File;
      item.resourceUri = vscode.Uri.parse(node.uri).with({ fragment: '' });
      item.description = String(node.runs.length);
      item.contextValue = node.folder ? 'folder' : 'document';
      item.accessibilityInformation = { label: vscode.l10n.t('{0}, {1} runs', node.name, node.runs.length) };
      return item;
    }
    if (node.kind === 'refused') {
      const item = new vscode.TreeItem(path.basename(node.folder));
      item.tooltip = translate(node.error.id, node.error.args);
      item.description = item.tooltip;
      item.iconPath = new vscode.ThemeIcon('warning');
      item.contextValue = 'refused';
      item.accessibilityInformation = { label: `${item.label}, ${item.tooltip}` };
      return item;
    }
    return runItem(node.run, node.id);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.changes.dispose();
  }
}

const ICONS = { running: 'sync', done: 'check', stopped: 'debug-stop', failed: 'error', interrupted: 'debug-disconnect' } as const;

function stateWord(state: StoredRun['record']['state']): string {
  const words = {
    running: vscode.l10n.t('running'),
    done: vscode.l10n.t('done'),
    stopped: vscode.l10n.t('stopped'),
    failed: vscode.l10n.t('failed'),
    interrupted: vscode.l10n.t('interrupted'),
  };
  return words[state];
}

/** What a run is, in a line: architecture, best bits per character, duration. */
export function runSummary({ record, annotations }: StoredRun): string {
  const { configuration, progress, state } = record;
  const bits = progress.bestLoss === null ? [] : [vscode.l10n.t('{0} bits/char', (progress.bestLoss / Math.LN2).toFixed(3))];
  const seconds = vscode.l10n.t('{0} s', progress.seconds.toFixed(progress.seconds < 10 ? 1 : 0));
  const size = `${configuration.cell.toUpperCase()} ${configuration.layers > 1 ? `${configuration.layers}×` : ''}${configuration.hidden}`;
  return [stateWord(state), size, ...bits, seconds, ...annotations.tags.map((tag) => `#${tag}`)].join(' · ');
}

function runItem(run: StoredRun, id: string): vscode.TreeItem {
  const { record, annotations } = run;
  const label = annotations.name || new Date(record.created).toLocaleString(vscode.env.language);
  const item = new vscode.TreeItem(label);
  item.id = `run:${id}`;
  item.description = runSummary(run);
  item.iconPath = new vscode.ThemeIcon(annotations.pinned ? 'pinned' : ICONS[record.state]);
  item.tooltip = [label, item.description, annotations.note].filter(Boolean).join('\n');
  const resumable = record.state === 'stopped' || record.state === 'interrupted';
  item.contextValue = ['run', annotations.pinned ? 'pinned' : 'loose', run.model ? 'model' : '', resumable ? 'resumable' : ''].join(' ');
  item.accessibilityInformation = { label: `${record.document.name}, ${label}, ${item.description}` };
  return item;
}
