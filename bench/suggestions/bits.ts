import { createEngine, DEFAULT_ORDER } from '../../src/cli/engines';
import { scoreText } from '../../src/prediction/score';
import type { Engine } from '../../src/protocol/predictor-messages';
import { table } from '../statistics';
import { type Held, heldOut, OTHERS, PROSE, PYTHON, read, sampleOfFiles } from './files';
import { networkOf } from './networks';

/** Characters of a file's end that are read. */
const LONGEST = 200_000;

type Model = ReturnType<typeof networkOf>;

/** Bits per character of a held-out part, everything adaptive. */
function bitsOf({ before, text }: Held, engine: Engine, model: Model, dynamic = false): number {
  const { predictor, ngram, symbols } = createEngine({ engine, order: DEFAULT_ORDER, model, dynamic, before, text });
  const { nats, characters } = scoreText(predictor, symbols, ngram.vocabularySize, true);
  return nats / characters / Math.LN2;
}

/** Context mixing beside the n-gram, and what a network of some seconds adds. */
export function bits(files: readonly string[] = [...PYTHON, ...OTHERS, ...PROSE], seconds = 10): void {
  const shares: number[][] = [];
  const rows = files.map((file) => {
    const held = read(file, LONGEST);
    const model = networkOf(held.before, seconds);
    const ngram = bitsOf(held, 'ngram', model);
    const contexts = bitsOf(held, 'context', model);
    const mix = bitsOf(held, 'mix', model);
    const dynamic = bitsOf(held, 'mix', model, true);
    shares.push([contexts / ngram, mix / contexts, dynamic / contexts]);
    console.error(`${held.name} predicted`);
    const share = (value: number, of: number) => `${value.toFixed(3)} (${(value / of).toFixed(3)})`;
    const size = [`${(held.characters / 1000).toFixed(0)}k`, String(model.vocabulary.length)];
    return [held.name, ...size, ngram.toFixed(3), share(contexts, ngram), share(mix, contexts), share(dynamic, contexts)];
  });
  const mean = (i: number) => `(${(shares.reduce((sum, row) => sum + row[i], 0) / shares.length).toFixed(3)})`;
  rows.push(['**mean**', '', '', '', mean(0), mean(1), mean(2)]);
  console.log(`\nBits per character, everything adaptive; contexts as a share of Kneser-Ney 8, the others of contexts; networks of ${seconds} s\n`);
  console.log(table(['file', 'characters', 'V', 'Kneser-Ney 8', 'contexts', 'with the network', 'with dynamic evaluation'], rows));
}

/** Texts that networks are bad at, besides files of every kind. */
function oddities(): Held[] {
  const noise = (length: number) => Array.from({ length }, (_, i) => String.fromCharCode(33 + ((Math.imul(i + 1, 2654435761) >>> 9) % 90))).join('');
  return [
    heldOut('one character', 'a'.repeat(3000)),
    heldOut('tiny', 'hello world'),
    heldOut('noise', noise(6000)),
    heldOut('repeated, then noise', 'abcdefgh'.repeat(1500) + noise(3000)),
    heldOut('noise, then repeated', noise(6000) + 'abcdefgh'.repeat(500)),
  ];
}

/** How much worse than the n-gram context mixing gets at worst, with networks that have had too little time. */
export function worst(count: number, seconds: number): void {
  const all = [...oddities(), ...sampleOfFiles(count).map(read)].filter(({ before, text }) => before.length >= 2 && text.length > 0);
  const ratios = all.map((held) => {
    const model = networkOf(held.before, seconds);
    return { ratio: bitsOf(held, 'mix', model) / bitsOf(held, 'ngram', model), held };
  });
  ratios.sort((a, b) => b.ratio - a.ratio);
  const mean = ratios.reduce((sum, { ratio }) => sum + ratio, 0) / ratios.length;
  console.log(
    `\nContext mixing with the network over Kneser-Ney 8 in bits, ${ratios.length} files of node_modules, networks of ${seconds} s: mean ${mean.toFixed(4)}; the worst\n`,
  );
  const rows = ratios.slice(0, 5).map(({ ratio, held }) => [held.name, String(held.characters), ratio.toFixed(4)]);
  console.log(table(['file', 'characters', 'ratio'], rows));
}
