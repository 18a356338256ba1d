import * as vscode from 'vscode';
import { type DataTask, type DataTaskId, parseDataTask } from '../../protocol/data-task';
import { type ColumnPreview, classColumns, type DataPreview, previewData, textColumns } from '../../tasks/data/preview';
import { normalizeText } from '../../text/text';
import { nameOf, type TrainingSource } from '../documents';

/** What is to be learnt: a task on the data, or the text's characters. */
export type ChosenTask = DataTask | 'characters';

interface TaskItem extends vscode.QuickPickItem {
  readonly id: DataTaskId | 'characters' | 'remembered';
}
interface ColumnItem extends vscode.QuickPickItem {
  readonly columns: readonly string[];
}

const ROWS = 3;
const SHOWN = 40;

/** "What should the network learn from this file?" for tables and series; remembered per file. */
export class TaskPicker {
  constructor(private readonly memory: vscode.Memento) {}

  /** @returns `characters` for what is no data, undefined when nobody chooses */
  async pick({ uri, text, selection }: TrainingSource): Promise<ChosenTask | undefined> {
    const preview = selection ? undefined : previewData({ name: uri.path, text: normalizeText(text) });
    if (!preview || preview.tasks.length === 0) return 'characters';
    const known = this.memory.get<unknown>(keyOf(uri));
    const remembered = known === 'characters' ? known : parseDataTask(known);
    const id = await this.askTask(preview, remembered);
    if (id === undefined) return undefined;
    const chosen = id === 'remembered' ? remembered : id === 'characters' ? id : await this.askColumns(id, preview);
    if (chosen !== undefined) this.remember(uri, chosen);
    return chosen;
  }

  /** What was learnt from a folder of classes the last time. */
  ofFolder(uri: vscode.Uri): DataTask | undefined {
    return parseDataTask(this.memory.get<unknown>(keyOf(uri)));
  }

  /** What is offered first the next time. */
  remember(uri: vscode.Uri, chosen: ChosenTask): void {
    void this.memory.update(keyOf(uri), chosen);
  }

  private async askTask(preview: DataPreview, remembered: ChosenTask | undefined): Promise<TaskItem['id'] | undefined> {
    const labels: Record<DataTaskId, [label: string, detail: string]> = {
      classification: [vscode.l10n.t('A label'), vscode.l10n.t('Classification: which class does a sequence belong to?')],
      forecast: [vscode.l10n.t('A forecast'), vscode.l10n.t('How does a column of numbers continue?')],
      pairs: [vscode.l10n.t('Pairs'), vscode.l10n.t('Write one column for another, such as an ISO date for a date in words.')],
    };
    const likely = vscode.l10n.t('suggested for this file');
    const items = preview.tasks.map((id, i): TaskItem => {
      const [label, detail] = labels[id];
      return { id, label, detail, ...(i === 0 && !remembered ? { description: likely } : {}) };
    });
    items.push({
      id: 'characters',
      label: vscode.l10n.t('Its characters'),
      detail: vscode.l10n.t('The file as a text: what comes next? Makes suggestions while you type.'),
    });
    if (remembered) {
      const label = remembered === 'characters' ? items.at(-1)!.label : labels[remembered.id][0];
      items.unshift({ id: 'remembered', label, description: vscode.l10n.t('as last time'), detail: describe(remembered) });
    }
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Train RNN'),
      placeHolder: vscode.l10n.t('What should the network learn from this file?'),
      ignoreFocusOut: true,
    });
    return picked?.id;
  }

  private async askColumns(id: DataTaskId, preview: DataPreview): Promise<DataTask | undefined> {
    if (preview.isSeriesFile) return { id, options: {} };
    if (id === 'forecast') {
      const numbers = preview.columns.filter(({ isNumeric, isDate }) => isNumeric && !isDate);
      const column = await this.askColumn(preview, vscode.l10n.t('Which column should be forecast?'), [...numbers].reverse().map(one));
      return column && { id, options: { column: column[0]! } };
    }
    if (id === 'classification') return this.askClasses(preview);
    const texts = preview.columns.filter(({ isNumeric, isDate }) => !isNumeric && !isDate).map(one);
    const source = await this.askColumn(preview, vscode.l10n.t('Which column is read (the source)?'), withRest(texts, preview));
    if (!source) return undefined;
    const rest = withRest(texts, preview).filter(({ columns }) => columns[0] !== source[0]);
    const target = await this.askColumn(preview, vscode.l10n.t('Which column should be written (the target)?'), rest);
    return target && { id, options: { input: source[0]!, label: target[0]! } };
  }

  private async askClasses(preview: DataPreview): Promise<DataTask | undefined> {
    const { columns, rows } = preview;
    const likely = classColumns(columns, rows);
    const others = columns.filter((column) => !likely.includes(column));
    const label = await this.askColumn(preview, vscode.l10n.t('Which column should be learned (the label)?'), [...likely, ...others].map(withCounts));
    if (!label) return undefined;
    const left = columns.filter(({ name }) => name !== label[0]);
    const texts = textColumns(left);
    const numbers = left.filter(({ isNumeric, isDate }) => isNumeric && !isDate);
    const series = numbers.length > 1 ? [seriesItem(numbers)] : [];
    const rest = left.filter((column) => !texts.includes(column)).map(one);
    const items = texts.length > 0 ? [...texts.map(one), ...series, ...rest] : [...series, ...rest];
    const input = items.length === 1 ? items[0]!.columns : await this.askColumn(preview, vscode.l10n.t('What is read?'), items);
    return input && { id: 'classification', options: { label: label[0]!, input: input.join(',') } };
  }

  private async askColumn({ rows, isPart }: DataPreview, question: string, items: readonly ColumnItem[]): Promise<readonly string[] | undefined> {
    const size = isPart ? vscode.l10n.t('counted in the first {0} rows', rows) : vscode.l10n.t('{0} rows', rows);
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Train RNN'),
      placeHolder: `${question} (${size})`,
      matchOnDescription: true,
      ignoreFocusOut: true,
    });
    return picked?.columns;
  }
}

const keyOf = (uri: vscode.Uri): string => `dataTask:${uri.toString()}`;

/** A column with its first rows. */
function one({ name, first }: ColumnPreview): ColumnItem {
  return { label: name, columns: [name], detail: rowsOf(first) };
}

/** A column with how often its values occur. */
function withCounts(column: ColumnPreview): ColumnItem {
  const { counts } = column;
  const most = counts.slice(0, 6).map(([value, count]) => `${shorten(value)} ${count}`);
  const all = counts.length > most.length ? `${most.join(', ')}, …` : most.join(', ');
  return { ...one(column), description: vscode.l10n.t('{0} classes: {1}', counts.length, all) };
}

function seriesItem(numbers: readonly ColumnPreview[]): ColumnItem {
  const rows = Array.from({ length: ROWS }, (_, row) => numbers.slice(0, 8).map(({ first }) => first[row] ?? ''));
  return {
    label: vscode.l10n.t('The {0} columns of numbers as one series', numbers.length),
    columns: numbers.map(({ name }) => name),
    detail: rowsOf(rows.map((values) => values.join(' '))),
  };
}

/** Columns of text first, then the others. */
function withRest(texts: readonly ColumnItem[], { columns }: DataPreview): ColumnItem[] {
  const names = texts.map(({ columns: [name] }) => name);
  return [...texts, ...columns.filter(({ name }) => !names.includes(name)).map(one)];
}

function rowsOf(values: readonly string[]): string {
  return values.map(shorten).join('  ·  ');
}

function shorten(value: string): string {
  const text = value.replace(/\s+/g, ' ').trim();
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

function describe(chosen: ChosenTask): string {
  if (chosen === 'characters') return '';
  const { input, label, column } = chosen.options;
  const columns = [input, label, column].filter((name) => name !== undefined).map((name) => shorten(name));
  const test = chosen.test ? vscode.l10n.t('tested on {0}', nameOf(vscode.Uri.parse(chosen.test))) : '';
  return [columns.join(' → '), test].filter((part) => part !== '').join(', ');
}
