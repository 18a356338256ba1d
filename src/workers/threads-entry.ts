// Threads under Node that share most of their code: one bundle, which a script of a line for each of them starts (scripts/build.mjs).
export { start as folder } from './folder-entry';
export { start as follower } from './follower-entry';
export { start as glimpses } from './glimpses-entry';
export { start as 'model-files' } from './model-files-entry';
export { start as playground } from './playground-entry';
export { start as predictor } from './predictor-entry';
export { start as trainer } from './trainer-entry';
export { start as zoo } from './zoo-entry';
