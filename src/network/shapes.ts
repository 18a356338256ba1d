export { countParameters, GATES, inputSize, tensorShapes } from '../protocol/tensor-shapes';
