import type { Address, Backend, Kernels } from '../../../src/kernels/backend';
import type { BackendInfo } from '../../../src/kernels/backend-info';
import type { BackendProvider } from '../../../src/kernels/provider';
import { LoopLayers } from './loop-layers';
import { LoopMatrices } from './loop-matrices';

/** Not the width of WebAssembly's panels: a backend chooses its own. */
const PANEL_WIDTH = 4;
const BASE: Address = 64;

const info: BackendInfo = { id: 'loops', name: 'loops-in-typescript', instructionSet: 'none', shared: false, fused: false };

/** A second backend, in nothing but loops over an ArrayBuffer: whatever is above the kernels must do with what this offers. */
export const loopBackend: BackendProvider & { readonly backendName: string } = {
  id: info.id,
  backendName: info.name,
  unavailable: () => undefined,
  choose: ({ name }) => (name === info.name ? { info, panelWidth: PANEL_WIDTH, base: BASE, create } : undefined),
  attach() {
    throw new Error('It keeps to one thread.');
  },
};

function create(bytes: number): Backend {
  const buffer = new ArrayBuffer(Math.ceil(bytes / 64) * 64);
  const matrices = new LoopMatrices(buffer, PANEL_WIDTH);
  const offered = { ...bound(matrices), ...bound(new LoopLayers(buffer, PANEL_WIDTH, matrices)) };
  const kernels = new Proxy(offered, {
    get(target, name: string) {
      if (!(name in target)) throw new Error(`This backend has no ${name}.`);
      return target[name];
    },
  });
  return { info, panelWidth: PANEL_WIDTH, kernels: kernels as unknown as Kernels, memory: { buffer }, handle: undefined };
}

/** The methods of an object as functions. */
function bound(object: object): Record<string, unknown> {
  const methods = Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(object)));
  return Object.fromEntries(methods.flatMap(([name, { value }]) => (typeof value === 'function' ? [[name, value.bind(object)]] : [])));
}
