import assert from 'node:assert/strict';
import { exportFiles } from '../../../src/formats/export';
import { languagePorts } from '../../../src/network/ports';
import { describeStack } from '../../../src/network/stack';
import { UnrollError } from '../../../src/protocol/error';
import { CELLS } from '../../../src/protocol/options/choices';
import { exampleModel } from './files';

const SURROUNDINGS = [0, 8].flatMap((embedding) =>
  (['none', 'rms'] as const).map((norm) => ({ embedding, norm, headNorm: norm, residual: norm === 'none' ? ('off' as const) : ('on' as const) })),
);

describe('an export that is refused', () => {
  const refusal = (format: 'onnx' | 'pytorch', changes: Parameters<typeof exampleModel>[0]) => {
    try {
      exportFiles(format, { model: exampleModel(changes), name: 'm', events: [], started: 0 });
      return undefined;
    } catch (error) {
      assert.ok(error instanceof UnrollError, String(error));
      return error.message;
    }
  };
  for (const first of CELLS)
    it(`advises a format that takes the network: ${first}`, () => {
      for (const surroundings of SURROUNDINGS)
        for (const stack of [first, `${first},s6`, `gru,${first}`]) {
          const changes = { stack, hidden: 8, attentionHeads: 2, ...surroundings };
          let builds = true;
          try {
            describeStack(exampleModel(changes).configuration, languagePorts(exampleModel(changes).configuration, 10));
          } catch {
            builds = false;
          }
          if (!builds) continue;
          const onnx = refusal('onnx', changes);
          const pytorch = refusal('pytorch', changes);
          if (/to PyTorch instead/.test(onnx ?? '')) assert.equal(pytorch, undefined, `${stack} ${JSON.stringify(surroundings)}`);
          assert.ok(!pytorch || /Use the model file as it is/.test(pytorch), pytorch);
        }
    });
});
