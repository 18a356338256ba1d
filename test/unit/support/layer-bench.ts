import type { LayerOptions, LayerShape } from '../../../src/network/layers/description';
import type { BufferSize, Layer, LayerKind, Rows } from '../../../src/network/layers/kind';
import { Random } from '../../../src/network/random';
import { type Parameters, type Vector, zerosLike } from '../../../src/network/reference/matrix';
import { inside } from '../../../src/network/reference/stack';
import { layoutTensors, pack, type TensorLayout, unpack } from '../../../src/network/tensor-layout';
import { KernelMemory } from './kernel-rows';

const OPTIONS: LayerOptions = {
  ...{ activation: 'tanh', bias: true, window: 3, kernelSize: 3, attentionHeads: 2, memory: 0, stateSize: 0, rank: 3, taps: 4 },
};

export interface LayerSize {
  readonly input: number;
  readonly hidden: number;
  readonly steps: number;
  readonly streams: number;
  readonly layer?: number;
  readonly training?: boolean;
  readonly options?: Partial<LayerOptions>;
}

/** One branch of a kind on the kernels and its reference, with the same random weights. */
export class LayerBench {
  readonly layer: Layer;
  readonly shape: LayerShape;
  readonly weights: Parameters;
  private readonly random = new Random(1, 'layers');
  private readonly memory: KernelMemory;
  private readonly layouts: Map<string, TensorLayout>;
  private readonly gradientBlock: Float32Array;
  private readonly kept: number;
  private readonly size: BufferSize;
  private readonly inputRows: Rows;
  private readonly dOutputRows: Rows;
  private readonly dInputRows: Rows;

  constructor(
    build: string,
    private readonly kind: LayerKind,
    private readonly branch: number,
    { input, hidden, steps, streams, layer = 0, training = true, options }: LayerSize,
  ) {
    this.memory = new KernelMemory(build, 1 << 25);
    const { memory } = this;
    const { panels } = memory;
    this.shape = { input, symbols: false, window: 1, hidden, layer, options: { ...OPTIONS, ...options } };
    const description = kind.description.branches[branch]!;
    const specs = description.tensors(this.shape).map((spec) => ({ ...spec, part: 'layer' as const }));
    const { tensors, length } = layoutTensors(specs, panels);
    this.layouts = tensors;
    this.weights = new Map(
      specs.map(({ name, shape, start }) => [
        name,
        {
          shape: [...shape],
          data: this.draw(
            shape.reduce((a, b) => a * b),
            start,
          ),
        },
      ]),
    );
    const [weight, gradient, transposed] = [memory.floats(length), memory.floats(length), memory.floats(length)];
    this.gradientBlock = memory.view(gradient, length);
    const block = memory.view(weight, length);
    for (const [name, layout] of tensors) {
      pack(layout, Float32Array.from(this.weights.get(name)!.data), block);
      const [K8, N8] = [panels.count(layout.rows), panels.count(layout.columns)];
      if (layout.transposed) memory.backend.kernels.transpose(K8, N8, weight + layout.offset * 4, transposed + layout.offset * 4, 0, K8);
    }
    const rows = steps * streams + 3;
    this.size = { shape: this.shape, panels, rows, stateRows: rows + streams, streams, steps, training };
    const own = Object.entries(kind.branches[branch]!.buffers(this.size)).map(([name, floats]): [string, number] => [name, memory.floats(floats)]);
    const buffers = new Map(own);
    const state = description.state?.(this.shape) ?? [];
    this.kept = memory.floats(state.reduce((sum, part) => sum + (part.rows ?? 1) * panels.round(part.columns) * streams, 0));
    const wide = (columns: number): Rows => ({
      address: memory.floats(rows * panels.round(columns)),
      stride: rows * panels.rowBytes,
      panels: panels.count(columns),
    });
    [this.inputRows, this.dOutputRows, this.dInputRows] = [wide(input), wide(hidden), wide(input)];
    this.layer = kind.branches[branch]!.create({
      ...{ ...this.size, backend: memory.backend, kernels: memory.backend.kernels, zeros: memory.floats(4096), interrupted: () => false },
      tensor(name) {
        const { offset } = tensors.get(name)!;
        return { weight: weight + offset * 4, gradient: gradient + offset * 4, transposed: transposed + offset * 4 };
      },
      buffer: (name) => buffers.get(name)!,
    });
  }

  reference() {
    const weight = (name: string) => this.weights.get(name);
    return this.kind.branches[this.branch]!.reference(weight, this.shape);
  }

  /** Vectors of float32 numbers, row t · B + b. */
  vectors(count: number, width: number): Vector[] {
    return Array.from({ length: count }, () => this.draw(width));
  }

  forward(inputs: readonly Vector[], steps: number, streams: number, state: 'start' | 'kept'): number[][] {
    this.memory.write(this.inputRows.address, this.inputRows.stride, inputs);
    this.layer.loadState(state === 'start' ? undefined : this.kept, streams);
    this.layer.forward({ rows: this.inputRows }, steps, streams);
    return this.read(this.layer.output(streams), steps * streams, this.shape.hidden);
  }

  keep(steps: number, streams: number): void {
    this.layer.saveState(this.kept, streams, steps);
  }

  backward(dOutputs: readonly Vector[], steps: number, streams: number): { dInputs: number[][]; gradients: Parameters } {
    this.gradientBlock.fill(0);
    this.memory.write(this.dOutputRows.address, this.dOutputRows.stride, dOutputs);
    this.layer.backward({ rows: this.inputRows }, this.dOutputRows, this.dInputRows, steps, streams);
    const gradients = new Map(
      [...this.layouts].map(([name, layout]) => [name, { shape: layout.shape, data: Float64Array.from(unpack(layout, this.gradientBlock)) }]),
    );
    return { dInputs: this.read(this.dInputRows, steps * streams, this.shape.input), gradients };
  }

  /** Gradients outside of the tensors: must be zero, or padding would begin to learn. */
  paddingGradient(): number {
    const block = this.gradientBlock.slice();
    for (const layout of this.layouts.values()) pack(layout, new Float32Array(layout.outputs * layout.inputs), block);
    return Math.max(...block.map(Math.abs));
  }

  zeros(): Parameters {
    return zerosLike(this.weights);
  }

  lookup(of: Parameters) {
    return inside(of, '');
  }

  private draw(count: number, start?: (random: Random, shape: LayerShape) => Float32Array): Vector {
    if (start) return Float64Array.from(start(this.random, this.shape));
    return Float64Array.from({ length: count }, () => Math.fround(this.random.normal() * 0.5));
  }

  private read({ address, stride }: Rows, rows: number, columns: number): number[][] {
    return this.memory.read(address, rows, columns, stride);
  }
}
