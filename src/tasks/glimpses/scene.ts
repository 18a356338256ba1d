import type { Random } from '../../network/random';
import { DRAWING_SIDE, type GlimpsePictures } from '../../protocol/glimpses';
import { drawDigit } from '../digits/draw';

/** Pixels a side of a picture, of the drawing in it, and of a piece of clutter. */
export const SIDE = 60;
export const DIGIT_SIDE = DRAWING_SIDE;
const CLUTTER_SIDE = 6;
const CLUTTER_PIECES = 5;
/** Digits that there are. */
const DIGITS = 10;

/** A picture [side, side] of ink from 0 to 1, and the digit, or class, that it shows. */
export interface Scene {
  readonly ink: Float32Array;
  readonly digit: number;
}

/** Drawings [16, 16], to be placed in pictures again and again: drawing takes longer than everything else that a picture needs. */
export interface Drawings {
  readonly inks: readonly Float32Array[];
  /** The class of each. */
  readonly labels: readonly number[];
  readonly classes: number;
}

/** All digits in turn. @param count drawings of each */
export function drawDigits(count: number, random: Random): Drawings {
  const labels = Array.from({ length: count * DIGITS }, (_, i) => i % DIGITS);
  return { inks: labels.map((digit) => drawDigit(digit, DIGIT_SIDE, random)), labels, classes: DIGITS };
}

/** Pictures of drawings, one after the other. */
export class Scenes {
  /** Places of the drawings of every class. */
  private readonly byClass: readonly (readonly number[])[];

  constructor(
    private readonly drawings: Drawings,
    private readonly random: Random,
  ) {
    const { labels, classes } = drawings;
    this.byClass = Array.from({ length: classes }, (_, c) => [...labels.keys()].filter((i) => labels[i] === c));
  }

  /**
   * The next picture: a drawing in the middle, at a random place, or at a random place among pieces of other drawings (Mnih et al. 2014, section 4.1).
   * @param digit a random one if left out
   */
  draw(kind: GlimpsePictures, digit?: number): Scene {
    const { random, byClass } = this;
    const { inks, labels } = this.drawings;
    const ink = new Float32Array(SIDE * SIDE);
    const own = digit === undefined ? undefined : byClass[digit]!;
    const number = own ? own[random.integer(own.length)]! : random.integer(inks.length);
    const room = SIDE - DIGIT_SIDE;
    const [left, top] = kind === 'centred' ? [room / 2, room / 2] : [random.integer(room + 1), random.integer(room + 1)];
    paint(ink, left, top, inks[number]!, 0, 0, DIGIT_SIDE);
    for (let i = 0; kind === 'cluttered' && i < CLUTTER_PIECES; i++) {
      const from = inks[random.integer(inks.length)]!;
      const [x, y] = [random.integer(DIGIT_SIDE - CLUTTER_SIDE + 1), random.integer(DIGIT_SIDE - CLUTTER_SIDE + 1)];
      paint(ink, random.integer(SIDE - CLUTTER_SIDE + 1), random.integer(SIDE - CLUTTER_SIDE + 1), from, x, y, CLUTTER_SIDE);
    }
    return { ink, digit: labels[number]! };
  }
}

/** Lays a square of a drawing on a picture; the darker ink stays. */
function paint(ink: Float32Array, left: number, top: number, drawing: Float32Array, x: number, y: number, size: number): void {
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const at = (top + row) * SIDE + left + column;
      ink[at] = Math.max(ink[at]!, drawing[(y + row) * DIGIT_SIDE + x + column]!);
    }
}
