import * as vscode from 'vscode';
import {
  type DataTask,
  type DataTaskId,
  type DataTaskOptions,
  FORECAST_LOSSES,
  MULTI_STEP,
  POOLINGS,
  parseDataTask,
  TRANSFORMS,
} from '../../protocol/data-task';
import { nameOf } from '../documents';

/** An option of a task: a choice, a whole number of at least `least`, or columns. */
interface TaskOption {
  readonly key: keyof DataTaskOptions;
  readonly label: string;
  /** What it is when nobody says otherwise. */
  readonly usual: string;
  readonly choices?: readonly string[];
  readonly least?: number;
}

interface OptionItem extends vscode.QuickPickItem {
  readonly option?: TaskOption | typeof TEST;
}

/** The data to test on, which are chosen in a dialog. */
const TEST = 'test';

/** What a task can be asked for, by the names of its options. */
function optionsOf(id: DataTaskId): TaskOption[] {
  const found = vscode.l10n.t('found by itself');
  const fold = { label: vscode.l10n.t('Fifth for the test'), usual: '0', choices: ['0', '1', '2', '3', '4'] };
  const all: Record<DataTaskId, Partial<Record<keyof DataTaskOptions, Omit<TaskOption, 'key'>>>> = {
    forecast: {
      season: { label: vscode.l10n.t('Season'), usual: found, least: 1 },
      testSize: { label: vscode.l10n.t('Values for the test'), usual: vscode.l10n.t('a third'), least: 1 },
      horizon: { label: vscode.l10n.t('Horizon'), usual: '1', least: 1 },
      transform: { label: vscode.l10n.t('Transformation'), usual: found, choices: TRANSFORMS },
      loss: { label: vscode.l10n.t('Loss of the forecast'), usual: 'squared', choices: FORECAST_LOSSES },
      multiStep: { label: vscode.l10n.t('Several values ahead'), usual: 'recursive', choices: MULTI_STEP },
      exogenous: { label: vscode.l10n.t('Other columns that are read'), usual: vscode.l10n.t('none') },
      arOrder: { label: vscode.l10n.t('Order of the autoregression'), usual: found, least: 1 },
    },
    classification: {
      pooling: { label: vscode.l10n.t('Pooling'), usual: 'last', choices: POOLINGS },
      classWeights: { label: vscode.l10n.t('Class weights'), usual: 'none', choices: ['none', 'balanced'] },
      fold,
    },
    pairs: { attention: { label: vscode.l10n.t('Attention of the decoder'), usual: 'additive', choices: ['additive', 'none'] }, fold },
  };
  return Object.entries(all[id]).map(([key, option]) => ({ ...option, key: key as keyof DataTaskOptions }));
}

/** Tasks that can be tested on data of their own. */
const TESTED = new Set<DataTaskId>(['classification', 'pairs']);

/** Options of a task to be changed one after another. @param isFolder whether the data are a folder. @returns the task with them; undefined when somebody leaves without "Done" */
export async function askTaskOptions(task: DataTask, isFolder = false): Promise<DataTask | undefined> {
  let options = { ...task.options };
  let { test } = task;
  const title = vscode.l10n.t('Options of the task');
  for (;;) {
    const done: OptionItem = { label: vscode.l10n.t('Done'), detail: vscode.l10n.t('Train with these options.') };
    const items = optionsOf(task.id).map((option): OptionItem => {
      const value = options[option.key];
      return { label: option.label, description: value === undefined ? option.usual : String(value), option };
    });
    if (TESTED.has(task.id))
      items.push({
        label: vscode.l10n.t('Test data'),
        description: test ? nameOf(vscode.Uri.parse(test)) : vscode.l10n.t('a fifth of the data'),
        option: TEST,
      });
    const picked = await vscode.window.showQuickPick([done, ...items], {
      title,
      placeHolder: vscode.l10n.t('Choose an option to change it'),
      ignoreFocusOut: true,
    });
    if (!picked) return undefined;
    const { test: _test, ...rest } = task;
    if (!picked.option) return { ...rest, options, ...(test ? { test } : {}) };
    if (picked.option === TEST) {
      test = await askTest(test, isFolder);
      continue;
    }
    const value = await askValue(picked.option, options[picked.option.key]);
    if (value === undefined) continue;
    const { [picked.option.key]: _, ...others } = options;
    const changed =
      value === '' ? others : { ...others, [picked.option.key]: picked.option.key === 'fold' || picked.option.least ? Number(value) : value };
    // The same outline that a run's record is checked against.
    options = parseDataTask({ id: task.id, options: changed })?.options ?? options;
  }
}

/** Data to test on, as a URI; undefined: a part of the data. */
async function askTest(now: string | undefined, isFolder: boolean): Promise<string | undefined> {
  if (now !== undefined) {
    const items = [
      { label: vscode.l10n.t('Other data…'), isOther: true },
      { label: vscode.l10n.t('a fifth of the data'), isOther: false },
    ];
    const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Test data'), ignoreFocusOut: true });
    if (!picked?.isOther) return picked ? undefined : now;
  }
  const kind = isFolder ? { canSelectFolders: true, canSelectFiles: false } : {};
  const [chosen] = (await vscode.window.showOpenDialog({ ...kind, title: vscode.l10n.t('Test data') })) ?? [];
  return chosen?.toString() ?? now;
}

/** A value as text; empty: as usual; undefined: nothing was chosen. */
async function askValue({ label, choices, least, usual }: TaskOption, now: unknown): Promise<string | undefined> {
  if (choices) {
    const picked = await vscode.window.showQuickPick(
      choices.map((choice) => ({ label: choice })),
      { title: label, ignoreFocusOut: true },
    );
    return picked?.label;
  }
  return vscode.window.showInputBox({
    title: label,
    value: now === undefined ? '' : String(now),
    prompt: vscode.l10n.t('Leave it empty for the usual value: {0}.', usual),
    ignoreFocusOut: true,
    validateInput: (text) =>
      least === undefined || text === '' || (/^\d{1,9}$/.test(text) && Number(text) >= least)
        ? undefined
        : vscode.l10n.t('A whole number of at least {0}.', least),
  });
}
