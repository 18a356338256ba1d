import assert from 'node:assert/strict';
import { Heartbeat } from '../../../src/extension/heartbeat';

/** A watch that is looked at every interval while a count stands still or moves. */
function watched(patience: number) {
  let now = 0;
  const heartbeat = new Heartbeat(patience, () => now);
  return (milliseconds: number, count: number, resting = false) => {
    now += milliseconds;
    return heartbeat.isSilent(count, resting);
  };
}

describe('the watch over a thread', () => {
  it('calls a thread hung when its count has stood still for the whole patience, and not before', () => {
    const look = watched(10_000);
    assert.equal(look(2000, 1), false);
    for (let i = 0; i < 5; i++) assert.equal(look(2000, 1), false, `${i}`);
    assert.equal(look(2000, 1), true);
  });

  it('does not call it hung while it counts or has nothing to do', () => {
    const look = watched(10_000);
    for (let i = 0; i < 50; i++) assert.equal(look(2000, i), false);
    for (let i = 0; i < 50; i++) assert.equal(look(2000, 50, true), false);
  });

  it('does not count the hours in which the machine slept', () => {
    const look = watched(60_000);
    look(2000, 1);
    assert.equal(look(8 * 3600_000, 1), false, 'just awake');
    assert.equal(look(2000, 1), false);
    assert.equal(look(2000, 2), false);
  });
});
