#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { UnrollError } from '../protocol/error';
import { addBenchCommand } from './bench';
import { addDiagnoseCommand } from './diagnose';
import { addEvaluateCommand } from './evaluate';
import { addExportCommand } from './export';
import { addGradcheckCommand } from './gradcheck';
import { addInspectCommand } from './inspect';
import { addReplayCommand } from './replay';
import { addSampleCommand } from './sample';
import { addTrainCommand } from './train';

const program = new Command('unroll')
  .description('Train, judge and sample recurrent networks on texts.')
  .exitOverride()
  .configureOutput({ outputError: () => undefined });
addTrainCommand(program);
addEvaluateCommand(program);
addSampleCommand(program);
addReplayCommand(program);
addInspectCommand(program);
addGradcheckCommand(program);
addExportCommand(program);
addDiagnoseCommand(program);
addBenchCommand(program);
for (const command of program.commands) command.exitOverride().configureOutput({ outputError: () => undefined });

/** One clear line on standard error; 2 for bad usage, 1 for everything else. */
function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return;
    console.error(error.message.replace(/^error: /, ''));
    process.exitCode = 2;
    return;
  }
  console.error(error instanceof UnrollError ? error.message : `Something went wrong: ${(error as Error).stack ?? error}`);
  process.exitCode = error instanceof UnrollError ? error.exitCode : 1;
}

process.on('unhandledRejection', fail);
// A reader such as `head` that closes early is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
});

try {
  program.parse();
} catch (error) {
  fail(error);
}
