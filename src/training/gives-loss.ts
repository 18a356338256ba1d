import type { Learner, Window } from '../network/learner';

/** Streams on which weights are tried. */
const STREAMS = 4;

/** Whether a network's weights give a finite loss on the beginning of a window's streams. */
export function givesLoss(learner: Learner, window: Window, { batchSize }: { readonly batchSize: number }): boolean {
  const streams = Math.min(batchSize, STREAMS);
  const sum = learner.evaluate([firstStreams(window, batchSize, streams)], streams);
  return !sum || Number.isFinite(sum.nats);
}

function firstStreams(window: Window, batch: number, streams: number): Window {
  const part = <T extends Int32Array | Float32Array>(values: T): T => {
    const width = values.length / (window.steps * batch);
    const result = values.slice(0, window.steps * streams * width) as T;
    for (let t = 0; t < window.steps; t++) result.set(values.subarray(t * batch * width, (t * batch + streams) * width), t * streams * width);
    return result;
  };
  const { inputs, targets, moreTargets } = window;
  return { ...window, inputs: part(inputs), targets: part(targets), ...(moreTargets ? { moreTargets: moreTargets.map(part) } : {}) };
}
