// The kernels that a backend exports: see ../backend.ts for what each one computes.
export { gemmNN, gemmTN } from './gemm';
export { biasRows, columnSums, copyRows, drawUniform, dropoutMask, embed, lookUp, maskColumns, multiplyRows, rowNorms, scatter, transpose, zero } from './rows';
export { activateRows, rnnBackward, rnnForward, slopeRows } from './rnn';
export { lstmBackward, lstmForward } from './lstm';
export { gruBackward, gruForward } from './gru';
export { logProbabilities, sigmoidLoss, softmaxCrossEntropy, softmaxGradient, softmaxMaxima, squaredError } from './loss';
export { adagrad, adam, add, clipValues, rmsprop, sgd, sumSquares } from './optimizer';
export const heapBase: usize = __heap_base;
