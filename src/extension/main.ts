import * as vscode from 'vscode';
import { registerCommands } from './commands';
import { takeHostTimes } from './host-time';
import { log } from './log';
import { keepInStep } from './runs/remote/remote-storage';
import { createServices, type Services } from './services';
import { SuggestionHover } from './suggestions/suggestion-hover';
import { CharacterHover } from './text-insight/character-hover';
import { reportNotes } from './training/notices';
import { withTimeout } from './with-timeout';

/** What `activate` hands to tests and other extensions. */
export interface UnrollApi extends Services {
  /** Times of our handlers on the host thread since they were last taken, in milliseconds. */
  readonly takeHostTimes: () => number[];
  /** Milliseconds that activation took. */
  readonly activation: number;
}

let running: Services | undefined;

export function activate(context: vscode.ExtensionContext): UnrollApi {
  const started = performance.now();
  const services = createServices(context);
  context.subscriptions.push(log, ...lifetimes(services), ...listeners(services), ...registerCommands(context, services));
  running = services;
  const activation = performance.now() - started;
  log.debug(`active after ${activation.toFixed(1)} ms`);
  return { ...services, takeHostTimes, activation };
}

/** A window that closes or reloads: trainings write what they have. */
export async function deactivate(): Promise<void> {
  await running?.trainings.stopAll(3000);
  if (running?.remote) await withTimeout(1500, running.remote.sync());
}

/** What ends with the extension. */
function lifetimes(services: Services): vscode.Disposable[] {
  const { trainings, models, predictor, otherProviders, ghostText, suggestionStatus, colouring, predictedClasses } = services;
  const { panel, playground, glimpses, zoo, zooPanel, status, inspector, tutorial, remedies, experiments, runsCommands, sizeLimit, remote } =
    services;
  return [
    ...[trainings, models, predictor, otherProviders, ghostText, suggestionStatus, colouring, predictedClasses],
    ...[panel, playground, glimpses, zoo, zooPanel, status, tutorial, inspector.register(), remedies, experiments, runsCommands, sizeLimit],
    ...(remote ? [remote] : []),
  ];
}

/** What happens in one part and concerns another. */
function listeners({ trainings, models, colouring, ghostText, predictor, remote, runs, trash }: Services): vscode.Disposable[] {
  return [
    vscode.languages.registerHoverProvider({ pattern: '**' }, new CharacterHover(colouring, predictor, models)),
    vscode.languages.registerHoverProvider({ pattern: '**' }, new SuggestionHover(ghostText, predictor)),
    vscode.workspace.onDidRenameFiles(({ files }) => {
      trainings.renamed(files);
      models.renamed(files);
    }),
    // Runs of an experiment serve no document until one of them is chosen.
    trainings.onDidCheckpoint(({ training, path: file }) => training.group || training.task || models.checkpoint(training.uri, file)),
    trainings.onDidChange(({ training, events }) => {
      // The model that served before a run failed serves again.
      if (events.length === 0 && training.state === 'failed') models.refresh([training.uri]);
    }),
    reportNotes(trainings),
    ...(remote ? keepInStep(remote, { trainings, models, runs, trash }) : []),
  ];
}
