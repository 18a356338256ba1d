import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { EXPORT_FORMATS, type ExportFormat, exportFiles } from '../formats/export';
import { UnrollError } from '../protocol/error';
import type { TrainingEvent } from '../protocol/training-events';
import { readMetrics, readRun, writeAtomically } from '../runs/run-folder';
import { loadModel, readText } from './files';
import * as l10n from './l10n';

export function addExportCommand(program: Command): void {
  program
    .command('export')
    .description(l10n.t('a model and its metrics for PyTorch, ONNX, TensorBoard or a spreadsheet'))
    .argument('<model>')
    .addOption(new Option('--to <format>', l10n.t('what for')).choices(EXPORT_FORMATS).makeOptionMandatory())
    .option('--out <folder>', l10n.t('where the files go'))
    .option('--metrics <file>', l10n.t('JSON lines that train --json has printed (default: the metrics beside the model)'))
    .action(runExport);
}

function runExport(file: string, options: { to: ExportFormat; out?: string; metrics?: string }): void {
  const model = loadModel(file);
  const name = path.basename(file).replace(/\.safetensors$/i, '') || 'model';
  const folder = options.out ?? `${name}-${options.to}`;
  const record = readRun(path.dirname(file))?.record;
  const events = options.metrics ? parseLines(readText(options.metrics)) : readMetrics(path.dirname(file));
  const started = (record ? Date.parse(record.created) : statSync(file).mtimeMs) / 1000;
  for (const { name: target, content } of exportFiles(options.to, { model, name, events, started })) {
    const place = path.join(folder, target);
    try {
      mkdirSync(folder, { recursive: true });
      writeAtomically(place, content);
    } catch (cause) {
      throw new UnrollError('file.unwritable', [place, (cause as NodeJS.ErrnoException).code ?? String(cause)], { cause });
    }
    console.log(place);
  }
}

function parseLines(text: string): TrainingEvent[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      try {
        return JSON.parse(line) as TrainingEvent;
      } catch (cause) {
        throw new UnrollError('export.lines', [], { cause });
      }
    });
}
