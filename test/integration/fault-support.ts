import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Training } from '../../src/extension/training/training';
import { Trainings } from '../../src/extension/training/trainings';
import { defaultConfiguration, type Overrides } from '../../src/protocol/defaults';

const project = path.resolve(__dirname, '../../..');

export const TRAINER = path.join(project, 'dist/trainer.js');
export const FAULT_TEXT = 'the tide comes in and the tide goes out and '.repeat(40);

/** Trains by the real trainer with something put in front of it, in a storage of its own. */
export function trainingsWith(
  prelude: string,
  root: string,
  overrides: Overrides = {},
  limits: { patience?: number; heap?: number } = {},
  trainer = TRAINER,
): { trainings: Trainings; training: Training } {
  const script = path.join(path.dirname(root), `${path.basename(root)}.js`);
  writeFileSync(script, `${prelude}\nrequire(${JSON.stringify(trainer)});`);
  const trainings = new Trainings(script, root, { patience: limits.patience ?? 60_000, heap: limits.heap ?? 2048 });
  const settings = { steps: 300, seconds: 0, cell: 'rnn', hidden: 16, threads: 1, ...overrides } as const;
  const configuration = defaultConfiguration(FAULT_TEXT.length, 16, settings);
  return {
    trainings,
    training: trainings.train({ uri: vscode.Uri.parse('untitled:faulty'), name: path.basename(root), text: FAULT_TEXT, configuration }),
  };
}

export function trainWith(...given: Parameters<typeof trainingsWith>): Training {
  return trainingsWith(...given).training;
}

/** Puts `code` in front of a function of node:fs for the files whose path matches, from the call number `from` on. `file` holds the path. */
export function inFrontOf(name: 'renameSync' | 'openSync' | 'appendFileSync' | 'mkdirSync', files: RegExp, from: number, code: string): string {
  const path = name === 'renameSync' ? 'args[1]' : 'args[0]';
  return `{
    const fs = require('node:fs'), real = fs.${name};
    let calls = 0;
    fs.${name} = (...args) => {
      if (${files}.test(String(${path})) && ++calls >= ${from}) { ${code} }
      return real(...args);
    };
  }`;
}

/** From the write number `from` of a file whose path matches on, half of the bytes arrive, and then the disk is as `code` says. */
export function halfWritten(files: RegExp, from: number, code: string): string {
  return `{
    const fs = require('node:fs'), { openSync, writeSync } = fs;
    let calls = 0;
    const broken = new Set();
    fs.openSync = (...args) => {
      const handle = openSync(...args);
      broken.delete(handle);
      if (${files}.test(String(args[0])) && ++calls >= ${from}) broken.add(handle);
      return handle;
    };
    fs.writeSync = (handle, bytes, ...rest) => {
      if (!broken.has(handle)) return writeSync(handle, bytes, ...rest);
      writeSync(handle, bytes, 0, bytes.length >> 1);
      ${refusal(code)}
    };
  }`;
}

/** The error of a file system as Node raises it. */
export const refusal = (code: string) => `throw Object.assign(new Error('${code}: injected'), { code: '${code}' });`;
