import assert from 'node:assert/strict';
import { diagnose } from '../../../src/diagnostics/diagnose';
import { createLearner } from '../../../src/network/create';
import { LAYER_DESCRIPTIONS } from '../../../src/network/layers/descriptions';
import { languagePorts } from '../../../src/network/ports';
import type { Configuration } from '../../../src/protocol/configuration';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { completeArchitecture } from '../../../src/protocol/surroundings';
import { RunSeries } from '../../../src/view-model/run/run-series';
import { diagnosisStatements, flowStatements, termsStatements } from '../../../src/view-model/statements/gradients';

const TEXT = Array.from({ length: 60 }, (_, i) => 'abcde'[(i * i) % 5]!);
const SYMBOLS = TEXT.map((character) => 'abcde'.indexOf(character));

/** A run whose only diagnosis is of fresh weights of an architecture. */
function runOf(given: Partial<Configuration>): RunSeries {
  const own = { hidden: 8, threads: 1, batchSize: 1, sequenceLength: 8 };
  const configuration = completeArchitecture({ ...BASE_CONFIGURATION, ...own, ...given }, given);
  const weights = createLearner({ configuration, ports: languagePorts(configuration, 5) }).readWeights();
  const diagnosis = diagnose({
    ...{ architecture: configuration, vocabularySize: 5, weights, symbols: SYMBOLS, characters: TEXT, positions: [40, 58], step: 0, now: () => 0 },
  });
  const run = new RunSeries({ runId: 'run', name: 'a.txt', state: 'running', configuration, totalSteps: 10 } as RunSeries['info']);
  run.append([{ type: 'diagnosis', step: 0, diagnosis }]);
  return run;
}

describe('a diagnosis of every kind of layer', () => {
  const stacks = [...LAYER_DESCRIPTIONS.map(({ id }) => ({ cell: id })), { stack: 'gru,attention,gru' }, { stack: 'conv,lstm' }];
  for (const given of stacks)
    it(`of ${JSON.stringify(given)} can be made, and says nothing of a past that it has not measured`, () => {
      const run = runOf(given as Partial<Configuration>);
      const { flow } = run.diagnoses[0]!.diagnosis;
      const said = [diagnosisStatements, flowStatements, termsStatements].flatMap((make) => make(run)).map(({ id }) => id);
      const known = flow.norms.every((layer, l) => flow.unmeasured?.includes(l) || layer.some((log) => log !== null));
      // A window of characters is all that a feed-forward net sees: there it is so.
      assert.equal(said.includes('memoryless'), 'cell' in given && given.cell === 'feedforward', said.join());
      if (flow.unmeasured)
        assert.ok(
          said.every((id) => !id.startsWith('flow')),
          said.join(),
        );
      else assert.ok(known || said.includes('memoryless'));
      for (const l of flow.unmeasured ?? []) assert.ok(flow.norms[l]!.every((log) => log === null));
    });
});
