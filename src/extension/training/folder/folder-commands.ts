import * as vscode from 'vscode';
import { UnrollError } from '../../../protocol/error';
import { CLASS_FILES } from '../../../protocol/folder-messages';
import { allFiles, countOf, knownLanguages, type Language } from '../../suggestions/languages';
import type { TrainArguments, TrainCommands } from '../train-commands';
import type { Training } from '../training';
import type { FolderReader } from './folder-reader';
import { folderRunUri } from './folder-run';

/** What a test or another command may decide beforehand. */
export interface FolderArguments extends TrainArguments {
  /** The editor's id of a language; empty = all text files. */
  readonly language?: string;
}

/** "Train RNN on folder…": one network for all documents of a language below a folder. */
export async function trainOnFolder(
  train: TrainCommands,
  folders: FolderReader,
  target: vscode.Uri | undefined,
  given: FolderArguments,
): Promise<Training | undefined> {
  const folder = target instanceof vscode.Uri ? target : await chooseFolder();
  if (!folder) return undefined;
  if (folder.scheme !== 'file') {
    void vscode.window.showInformationMessage(vscode.l10n.t('Unroll reads folders on a disk only: open this one in a desktop or remote window.'));
    return undefined;
  }
  const language = given.task ? CLASSES : await chooseLanguage(folders, folder, given.language, train.hasClasses(folder));
  if (!language) return undefined;
  if (language === CLASSES) return train.onFolder(folderRunUri(folder, CLASS_FILES.language), CLASS_FILES, given);
  return train.onFolder(folderRunUri(folder, language.id), { language: language.id, extensions: language.extensions, names: language.names }, given);
}

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const open = vscode.workspace.workspaceFolders ?? [];
  if (open.length === 1) return open[0]!.uri;
  if (open.length > 1) return (await vscode.window.showWorkspaceFolderPick())?.uri;
  const title = vscode.l10n.t('Train RNN on folder');
  return (await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, title, openLabel: vscode.l10n.t('Train') }))?.[0];
}

/** What is chosen instead of a language: the files are classes. */
const CLASSES = 'classes';

async function chooseLanguage(
  folders: FolderReader,
  folder: vscode.Uri,
  given: string | undefined,
  hadClasses: boolean,
): Promise<Language | typeof CLASSES | undefined> {
  if (given !== undefined) return given === '' ? allFiles() : knownLanguages().find(({ id }) => id === given);
  const { counts, classes } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Looking through the folder'), cancellable: true },
    (_, token) => folders.count(folder, token),
  );
  const items: (vscode.QuickPickItem & { readonly language: Language | typeof CLASSES })[] = [...knownLanguages(), allFiles()]
    .map((language) => ({ language, count: countOf(language, counts) }))
    .filter(({ count }) => count.files > 0)
    .sort((a, b) => Number(a.language.id === '') - Number(b.language.id === '') || b.count.bytes - a.count.bytes)
    .map(({ language, count }) => ({
      label: language.name,
      description: vscode.l10n.t('{0} files, {1} kB', count.files, Math.ceil(count.bytes / 1000)),
      language,
    }));
  // A folder of classes is offered behind its languages, and first where it was chosen the last time.
  if (classes.length > 1)
    items[hadClasses ? 'unshift' : 'push']({
      label: vscode.l10n.t('A class per file or sub-folder'),
      description: vscode.l10n.t(
        '{0} classes: {1}',
        classes.length,
        classes.length > 6 ? `${classes.slice(0, 6).join(', ')}, …` : classes.join(', '),
      ),
      detail: vscode.l10n.t('Classification: which class does a sequence belong to?'),
      language: CLASSES,
    });
  if (items.length === 0) throw new UnrollError('folder.empty', [folder.fsPath]);
  const placeHolder = vscode.l10n.t('Choose files; one model will serve them all.');
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Train RNN on folder'), placeHolder }))?.language;
}
