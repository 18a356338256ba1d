import type { Backend } from './backend';
import type { BackendHandle } from './backend-info';
import type { BackendChoice, BackendProvider, BackendRequest } from './provider';
import { webAssembly } from './web-assembly';

/** Backends, the fastest first. */
const providers: readonly BackendProvider[] = [webAssembly];

/** The backend for a learner: the one that is asked for, if it can run here, else the first that can. */
export function chooseBackend(request: BackendRequest): BackendChoice {
  const named = request.name === undefined ? undefined : first(request);
  const found = named ?? first({ threads: request.threads });
  if (!found)
    throw new Error(`No backend can run here: ${providers.map(({ id, unavailable }) => `${id}: ${unavailable() ?? 'nothing fits'}`).join('; ')}`);
  return found;
}

/** A backend on a memory that another thread has made. */
export function attachBackend({ provider, detail }: BackendHandle): Backend {
  return providers.find(({ id }) => id === provider)!.attach(detail);
}

/** Whether a backend of that name can run here. */
export function canRun(name: string): boolean {
  return first({ name, threads: 1 }) !== undefined;
}

function first(request: BackendRequest): BackendChoice | undefined {
  for (const provider of providers) {
    const choice = provider.choose(request);
    if (choice) return choice;
  }
  return undefined;
}
