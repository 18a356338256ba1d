import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { REPLAYED, replayStart } from '../../src/prediction/replay';
import { normalizeText } from '../../src/text/text';

export interface Held {
  readonly name: string;
  readonly characters: number;
  /** What is learnt, and the held-out part that is told or typed. */
  readonly before: readonly string[];
  readonly text: readonly string[];
}

/** A text with its end held out as the replay does it. */
export function heldOut(name: string, raw: string): Held {
  const characters = Array.from(normalizeText(raw));
  const start = replayStart(characters.length);
  return { name, characters: characters.length, before: characters.slice(0, start), text: characters.slice(start, start + REPLAYED) };
}

export function read(file: string): Held {
  return heldOut(path.basename(file), readFileSync(file, 'utf8'));
}

/** Source files of this repository and of its tools. */
export const SOURCES = [
  'src/training/trainer.ts',
  'src/extension/suggestions/predictor-client.ts',
  'src/network/kernel-learner.ts',
  'node_modules/commander/lib/command.js',
  'node_modules/mocha/lib/runner.js',
  'node_modules/typescript/lib/lib.es5.d.ts',
  'node_modules/@types/vscode/index.d.ts',
];

/** Files of 100 kB and more, and the texts of the reference results where they are at hand. */
export const LARGE = [
  'node_modules/typescript/lib/lib.es5.d.ts',
  'node_modules/@types/vscode/index.d.ts',
  'node_modules/fast-check/lib/fast-check.d.ts',
  'node_modules/dependency-cruiser/node_modules/acorn/dist/acorn.js',
  'node_modules/acorn/dist/acorn.js',
  'node_modules/uplot/dist/uPlot.cjs.js',
  '../shared/data/tinyshakespeare.txt',
  '../shared/data/hongloumeng_100k.txt',
].filter((file) => existsSync(file));

/** Every so many of the text-like files of node_modules, whatever they are: types, maps, prose, data. */
export function sampleOfFiles(count: number): string[] {
  const files: string[] = [];
  const walk = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) walk(file);
      else if (/\.(js|ts|md|json|css|html|txt|mjs|cjs|map|py|svg|ya?ml)$/.test(entry.name) && statSync(file).size < 60_000) files.push(file);
    }
  };
  walk('node_modules/');
  const step = files.length / count;
  return Array.from({ length: count }, (_, i) => files[Math.floor(i * step)]!);
}
