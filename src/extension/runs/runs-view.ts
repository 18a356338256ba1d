import * as vscode from 'vscode';
import { platform } from '../../platform';
import type { UnrollError } from '../../protocol/error';
import { RunList } from '../../runs/run-list';
import { type RefusedRun, runFolders, type StoredRun } from '../../runs/stored-run';
import { translate } from '../log';
import type { DocumentModels } from './document-models';
import { groupRuns, type RunGrouping, type RunOrder, type RunsGroup, sortRuns } from './run-groups';
import { runCount, runDescription, runTitle, runTooltip, stateWord } from './run-words';

export type RunNode =
  | ({ readonly kind: 'group' } & RunsGroup)
  | {
      readonly kind: 'run';
      readonly id: string;
      readonly run: StoredRun /** Where it stands; a run with two tags stands twice. */;
      readonly group: RunsGroup;
    }
  | ({ readonly kind: 'refused' } & RefusedRun);

/** Milliseconds between two looks for what other windows and processes have done. */
const INTERVAL = 2000;

/** The runs on disk by document, tag or experiment, read when the view shows. */
export class RunsView implements vscode.TreeDataProvider<RunNode>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changes.event;
  private timer: NodeJS.Timeout | undefined;
  private watch: NodeJS.Timeout | undefined;
  private readonly list: RunList | undefined;
  /** All runs by id, as they were read last: for lineages. */
  private known: ReadonlyMap<string, StoredRun> = new Map();
  filter = '';
  order: RunOrder = 'newest';
  grouping: RunGrouping = 'document';

  constructor(
    readonly root: string | undefined,
    private readonly models: Pick<DocumentModels, 'isServing'>,
  ) {
    this.list = root === undefined ? undefined : new RunList(root);
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

  /** Shows what other windows and processes do with runs, for as long as anyone can see it. */
  follow(isVisible: () => boolean): void {
    this.watch = setInterval(() => {
      if (isVisible() && this.list?.hasChanged()) this.refresh();
    }, INTERVAL);
  }

  getChildren(node?: RunNode): RunNode[] {
    if (node?.kind === 'group')
      return sortRuns(node.runs, this.order).map((run) => ({ kind: 'run', id: platform.path.basename(run.folder), run, group: node }));
    if (node || !this.list) return [];
    const { runs, refused } = this.list.read();
    this.known = new Map(runs.map((run) => [run.record.id, run]));
    const shown = runs.filter((run) => this.matches(run));
    return [
      ...groupRuns(shown, this.grouping, this.order).map((group): RunNode => ({ kind: 'group', ...group })),
      ...refused.map((run): RunNode => ({ kind: 'refused', ...run })),
    ];
  }

  private matches(run: StoredRun): boolean {
    const { record, annotations } = run;
    const words = [record.document.name, runTitle(run), annotations.note, ...annotations.tags, record.configuration.cell, stateWord(record.state)]
      .join(' ')
      .toLowerCase();
    return this.filter
      .toLowerCase()
      .split(/\s+/)
      .every((word) => words.includes(word));
  }

  getTreeItem(node: RunNode): vscode.TreeItem {
    if (node.kind === 'group') return groupItem(node);
    if (node.kind === 'refused') return refusedItem(node.folder, node.refused);
    return this.runItem(node.run, node.group);
  }

  private runItem(run: StoredRun, group: RunsGroup): vscode.TreeItem {
    const { record, annotations } = run;
    const serving = this.models.isServing(run);
    const parent = record.parent === undefined ? undefined : this.known.get(record.parent);
    const context = { file: group.by !== 'document', parent, serving, now: Date.now() };
    const item = new vscode.TreeItem(runTitle(run));
    item.id = `run:${group.id}:${platform.path.basename(run.folder)}`;
    item.description = runDescription(run, context);
    item.iconPath = new vscode.ThemeIcon(annotations.pinned ? 'pinned' : serving ? 'sparkle' : ICONS[record.state]);
    item.tooltip = runTooltip(run, context);
    const resumable = record.state === 'stopped' || record.state === 'interrupted';
    const usable = run.model && record.state !== 'failed';
    item.contextValue = ['run', annotations.pinned ? 'pinned' : 'loose', usable ? 'model' : '', resumable ? 'resumable' : ''].join(' ');
    item.accessibilityInformation = { label: `${record.document.name}, ${item.label}, ${item.description}` };
    return item;
  }

  dispose(): void {
    clearTimeout(this.timer);
    clearInterval(this.watch);
    this.changes.dispose();
  }
}

const ICONS = { running: 'sync', done: 'check', stopped: 'debug-stop', failed: 'error', interrupted: 'debug-disconnect' } as const;

function groupItem(group: RunsGroup): vscode.TreeItem {
  const item = new vscode.TreeItem(group.name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = group.id;
  item.description = String(group.runs.length);
  if (group.by === 'document') {
    item.iconPath = group.folder ? vscode.ThemeIcon.Folder : vscode.ThemeIcon.File;
    item.resourceUri = vscode.Uri.parse(group.id).with({ fragment: '' });
    item.contextValue = group.folder ? 'folder' : 'document';
  } else {
    item.iconPath = new vscode.ThemeIcon(group.by === 'tag' ? 'tag' : 'beaker');
    item.contextValue = group.by;
  }
  item.accessibilityInformation = { label: `${group.name}, ${runCount(group.runs.length)}` };
  return item;
}

function refusedItem(folder: string, error: UnrollError): vscode.TreeItem {
  const item = new vscode.TreeItem(platform.path.basename(folder));
  item.tooltip = translate(error.id, error.args);
  item.description = item.tooltip;
  item.iconPath = new vscode.ThemeIcon('warning');
  item.contextValue = 'refused';
  item.accessibilityInformation = { label: `${item.label}, ${item.tooltip}` };
  return item;
}
