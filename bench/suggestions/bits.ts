import { createEngine, DEFAULT_ORDER } from '../../src/cli/engines';
import { NETWORK } from '../../src/prediction/context-mixing/parameters';
import type { ContextPredictor } from '../../src/prediction/context-predictor';
import { scoreText } from '../../src/prediction/score';
import { table } from '../statistics';
import { type Held, heldOut, OTHERS, PROSE, PYTHON, read, sampleOfFiles } from './files';
import { networkOf } from './networks';

/** Characters of a file's end that are read. */
const LONGEST = 120_000;

/** Bits per character of a held-out part, everything adaptive: by the n-gram alone, by context mixing, and by both with a network of some seconds inside. */
function bitsOf({ before, text }: Held, seconds: number): { ngram: number; contexts: number; mix: number } {
  const counted = createEngine({ engine: 'ngram', order: DEFAULT_ORDER, before, text });
  const ngram = scoreText(counted.predictor, counted.symbols, counted.ngram.vocabularySize, true).nats;
  const made = createEngine({ engine: 'mix', order: DEFAULT_ORDER, model: networkOf(before, seconds), dynamic: true, before, text });
  const predictor = made.predictor as ContextPredictor;
  const size = made.ngram.vocabularySize;
  let [contexts, mix] = [0, 0];
  for (const symbol of made.symbols) {
    mix -= Math.log(predictor.probability(symbol, size));
    // The mixer is the same, bit for bit, with and without a network.
    contexts -= Math.log(predictor.without(NETWORK, symbol, size));
    predictor.observe(symbol);
  }
  const perCharacter = (nats: number) => nats / text.length / Math.LN2;
  return { ngram: perCharacter(ngram), contexts: perCharacter(contexts), mix: perCharacter(mix) };
}

/** Context mixing beside the n-gram, and what a network of some seconds adds. */
export function bits(files: readonly string[] = [...PYTHON, ...OTHERS, ...PROSE], seconds = 5): void {
  const results = files.map((file) => {
    const held = read(file, LONGEST);
    const result = { file, held, ...bitsOf(held, seconds) };
    console.error(`${held.name} predicted`);
    return result;
  });
  const rows = results.map(({ held, ngram, contexts, mix }) => [
    held.name,
    `${(held.characters / 1000).toFixed(0)}k`,
    ngram.toFixed(3),
    `${contexts.toFixed(3)} (${(contexts / ngram).toFixed(3)})`,
    `${mix.toFixed(3)} (${(mix / contexts).toFixed(4)})`,
  ]);
  const code = results.filter(({ file }) => !PROSE.includes(file));
  const share = (of: (one: (typeof results)[number]) => number) => code.map(of).reduce((a, b) => a + b, 0) / code.length;
  if (code.length > 0)
    rows.push([
      '**mean of code**',
      '',
      '',
      `(${share((one) => one.contexts / one.ngram).toFixed(3)})`,
      `(${share((one) => one.mix / one.contexts).toFixed(4)})`,
    ]);
  console.log(
    `\nBits per character, everything adaptive: context mixing as a share of Kneser-Ney 8; with a network of ${seconds} s that goes on learning, as a share of context mixing\n`,
  );
  console.log(table(['file', 'characters', 'Kneser-Ney 8', 'context mixing', 'with the network'], rows));
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

/** How much worse a network that has had too little time makes context mixing at worst, and how much worse than the n-gram it gets. */
export function worst(count: number, seconds: number): void {
  const all = [...oddities(), ...sampleOfFiles(count).map((file) => read(file))].filter(({ before, text }) => before.length >= 2 && text.length > 0);
  const ratios = all.map((held) => {
    const { ngram, contexts, mix } = bitsOf(held, seconds);
    return { network: mix / contexts, ngram: mix / ngram, held };
  });
  for (const [key, of] of [
    ['network', 'context mixing without the network'],
    ['ngram', 'Kneser-Ney 8'],
  ] as const) {
    ratios.sort((a, b) => b[key] - a[key]);
    const mean = ratios.reduce((sum, one) => sum + one[key], 0) / ratios.length;
    console.log(
      `\nContext mixing with a network of ${seconds} s over ${of} in bits, ${ratios.length} texts of every kind: mean ${mean.toFixed(4)}; the worst\n`,
    );
    const rows = ratios.slice(0, 5).map((one) => [one.held.name, String(one.held.characters), one[key].toFixed(4)]);
    console.log(table(['file', 'characters', 'ratio'], rows));
  }
}
