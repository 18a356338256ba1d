import { DIAL } from '../../src/protocol/suggestion-policy';
import { normalizeText } from '../../src/text/text';
import { PredictorService } from '../../src/workers/predictor-service';
import { OTHERS, read } from './files';

const DOCUMENTS = 10;
const CHARACTERS = 50_000;

/** Memory of the predictor thread with ten open documents that were all asked about, and how long one of 100 kB takes. */
export async function memory(): Promise<void> {
  const text = normalizeText(OTHERS.flatMap((file) => read(file).before).join('')).slice(0, DOCUMENTS * CHARACTERS);
  const settings = { enabled: true, engine: 'context', policy: DIAL.balanced, maximumLength: 80, multiLine: true, dynamicEvaluation: true } as const;
  const files = { read: () => Promise.reject(), version: () => '' } as never;
  let first = Number.NaN;
  let started = 0;
  const service = new PredictorService(
    files,
    (reply) => {
      if (reply.type === 'suggestions' && reply.id === 0) first = performance.now() - started;
    },
    () => performance.now(),
    () => new Promise((resolve) => setImmediate(resolve)),
  );
  const used = () => {
    (globalThis as { gc?: () => void }).gc?.();
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    return { heapUsed, external: Math.max(external, arrayBuffers) };
  };
  const before = used();
  let learnt = Number.NaN;
  for (let i = 0; i < DOCUMENTS; i++) {
    started = performance.now();
    const piece = text.slice(i * CHARACTERS, (i + 1) * CHARACTERS) || text.slice(0, CHARACTERS);
    await service.handle({ type: 'open', document: i + 1, text: piece, model: null, settings, others: [], file: null });
    await service.handle({ type: 'suggest', id: i, document: i + 1, offset: piece.length, alternatives: 1 });
    await service.settled();
    if (i === 0) learnt = performance.now() - started;
  }
  const after = used();
  const megabytes = (after.heapUsed - before.heapUsed + after.external - before.external) / 2 ** 20;
  console.error(
    `heap ${((after.heapUsed - before.heapUsed) / 2 ** 20).toFixed(1)} MB, arrays ${((after.external - before.external) / 2 ** 20).toFixed(1)} MB`,
  );
  console.log(
    `\nA document of ${CHARACTERS / 1000} kB has its first suggestion after ${(first / 1000).toFixed(2)} s and is learnt after ${(learnt / 1000).toFixed(1)} s; ` +
      `ten of them, open and asked about one after the other, take ${megabytes.toFixed(0)} MB.\n`,
  );
}
