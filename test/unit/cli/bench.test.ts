import assert from 'node:assert/strict';
import { unroll } from '../support/program';

describe('unroll bench', () => {
  it('reports the speed of the chosen networks as one JSON object', () => {
    const { code, lines } = unroll(['bench', '--only', 'a', '--seconds', '0.1', '--threads', '1', '--json']);
    assert.equal(code, 0);
    assert.equal(lines.length, 1);
    const { networks } = lines[0] as { networks: Record<string, number | string>[] };
    assert.deepEqual(
      networks.map(({ network, threads }) => [network, threads]),
      [['A', 1]],
    );
    for (const key of ['charactersPerSecond', 'gigaflops', 'microsecondsPerCharacter', 'megabytes']) assert.ok(Number(networks[0]![key]) > 0, key);
  });

  it('refuses networks that there are not, in one sentence', () => {
    const { code, errors } = unroll(['bench', '--only', 'xyz']);
    assert.equal(code, 2);
    assert.equal(errors.trim(), 'only must be letters of ABCDE, not xyz.');
  });
});
