import { INPUTS, PORTABLE, ROW, untrained } from './parameters';
import bytes from './start-weights.bin';

/** Steps of a weight, and of a map's probability. */
const WEIGHT_STEPS = 4096;
const PROBABILITY_STEPS = 65535;

/** Where the numbers of a file lie: 16 bits for each weight, then 16 for each map's probability, then 8 for its count. */
const ROWS = PORTABLE.final / ROW;
const WEIGHTS = ROWS * INPUTS + (PORTABLE.maps - PORTABLE.final);
const MAPS = (PORTABLE.size - PORTABLE.maps) / 2;
const BYTES = 2 * WEIGHTS + 3 * MAPS;

let decoded: Float32Array | undefined;

/** Weights and maps that bench/start-weights trained on other files; without them where the file is of another layout. */
export function startWeights(): Float32Array {
  decoded ??= bytes.length === BYTES ? decode(bytes) : untrained();
  return decoded;
}

/** Portable parameters as a file. */
export function encode(values: Float32Array): Uint8Array {
  const result = new Uint8Array(BYTES);
  const view = new DataView(result.buffer);
  let at = 0;
  for (const place of weightPlaces()) {
    view.setInt16(at, Math.max(-32768, Math.min(32767, Math.round(values[place]! * WEIGHT_STEPS))), true);
    at += 2;
  }
  for (let map = 0; map < MAPS; map++) {
    view.setUint16(at + 2 * map, Math.round(values[PORTABLE.maps + 2 * map]! * PROBABILITY_STEPS), true);
    view.setUint8(at + 2 * MAPS + map, values[PORTABLE.maps + 2 * map + 1]!);
  }
  return result;
}

/** Portable parameters of a file. */
export function decode(file: Uint8Array): Float32Array {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const values = new Float32Array(PORTABLE.size);
  let at = 0;
  for (const place of weightPlaces()) {
    values[place] = view.getInt16(at, true) / WEIGHT_STEPS;
    at += 2;
  }
  for (let map = 0; map < MAPS; map++) {
    values[PORTABLE.maps + 2 * map] = view.getUint16(at + 2 * map, true) / PROBABILITY_STEPS;
    values[PORTABLE.maps + 2 * map + 1] = view.getUint8(at + 2 * MAPS + map);
  }
  return values;
}

/** Places of all weights: of the rows without their padding, and of the final mixer. */
function* weightPlaces(): Generator<number> {
  for (let row = 0; row < ROWS; row++) for (let i = 0; i < INPUTS; i++) yield ROW * row + i;
  for (let place = PORTABLE.final; place < PORTABLE.maps; place++) yield place;
}
