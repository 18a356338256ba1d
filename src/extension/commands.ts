import * as vscode from 'vscode';
import { checkFolderArguments, checkTrainArguments } from './command-arguments';
import { openGuide } from './guide';
import { log, showError } from './log';
import { exportModel } from './model-files/export-commands';
import { importModel } from './model-files/import-command';
import { deleteAllData, forgetDocument } from './runs/forget-commands';
import type { Services } from './services';
import { colourByHead, colourBySurprisal, colourByUnit, showMemory } from './text-insight/colouring-commands';
import { stepThrough } from './text-insight/step-through';
import { trainOnFolder } from './training/folder/folder-commands';
import { openSample, sampleText } from './training/samples/sample-commands';
import { runZoo, saveZoo } from './zoo/zoo-commands';

type Command = (...args: unknown[]) => unknown;

/** Registers every command of the extension. An error that one throws is shown once; a cancelled question is none. */
export function registerCommands(context: vscode.ExtensionContext, services: Services): vscode.Disposable[] {
  const all = {
    ...trainingCommands(context, services),
    ...modelCommands(context, services),
    ...zooCommands(services),
    ...viewCommands(context, services),
    ...Object.fromEntries(Object.entries(services.runsCommands.commands).map(([name, run]) => [`runs.${name}`, run])),
  };
  return Object.entries<Command>(all).map(([name, run]) =>
    vscode.commands.registerCommand(`unroll.${name}`, async (...args: unknown[]) => {
      try {
        return await run(...args);
      } catch (error) {
        if (!(error instanceof vscode.CancellationError)) showError(error);
        return undefined;
      }
    }),
  );
}

/** Those that start a training return its id. */
function trainingCommands(context: vscode.ExtensionContext, { train, trainings, folders, experiments, panel }: Services): Record<string, Command> {
  return {
    trainOnFile: async (uri, given) => (await train.onFile(uriOf(uri), checkTrainArguments(given)))?.id,
    trainOnSelection: async (given) => (await train.onSelection(checkTrainArguments(given)))?.id,
    trainOnNotebook: async (uri, given) => (await train.onNotebook(uriOf(uri), checkTrainArguments(given)))?.id,
    trainOnFolder: async (uri, given) => (await trainOnFolder(train, folders, uriOf(uri), checkFolderArguments(given)))?.id,
    continueTraining: async (uri) => (await train.continueTraining(uriOf(uri)))?.id,
    stepThrough: async () => (await stepThrough(context, train, panel))?.id,
    stop: () => trainings.current?.stop(),
    stopAll: () => trainings.stopAll(10_000),
    pause: () => trainings.current?.pause(),
    resume: () => trainings.current?.resume(),
    compareArchitectures: (uri, given) => experiments.compare(uri, given),
    sweep: (uri, given) => experiments.sweep(uri, given),
  };
}

function zooCommands({ zoo, zooPanel }: Services): Record<string, Command> {
  return {
    runZoo: (given) => runZoo(zoo, zooPanel, given),
    pauseZoo: () => zoo.pause(),
    resumeZoo: () => zoo.resume(),
    stopZoo: () => zoo.stop(),
    saveZoo: (place) => saveZoo(zoo, place),
  };
}

function modelCommands(context: vscode.ExtensionContext, services: Services): Record<string, Command> {
  const { models, predictor, texts, trainings, remote, colouring, ghostText } = services;
  return {
    sample: (given) => sampleText({ predictor, models, texts, memory: context.globalState }, given),
    exportModel: (uri, given) => exportModel(services, uri, given),
    importModel: (uri) => importModel(services, uri),
    forgetDocument: (uri) => forgetDocument({ trainings, models, predictor, remote }, uriOf(uri)),
    deleteAllData: () => deleteAllData(context, { trainings, models, predictor, remote }),
    toggleCompletions: () => ghostText.toggle(),
    toggleCompletionsForLanguage: () => ghostText.toggleForLanguage(),
    colourBySurprisal: () => colourBySurprisal(colouring, models),
    colourByUnit: (given) => colourByUnit(colouring, predictor, models, given),
    colourByHead: (given) => colourByHead(colouring, models, given),
    showMemory: () => showMemory(colouring, models),
    colouringOff: () => colouring.off(),
    togglePredictedClasses: () => services.predictedClasses.toggle(),
  };
}

function viewCommands(context: vscode.ExtensionContext, { panel, status, tutorial }: Services): Record<string, Command> {
  return {
    showPanel: (tab) => (typeof tab === 'string' ? panel.showTab(tab) : panel.show()),
    openPanelInEditor: () => panel.openInEditor(),
    showGradientFlow: () => panel.showTab('gradients'),
    playground: () => panel.showTab('playground'),
    glimpses: () => panel.showTab('glimpses'),
    statusMenu: () => status.menu(),
    openTutorial: (section) => tutorial.show(section),
    openSample: (place) => openSample(context, place),
    openGuide: (anchor) => openGuide(context.extensionUri, typeof anchor === 'string' ? anchor : undefined),
    openWalkthrough: () => vscode.commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#start`, false),
    showLog: () => log.show(),
  };
}

/** The document that a menu or another command means, if it is one. */
function uriOf(value: unknown): vscode.Uri | undefined {
  return value instanceof vscode.Uri ? value : undefined;
}
