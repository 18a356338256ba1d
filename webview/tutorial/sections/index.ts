import type { Section } from '../section';
import { explosion } from './explosion';
import { forward } from './forward';
import { gradientSum } from './gradient-sum';
import { hello } from './hello';
import { jacobians } from './jacobians';
import { attention } from './later/attention';
import { classification } from './later/classification';
import { convolution } from './later/convolution';
import { kinds } from './later/kinds';
import { pairs } from './later/pairs';
import { series } from './later/series';
import { loss } from './loss';
import { remedies } from './remedies';
import { sequences } from './sequences';
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
  pairs,
  classification,
  series,
  kinds,
];
