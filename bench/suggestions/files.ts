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

/** @param longest characters of the file's end that are read */
export function read(file: string, longest = Number.POSITIVE_INFINITY): Held {
  return heldOut(
    /^(README|index)\./.test(path.basename(file)) ? file.split(path.sep).slice(-2).join('/') : path.basename(file),
    readFileSync(file, 'utf8').slice(-longest),
  );
}

/** The newest Python installation's library: its files were never used to train or tune anything. */
const LIBRARY = ['/usr/lib', '/usr/local/lib', `${process.env.HOME}/.pyenv/versions`]
  .filter((folder) => existsSync(folder))
  .flatMap((folder) =>
    readdirSync(folder).map((name) => [path.join(folder, name), path.join(folder, name, 'lib', `python${name.split('.').slice(0, 2).join('.')}`)]),
  )
  .flat()
  .filter((folder) => existsSync(path.join(folder, 'textwrap.py')))
  .at(0);
const library = (names: readonly string[]) => (LIBRARY ? names.map((name) => path.join(LIBRARY, name)) : []);

/** Files of Python's library, and eight of their siblings, which are learnt first where that is measured. */
export const PYTHON = library(['textwrap.py', 'difflib.py', 'argparse.py', 'configparser.py']);
export const SIBLINGS = library(['csv.py', 'getopt.py', 'shlex.py', 'shutil.py', 'optparse.py', 'pickle.py', 'zipfile.py', 'inspect.py']);

const VSCODE = 'test/vscode/node_modules';
/** Files of other languages: none of them trained the start weights. */
export const OTHERS = [
  'node_modules/mocha/lib/runner.js',
  'node_modules/chokidar/index.js',
  'node_modules/assemblyscript/std/assembly/typedarray.ts',
  'node_modules/@types/vscode/index.d.ts',
  `${VSCODE}/argon2/argon2/src/core.c`,
  `${VSCODE}/@tootallnate/quickjs-emscripten/c/interface.c`,
  `${VSCODE}/node-pty/src/unix/pty.cc`,
  `${VSCODE}/katex/src/styles/katex.scss`,
  'node_modules/fast-glob/README.md',
  'node_modules/protobufjs/README.md',
  'node_modules/fast-check/README.md',
].filter((file) => existsSync(file));

/** Texts of the reference results where they are at hand. */
export const PROSE = ['../shared/data/tinyshakespeare.txt', '../shared/data/hongloumeng_100k.txt'].filter((file) => existsSync(file));

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
