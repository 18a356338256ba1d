export { GATES, tensorShapes } from '../protocol/tensor-shapes';
