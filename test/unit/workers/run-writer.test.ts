import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import type { TrainerMessage } from '../../../src/protocol/trainer-messages';
import type { TrainingEvent } from '../../../src/protocol/training-events';
import { RunFolder } from '../../../src/runs/run-folder';
import { RunWriter } from '../../../src/workers/run-writer';

const told: TrainingEvent = { type: 'baseline', name: 'gzip', bitsPerCharacter: 3 };

describe('the writer of a run', () => {
  /** The notes that somebody hears when the folder of a run is deleted. */
  function notesAfterDeletion(isFinished: boolean): string[] {
    const notes: string[] = [];
    const send = (message: TrainerMessage) => {
      if (message.type === 'events') for (const event of message.events) if (event.type === 'note') notes.push(event.id);
    };
    const folder = path.join(mkdtempSync(path.join(tmpdir(), 'unroll-writer-')), 'run');
    const document = { uri: 'file:///a.txt', name: 'a.txt' };
    const record = { fingerprint: { hash: 'f', length: 1 }, created: new Date().toISOString(), state: 'running' } as const;
    const writer = new RunWriter(send, undefined);
    writer.run = RunFolder.create(folder, { id: 'run', document, configuration: BASE_CONFIGURATION, ...record });
    writer.emit(told);
    writer.flush();
    if (isFinished) writer.finish('done');
    rmSync(folder, { recursive: true });
    for (let i = 0; i < 3; i++) {
      writer.emit(told);
      writer.flush();
    }
    return notes;
  }

  it('says once that it cannot write where the folder goes while the run is trained', () => {
    assert.deepEqual(notesAfterDeletion(false), ['run.unwritten']);
  });

  it('is silent where a run is deleted after its end, while its last diagnosis is made', () => {
    assert.deepEqual(notesAfterDeletion(true), []);
  });
});
