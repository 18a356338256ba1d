import * as vscode from 'vscode';
import type { Configuration } from '../../protocol/configuration';
import { defaultConfiguration, type Overrides, PRESETS, type Preset } from '../../protocol/defaults';
import type { TrainedFolder } from '../../protocol/folder-messages';
import { measureText } from '../../text/text';
import { activeUri, keyOf, nameOf, readSource, type TrainingSource } from '../documents';
import { log } from '../log';
import type { Models } from '../runs/models';
import { trainingOverrides } from '../settings';
import type { FolderReader, FolderText } from './folder-reader';
import { folderRunName } from './folder-run';
import type { Training } from './training';
import type { Trainings } from './trainings';

type Choice = Preset | 'custom' | 'same';

/** What a test or another command may decide beforehand instead of asking. */
export interface TrainArguments {
  readonly preset?: Choice;
  readonly overrides?: Overrides;
}

/** "Train RNN on file" and its relatives: from a document or selection to a running training. */
export class TrainCommands {
  constructor(
    private readonly trainings: Trainings,
    private readonly models: Models,
    private readonly memory: vscode.Memento,
    private readonly showPanel: () => void,
    private readonly folders: FolderReader,
  ) {}

  async onFile(target?: vscode.Uri, given: TrainArguments = {}): Promise<Training | undefined> {
    const uri = target instanceof vscode.Uri ? target : activeUri();
    if (!uri) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Open a text file first: Unroll trains on the file in the active editor.'));
      return undefined;
    }
    return this.train(await readSource(uri), given);
  }

  /** All cells of the notebook in front, or of a given one. */
  async onNotebook(target?: vscode.Uri, given: TrainArguments = {}): Promise<Training | undefined> {
    const uri = target instanceof vscode.Uri ? target : vscode.window.activeNotebookEditor?.notebook.uri;
    if (!uri) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Open a notebook first: Unroll trains on all its cells.'));
      return undefined;
    }
    return this.train(await readSource(uri), given);
  }

  async onSelection(given: TrainArguments = {}): Promise<Training | undefined> {
    const editor = vscode.window.activeTextEditor;
    const selections = editor?.selections.filter((selection) => !selection.isEmpty) ?? [];
    if (!editor || selections.length === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Select some text first: Unroll trains on the selection.'));
      return undefined;
    }
    const text = [...selections]
      .sort((a, b) => a.start.compareTo(b.start))
      .map((selection) => editor.document.getText(selection))
      .join('');
    const { document } = editor;
    const uri = keyOf(document.uri);
    return this.train({ uri, name: nameOf(uri), text, languageId: document.languageId }, given);
  }

  /** @param uri the URI of the folder's runs */
  async onFolder(uri: vscode.Uri, folder: Omit<TrainedFolder, 'files' | 'found'>, given: TrainArguments = {}): Promise<Training | undefined> {
    const running = this.trainings.of(uri);
    if (running?.active && !(await this.replaces(running))) return undefined;
    const read = await this.folders.read(uri, folder);
    const configuration = await this.choose(read.codePoints, read.vocabularySize, { uri, languageId: folder.language }, given);
    return configuration && this.startFolder(uri, folder, read, configuration);
  }

  /** Goes on from the document's model with the text as it stands now. */
  async continueTraining(target?: vscode.Uri): Promise<Training | undefined> {
    const uri = target instanceof vscode.Uri ? target : activeUri();
    const model = uri && this.models.of(uri);
    if (!uri || !model) {
      void vscode.window.showInformationMessage(vscode.l10n.t('This document has no model yet. Run "Train RNN on file" first.'));
      return undefined;
    }
    const configuration = { ...model.configuration, steps: 0, seconds: model.configuration.seconds || 30, evaluateEvery: 0 };
    if (model.folder && model.uri === uri.toString())
      return this.startFolder(uri, model.folder, await this.folders.read(uri, model.folder), configuration, model.path);
    return this.start(await readSource(keyOf(uri)), configuration, model.path);
  }

  private async train(source: TrainingSource, given: TrainArguments): Promise<Training | undefined> {
    // Before anything is asked: an empty or binary text is told at once.
    const { characters, vocabularySize } = measureText(source.text);
    const running = this.trainings.of(source.uri);
    if (running?.active && !(await this.replaces(running))) return undefined;
    const configuration = await this.choose(characters, vocabularySize, source, given);
    return configuration && this.start(source, configuration);
  }

  /** What the preset that is given or asked for and the settings say for a text of so many code points. */
  private async choose(
    characters: number,
    vocabularySize: number,
    scope: vscode.ConfigurationScope,
    given: TrainArguments,
  ): Promise<Configuration | undefined> {
    const choice = given.preset ?? (await this.pick());
    if (!choice) return undefined;
    const settings = trainingOverrides(scope);
    let overrides: Overrides;
    if (choice === 'same') overrides = this.memory.get<Overrides>('lastOverrides', PRESETS.balanced);
    else if (choice === 'custom') {
      const custom = await this.custom();
      if (!custom) return undefined;
      overrides = custom;
    } else overrides = PRESETS[choice];
    // A number of steps that was asked for replaces the preset's time.
    const asked = { ...settings, ...given.overrides };
    overrides = { ...overrides, ...(asked.steps ? { seconds: 0 } : {}), ...asked };
    if (!given.preset) void this.memory.update('lastOverrides', overrides);
    return defaultConfiguration(characters, vocabularySize, overrides);
  }

  /** Trains anew on a document or folder as it is now, with a configuration that is given as a whole, from fresh weights or those of a model file. */
  async again(uri: vscode.Uri, configuration: Configuration, known?: TrainedFolder, from?: string): Promise<Training> {
    const folder = known ?? (from ? undefined : this.trainings.of(uri)?.folder);
    if (folder) return this.startFolder(uri, folder, await this.folders.read(uri, folder), configuration);
    return this.start(await readSource(uri), configuration, from);
  }

  private start({ uri, name, text }: TrainingSource, configuration: Configuration, from?: string): Training {
    this.showPanel();
    return this.trainings.train(uri, name, text, configuration, from);
  }

  private startFolder(
    uri: vscode.Uri,
    folder: Omit<TrainedFolder, 'files' | 'found'>,
    { text, files, found, large, binary, beyond }: FolderText,
    configuration: Configuration,
    from?: string,
  ): Training {
    const name = folderRunName(uri, folder);
    log.info(`${name}: ${files} files; passed over: ${large} large, ${binary} binary, ${beyond} beyond the limit`);
    if (beyond > 0)
      void vscode.window.showInformationMessage(
        vscode.l10n.t('The folder has more text than unroll.folder.maximumSize allows: {0} of its files are left out.', beyond),
      );
    this.showPanel();
    return this.trainings.train(uri, name, text, configuration, from, { ...folder, files, found });
  }

  private async replaces(running: Training): Promise<boolean> {
    if (running.state === 'saving') {
      await running.finished;
      return true;
    }
    const stop = vscode.l10n.t('Stop it and train again');
    const choice = await vscode.window.showWarningMessage(vscode.l10n.t('{0} is being trained on already.', running.name), stop);
    if (choice !== stop) return false;
    running.stop();
    await running.finished;
    return true;
  }

  private async pick(): Promise<Choice | undefined> {
    const items: (vscode.QuickPickItem & { choice: Choice })[] = [
      { choice: 'quick', label: vscode.l10n.t('Quick look, 10 s'), detail: vscode.l10n.t('Enough to see the loss fall and the first suggestions.') },
      { choice: 'balanced', label: vscode.l10n.t('Balanced'), detail: vscode.l10n.t('30 seconds: a good network for one file.') },
      { choice: 'thorough', label: vscode.l10n.t('Thorough'), detail: vscode.l10n.t('3 minutes: a larger network for larger files.') },
      {
        choice: 'tutorial',
        label: vscode.l10n.t('Tutorial: vanilla tanh RNN'),
        detail: vscode.l10n.t('s_t = tanh(U x_t + W s_{t-1}), o_t = softmax(V s_t), as in the text books.'),
      },
      {
        choice: 'explode',
        label: vscode.l10n.t('Explode to NaN'),
        detail: vscode.l10n.t('ReLU, W = I and no gradient threshold: watch the gradient explode, then train again with the threshold.'),
      },
      {
        choice: 'custom',
        label: vscode.l10n.t('Custom…'),
        detail: vscode.l10n.t('Cell, hidden units and time; everything else is in the settings.'),
      },
      ...(this.memory.get('lastOverrides') ? [{ choice: 'same' as const, label: vscode.l10n.t('Same as last time') }] : []),
    ];
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Train RNN'),
      placeHolder: vscode.l10n.t('How long, and what kind of network?'),
      // A walkthrough whose button was pressed takes the focus back.
      ignoreFocusOut: true,
    });
    return picked?.choice;
  }

  private async custom(): Promise<Overrides | undefined> {
    const cells = [
      { label: 'GRU', cell: 'gru' as const },
      { label: 'LSTM', cell: 'lstm' as const },
      { label: 'RNN, tanh', cell: 'rnn' as const, activation: 'tanh' as const },
      { label: 'RNN, ReLU', cell: 'rnn' as const, activation: 'relu' as const },
      { label: 'RNN, sigmoid', cell: 'rnn' as const, activation: 'sigmoid' as const },
      { label: vscode.l10n.t('Feed-forward net over a window'), cell: 'feedforward' as const, activation: 'tanh' as const },
    ];
    const cell = await vscode.window.showQuickPick(cells, { title: vscode.l10n.t('Cell') });
    if (!cell) return undefined;
    const answer = await vscode.window.showInputBox({
      title: vscode.l10n.t('Hidden units and seconds'),
      value: '128 30',
      validateInput: (value) =>
        /^\s*\d{1,4}\s+\d{1,5}\s*$/.test(value)
          ? undefined
          : vscode.l10n.t('Two whole numbers: hidden units (1 to 1024) and seconds, such as 128 30.'),
    });
    if (!answer) return undefined;
    const [hidden, seconds] = answer.trim().split(/\s+/).map(Number);
    return {
      cell: cell.cell,
      ...(cell.activation ? { activation: cell.activation } : {}),
      hidden: Math.min(1024, Math.max(1, hidden!)),
      seconds: Math.max(1, seconds!),
    };
  }
}
