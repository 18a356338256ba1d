import assert from 'node:assert/strict';
import { replayMidLine } from '../../../src/prediction/mid-line-replay';
import type { LearningPredictor } from '../../../src/prediction/predictor';
import { replay, replayStart } from '../../../src/prediction/replay';
import { DIAL } from '../../../src/protocol/suggestion-policy';

/** Knows what it was told to know: at each place the text that it takes for coming, with certainty. */
class Oracle implements LearningPredictor {
  constructor(
    private readonly beliefs: readonly string[],
    private position = 0,
    private readonly ahead = '',
  ) {}
  distribution(out: Float64Array): void {
    out.fill(0);
    const belief = this.beliefs[this.position] ?? '';
    const next = belief.startsWith(this.ahead) ? belief.codePointAt(this.ahead.length) : undefined;
    if (next !== undefined) out[next] = 1;
  }
  advance(symbol: number): void {
    Object.assign(this, { ahead: this.ahead + String.fromCharCode(symbol) });
  }
  observe(): void {
    this.position++;
  }
  fork(): Oracle {
    return new Oracle(this.beliefs, this.position, this.ahead);
  }
}

const alphabet = { vocabularySize: 128, character: (symbol: number) => String.fromCharCode(symbol) };
const symbols = (text: string) => Array.from(text, (character) => character.charCodeAt(0));
const run = (text: string, beliefs: string[]) => replay(new Oracle(beliefs), symbols(text), alphabet, { threshold: 0.65 });

describe('keystrokes saved in the middle of lines', () => {
  /** Knows nothing but the lines that it has read: continues a line as the last one that began alike. */
  class Lines implements LearningPredictor {
    constructor(
      private readonly lines: string[] = [],
      private readonly own = { line: '' },
    ) {}
    distribution(out: Float64Array): void {
      out.fill(0.001);
      const known = this.lines.findLast((line) => line.startsWith(this.own.line));
      out[(known ?? '').charCodeAt(this.own.line.length) || 0] = 0.873;
    }
    advance(symbol: number): void {
      this.own.line += String.fromCharCode(symbol);
    }
    observe(symbol: number): void {
      this.advance(symbol);
      if (symbol !== 10) return;
      this.lines.push(this.own.line);
      this.own.line = '';
    }
    fork(): Lines {
      return new Lines(this.lines, { ...this.own });
    }
  }

  it('counts only what was cut out, and nothing before a line has been seen', () => {
    const line = 'let alpha = beta(gamma, delta);\n';
    const once = replayMidLine(new Lines(), symbols(line), alphabet, DIAL.eager, 1);
    assert.ok(once.characters >= 3 && once.characters <= 20 && once.saved === 0, JSON.stringify(once));
    const often = replayMidLine(new Lines(), symbols(line.repeat(30)), alphabet, DIAL.eager, 1);
    assert.ok(often.saved > 50 && often.acceptRate > 0.8, JSON.stringify(often));
    assert.deepEqual(often, replayMidLine(new Lines(), symbols(line.repeat(30)), alphabet, DIAL.eager, 1), 'the same seed cuts the same');
  });

  it('passes over lines that are short or blank', () => {
    assert.equal(replayMidLine(new Lines(), symbols('short\n\n   \n'), alphabet, DIAL.eager, 1).characters, 0);
  });
});

describe('keystrokes saved', () => {
  it('counts an accepted suggestion as one key', () => {
    const { characters, saved, net, acceptRate, meanLength } = run('abcdefgh', ['abcdef']);
    assert.deepEqual([characters, saved, net, acceptRate, meanLength], [8, (100 * 5) / 8, (100 * 5) / 8, 1, 6]);
  });

  it('takes a quarter of a key for a suggestion that is wrong from its first character', () => {
    const { saved, net, acceptRate } = run('abcd', ['xy']);
    assert.deepEqual([saved, net, acceptRate], [0, -25 / 4, 0]);
  });

  it('a suggestion that goes on after its first character was typed is the same show', () => {
    // Wrong at its end, so not accepted; typed along; then nothing.
    const { showsPer100, acceptRate } = run('abcd', ['abx', 'bx']);
    assert.deepEqual([showsPer100, acceptRate], [25, 0]);
  });

  it('white space at the beginning of a line is free', () => {
    const { characters, saved } = run('\n    ab', ['', '', '', '', '', 'ab']);
    assert.deepEqual([characters, saved], [3, 100 / 3]);
  });

  it('never shows a single character, nor over the end of the line', () => {
    assert.equal(run('ab', ['a']).showsPer100, 0);
    assert.equal(run('a\nb', ['a\nb']).showsPer100, 0);
  });

  it('holds out the end: a tenth, and at least 4000 characters or a quarter', () => {
    assert.equal(replayStart(1000), 750);
    assert.equal(replayStart(20_000), 16_000);
    assert.equal(replayStart(100_000), 90_000);
    assert.equal(replayStart(100_000, 0.5), 50_000);
  });
});
