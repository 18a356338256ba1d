import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { codePoints } from '../../../src/text/text';
import { ngramBaseline } from '../../../src/training/ngram-baseline';
import { file, unroll } from '../support/program';

describe('the n-gram as a baseline', () => {
  it('is what the command line evaluates on the same parts', () => {
    const text = readFileSync(path.resolve(__dirname, '../../../../samples/prose.txt'), 'utf8');
    const characters = codePoints(text);
    const split = Math.floor(0.9 * characters.length);
    const baseline = ngramBaseline(characters, characters.length - split)!;
    const before = file('before.txt', characters.slice(0, split).join(''));
    const after = file('after.txt', characters.slice(split).join(''));
    const { lines } = unroll(['evaluate', '--engine', 'ngram', '--train', before, after, '--json']);
    assert.ok(Math.abs(baseline.bitsPerCharacter - (lines[0]!.bitsPerCharacter as number)) < 1e-9, JSON.stringify([baseline, lines]));
  });

  it('says nothing of a part too short', () => {
    assert.equal(ngramBaseline([...'ab'.repeat(500)], 199), undefined);
  });
});
