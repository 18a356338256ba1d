import { type EncoderDecoderShape, encoderDecoderShapes } from '../../protocol/encoder-decoder';
import type { Tensors } from '../../protocol/model';
import { Random } from '../random';

/** PyTorch's initial weights: embeddings N(0, 1), the GRUs U(±1/√H), linear layers U(±1/√inputs). */
export function initialWeights(shape: EncoderDecoderShape, seed: number): Tensors {
  const random = new Random(seed, 'encoder-decoder');
  const shapes = encoderDecoderShapes(shape);
  return new Map(
    [...shapes].map(([name, size]) => {
      const data = new Float32Array(size.reduce((a, b) => a * b, 1));
      if (name.endsWith('embedding.weight')) for (let i = 0; i < data.length; i++) data[i] = random.normal();
      else {
        const inputs = name.startsWith('head') ? shapes.get('head.weight')![1]! : shape.hidden;
        random.fillUniform(data, Math.fround(1 / Math.sqrt(inputs)));
      }
      return [name, { shape: size, data }];
    }),
  );
}
