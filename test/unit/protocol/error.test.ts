import assert from 'node:assert/strict';
import { UnrollError } from '../../../src/protocol/error';
import { fill } from '../../../src/protocol/language';
import { MESSAGES } from '../../../src/protocol/messages';

describe('messages for people', () => {
  it('fills numbered arguments and leaves unknown ones visible', () => {
    assert.equal(fill('{0} must be {1}, not {2}.', 'hidden', 'at least 1', 0), 'hidden must be at least 1, not 0.');
    assert.equal(fill('{0} and {1}', 'a'), 'a and {1}');
  });

  it('an error carries its id, its arguments and the sentence', () => {
    const error = new UnrollError('configuration.whole', ['layers', 1, 4, 9], { exitCode: 2 });
    assert.equal(error.message, 'layers must be a whole number from 1 to 4, not 9.');
    assert.equal(error.exitCode, 2);
    assert.deepEqual([error.id, ...error.args], ['configuration.whole', 'layers', 1, 4, 9]);
  });

  it('every message is one or more whole sentences', () => {
    // Reasons are parts of the sentence folder.skipped.
    for (const [id, text] of Object.entries(MESSAGES)) if (!id.startsWith('folder.skipped.')) assert.match(text, /[.!?…]$/u, id);
  });
});
