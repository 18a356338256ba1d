import type { Address, Backend } from '../../kernels/backend';
import { chooseBackend } from '../../kernels/registry';
import { ColumnPanels } from '../column-panels';
import { layoutTensors, pack, type TensorLayout, unpack } from '../tensor-layout';
import { glimpseWidth } from './sensor';
import { type GlimpseShape, type GlimpseTensors, glimpseTensors } from './shape';

/** Rows in panels: `columns` numbers each, panel n from address + n · stride on. */
export interface Block {
  readonly address: Address;
  readonly stride: number;
  readonly panels: number;
}

const BUFFERS = ['sights', 'places', 'features', 'gates', 'states', 'head', 'baselines', 'dHead', 'dBaselines', 'dFeatures', 'dStates'] as const;
type BufferName = (typeof BUFFERS)[number];

/** Where everything of a network that looks by glimpses lies in a backend's memory, for windows of at most `streams` pictures and `steps` glimpses. */
export class GlimpseMemory {
  readonly backend: Backend;
  readonly panels: ColumnPanels;
  readonly tensors: ReadonlyMap<string, TensorLayout>;
  /** Bytes of all parameters; the four blocks of as many: weights, their gradients, Adam's two moments. */
  readonly parameterBytes: number;
  readonly weights: Address;
  readonly gradients: Address;
  readonly moments: readonly [Address, Address];
  /** Zeros, as many as the widest row has columns. */
  readonly zeros: Address;
  readonly block: Readonly<Record<BufferName, Block>>;
  private readonly transposedAt = new Map<string, Address>();

  constructor(shape: GlimpseShape, streams: number, steps: number) {
    const choice = chooseBackend({ threads: 1, shortLived: true });
    this.panels = new ColumnPanels(choice.panelWidth);
    const { panels } = this;
    const { tensors, length } = layoutTensors(glimpseTensors(shape), panels);
    this.tensors = tensors;
    this.parameterBytes = length * 4;
    let end = choice.base;
    const take = (bytes: number): Address => {
      const at = Math.ceil(end / 64) * 64;
      end = at + bytes;
      return at;
    };
    [this.weights, this.gradients] = [take(this.parameterBytes), take(this.parameterBytes)];
    this.moments = [take(this.parameterBytes), take(this.parameterBytes)];
    this.zeros = take(4 * panels.count(shape.hidden) * 4 * panels.rowBytes);
    for (const layout of tensors.values()) if (layout.transposed) this.transposedAt.set(layout.name, take(this.transposedBytes(layout)));
    const rows = steps * streams;
    const { features, hidden, classes } = shape;
    const columns = { sights: glimpseWidth(shape), places: 2, features, states: hidden, head: classes + 2, baselines: 1 };
    const blockOf = (panelCount: number, count = rows): Block => ({
      ...{ address: take(panelCount * count * panels.rowBytes), stride: count * panels.rowBytes, panels: panelCount },
    });
    this.block = {
      ...{ sights: blockOf(panels.count(columns.sights)), places: blockOf(1), features: blockOf(panels.count(features)) },
      ...{ gates: blockOf(4 * panels.count(hidden)), states: blockOf(panels.count(hidden), rows + streams) },
      ...{ head: blockOf(panels.count(columns.head)), baselines: blockOf(1), dHead: blockOf(panels.count(columns.head)), dBaselines: blockOf(1) },
      ...{ dFeatures: blockOf(panels.count(features)), dStates: blockOf(panels.count(hidden)) },
    };
    this.backend = choice.create(end);
  }

  weight(name: string): Address {
    return this.weights + this.tensors.get(name)!.offset * 4;
  }

  gradient(name: string): Address {
    return this.gradients + this.tensors.get(name)!.offset * 4;
  }

  /** The matrix [inputs][outputs] that backward passes multiply by, as it was when `transposeAll` was last called. */
  transposed(name: string): Address {
    return this.transposedAt.get(name)!;
  }

  transposeAll(): void {
    for (const [name, at] of this.transposedAt) {
      const { rows, columns, width } = this.tensors.get(name)!;
      this.backend.kernels.transpose(rows / width, columns / width, this.weight(name), at, 0, rows / width);
    }
  }

  /** All of the memory as numbers; an address / 4 is a place in it. */
  get floats(): Float32Array {
    return new Float32Array(this.backend.memory.buffer);
  }

  /** Place in `floats` of a column of a row. */
  at({ address, stride }: Block, row: number, column: number): number {
    const { width, rowBytes } = this.panels;
    return (address + Math.floor(column / width) * stride + row * rowBytes) / 4 + (column % width);
  }

  write(tensors: GlimpseTensors): void {
    const values = this.parameters(this.weights);
    for (const [name, layout] of this.tensors) pack(layout, Float32Array.from(tensors.get(name)!.data), values);
  }

  /** Weights or gradients, row-major. */
  read(from: Address): GlimpseTensors {
    const values = this.parameters(from);
    return new Map([...this.tensors].map(([name, layout]) => [name, { shape: layout.shape, data: unpack(layout, values) }]));
  }

  private parameters(from: Address): Float32Array {
    return new Float32Array(this.backend.memory.buffer, from, this.parameterBytes / 4);
  }

  private transposedBytes({ rows, columns }: TensorLayout): number {
    return rows * columns * 4;
  }
}
