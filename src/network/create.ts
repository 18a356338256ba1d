import { chooseBuild, instantiate } from '../kernels/web-assembly';
import { KernelLearner, type LearnerOptions, planLearner, reserve } from './kernel-learner';
import type { Learner } from './learner';
import { PARTIAL, SHARED } from './member';

/** A learner on the thread that calls; `build`: the backend of a resumed run. */
export function createLearner(options: LearnerOptions, build = chooseBuild(false)): Learner {
  const backend = instantiate(build);
  const plan = planLearner(options.configuration, options.vocabularySize, options.realInputs ?? 0, 1, backend.base);
  reserve(backend, plan, options.memoryLimit);
  return new KernelLearner(options, plan, backend, new Int32Array(SHARED.words), new Float64Array(PARTIAL.size));
}
