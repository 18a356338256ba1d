import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DocumentPredictor } from '../../src/prediction/document-predictor';
import { normalizeText } from '../../src/text/text';
import { table } from '../statistics';
import { read } from './files';

/** Documents, and the folders whose files are open beside them: alike, and not at all. */
const CASES = [
  ['src/extension/training/training.ts', 'src/extension/training'],
  ['src/network/kernel-learner.ts', 'src/network'],
  ['node_modules/mocha/lib/runner.js', 'node_modules/mocha/lib'],
  ['node_modules/commander/lib/help.js', 'src/extension/training'],
  ['README.md', 'src/extension/training'],
] as const;
const MOST = 12;

/** Bits per character of what is typed at a document's end, by the n-gram alone, and milliseconds to count. */
function typed(before: string, text: readonly string[], others: readonly string[]): { bits: number; milliseconds: number } {
  const document = new DocumentPredictor(before);
  const from = performance.now();
  for (const _ of document.count(undefined));
  for (const _ of document.learn(others));
  const milliseconds = performance.now() - from;
  const sum = ({ characters, bitsPerCharacter }: DocumentPredictor['contributions']) => (characters > 0 ? characters * bitsPerCharacter : 0);
  const start = document.contributions;
  for (const character of text) document.edit(document.content.length, 0, character);
  const end = document.contributions;
  return { bits: (sum(end) - sum(start)) / (end.characters - start.characters), milliseconds };
}

/** What counting other open documents is worth. */
export function others(): void {
  const rows = CASES.map(([file, folder]) => {
    const held = read(file);
    const beside = readdirSync(folder)
      .map((name) => path.join(folder, name))
      .filter((name) => /\.[jt]s$/.test(name) && name !== file)
      .slice(0, MOST)
      .map((name) => normalizeText(readFileSync(name, 'utf8')));
    const before = held.before.join('');
    const [alone, together] = [typed(before, held.text, []), typed(before, held.text, beside)];
    const share = together.bits / alone.bits;
    return [
      held.name,
      `${beside.length} of ${folder}`,
      alone.bits.toFixed(3),
      `${together.bits.toFixed(3)} (${share.toFixed(3)})`,
      together.milliseconds.toFixed(0),
    ];
  });
  console.log('\nBits per character of the n-gram, alone and with other open documents\n');
  console.log(table(['document', 'others', 'alone', 'with the others', 'ms to count'], rows));
}
