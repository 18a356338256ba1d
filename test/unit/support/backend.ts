import path from 'node:path';
import { offerNativeKernels } from '../../../src/workers/native-kernels';

// Part of every test bundle (scripts/build.mjs): with UNROLL_BACKEND=native whatever a test trains or predicts with runs on the native kernels.
if (process.env.UNROLL_BACKEND === 'native') offerNativeKernels(path.resolve('dist/native'));
