import type { Address, Backend } from '../kernels/backend';
import { UnrollError } from '../protocol/error';
import type { Tensor, Tensors } from '../protocol/model';
import type { WeightSink } from './initialization';
import type { MemoryPlan, ThreadBuffers } from './memory-plan';
import type { Random } from './random';
import { pack, unpack } from './tensor-layout';

/** What a block needs of the plan of a memory. */
export interface BlockPlan extends Pick<MemoryPlan, 'tensors' | 'parameterBytes'> {
  readonly threads: readonly Pick<ThreadBuffers, 'scratch'>[];
}

/** One block of all parameters in the memory: weights, moments or a thread's gradients. */
export class ParameterBlock implements WeightSink {
  constructor(
    private readonly compute: Backend,
    private readonly plan: BlockPlan,
    private readonly address: Address,
  ) {}

  /** The block as it lies in the memory. */
  get values(): Float32Array {
    return new Float32Array(this.compute.memory.buffer, this.address, this.plan.parameterBytes / 4);
  }

  read(): Tensors {
    const { values } = this;
    return new Map([...this.plan.tensors].map(([name, layout]) => [name, { shape: layout.shape, data: unpack(layout, values) }]));
  }

  /** @throws UnrollError when a tensor is missing or of another size */
  write(tensors: Tensors): void {
    for (const name of this.plan.tensors.keys()) this.put(name, tensors.get(name));
  }

  put(name: string, tensor: Tensor | undefined): void {
    const layout = this.plan.tensors.get(name)!;
    const length = layout.shape.reduce((a, b) => a * b, 1);
    if (!tensor || tensor.data.length !== length) throw new UnrollError('model.tensor', [name, layout.shape.join(' x ')]);
    pack(layout, tensor.data, this.values);
  }

  /** Draws in place: a large network's weights would else pass through the memory three times. `bound` must be a float32. */
  draw(name: string, bound: number, random: Random): void {
    const { outputs, inputs, inputsFirst, offset, column, row, width } = this.plan.tensors.get(name)!;
    const { kernels, memory } = this.compute;
    const { scratch } = this.plan.threads[0]!;
    const start = this.address + offset * 4;
    const state = new Uint32Array(memory.buffer, scratch, 4);
    state.set(random.getState());
    const columns = runs(outputs, column);
    const rows = runs(inputs, row);
    const fill = (count: number, length: number, place: number, next: number, stride: number) =>
      kernels.drawUniform(scratch, count, length, bound, start + place * 4, next * 4, stride * 4);
    if (inputsFirst || inputs === 1)
      for (let input = 0; input < inputs; input++) for (const [first, length] of columns) fill(1, length, first + row(input) * width, 0, 1);
    else if (rows.length === 1) for (const [first, count] of columns) fill(count, inputs, first + rows[0]![0] * width, 1, width);
    else
      for (let output = 0; output < outputs; output++) for (const [first, length] of rows) fill(1, length, column(output) + first * width, 0, width);
    random.setState([...state]);
  }

  /** ‖·‖₂ of every tensor, by name. `of`: another block's values in the same layout. */
  norms(of: Float32Array = this.values): Record<string, number> {
    return Object.fromEntries([...this.plan.tensors.values()].map(({ name, offset, length }) => [name, norm(of, offset, length)]));
  }

  /** The first tensor with a value that is not finite. */
  findNonFinite(): string | undefined {
    const { values } = this;
    for (const { name, offset, length } of this.plan.tensors.values())
      for (let i = offset; i < offset + length; i++) if (!Number.isFinite(values[i]!)) return name;
    return undefined;
  }
}

/** Adam's moments as they are kept with a model. */
export function readMoments(first: ParameterBlock, second: ParameterBlock): Tensors {
  const named = (prefix: string, block: ParameterBlock) => [...block.read()].map(([name, tensor]) => [`${prefix}.${name}`, tensor] as const);
  return new Map([...named('moment1', first), ...named('moment2', second)]);
}

/** Takes up kept moments. @throws UnrollError when one is missing or of another size */
export function writeMoments(tensors: Tensors, first: ParameterBlock, second: ParameterBlock): void {
  const named = (prefix: string) =>
    new Map([...tensors].filter(([name]) => name.startsWith(prefix)).map(([name, tensor]) => [name.slice(prefix.length), tensor]));
  first.write(named('moment1.'));
  second.write(named('moment2.'));
}

/** Stretches of places that follow each other: [first place, length]. Padding and the ends of panels come in between. */
function runs(count: number, place: (index: number) => number): [number, number][] {
  const found: [number, number][] = [];
  for (let i = 0, length = 1; i < count; i += length) {
    for (length = 1; i + length < count && place(i + length) === place(i) + length; ) length++;
    found.push([place(i), length]);
  }
  return found;
}

function norm(values: Float32Array, offset: number, length: number): number {
  let sum = 0;
  for (let i = offset; i < offset + length; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum);
}
