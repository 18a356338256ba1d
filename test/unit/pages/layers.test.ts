import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LAYER_DESCRIPTIONS } from '../../../src/network/layers/descriptions';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';

const folder = path.resolve(__dirname, '../../../../docs/layers');

describe('the pages of the layer kinds', () => {
  for (const { id, branches } of LAYER_DESCRIPTIONS)
    it(`name every tensor of ${id}, and the option that chooses it`, () => {
      const text = readFileSync(path.join(folder, `${id}.md`), 'utf8');
      const shape = { input: 8, symbols: false, window: 1, hidden: 8, layer: 0, options: BASE_CONFIGURATION };
      for (const { name } of branches.flatMap(({ tensors }) => tensors(shape))) assert.ok(text.includes(`\`${name}\``), name);
      assert.match(text, new RegExp(`--cell ${id}\``));
      assert.ok(readFileSync(path.join(folder, 'README.md'), 'utf8').includes(`](${id}.md)`));
    });
});
