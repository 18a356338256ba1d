// The networks of the speed table in TensorFlow.js on its WebAssembly backend: a peer that answers slices on standard input, as pytorch.py does.

import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url);
const tf = require('@tensorflow/tfjs');
const wasm = require('@tensorflow/tfjs-backend-wasm');
wasm.setWasmPaths(`${path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
await tf.setBackend('wasm');

const known = new Map();

function create({ configuration: c, vocabularySize: V }) {
  const layer = { rnn: tf.layers.simpleRNN, gru: tf.layers.gru, lstm: tf.layers.lstm }[c.cell];
  const model = tf.sequential();
  for (let l = 0; l < c.layers; l++)
    model.add(layer({ units: c.hidden, returnSequences: true, ...(l ? {} : { batchInputShape: [c.batchSize, c.sequenceLength, V] }) }));
  model.add(tf.layers.dense({ units: V, activation: 'softmax' }));
  model.compile({ optimizer: c.optimizer === 'adagrad' ? tf.train.adagrad(1e-3) : 'adam', loss: 'categoricalCrossentropy' });
  const symbols = () =>
    tf
      .oneHot(
        tf.tidy(() => tf.randomUniform([c.batchSize, c.sequenceLength], 0, V, 'int32')),
        V,
      )
      .toFloat();
  const [x, y] = [symbols(), symbols()];
  return { model, x, y, characters: c.batchSize * c.sequenceLength };
}

console.log(JSON.stringify({ ready: `TensorFlow.js ${tf.version['tfjs-core']}, wasm` }));
for await (const line of createInterface({ input: process.stdin })) {
  const { case: example, seconds } = JSON.parse(line);
  let peer = known.get(example.name);
  if (!peer) {
    peer = create(example);
    known.set(example.name, peer);
    await peer.model.trainOnBatch(peer.x, peer.y);
  }
  const started = performance.now();
  let count = 0;
  do {
    await peer.model.trainOnBatch(peer.x, peer.y);
    count += peer.characters;
  } while (performance.now() - started < 1000 * seconds);
  console.log(JSON.stringify({ charactersPerSecond: (1000 * count) / (performance.now() - started) }));
}
