import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { drain } from '../../../src/files/text-folder';
import { CLASS_FILES } from '../../../src/protocol/folder-messages';
import type { TrainRequest } from '../../../src/protocol/trainer-messages';
import { readClasses } from '../../../src/workers/read-classes';
import { trainedTask } from '../../../src/workers/trained-task';

const LIMITS = { fileBytes: 1000, totalBytes: 2000 };
const root = mkdtempSync(path.join(tmpdir(), 'unroll-classes-'));

/** A folder of these files. */
function folder(name: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  mkdirSync(path.join(root, name));
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name, file)), { recursive: true });
    writeFileSync(path.join(root, name, file), content);
  }
  return path.join(root, name);
}

/** What a thread is asked to train on. */
function request(change: Partial<TrainRequest>): TrainRequest {
  const document = { uri: 'file:///data.csv', name: 'data.csv' };
  const task = { id: 'classification', options: {} } as const;
  const rest = { runId: 'run', runFolder: null, configuration: {} as TrainRequest['configuration'], control: new SharedArrayBuffer(12) };
  return { ...rest, document, task, text: '', overrides: { steps: 1, validation: 0 }, ...change };
}

const prepared = (own: TrainRequest) => {
  const { task, configuration } = trainedTask(own, own.text, undefined);
  return task.prepare({ configuration, note: () => undefined });
};

describe('a folder of classes', () => {
  it('with a file for each has an example a line, with a sub-folder for each an example a file; what is no text is counted', () => {
    const lines = drain(readClasses(folder('lines', { 'a.txt': 'ana\r\nara\n\n', 'b.txt': 'bob\nlob', 'c.bin': new Uint8Array([1, 0, 2]) }), LIMITS));
    assert.deepEqual([lines.files, lines.found, lines.binary], [2, 3, 1]);
    const files = drain(readClasses(folder('files', { 'a/1.txt': 'a\nb', 'a/2.txt': 'c', 'b/1.txt': 'd', 'b/2.txt': 'e' }), LIMITS));
    const { text } = lines;
    for (const [own, places] of [
      [{ text }, 9],
      [{ text: files.text }, 6],
    ] as const) {
      const task = prepared(
        request({
          ...own,
          folder: { ...CLASS_FILES, files: 2, found: 2 },
          testText: own.text,
          task: { id: 'classification', options: {}, test: 'x' },
        }),
      );
      assert.deepEqual(task.model?.classes, ['a', 'b']);
      assert.ok(task.trainingCharacters >= places);
    }
  });

  it('is missed in one sentence where it is empty, blank, or of one class', () => {
    for (const [name, files, id] of [
      ['empty', {}, 'data.folder'],
      ['blank', { 'a.txt': ' \n', 'b.txt': '' }, 'data.folder'],
      ['one', { 'a.txt': 'x\n', 'b.txt': '' }, 'data.folderClass'],
      ['large', { 'a.txt': 'x'.repeat(1001), 'b.txt': 'y'.repeat(1001) }, 'data.folder'],
    ] as const)
      assert.throws(() => drain(readClasses(folder(name, files), LIMITS)), { id });
  });
});

describe('data to test on', () => {
  const table = (kinds: readonly string[]) => `name,kind\n${kinds.map((kind, i) => `${kind}${i},${kind}`).join('\n')}\n`;

  it('are read as the data themselves, and may have no class of their own', () => {
    const task = { id: 'classification', options: {}, test: 'file:///test.csv' } as const;
    const text = table(['low', 'high', 'low', 'high']);
    const { configuration } = prepared(request({ task, text, testText: table(['low', 'high']) }));
    assert.equal(configuration.batchSize, 4, 'all of the data are for the training');
    assert.throws(() => prepared(request({ task, text, testText: table(['low', 'middle']) })), { id: 'data.unknownClass', args: ['middle', 3] });
  });
});
