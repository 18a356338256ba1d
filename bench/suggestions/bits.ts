import { createEngine, DEFAULT_ORDER } from '../../src/cli/engines';
import { scoreText } from '../../src/prediction/score';
import type { Engine } from '../../src/protocol/predictor-messages';
import { table } from '../statistics';
import { type Held, heldOut, LARGE, read, sampleOfFiles } from './files';
import { networkOf } from './networks';

type Model = ReturnType<typeof networkOf>;

/** Bits per character of a held-out part, everything adaptive. */
function bitsOf({ before, text }: Held, engine: Engine, model: Model, dynamic = false): number {
  const { predictor, ngram, symbols } = createEngine({ engine, order: DEFAULT_ORDER, model, dynamic, before, text });
  const { nats, characters } = scoreText(predictor, symbols, ngram.vocabularySize, true);
  return nats / characters / Math.LN2;
}

/** The mixture beside what it is made of, on large files. */
export function bits(files: readonly string[] = LARGE): void {
  const rows = files.map((file) => {
    const held = read(file);
    const model = networkOf(held.before, 30);
    const ngram = bitsOf(held, 'ngram', model);
    const of = (engine: Engine, dynamic: boolean) => bitsOf(held, engine, model, dynamic);
    const [network, dynamic, mix, both] = [of('network', false), of('network', true), of('mix', false), of('mix', true)];
    console.error(`${held.name} told`);
    const share = (value: number) => `${value.toFixed(3)} (${(value / ngram).toFixed(3)})`;
    return [
      held.name,
      `${(held.characters / 1000).toFixed(0)}k`,
      String(model.vocabulary.length),
      ngram.toFixed(3),
      ...[network, dynamic].map((value) => value.toFixed(3)),
      share(mix),
      share(both),
    ];
  });
  console.log('\nBits per character, everything adaptive, networks of 30 s; in brackets the share of Kneser-Ney 8\n');
  const head = ['file', 'characters', 'V', 'Kneser-Ney 8', 'network', 'network, dynamic evaluation', 'mix', 'mix, dynamic evaluation'];
  console.log(table(head, rows));
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

/** How much worse than the n-gram the mixture gets at worst, with networks that have had too little time. */
export function worst(count: number, seconds: number): void {
  const all = [...oddities(), ...sampleOfFiles(count).map(read)].filter(({ before, text }) => before.length >= 2 && text.length > 0);
  const ratios = all.map((held) => {
    const model = networkOf(held.before, seconds);
    return { ratio: bitsOf(held, 'mix', model) / bitsOf(held, 'ngram', model), held };
  });
  ratios.sort((a, b) => b.ratio - a.ratio);
  const mean = ratios.reduce((sum, { ratio }) => sum + ratio, 0) / ratios.length;
  console.log(
    `\nMixture over Kneser-Ney 8 in bits, ${ratios.length} files of node_modules, networks of ${seconds} s: mean ${mean.toFixed(4)}; the worst\n`,
  );
  const rows = ratios.slice(0, 5).map(({ ratio, held }) => [held.name, String(held.characters), ratio.toFixed(4)]);
  console.log(table(['file', 'characters', 'ratio'], rows));
}
