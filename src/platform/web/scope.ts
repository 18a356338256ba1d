/** The part of a browser's worker scope in use: TypeScript keeps it in the DOM library, which most rooms must not see. */
interface WebScope {
  readonly navigator: {
    readonly hardwareConcurrency?: number;
    readonly locks?: {
      request(name: string, use: () => Promise<unknown>): Promise<unknown>;
      query(): Promise<{ readonly held?: readonly { readonly name?: string }[] }>;
    };
  };
  readonly crossOriginIsolated?: boolean;
  readonly location: { readonly href: string };
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
  readonly Worker: new (url: string, options?: { name?: string }) => WebWorker;
  readonly Blob: new (parts: readonly string[], options: { type: string }) => unknown;
  readonly MessageChannel: new () => { readonly port1: WebPort; readonly port2: WebPort };
  readonly URL: { createObjectURL(blob: unknown): string };
}

export interface WebWorker {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: { readonly message?: string; preventDefault?(): void }) => void) | null;
  postMessage(message: unknown): void;
  terminate(): void;
}

interface WebPort {
  onmessage: (() => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

// Also loaded where there is no worker, in tests under Node.
export const scope: WebScope = globalThis as typeof globalThis & WebScope;
