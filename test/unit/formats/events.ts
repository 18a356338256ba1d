import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { TrainingEvent } from '../../../src/protocol/training-events';

const step = { clipped: 0, hiddenNorms: [1.5, 2.5] };

/** A short run. */
export const EVENTS: TrainingEvent[] = [
  {
    type: 'start',
    configuration: { ...BASE_CONFIGURATION, layers: 2 },
    parameters: 1234,
    vocabularySize: 9,
    trainingCharacters: 900,
    validationCharacters: 100,
    threads: 1,
    backend: 'x',
  },
  { type: 'evaluation', step: 0, loss: 4.1, bitsPerCharacter: 5.9, accuracy: 0.02 },
  { ...step, type: 'step', step: 1, loss: 4, gradientNorm: 0.7, learningRate: 0.001, charactersPerSecond: 1000, seconds: 0.5 },
  { type: 'gradient', step: 1, norms: { 'head.weight': 0.5 }, updateRatios: { 'head.weight': 0.01 } },
  { type: 'sample', step: 1, text: 'the tide\n| <b>"\\' },
  {
    ...step,
    type: 'step',
    step: 20,
    loss: 2.5,
    gradientNorm: 0.9,
    clipped: 0.25,
    learningRate: 0.002,
    hiddenNorms: [1.75, 2.75],
    charactersPerSecond: 1200,
    seconds: 2,
    ...{ count: 19, clippedCount: 5, meanLoss: 3, lossRange: [2.25, 4], meanGradientNorm: 0.8, gradientNormRange: [0.5, 1.5] },
  },
  {
    type: 'diagnosis',
    step: 20,
    diagnosis: {
      ...{ step: 20, characters: 9, connectivity: { position: 1, norms: [] }, terms: { position: 1, norms: [], totals: [] } },
      ...{ states: { text: '', hiddenNorms: [], cellNorms: null, from: 0, activations: [] }, weights: [], gradients: null, milliseconds: 1 },
      flow: { lags: [1, 20], positions: [1], norms: [[-0.5, null]], bounds: [], estimates: null },
      spectra: [[{ gate: 'W', eigenvalues: [], spectralRadius: 0.75, sigmaMax: 1.25 }]],
      saturation: [[{ gate: 'h', left: 0.25, right: 0.5, histogram: { from: 0, to: 1, counts: [] }, dead: null }]],
    },
  },
  { type: 'evaluation', step: 20, loss: 2.6, bitsPerCharacter: 3.75, accuracy: 0.3 },
  { type: 'done', steps: 20, seconds: 2.5, bestStep: 20, bestLoss: 2.6, path: null, reason: 'budget' },
];
