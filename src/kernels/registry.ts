import type { Backend } from './backend';
import type { BackendHandle } from './backend-info';
import type { BackendChoice, BackendProvider, BackendRequest } from './provider';
import { webAssembly } from './web-assembly';

/** Backends, the fastest first. */
const providers: BackendProvider[] = [webAssembly];

/** Offers a backend that is faster than those before it: native code, where the platform can load it. */
export function registerProvider(provider: BackendProvider): void {
  providers.unshift(provider);
}

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

/** Why a faster provider than this one's does not serve, as `provider: reason`; undefined where this is the fastest. */
export function whyNotFaster(id: string): string | undefined {
  const [fastest] = providers;
  const reason = fastest && fastest.id !== id ? fastest.unavailable() : undefined;
  return reason && `${fastest!.id}: ${reason}`;
}

/** Why no backend of that name can run here. */
export function whyNot(name: string): string {
  return providers.find(({ id }) => name.startsWith(id))?.unavailable() ?? 'this processor or engine lacks what it needs';
}

/** The name of a provider stands for the best of its backends. */
function first(request: BackendRequest): BackendChoice | undefined {
  for (const provider of providers) {
    const { name: _, ...any } = request;
    const choice = provider.choose(request.name === provider.id ? any : request);
    if (choice) return choice;
  }
  return undefined;
}
