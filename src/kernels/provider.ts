import type { Address, Backend } from './backend';
import type { BackendInfo } from './backend-info';

/** When threads share the hidden units of a network instead of the streams of its batch, as measured (bench/README.md): where both hold. */
export interface UnitSplit {
  /** Its largest recurrent matrix has more bytes than this. */
  readonly bytes: number;
  /** A thread would have fewer streams than this. */
  readonly streams: number;
}

/** A backend that can run here, before it has memory. */
export interface BackendChoice {
  readonly info: BackendInfo;
  /** Columns of a panel. */
  readonly panelWidth: number;
  /** Undefined: threads always share streams. */
  readonly unitSplit?: UnitSplit;
  /** First free byte of the memory: the backend's own data lies below. */
  readonly base: Address;
  /**
   * With a memory of at least so many bytes.
   * @throws when there is not so much
   */
  create(bytes: number): Backend;
}

/** What a learner asks for. */
export interface BackendRequest {
  /** Name of a backend: that of a resumed run, or one that a person chose. */
  readonly name?: string | undefined;
  /** More than one: others will attach. */
  readonly threads: number;
  /** Memory that the garbage collector counts: for networks that come and go. */
  readonly shortLived?: boolean;
}

/** A kind of backend: WebAssembly, native code. One line in registry.ts. */
export interface BackendProvider {
  readonly id: string;
  /** Why it cannot run here, in a word for the log; undefined: it can. */
  unavailable(): string | undefined;
  /** The best of its backends for a request; undefined where it has none of that name or cannot run here. */
  choose(request: BackendRequest): BackendChoice | undefined;
  /** On another thread: the same memory. */
  attach(detail: unknown): Backend;
}
