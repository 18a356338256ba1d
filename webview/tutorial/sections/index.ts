import type { Section } from '../section';
import { attention } from './attention';
import { classification } from './classification';
import { convolution } from './convolution';
import { explosion } from './explosion';
import { forward } from './forward';
import { gradientSum } from './gradient-sum';
import { hello } from './hello';
import { jacobians } from './jacobians';
import { kinds } from './kinds';
import { loss } from './loss';
import { remedies } from './remedies';
import { sequences } from './sequences';
import { series } from './series';
import { unrolled } from './unrolled';
import { yourText } from './your-text';

/** The sections in the order in which they are read. */
export const SECTIONS: readonly Section[] = [
  sequences,
  unrolled,
  forward,
  loss,
  gradientSum,
  jacobians,
  explosion,
  remedies,
  hello,
  yourText,
  convolution,
  attention,
  classification,
  series,
  kinds,
];
