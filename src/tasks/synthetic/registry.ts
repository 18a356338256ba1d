import type { SyntheticTaskId } from '../../protocol/tasks';
import { adding } from './adding';
import { copy } from './copy';
import { digits } from './digits';
import { dyck } from './dyck';
import { modulo, parity } from './modulo';
import type { SyntheticDefinition } from './problem';
import { recall } from './recall';
import { reverse } from './reverse';
import { selectiveCopy } from './selective-copy';

/** All generated tasks. */
export const SYNTHETIC: Readonly<Record<SyntheticTaskId, SyntheticDefinition>> = {
  copy,
  'selective-copy': selectiveCopy,
  recall,
  parity,
  modulo,
  dyck,
  adding,
  reverse,
  digits,
};
