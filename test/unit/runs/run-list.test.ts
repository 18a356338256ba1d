import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { RunFolder } from '../../../src/runs/run-folder';
import { RunList } from '../../../src/runs/run-list';
import { ALIVE_FILE } from '../../../src/runs/stored-run';

describe('the list of runs', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'unroll-list-'));
  after(() => rmSync(root, { recursive: true, force: true }));
  const create = (id: string) =>
    RunFolder.create(path.join(root, id), {
      id,
      document: { uri: 'file:///a.txt', name: 'a.txt' },
      fingerprint: { hash: 'x', length: 1 },
      configuration: BASE_CONFIGURATION,
      created: new Date().toISOString(),
      state: 'running',
    });
  const states = (list: RunList) => list.read().runs.map(({ record }) => `${record.id} ${record.state}`);

  it('knows when another window starts, stops or deletes a run, or dies while it trains one', () => {
    const list = new RunList(root);
    assert.deepEqual(states(list), []);
    assert.equal(list.hasChanged(), false);

    const run = create('one');
    assert.equal(list.hasChanged(), true);
    assert.deepEqual(states(list), ['one running']);
    assert.equal(list.hasChanged(), false);

    // A checkpoint changes nothing that a list shows.
    run.update({ progress: { step: 5, seconds: 1, parameters: 1, bestLoss: null } });
    assert.equal(list.hasChanged(), false);
    run.finish('stopped');
    assert.equal(list.hasChanged(), true);
    assert.equal(list.hasChanged(), true, 'until it is read again');
    assert.deepEqual(states(list), ['one stopped']);

    create('two');
    assert.deepEqual(states(list), ['one stopped', 'two running']);
    unlinkSync(path.join(root, 'two', ALIVE_FILE));
    assert.equal(list.hasChanged(), true);
    assert.deepEqual(states(list), ['one stopped', 'two interrupted']);

    rmSync(path.join(root, 'one'), { recursive: true });
    assert.equal(list.hasChanged(), true);
    assert.deepEqual(states(list), ['two interrupted']);
  });

  it('names what a newer version made, and leaves out what is damaged', () => {
    create('newer');
    writeFileSync(path.join(root, 'newer', 'run.json'), JSON.stringify({ format: 1e6 }));
    create('damaged');
    writeFileSync(path.join(root, 'damaged', 'run.json'), '{');
    const list = new RunList(root);
    const { runs, refused } = list.read();
    assert.deepEqual(
      runs.map(({ record }) => record.id),
      ['two'],
    );
    assert.deepEqual(
      refused.map(({ folder, refused: error }) => `${path.basename(folder)}: ${error.id}`),
      ['newer: run.newer'],
    );
    assert.equal(list.hasChanged(), false);
  });
});
