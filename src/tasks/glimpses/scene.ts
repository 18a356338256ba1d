import type { Random } from '../../network/random';
import type { GlimpsePictures } from '../../protocol/glimpses';
import { drawDigit } from '../digits/draw';

/** Pixels a side of a picture, of the digit in it, and of a piece of clutter. */
export const SIDE = 60;
export const DIGIT_SIDE = 16;
const CLUTTER_SIDE = 6;
const CLUTTER_PIECES = 5;
export const CLASSES = 10;

/** A picture [side, side] of ink from 0 to 1, and the digit that it shows. */
export interface Scene {
  readonly ink: Float32Array;
  readonly digit: number;
}

/** Drawings [16, 16] of all digits in turn, to be placed in pictures again and again: drawing takes longer than everything else that a picture needs. */
export type Drawings = readonly Float32Array[];

/** @param count drawings of each digit */
export function drawDigits(count: number, random: Random): Drawings {
  return Array.from({ length: count * CLASSES }, (_, i) => drawDigit(i % CLASSES, DIGIT_SIDE, random));
}

/** Pictures of drawn digits, one after the other. */
export class Scenes {
  constructor(
    private readonly digits: Drawings,
    private readonly random: Random,
  ) {}

  /**
   * The next picture: a digit in the middle, at a random place, or at a random place among pieces of other digits (Mnih et al. 2014, section 4.1).
   * @param digit a random one if left out
   */
  draw(kind: GlimpsePictures, digit?: number): Scene {
    const { random, digits } = this;
    const ink = new Float32Array(SIDE * SIDE);
    const number = digit === undefined ? random.integer(digits.length) : CLASSES * random.integer(digits.length / CLASSES) + digit;
    const room = SIDE - DIGIT_SIDE;
    const [left, top] = kind === 'centred' ? [room / 2, room / 2] : [random.integer(room + 1), random.integer(room + 1)];
    paint(ink, left, top, digits[number]!, 0, 0, DIGIT_SIDE);
    for (let i = 0; kind === 'cluttered' && i < CLUTTER_PIECES; i++) {
      const from = digits[random.integer(digits.length)]!;
      const [x, y] = [random.integer(DIGIT_SIDE - CLUTTER_SIDE + 1), random.integer(DIGIT_SIDE - CLUTTER_SIDE + 1)];
      paint(ink, random.integer(SIDE - CLUTTER_SIDE + 1), random.integer(SIDE - CLUTTER_SIDE + 1), from, x, y, CLUTTER_SIDE);
    }
    return { ink, digit: number % CLASSES };
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
