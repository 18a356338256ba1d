import assert from 'node:assert/strict';
import { codePoints } from '../../../src/text/text';
import { gzipBaseline } from '../../../src/training/gzip-baseline';
import { readShared } from '../support/shared';

const gzipBitsPerCharacter = (text: string, validation: number) => gzipBaseline(codePoints(text), validation)?.bitsPerCharacter;

describe('gzip as a baseline', () => {
  it('needs 3.02 bits a character on the end of tinyshakespeare', function () {
    const text = readShared(this, 'data', 'tinyshakespeare.txt');
    const bits = gzipBitsPerCharacter(text, 111_540);
    assert.ok(bits !== undefined && Math.abs(bits - 3.02) < 0.15, String(bits));
  });

  it('sees what came before', () => {
    let state = 1;
    const random = Array.from({ length: 3000 }, () => {
      state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
      return String.fromCharCode(97 + Math.floor(state / 2 ** 28));
    }).join('');
    const repeated = gzipBitsPerCharacter(random + random.slice(0, 1000), 1000);
    const fresh = gzipBitsPerCharacter(random, 1000);
    assert.ok(repeated! < 0.5 && fresh! > 1, `${repeated} ${fresh}`);
  });

  it('counts code points, and says nothing of a part too short', () => {
    const faces = Array.from({ length: 4000 }, (_, i) => ['🙂', '🙃', '😀', '字'][(i * 7 + (i >> 3)) % 4]!).join('');
    assert.ok(gzipBitsPerCharacter(faces, 1000)! < 3);
    assert.equal(gzipBitsPerCharacter('ab'.repeat(500), 199), undefined);
  });
});
