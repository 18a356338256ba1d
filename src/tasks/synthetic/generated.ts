// Made by scripts/settings.mjs from SYNTHETIC_TASKS (src/protocol/tasks.ts).
export { adding } from './adding';
export { copy } from './copy';
export { digits } from './digits';
export { dyck } from './dyck';
export { modulo } from './modulo';
export { parity } from './parity';
export { recall } from './recall';
export { reverse } from './reverse';
export { selectiveCopy } from './selective-copy';
