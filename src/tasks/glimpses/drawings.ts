import { Random } from '../../network/random';
import { UnrollError } from '../../protocol/error';
import { OWN_RANGES, type OwnPictures } from '../../protocol/glimpses';
import { type Drawings, drawDigits } from './scene';

/** Drawings of each digit that the pictures of the training are made of, and other ones to judge by. */
const DRAWINGS = 200;
const TEST_DRAWINGS = 100;
/** Of a person's own pictures every fifth of each class is for the test. */
const FOLDS = 5;
const LEVELS = 9;

/** What is drawn, by the names of its classes: what is trained on, and what is never trained on. */
export interface AllDrawings {
  readonly names: readonly string[];
  readonly training: Drawings;
  readonly test: Drawings;
}

/** Digits as if written by hand, or a person's own pictures. @throws UnrollError where a class has too few of them */
export function drawingsOf(seed: number, own: OwnPictures | undefined): AllDrawings {
  if (own) return splitOwn(own);
  const training = drawDigits(DRAWINGS, new Random(seed, 'digits'));
  const test = drawDigits(TEST_DRAWINGS, new Random(99, 'test digits'));
  return { names: Array.from({ length: training.classes }, (_, digit) => String(digit)), training, test };
}

function splitOwn({ classes, drawings }: OwnPictures): AllDrawings {
  const counts = classes.map(() => 0);
  const parts = { training: [] as OwnPictures['drawings'][number][], test: [] as OwnPictures['drawings'][number][] };
  for (const drawing of drawings)
    if (drawing.label < classes.length) parts[counts[drawing.label]!++ % FOLDS === 0 ? 'test' : 'training'].push(drawing);
  const { least } = OWN_RANGES.pictures;
  classes.forEach((name, c) => {
    if (counts[c]! < least) throw new UnrollError('glimpses.few', [name, counts[c]!, least], { exitCode: 2 });
  });
  const part = (some: OwnPictures['drawings']): Drawings => ({
    inks: some.map(({ ink }) => Float32Array.from(ink, (level) => Number(level) / LEVELS)),
    labels: some.map(({ label }) => label),
    classes: classes.length,
  });
  return { names: classes, training: part(parts.training), test: part(parts.test) };
}
