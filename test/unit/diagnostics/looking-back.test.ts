import assert from 'node:assert/strict';
import { influence } from '../../../src/diagnostics/influence';
import { lookingBack } from '../../../src/diagnostics/looking-back';
import { traceText } from '../../../src/diagnostics/trace';
import { createLearner } from '../../../src/network/create';
import { BASE_CONFIGURATION, type Overrides } from '../../../src/protocol/defaults';
import { completeArchitecture } from '../../../src/protocol/surroundings';
import { attentionRows, headsOf, waysTo } from '../../../src/view-model/reading/looking-back';

const V = 7;
const SYMBOLS = Array.from({ length: 40 }, (_, t) => (3 * t * t + t) % V);
const CHARACTERS = SYMBOLS.map((symbol) => 'abcdefg'[symbol]!);

function network(options: Overrides) {
  const small = { hidden: 8, layers: 2, attentionHeads: 2, sequenceLength: 20, ...options };
  const configuration = completeArchitecture({ ...BASE_CONFIGURATION, ...small, threads: 1 }, small);
  const learner = createLearner({ configuration, ports: V });
  const weights = learner.readWeights();
  learner.dispose();
  return { configuration, weights };
}

const lookAt = (options: Overrides) => {
  const { configuration, weights } = network(options);
  return lookingBack(configuration, V, weights, SYMBOLS, CHARACTERS);
};

describe('what layers without a state see', () => {
  it('is, for attention, a share for every character up to the one that looks, over one window, all together 1', () => {
    const looking = lookAt({ cell: 'attention' })!;
    assert.equal(looking.characters.length, 20, 'the window of the training');
    assert.deepEqual(
      headsOf(looking).map(({ name }) => name),
      ['1.1', '1.2', '2.1', '2.2'],
    );
    for (const { shares } of headsOf(looking))
      shares.forEach((row, t) => {
        assert.equal(row.length, t + 1);
        assert.ok(Math.abs(row.reduce((a, b) => a + b, 0) - 1) < 0.02);
      });
    assert.equal(looking.field, null);
  });

  it('is where the derivative of the output by a character is not zero, for convolutions', () => {
    const options = { cell: 'conv', layers: 3, kernelSize: 3 } as const;
    const { configuration, weights } = network(options);
    const looking = lookAt(options)!;
    assert.equal(looking.field, 15);
    const t = SYMBOLS.length - 1;
    const lags = Array.from({ length: 30 }, (_, lag) => lag);
    const trace = traceText(configuration, V, weights, SYMBOLS);
    const heard = influence(trace, lags, [t]).map((log) => log !== null);
    const ways = waysTo(looking, t)[0]!;
    assert.deepEqual(
      lags.map((lag) => ways[t - lag]! > 0),
      heard,
    );
  });

  it('says nothing of how far a convolution sees when recurrent layers are in the same network', () => {
    assert.equal(lookAt({ stack: 'gru,conv' })!.field, null);
  });

  it('is nothing for networks that carry all they know in a state', () => {
    assert.equal(lookAt({ cell: 'gru' }), undefined);
  });

  it('names in a table what every head looks at most at every step', () => {
    const looking = lookAt({ cell: 'attention' })!;
    const rows = attentionRows(looking, { head: 'h', place: 'p', character: 'c', most: 'm', share: 's' });
    assert.equal(rows.length, 1 + 4 * 20);
    assert.deepEqual(rows[1], ['1.1', '1', looking.characters[0], `${looking.characters[0]} (1)`, '1.000']);
  });
});
