/** What a backend is, for records and panels: data, not a name to be parsed. */
export interface BackendInfo {
  /** The provider. */
  readonly id: string;
  /** As recorded with runs. The same name (but for `-shared`) and the same rounding give the same bits. */
  readonly name: string;
  /** Instructions that it was compiled for. */
  readonly instructionSet: string;
  /** Whether a · b + c is rounded once on this processor. */
  readonly fused: boolean;
  /** Whether other threads can attach to its memory. */
  readonly shared: boolean;
}

/** What another thread needs to work on a backend's memory; may be posted between threads. */
export interface BackendHandle {
  readonly provider: string;
  readonly detail: unknown;
}
