import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { EXPORT_FORMATS, type ExportFormat, exportFiles } from '../formats/export';
import { UnrollError } from '../protocol/error';
import type { TrainingEvent } from '../protocol/training-events';
import { readLines } from '../runs/metrics';
import { readMetrics, readRun } from '../runs/run-folder';
import { loadModel, readText } from './files';
import * as l10n from './l10n';
import { translate } from './language';
import { print, tell } from './output';
import { freeName, OutputFile, writeTogether } from './output-file';

export function addExportCommand(program: Command): void {
  program
    .command('export')
    .description(l10n.t('export a model and its metrics for PyTorch, ONNX, TensorBoard or a spreadsheet'))
    .argument('<model>')
    .addOption(new Option('--to <format>', l10n.t('target format')).choices(EXPORT_FORMATS).makeOptionMandatory())
    .option('--out <folder>', l10n.t('folder for the files'))
    .option('--metrics <file>', l10n.t('JSON lines that train --json has printed (default: the metrics beside the model)'))
    .action(runExport);
}

function runExport(file: string, options: { to: ExportFormat; out?: string; metrics?: string }): void {
  const model = loadModel(file, 'any');
  const name = path.basename(file).replace(/\.safetensors$/i, '') || 'model';
  const folder = options.out ?? `${name}-${options.to}`;
  const record = readRun(path.dirname(file))?.record;
  const events = options.metrics ? givenMetrics(options.metrics) : readMetrics(path.dirname(file));
  const started = (record ? Date.parse(record.created) : statSync(file).mtimeMs) / 1000;
  const files = exportFiles(options.to, { model, name, events, started });
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new UnrollError('file.unwritable', [folder, (cause as NodeJS.ErrnoException).code ?? String(cause)], { cause });
  }
  const inputs = [file, ...(options.metrics ? [options.metrics] : [])];
  const targets = files.map(({ name: target, content }) => {
    const place = path.join(folder, target);
    // TensorBoard shows all files of a folder: one of another run in the same second stays.
    return { output: new OutputFile(options.to === 'tensorboard' && existsSync(place) ? freeName(place) : place, inputs), content };
  });
  writeTogether(targets);
  for (const { output } of targets) print(`${output.name}\n`);
}

function givenMetrics(file: string): TrainingEvent[] {
  const { events, cut } = readLines(readText(file));
  if (cut) tell(translate('export.cut'));
  return events;
}
