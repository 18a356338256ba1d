import type { Backend } from '../backend';
import type { BackendInfo } from '../backend-info';
import type { BackendChoice, BackendProvider, UnitSplit } from '../provider';
import { bindKernels, type NativeAddon } from './addon';
import { SCRATCH_BYTES, Scratch } from './scratch';
import { findDifference } from './self-test';

/** What another thread attaches with. */
interface Detail {
  readonly instructionSet: string;
  readonly memory: WebAssembly.Memory;
}

/** Only what the others are checked against: WebAssembly is as fast as this. */
const PORTABLE = 'portable';
/** A line of the cache in front: an address of 0 means that there is nothing. */
const BASE = 64;
const PAGE = 65536;
/** Small, but no width of panels divides it. */
const SELF_TEST = { steps: 2, streams: 2, hidden: 17, vocabulary: 19 };

/** Smaller matrices stay in the second cache of today's processors, and threads that share their units wait for each other longer than they gain. */
const LARGE_MATRIX = 2 ** 20;
/** Of a thread that computes fewer rows the time goes into reading the weights, which two that share units read once. */
const unitSplit = ({ cacheBytes }: NativeAddon): UnitSplit => ({ bytes: Math.max(LARGE_MATRIX, cacheBytes / 2), streams: 8 });

/**
 * Native code: as fast as the processor's vectors are wide. Its memory is a WebAssembly one, which lies at the start of a page and can be shared with other
 * threads, and which V8 allocated: Electron forbids any other.
 * @param load gives the addon or throws; called once, when the backend is first asked for
 */
export function nativeProvider(load: () => NativeAddon): BackendProvider {
  let state: { readonly addon: NativeAddon } | { readonly reason: string } | undefined;
  const find = () => {
    state ??= tryLoading(load);
    // Whatever computes may end its work; nothing new begins on kernels that have crashed in another thread.
    if ('addon' in state && state.addon.crashed()) return { reason: 'it crashed before' };
    return state;
  };
  const addon = (): NativeAddon => {
    const found = find();
    if ('reason' in found) throw new Error(found.reason);
    return found.addon;
  };
  const attach = ({ instructionSet, memory }: Detail): Backend => ({
    info: infoOf(instructionSet),
    panelWidth: addon().instructionSets[instructionSet]!,
    kernels: bindKernels(addon(), memory.buffer, instructionSet),
    memory,
    handle: { provider: 'native', detail: { instructionSet, memory } satisfies Detail },
  });
  return {
    id: 'native',
    unavailable() {
      const found = find();
      return 'reason' in found ? found.reason : undefined;
    },
    choose({ name, shortLived = false }): BackendChoice | undefined {
      if (name !== undefined && !name.startsWith('native')) return undefined;
      const found = find();
      if ('reason' in found) return undefined;
      const sets = Object.keys(found.addon.instructionSets).filter((set) => set !== PORTABLE);
      const instructionSet = name === undefined ? sets[0] : sets.find((set) => name === `native-${set}`);
      if (instructionSet === undefined) return undefined;
      return {
        info: infoOf(instructionSet),
        panelWidth: found.addon.instructionSets[instructionSet]!,
        unitSplit: unitSplit(found.addon),
        base: BASE,
        create(bytes) {
          const pages = Math.ceil(bytes / PAGE);
          return attach({ instructionSet, memory: new WebAssembly.Memory({ initial: pages, maximum: pages, shared: !shortLived }) });
        },
      };
    },
    attach: (detail) => attach(detail as Detail),
  };
}

const infoOf = (instructionSet: string): BackendInfo => ({
  id: 'native',
  name: `native-${instructionSet}`,
  instructionSet,
  fused: true,
  shared: true,
});

/** The addon after its self-test, or why it cannot serve. */
function tryLoading(load: () => NativeAddon): { readonly addon: NativeAddon } | { readonly reason: string } {
  try {
    const addon = load();
    const [best] = Object.keys(addon.instructionSets);
    if (best === undefined || best === PORTABLE) return { reason: 'this processor has neither AVX2 nor NEON' };
    // Once in a process: other threads trust what the first found.
    const wrong = addon.approved ? undefined : selfTest(addon, best);
    if (wrong !== undefined) return { reason: `its self-test failed: ${wrong}` };
    addon.approve();
    return { addon };
  } catch (error) {
    return { reason: error instanceof Error ? error.message.split('\n')[0]! : String(error) };
  }
}

/** Every function against the portable path; says what differs. */
function selfTest(addon: NativeAddon, instructionSet: string): string | undefined {
  const side = (set: string) => {
    const buffer = new ArrayBuffer(SCRATCH_BYTES / 4);
    return { kernels: bindKernels(addon, buffer, set), scratch: new Scratch(buffer, addon.instructionSets[set]!, BASE) };
  };
  return findDifference(side(instructionSet), side(PORTABLE), SELF_TEST, addon.functions);
}
