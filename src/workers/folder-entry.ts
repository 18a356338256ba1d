// The folder thread: walks and reads a folder beside the host, answers its one question and ends.
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { classesOf } from '../files/class-folder';
import { findFiles, readFolder } from '../files/text-folder';
import { UnrollError } from '../protocol/error';
import type { FileCounts, FolderReply, FolderRequest } from '../protocol/folder-messages';
import { readClasses } from './read-classes';

/** Milliseconds between messages. */
const INTERVAL = 100;

const send = (reply: FolderReply) => parentPort!.postMessage(reply);

/** A sign of life. */
const beat = () => void Atomics.add(new Int32Array((workerData as FolderRequest).control), 0, 1);
const visible = { included: false, leftOut: 0, entered: beat };

function answer(request: FolderRequest): void {
  if (request.type === 'count') {
    const counts: FileCounts = {};
    for (const { path: file, bytes } of findFiles(request.folder, undefined, visible)) {
      const key = path.extname(file).toLowerCase() || path.basename(file);
      const known = counts[key] ?? { files: 0, bytes: 0 };
      counts[key] = { files: known.files + 1, bytes: known.bytes + bytes };
    }
    send({ type: 'counted', counts, classes: classesOf(request.folder) });
  } else if (request.type === 'changes') {
    const files = [...findFiles(request.folder, request.selection, visible)];
    send({ type: 'changes', files: files.length, newer: files.filter(({ modified }) => modified > request.since).length });
  } else read(request);
}

function read({ folder, selection, limits }: Extract<FolderRequest, { type: 'read' }>): void {
  const steps = selection.classes ? readClasses(folder, limits) : readFolder(folder, selection, limits, false, beat);
  let lastReport = 0;
  for (;;) {
    const { done, value } = steps.next();
    if (done) {
      const different = new Set<string>();
      let codePoints = 0;
      for (const character of value.text) {
        different.add(character);
        codePoints++;
      }
      send({ type: 'text', ...value, codePoints, vocabularySize: different.size });
      return;
    }
    beat();
    if (performance.now() - lastReport < INTERVAL) continue;
    lastReport = performance.now();
    send({ type: 'progress', ...value });
  }
}

export function start(): void {
  try {
    answer(workerData as FolderRequest);
  } catch (error) {
    const { message, stack } = error as Error;
    if (error instanceof UnrollError) send({ type: 'failed', id: error.id, args: error.args, message: stack ?? message });
    else send({ type: 'failed', id: null, args: [], message: stack ?? message });
  }
}
