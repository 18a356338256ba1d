// The networks of the speed table in brain.js, one stream at a time: a peer that answers slices on standard input, as pytorch.py does.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const brain = createRequire(import.meta.url)('brain.js');
const known = new Map();

function create({ configuration: c, vocabularySize: V }) {
  const Kind = { rnn: brain.recurrent.RNN, gru: brain.recurrent.GRU, lstm: brain.recurrent.LSTM }[c.cell];
  const alphabet = Array.from({ length: V }, (_, i) => String.fromCharCode(48 + i)).join('');
  const text = alphabet.repeat(Math.ceil(c.sequenceLength / V)).slice(0, c.sequenceLength);
  const network = new Kind({ hiddenLayers: Array.from({ length: c.layers }, () => c.hidden) });
  network.train([alphabet], { iterations: 1 });
  return { network, text };
}

console.log(JSON.stringify({ ready: 'brain.js 1.6.1' }));
for await (const line of createInterface({ input: process.stdin })) {
  const { case: example, seconds } = JSON.parse(line);
  let peer = known.get(example.name);
  if (!peer) {
    peer = create(example);
    known.set(example.name, peer);
  }
  const started = performance.now();
  let count = 0;
  do {
    peer.network.train([peer.text], { iterations: 1 });
    count += peer.text.length;
  } while (performance.now() - started < 1000 * seconds);
  console.log(JSON.stringify({ charactersPerSecond: (1000 * count) / (performance.now() - started) }));
}
