import { UnrollError } from '../../protocol/error';
import type { Kernels } from '../backend';

/** What the native addon exports (native/source/addon.c). */
export interface NativeAddon {
  /** Names of its functions; their places are their numbers. */
  readonly functions: readonly string[];
  /** Instruction sets that run here, best first, with the width of their panels. `portable` is what the others are checked against. */
  readonly instructionSets: Readonly<Record<string, number>>;
  /** Bytes of the second cache; 0 = unknown. */
  readonly cacheBytes: number;
  /** Whether a thread of this process had called `approve` when this one loaded the addon. */
  readonly approved: boolean;
  approve(): void;
  /** Whether the kernels have crashed in this process. */
  crashed(): boolean;
  /**
   * Functions over a memory: the returned function runs the one whose number is at `NUMBER_AT` with the arguments before it; the result comes in place 0.
   * @throws RangeError when an argument does not fit the memory
   */
  attach(memory: Uint8Array, block: Float64Array, instructionSet: string): () => void;
}

const NUMBER_AT = 25;
type Arguments = readonly number[];

/** The addon's functions over a memory, as the other backends offer them; each throws `backend.crashed` when it has crashed. */
export function bindKernels(addon: NativeAddon, memory: ArrayBuffer | SharedArrayBuffer, instructionSet: string): Kernels {
  const block = new Float64Array(NUMBER_AT + 1);
  const call = addon.attach(new Uint8Array(memory), block, instructionSet);
  // Arguments in a block: Node-API takes 10 ns to read one, and half of them are not small integers.
  const bind = (number: number) =>
    function kernel(...values: Arguments): number {
      for (let i = 0; i < values.length; i++) block[i] = values[i]!;
      block[NUMBER_AT] = number;
      try {
        call();
      } catch (cause) {
        throw addon.crashed() ? new UnrollError('backend.crashed', [], { cause }) : cause;
      }
      return block[0]!;
    };
  return Object.assign({} as Kernels, Object.fromEntries(addon.functions.map((name, number) => [name, bind(number)])));
}
