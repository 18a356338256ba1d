#!/usr/bin/env node
import path from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { Command, CommanderError, Help } from 'commander';
import { UnrollError } from '../protocol/error';
import { offerNativeKernels } from '../workers/native-kernels';
import { offerSecondCore } from '../workers/threads';
import { addBenchCommand } from './bench';
import { addDiagnoseCommand } from './diagnose';
import { addEvaluateCommand } from './evaluate';
import { addCompareCommand, addSweepCommand } from './experiments';
import { addExportCommand } from './export';
import { addGlimpsesCommand } from './glimpses';
import { addGradcheckCommand } from './gradcheck';
import { addInspectCommand } from './inspect';
import * as l10n from './l10n';
import { helpNote, helpTitle, translate, usageMessage } from './language';
import { tell, watchStreams } from './output';
import { addPlaygroundCommand } from './playground';
import { addPredictCommand } from './predict';
import { addReplayCommand } from './replay';
import { addReportCommand } from './report';
import { addSampleCommand } from './sample';
import { addTrainCommand } from './train';
import { addZooCommand } from './zoo';

offerNativeKernels();
offerSecondCore(path.join(__dirname, 'follower.js'));
const program = new Command('unroll')
  .description(l10n.t('Train, evaluate and sample small sequence models.'))
  .helpOption('-h, --help', l10n.t('display help for command'))
  .helpCommand('help [command]', l10n.t('display help for command'))
  .configureHelp({ styleTitle: helpTitle, optionDescription: (option) => helpNote(Help.prototype.optionDescription(option)) })
  .exitOverride()
  .configureOutput({ outputError: () => undefined });
addTrainCommand(program);
addEvaluateCommand(program);
addSampleCommand(program);
addReplayCommand(program);
addPredictCommand(program);
addInspectCommand(program);
addGradcheckCommand(program);
addExportCommand(program);
addDiagnoseCommand(program);
addBenchCommand(program);
addCompareCommand(program);
addSweepCommand(program);
addReportCommand(program);
addPlaygroundCommand(program);
addGlimpsesCommand(program);
addZooCommand(program);
for (const command of program.commands) command.exitOverride().configureOutput({ outputError: () => undefined });

/** One clear line on standard error; 2 for bad usage, 1 for everything else. */
function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return;
    tell(usageMessage(error));
    process.exitCode = 2;
    return;
  }
  tell(error instanceof UnrollError ? translate(error.id, error.args) : l10n.t('Something went wrong: {0}', String((error as Error).stack ?? error)));
  process.exitCode = error instanceof UnrollError ? error.exitCode : 1;
}

process.on('unhandledRejection', fail);
if (isMainThread) watchStreams();

try {
  program.parse();
} catch (error) {
  fail(error);
}
