import * as vscode from 'vscode';
import { platform } from '../platform';
import type { GlimpseEvent, GlimpseRequest } from '../protocol/glimpses';
import type { PlaygroundEvent, PlaygroundRequest } from '../protocol/playground';
import { ModelFiles } from './model-files/model-files';
import { ModelInspector } from './model-files/model-inspector';
import { Panel } from './panel/panel';
import { PanelActions } from './panel/panel-actions';
import { DocumentModels } from './runs/document-models';
import { RemoteStorage } from './runs/remote/remote-storage';
import { RunDeletion } from './runs/run-deletion';
import { RunSizeLimit } from './runs/run-size-limit';
import { RunTexts } from './runs/run-texts';
import { RunTrash } from './runs/run-trash';
import { RunsView } from './runs/runs-view';
import { RunsViewCommands } from './runs/runs-view-commands';
import { Status } from './status';
import { GhostText } from './suggestions/ghost-text';
import { OtherProviders } from './suggestions/other-providers';
import { PredictorClient } from './suggestions/predictor-client';
import { SuggestionStatus } from './suggestions/suggestion-status';
import { BpttTraces } from './text-insight/bptt-traces';
import { Colouring } from './text-insight/colouring';
import { PredictedClasses } from './text-insight/predicted-classes';
import { TaskAnswers } from './text-insight/task-answers';
import { TextReadings } from './text-insight/text-readings';
import { Experiments } from './training/experiment/experiments';
import { FolderChanges } from './training/folder/folder-changes';
import { FolderReader } from './training/folder/folder-reader';
import { Playground } from './training/playground';
import { RunForms } from './training/questions/run-form';
import { Remedies } from './training/remedies';
import { TrainCommands } from './training/train-commands';
import { Trainings } from './training/trainings';
import { TutorialPanel } from './tutorial/tutorial-panel';
import { Zoo } from './zoo/zoo';
import { ZooPanel } from './zoo/zoo-panel';

/** All parts of the extension, made once when it is activated. */
export type Services = ReturnType<typeof createServices>;

/** Makes the parts and gives each what it needs of the others. */
export function createServices(context: vscode.ExtensionContext) {
  const { extensionUri, globalState } = context;
  const script = (name: string) => platform.path.join(context.extensionPath, 'dist', name);
  const storage = vscode.Uri.joinPath(context.globalStorageUri, 'runs');
  const remote = storage.scheme === 'file' ? undefined : new RemoteStorage(storage);
  const runsRoot = remote ? remote.local : storage.fsPath;

  const trainings = new Trainings(script('trainer.js'), runsRoot);
  const trash = new RunTrash(runsRoot);
  const models = new DocumentModels(runsRoot, trash);
  const folders = new FolderReader(script('folder.js'));
  const folderChanges = new FolderChanges(folders);
  const texts = new RunTexts(trainings, folders, runsRoot);

  const predictor = new PredictorClient(script('predictor.js'), models);
  const otherProviders = new OtherProviders(globalState);
  const ghostText = new GhostText(predictor, models, (uri) => trainings.learns(uri), otherProviders);
  const suggestionStatus = new SuggestionStatus(predictor, ghostText, models, trainings);
  const colouring = new Colouring(predictor, models);
  const walks = new BpttTraces(trainings, predictor, texts);
  const readings = new TextReadings(trainings, predictor, texts);
  const predictedClasses = new PredictedClasses(predictor, runsRoot);
  const taskAnswers = new TaskAnswers(trainings, predictor, texts);

  const playground = new Playground<PlaygroundRequest, PlaygroundEvent>(script('playground.js'));
  const glimpses = new Playground<GlimpseRequest, GlimpseEvent>(script('glimpses.js'));
  const zoo = new Zoo(script('zoo.js'), platform.path.join(platform.path.dirname(runsRoot), 'zoo'));
  const zooPanel = new ZooPanel(zoo, extensionUri);
  const panel: Panel = new Panel({
    extensionUri,
    trainings,
    models,
    runsRoot,
    walks,
    readings,
    taskAnswers,
    playground,
    glimpses,
    forms: () => forms,
    actions: () => actions,
  });
  const forms = new RunForms((form) => panel.showForm(form));
  const modelFiles = new ModelFiles(script('model-files.js'));
  const inspector = new ModelInspector(extensionUri);
  const tutorial = new TutorialPanel(extensionUri);
  const status = new Status(trainings, models, folderChanges);

  const train = new TrainCommands({ trainings, models, folders, texts, memory: globalState, forms, showPanel: () => panel.show() });
  const experiments = new Experiments(trainings, models, texts, globalState, (group) => panel.showComparison(group));
  const remedies = new Remedies({ trainings, train, texts, compare: (runIds) => panel.showComparison(null, runIds) });
  const actions = new PanelActions({ trainings, train, texts, remedies });

  const runs = new RunsView(runsRoot, models);
  const deletion = new RunDeletion(runs, models, trash);
  const sizeLimit = new RunSizeLimit(trainings, runs, trash);
  const runsCommands = new RunsViewCommands({ view: runs, trainings, models, train, panel, texts, deletion, modelFiles });

  return {
    ...{ remote, runsRoot, trainings, trash, models, folders, folderChanges, texts },
    ...{ predictor, otherProviders, ghostText, suggestionStatus, colouring, walks, readings, taskAnswers, predictedClasses },
    ...{
      playground,
      glimpses,
      zoo,
      zooPanel,
      panel,
      actions,
      modelFiles,
      inspector,
      tutorial,
      status,
      train,
      experiments,
      remedies,
      runs,
      runsCommands,
      sizeLimit,
    },
  };
}
