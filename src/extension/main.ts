import path from 'node:path';
import * as vscode from 'vscode';
import { openGuide } from './guide';
import { takeHostTimes } from './host-time';
import { log, showError } from './log';
import { exportModel } from './model-files/export-commands';
import { importModel } from './model-files/import-command';
import { ModelInspector } from './model-files/model-inspector';
import { Panel } from './panel/panel';
import { deleteAllData, forgetDocument } from './runs/forget-commands';
import { Models } from './runs/models';
import { keepInStep, RemoteStorage } from './runs/remote-storage';
import { RunBin } from './runs/run-bin';
import { RunsView } from './runs/runs-view';
import { RunsViewCommands } from './runs/runs-view-commands';
import { Status } from './status';
import { Completions } from './suggestions/completions';
import { Neighbours } from './suggestions/neighbours';
import { PredictorClient } from './suggestions/predictor-client';
import { SuggestionHover } from './suggestions/suggestion-hover';
import { SuggestionStatus } from './suggestions/suggestion-status';
import { CharacterHover } from './text-insight/character-hover';
import { Colouring } from './text-insight/colouring';
import { colourBySurprisal, colourByUnit, showMemory } from './text-insight/colouring-commands';
import { stepThrough } from './text-insight/step-through';
import { TextReadings } from './text-insight/text-readings';
import { WalkThroughs } from './text-insight/walk-throughs';
import { Experiments } from './training/experiments';
import { FolderChanges } from './training/folder-changes';
import { type FolderArguments, trainOnFolder } from './training/folder-commands';
import { FolderReader } from './training/folder-reader';
import { Playground } from './training/playground';
import { offerRemedies } from './training/remedies';
import { openSample, sampleText } from './training/sample-commands';
import { type TrainArguments, TrainCommands } from './training/train-commands';
import { Trainings } from './training/trainings';
import { TutorialPanel } from './tutorial/tutorial-panel';
import { within } from './within';

/** What `activate` hands to tests and other extensions. */
export interface UnrollApi {
  readonly trainings: Trainings;
  readonly models: Models;
  readonly completions: Completions;
  readonly neighbours: Neighbours;
  readonly suggestionStatus: SuggestionStatus;
  readonly colouring: Colouring;
  readonly inspector: ModelInspector;
  readonly runs: RunsView;
  readonly status: Status;
  readonly folderChanges: FolderChanges;
  readonly predictor: PredictorClient;
  /** Times of our handlers on the host thread since they were last taken, in milliseconds. */
  readonly takeHostTimes: () => number[];
  readonly experiments: Experiments;
  readonly walks: WalkThroughs;
  readonly readings: TextReadings;
  readonly playground: Playground;
}

export function activate(context: vscode.ExtensionContext): UnrollApi {
  const started = performance.now();
  const script = (name: string) => path.join(context.extensionPath, 'dist', name);
  const storage = vscode.Uri.joinPath(context.globalStorageUri, 'runs');
  const remote = storage.scheme === 'file' ? undefined : new RemoteStorage(storage);
  const runsRoot = remote ? remote.local : storage.fsPath;
  const trainings = new Trainings(script('trainer.js'), runsRoot);
  const bin = new RunBin(runsRoot);
  const models = new Models(runsRoot, bin);
  const predictor = new PredictorClient(script('predictor.js'), models);
  const neighbours = new Neighbours(context.globalState);
  const completions = new Completions(predictor, models, (uri) => trainings.learns(uri), neighbours);
  const colouring = new Colouring(predictor, models);
  const suggestionStatus = new SuggestionStatus(predictor, completions);
  const walks = new WalkThroughs(trainings, predictor, runsRoot);
  const readings = new TextReadings(trainings, predictor, runsRoot);
  const playground = new Playground(script('playground.js'));
  const panel = new Panel(context.extensionUri, trainings, runsRoot, walks, readings, playground);
  const tutorial = new TutorialPanel(context.extensionUri);
  const inspector = new ModelInspector(context.extensionUri);
  const folders = new FolderReader(script('folder.js'));
  const folderChanges = new FolderChanges(folders);
  const status = new Status(trainings, models, folderChanges);
  const train = new TrainCommands(trainings, models, context.globalState, () => panel.show(), folders);
  const runs = new RunsView(runsRoot);
  const runsCommands = new RunsViewCommands(
    runs,
    trainings,
    models,
    (uri, configuration, folder, from) => train.again(uri, configuration, folder, from),
    () => panel.show(),
    (runIds) => panel.showComparison(null, runIds),
    folders,
    bin,
  );

  const experiments = new Experiments(trainings, models, (group) => panel.showComparison(group));

  const command = (name: string, run: (...args: never[]) => unknown) =>
    vscode.commands.registerCommand(`unroll.${name}`, async (...args: unknown[]) => {
      try {
        return await run(...(args as never[]));
      } catch (error) {
        if (!(error instanceof vscode.CancellationError)) showError(error);
        return undefined;
      }
    });
  context.subscriptions.push(
    log,
    trainings,
    models,
    predictor,
    neighbours,
    completions,
    suggestionStatus,
    colouring,
    vscode.languages.registerHoverProvider({ pattern: '**' }, new CharacterHover(colouring, predictor, models)),
    vscode.languages.registerHoverProvider({ pattern: '**' }, new SuggestionHover(completions, predictor)),
    panel,
    playground,
    tutorial,
    status,
    inspector.register(),
    offerRemedies(trainings, (uri, configuration) => train.again(uri, configuration)),
    vscode.workspace.onDidRenameFiles(({ files }) => {
      trainings.renamed(files);
      models.renamed(files);
    }),
    // Runs of an experiment serve no document until one of them is chosen.
    trainings.onDidCheckpoint(({ training, path: file }) => training.group || models.checkpoint(training.uri, file)),
    experiments,
    command('trainOnFile', (uri?: vscode.Uri, given?: TrainArguments) => train.onFile(uri, checkArguments(given)).then((training) => training?.id)),
    command('trainOnSelection', (given?: TrainArguments) => train.onSelection(checkArguments(given)).then((training) => training?.id)),
    command('trainOnNotebook', (uri?: vscode.Uri, given?: TrainArguments) =>
      train.onNotebook(uri, checkArguments(given)).then((training) => training?.id),
    ),
    command('trainOnFolder', (uri?: vscode.Uri, given?: FolderArguments) =>
      trainOnFolder(train, folders, uri, checkFolderArguments(given)).then((training) => training?.id),
    ),
    command('continueTraining', (uri?: vscode.Uri) => train.continueTraining(uri).then((training) => training?.id)),
    command('stop', () => trainings.current?.stop()),
    command('stopAll', () => trainings.stopAll(10_000)),
    command('compareArchitectures', (uri?: vscode.Uri, given?: unknown) => experiments.compare(uri, given)),
    command('stepThrough', () => stepThrough(context, train, panel).then((training) => training?.id)),
    command('playground', () => panel.showPlayground()),
    command('sweep', (uri?: vscode.Uri, given?: unknown) => experiments.sweep(uri, given)),
    command('pause', () => trainings.current?.pause()),
    command('resume', () => trainings.current?.resume()),
    command('showPanel', () => panel.show()),
    command('statusMenu', () => status.menu()),
    command('toggleCompletions', () => completions.toggle()),
    command('toggleCompletionsForLanguage', () => completions.toggleForLanguage()),
    command('colourBySurprisal', () => colourBySurprisal(colouring, models)),
    command('colourByUnit', (given?: unknown) => colourByUnit(colouring, predictor, models, given)),
    command('showMemory', () => showMemory(colouring, models)),
    command('colouringOff', () => colouring.off()),
    command('sample', (given?: unknown) => sampleText(predictor, models, context.globalState, given)),
    command('exportModel', (uri?: unknown, given?: unknown) => exportModel(models, uri, given)),
    command('importModel', (uri?: unknown) => importModel(models, runsRoot, uri)),
    command('openSample', (place?: unknown) => openSample(context, place)),
    command('openGuide', (anchor?: string) => openGuide(context.extensionUri, anchor)),
    command('openTutorial', (section?: unknown) => tutorial.show(section)),
    command('openWalkthrough', () => vscode.commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#start`, false)),
    command('openPanelInEditor', () => panel.openInEditor()),
    command('forgetDocument', (uri?: vscode.Uri) => forgetDocument({ trainings, models, predictor, remote }, uri)),
    command('deleteAllData', () => deleteAllData(context, { trainings, models, predictor, remote })),
    runsCommands,
    ...Object.entries(runsCommands.commands).map(([name, run]) => command(`runs.${name}`, run)),
    command('showLog', () => log.show()),
  );
  if (remote) context.subscriptions.push(remote, ...keepInStep(remote, { trainings, models, runs, bin }));
  running = { trainings, remote };
  log.debug(`active after ${(performance.now() - started).toFixed(1)} ms`);
  return {
    trainings,
    models,
    completions,
    neighbours,
    suggestionStatus,
    colouring,
    inspector,
    runs,
    folderChanges,
    predictor,
    status,
    takeHostTimes,
    experiments,
    walks,
    readings,
    playground,
  };
}

let running: { trainings: Trainings; remote: RemoteStorage | undefined } | undefined;

/** A window that closes or reloads: trainings write what they have. */
export async function deactivate(): Promise<void> {
  await running?.trainings.stopAll(3000);
  if (running?.remote) await within(1500, running.remote.sync());
}

function checkFolderArguments(given: FolderArguments | undefined): FolderArguments {
  const language = typeof given?.language === 'string' ? { language: given.language } : {};
  return { ...checkArguments(given), ...language };
}

/** Arguments of a command may come from anywhere: only what is known gets through. */
function checkArguments(given: TrainArguments | undefined): TrainArguments {
  const presets = ['quick', 'balanced', 'thorough', 'tutorial', 'explode', 'same'];
  if (typeof given !== 'object' || given === null || !presets.includes(given.preset ?? '')) return {};
  const overrides = typeof given.overrides === 'object' && given.overrides !== null ? given.overrides : {};
  return { preset: given.preset, overrides: JSON.parse(JSON.stringify(overrides)) } as TrainArguments;
}
