import type { Language } from '../../../src/protocol/language';
import type { LessonTraining, Prediction } from '../../../src/protocol/tutorial';

/** A text in which a word far back decides the next one: what a network must remember, and how few characters a window sees. */
export const SENTENCES = {
  en: {
    sentences: ['I am hungry, so I will eat. ', 'I am thirsty, so I will drink. '],
    prompts: ['I am hungry, so I will ', 'I am thirsty, so I will '],
    /** Places in the first prompt of the characters that the other one does not have. */
    deciding: [5, 9],
    window: 8,
  },
  zh: {
    sentences: ['我肚子饿了，准备去吃饭。', '我嘴巴渴了，准备去喝水。'],
    prompts: ['我肚子饿了，准备去', '我嘴巴渴了，准备去'],
    deciding: [1, 3],
    window: 3,
  },
} as const;
const COUNT = 120;

/** What comes next after each prompt. */
export function answers(language: Language): readonly string[] {
  const { sentences, prompts } = SENTENCES[language];
  return sentences.map((sentence, i) => sentence.slice(prompts[i]!.length)[0]!);
}

/** The same sentences in an order that nobody can learn. */
function trainingText(language: Language): string {
  let [text, seed] = ['', 7];
  for (let i = 0; i < COUNT; i++) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    text += SENTENCES[language].sentences[seed > 1073741824 ? 1 : 0]!;
  }
  return text;
}

/** The lesson of a network on these sentences; only the options of the network are still to be said. */
export function sentenceLesson(language: Language, steps: number, options: LessonTraining['options']): LessonTraining {
  const training = { seconds: 0, sequenceLength: 40, batchSize: 8, learningRate: 5e-3, schedule: 'constant', warmup: 0, dropout: 0 } as const;
  return {
    kind: 'train',
    text: trainingText(language),
    options: { ...training, steps, validation: 0, minCount: 1, ...options },
    prompts: SENTENCES[language].prompts,
    lookEvery: 20,
  };
}

/** Mean probability of the right next characters. */
export function rightShare(language: Language, predictions: readonly (readonly Prediction[])[]): number {
  const right = answers(language);
  return predictions.reduce((sum, own, i) => sum + (own.find(({ character }) => character === right[i])?.probability ?? 0), 0) / right.length;
}

/** Almost all is not all. */
export const percent = (value: number): string =>
  `${value > 0.99 && value < 1 ? (Math.floor(1000 * value) / 10).toFixed(1) : Math.round(100 * value)} %`;
