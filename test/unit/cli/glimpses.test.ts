import assert from 'node:assert/strict';
import { unroll } from '../support/program';

describe('unroll glimpses', () => {
  const short = ['glimpses', '--glimpses', '2', '--steps', '50', '--networks', 'learned,random'];

  it('prints every event as a JSON line', () => {
    const { code, lines } = unroll([...short, '--pictures', 'cluttered', '--seed', '2', '--json']);
    assert.equal(code, 0);
    assert.deepEqual(lines[0]!.request, { pictures: 'cluttered', glimpses: 2, networks: ['learned', 'random'], steps: 50, seed: 2 });
    assert.deepEqual(
      lines.flatMap(({ type, network, step }) => (type === 'point' ? [`${network} ${step}`] : [])),
      ['learned 0', 'random 0', 'learned 50', 'random 50'],
    );
    assert.deepEqual(lines.at(-1), { type: 'done', stopped: false });
  });

  it('without --json: a table of the shares after each glimpse, in Chinese too; ends when its seconds are over', () => {
    const { code, out } = unroll(short);
    assert.equal(code, 0);
    assert.match(out, /^learned +50 +[\d.]+ +[\d.]+ % +[\d.]+ %$/m);
    const chinese = unroll(['glimpses', '--seconds', '0', '--networks', 'random'], undefined, 'zh_CN.UTF-8').out;
    assert.match(chinese, /答对的比例/);
    assert.match(chinese, /^random +0 /m);
  });

  it('refuses what is out of range in one line and computes nothing', () => {
    for (const wrong of [
      ['--glimpses', '9'],
      ['--steps', '1'],
      ['--networks', 'all'],
      ['--pictures', 'photographs'],
    ]) {
      const { code, out, errors } = unroll(['glimpses', ...wrong]);
      assert.equal(code, 2, wrong.join(' '));
      assert.equal(out, '');
      assert.ok(errors.trim().split('\n').length === 1 && errors.length > 10, errors);
    }
  });
});
