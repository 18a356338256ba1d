import * as vscode from 'vscode';
import type { Configuration } from '../../protocol/configuration';
import type { DataTask } from '../../protocol/data-task';
import { BASE_CONFIGURATION, defaultConfiguration, type Overrides } from '../../protocol/defaults';
import { UnrollError } from '../../protocol/error';
import { CLASS_FILES, type FileSelection, skipped, type TrainedFolder } from '../../protocol/folder-messages';
import type { TrainedSelection } from '../../protocol/trained-selection';
import type { StoredRun } from '../../runs/stored-run';
import { trainedText } from '../../runs/trained-text';
import { measureText, normalizeText } from '../../text/text';
import { activeUri, keyOf, readSource, selectedSource, type TrainingSource } from '../documents';
import { log, translate } from '../log';
import type { DocumentModels } from '../runs/document-models';
import type { RunTexts } from '../runs/run-texts';
import { trainingOverrides } from '../settings';
import { type Chosen, continued, continuedRun, taskSettings, without } from './chosen';
import type { FolderReader, FolderText } from './folder/folder-reader';
import { folderRunName, folderRunUri } from './folder/folder-run';
import type { NewTraining, StartingPoint } from './new-training';
import { type PresetChoice, PresetPicker } from './questions/preset-picker';
import type { FormText, RunForms } from './questions/run-form';
import { askTaskLength } from './task-length';
import { type ChosenTask, TaskPicker } from './task-picker';
import type { Training } from './training';
import type { Trainings } from './trainings';

/** What a test or another command may decide beforehand instead of asking. */
export interface TrainArguments {
  readonly preset?: PresetChoice;
  readonly overrides?: Overrides;
  /** What is to be learnt; `characters`: the text. */
  readonly task?: ChosenTask;
}

/** The text of another training, and whose it is. */
type RepeatedText = Pick<NewTraining, 'uri' | 'name' | 'text' | 'task'> & {
  readonly testText?: string | undefined;
  readonly folder: TrainedFolder | undefined;
  readonly selection: TrainedSelection | undefined;
};

/** What the commands work with. */
export interface TrainServices {
  readonly trainings: Trainings;
  readonly models: DocumentModels;
  readonly folders: FolderReader;
  readonly texts: RunTexts;
  /** What was chosen last. */
  readonly memory: vscode.Memento;
  /** Where "Custom…" is filled in. */
  readonly forms: RunForms;
  showPanel(): void;
}

/** "Train RNN on File" and its relatives: from a document or selection to a running training. */
export class TrainCommands {
  private readonly picker: PresetPicker;
  private readonly tasks: TaskPicker;

  constructor(private readonly services: TrainServices) {
    this.picker = new PresetPicker(services.memory);
    this.tasks = new TaskPicker(services.memory);
  }

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
    const source = editor && selectedSource(editor);
    if (!source) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Select some text first: Unroll trains on the selection.'));
      return undefined;
    }
    return this.train(source, given);
  }

  /** @param uri the URI of the folder's runs */
  async onFolder(uri: vscode.Uri, folder: Omit<TrainedFolder, 'files' | 'found'>, given: TrainArguments = {}): Promise<Training | undefined> {
    const running = this.services.trainings.of(uri);
    if (running?.active && !(await this.replaces(running))) return undefined;
    const read = await this.services.folders.read(uri, folder);
    if (folder.classes) return this.onClasses(uri, read, given);
    const chosen = await this.choose(
      { characters: read.codePoints, vocabularySize: read.vocabularySize },
      { uri, languageId: folder.language },
      given,
      { name: folderRunName(uri, folder), train: (own) => this.onFolder(uri, folder, custom(own)) },
    );
    return chosen && this.startFolder(uri, folder, read, chosen);
  }

  /** Whether a folder was learnt to be classified the last time. */
  hasClasses(folder: vscode.Uri): boolean {
    return this.tasks.ofFolder(folderRunUri(folder, CLASS_FILES.language)) !== undefined;
  }

  /** A folder with a file or sub-folder for every class. */
  private async onClasses(uri: vscode.Uri, read: FolderText, given: TrainArguments): Promise<Training | undefined> {
    const known = this.tasks.ofFolder(uri) ?? { id: 'classification', options: {} };
    const chosen = await this.chooseForTask(given.task && given.task !== 'characters' ? given.task : known, uri, given, true);
    if (chosen?.task && !given.task) this.tasks.remember(uri, chosen.task);
    return chosen && this.startFolder(uri, CLASS_FILES, read, chosen);
  }

  /** Goes on from the document's model with the text as it stands now. */
  async continueTraining(target?: vscode.Uri): Promise<Training | undefined> {
    const { trainings, models, folders } = this.services;
    const uri = target instanceof vscode.Uri ? target : activeUri();
    const model = uri && models.of(uri);
    if (!uri || !model) {
      void vscode.window.showInformationMessage(vscode.l10n.t('This document has no model yet. Run "Train RNN on File" first.'));
      return undefined;
    }
    const running = trainings.of(vscode.Uri.parse(model.uri));
    if (running?.active && !(await this.replaces(running))) return undefined;
    const chosen = { configuration: continued(model.configuration) };
    if (model.folder && model.uri === uri.toString())
      return this.startFolder(uri, model.folder, await folders.read(uri, model.folder), chosen, { path: model.path, run: model.run });
    const source = model.uri === keyOf(uri).toString() ? await this.sourceNow(uri, model) : await readSource(keyOf(uri));
    return this.start(source, chosen, { path: model.path, run: model.run });
  }

  /** Goes on from the weights of a run, of this session or an earlier one, with the text of its document or folder as it stands now. */
  async continueRun({ record, model }: StoredRun): Promise<Training | undefined> {
    if (!model) throw new UnrollError('resume.missing', [record.document.name]);
    if (record.state === 'failed') throw new UnrollError('run.failed', [record.document.name]);
    const uri = vscode.Uri.parse(record.document.uri);
    const chosen = await this.withTest(continuedRun(record), record.folder);
    const from = { path: model, run: record.id };
    const running = this.services.trainings.of(uri);
    if (running?.active && !(await this.replaces(running))) return undefined;
    if (record.folder) return this.startFolder(uri, record.folder, await this.services.folders.read(uri, record.folder), chosen, from);
    return this.start(await this.sourceNow(uri, record), chosen, from);
  }

  /** The selection that a model was trained on, if it is still there, and else the whole document. */
  private async sourceNow(uri: vscode.Uri, trained: Pick<StoredRun['record'], 'selection' | 'fingerprint'>): Promise<TrainingSource> {
    const source = await readSource(keyOf(uri));
    if (!trained.selection) return source;
    const { selection } = trained;
    const text = trainedText(normalizeText(source.text), trained);
    if (text !== undefined) return { ...source, text, selection };
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The selection that this model was trained on has changed: training continues on all of {0}.', source.name),
    );
    return source;
  }

  private async train(source: TrainingSource, given: TrainArguments): Promise<Training | undefined> {
    // Before anything is asked: an empty or binary text is reported at once.
    const size = measureText(source.text);
    const running = this.services.trainings.of(source.uri);
    if (running?.active && !(await this.replaces(running))) return undefined;
    // Who gives a preset means the text.
    const task = given.task ?? (given.preset ? 'characters' : await this.tasks.pick(source));
    if (!task) return undefined;
    // A part of a document is trained as it was selected, a whole one as it stands then.
    const now = async () => (source.selection ? source : readSource(source.uri));
    const form = { name: source.name, train: async (own: Overrides) => this.train(await now(), custom(own)) };
    const chosen = task === 'characters' ? await this.choose(size, source, given, form) : await this.chooseForTask(task, source, given);
    // With the options that were changed on the way.
    if (chosen?.task && !given.task) this.tasks.remember(source.uri, chosen.task);
    return chosen && this.start(source, chosen);
  }

  /** The task with the content of the data that it is tested on. @throws UnrollError when they cannot be read */
  private async withTest(chosen: Chosen, folder?: FileSelection): Promise<Chosen> {
    const testText = await this.services.texts.test(chosen.task, folder);
    return testText === undefined ? chosen : { ...chosen, testText };
  }

  /** A task with its own defaults, which are completed where the data are read. */
  private async chooseForTask(
    task: DataTask,
    scope: vscode.ConfigurationScope,
    given: TrainArguments,
    isFolder = false,
  ): Promise<Chosen | undefined> {
    const plan = (given.overrides ?? given.task) ? { task, overrides: given.overrides ?? {} } : await askTaskLength(task, isFolder);
    if (!plan) return undefined;
    const forThisRun = plan.overrides;
    const inSettings = without(taskSettings(task.id, trainingOverrides(scope)), forThisRun);
    const configuration = { ...BASE_CONFIGURATION, ...inSettings, ...forThisRun };
    return this.withTest({ task: plan.task, configuration, asked: { forThisRun, inSettings } }, isFolder ? CLASS_FILES : undefined);
  }

  /** What the preset that is given or asked for and the settings say for a text of so many code points. */
  private async choose(
    size: { characters: number; vocabularySize: number },
    scope: vscode.ConfigurationScope,
    given: TrainArguments,
    form: Pick<FormText, 'name' | 'train'>,
  ): Promise<Chosen | undefined> {
    const settings = trainingOverrides(scope);
    const picked = await this.picker.pick({ ...size, settings }, given.preset);
    if (picked === 'form') this.services.forms.open({ ...size, settings, ...form });
    if (!picked || picked === 'form') return undefined;
    const forThisRun = { ...picked.forThisRun, ...given.overrides };
    // A number of steps that was asked for replaces the preset's time.
    const asked = { ...settings, ...picked.lesson, ...forThisRun };
    const overrides = { ...picked.preset, ...(asked.steps ? { seconds: 0 } : {}), ...asked };
    if (!given.preset || given.preset === 'custom') this.picker.remember(overrides);
    return {
      configuration: defaultConfiguration(size.characters, size.vocabularySize, overrides),
      asked: { forThisRun, inSettings: without(settings, { ...picked.lesson, ...forThisRun }) },
      ...(picked.explodes ? { lesson: 'explosion' as const } : {}),
    };
  }

  /** Trains anew on a document or folder as it is now, with a configuration that is given as a whole, from fresh weights or those of a model file. */
  async again(uri: vscode.Uri, given: Chosen, folder?: TrainedFolder, from?: StartingPoint): Promise<Training> {
    const chosen = await this.withTest(given, folder);
    if (folder) return this.startFolder(uri, folder, await this.services.folders.read(uri, folder), chosen);
    return this.start(await readSource(uri), chosen, from);
  }

  /** Trains anew on just the text that another training had, so that both can be compared. */
  repeat({ uri, name, text, task, testText, folder, selection }: RepeatedText, configuration: Configuration): Training {
    this.services.showPanel();
    return this.services.trainings.train({
      ...{ uri, name, text, configuration },
      ...(task ? { task, asked: { forThisRun: {}, inSettings: configuration } } : {}),
      ...(testText === undefined ? {} : { testText }),
      ...(folder ? { folder } : {}),
      ...(selection ? { selection } : {}),
    });
  }

  private start(source: TrainingSource, chosen: Chosen, from?: StartingPoint): Training {
    const { uri, name, text, selection } = source;
    this.services.showPanel();
    return this.services.trainings.train({ uri, name, text, ...chosen, ...(selection ? { selection } : {}), ...(from ? { from } : {}) });
  }

  private startFolder(
    uri: vscode.Uri,
    folder: Omit<TrainedFolder, 'files' | 'found'>,
    read: FolderText,
    chosen: Chosen,
    from?: StartingPoint,
  ): Training {
    const name = folderRunName(uri, folder);
    const { text, files, found, hidden, beyond } = read;
    const reasons = skipped(read);
    if (reasons.length > 0) {
      const parts = reasons.map(({ id, count }) => translate(id, [count])).join(', ');
      const line = translate('folder.skipped', [files, found + hidden, parts]);
      log.info(`${name}: ${line}`);
      // Hidden and binary files are no news; what would be text is.
      if (reasons.some(({ id }) => id !== 'folder.skipped.hidden' && id !== 'folder.skipped.binary'))
        void vscode.window.showInformationMessage(
          beyond > 0 ? vscode.l10n.t('The folder has more text than unroll.folder.maximumSize allows: {0} of its files are left out.', beyond) : line,
        );
    }
    this.services.showPanel();
    return this.services.trainings.train({ uri, name, text, ...chosen, folder: { ...folder, files, found }, ...(from ? { from } : {}) });
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
}

/** A training by the form of a new run. */
function custom(overrides: Overrides): TrainArguments {
  return { preset: 'custom', overrides };
}
