// The kernels that a backend exports: see ../backend.ts for what each one computes.
export { gemmNN, gemmTN } from './gemm';
export { biasRows, columnSums, copyRows, drawUniform, dropoutMask, embed, lookUp, maskColumns, multiplyRows, rowNorms, scatter, transpose, zero } from './rows';
export { activateRows, rnnBackward, rnnForward, slopeRows } from './rnn';
export { lstmBackward, lstmForward } from './lstm';
export { gruBackward, gruForward } from './gru';
export { logProbabilities, pinballLoss, sigmoidLoss, softmaxCrossEntropy, softmaxGradient, softmaxMaxima, squaredError } from './loss';
export { addRows, meanOverTime, meanOverTimeBackward } from './surroundings';
export { adagrad, adam, add, clipValues, rmsprop, sgd, sumSquares } from './optimizer';
export { layerNormBackward, layerNormForward, rmsNormBackward, rmsNormForward } from './norm';
export {
  addScaledRows, geluBackward, geluForward, gluBackward, gluForward, productSums, siluBackward, siluForward, softplusBackward, softplusForward,
} from './units';
export { lruBackward, lruForward, minGruBackward, minGruForward, minLstmBackward, minLstmForward } from './scan';
export { depthwiseBackward, depthwiseForward } from './depthwise';
export { selectiveBackward, selectiveForward } from './selective';
export { attentionBackward, attentionForward, rotateRows } from './attention';
export { deltaBackward, deltaForward, unitBackward, unitForward } from './delta';
export { additiveBackward, additiveForward } from './additive';
export const heapBase: usize = __heap_base;
