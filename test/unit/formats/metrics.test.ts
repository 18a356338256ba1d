import assert from 'node:assert/strict';
import { exportFiles } from '../../../src/formats/export';
import { metricsCsv, metricsJson } from '../../../src/formats/metrics';
import { UnrollError } from '../../../src/protocol/error';
import { EVENTS } from './events';
import { exampleModel } from './files';

describe('metrics as tables', () => {
  it('CSV has a row a step with training and validation side by side', () => {
    assert.deepEqual(metricsCsv(EVENTS).split('\n'), [
      'step,seconds,loss,gradientNorm,clipped,learningRate,charactersPerSecond,count,clippedCount,meanLoss,minimumLoss,maximumLoss,meanGradientNorm,minimumGradientNorm,maximumGradientNorm,hiddenNorm0,hiddenNorm1,validationLoss,validationBitsPerCharacter,validationAccuracy',
      '0,,,,,,,,,,,,,,,,,4.1,5.9,0.02',
      '1,0.5,4,0.7,0,0.001,1000,,,,,,,,,1.5,2.5,,,',
      '20,2,2.5,0.9,0.25,0.002,1200,19,5,3,2.25,4,0.8,0.5,1.5,1.75,2.75,2.6,3.75,0.3',
      '',
    ]);
  });
  it('JSON has everything by kind', () => {
    const json = JSON.parse(metricsJson(EVENTS));
    assert.deepEqual([json.steps.length, json.evaluations.length, json.done.reason, json.start.parameters], [2, 2, 'budget', 1234]);
  });
  it('are not made up where there are none', () => {
    assert.throws(
      () => exportFiles('csv', { model: exampleModel(), name: 'model', events: [], started: 0 }),
      (error) => error instanceof UnrollError && error.id === 'export.metrics',
    );
  });
});
