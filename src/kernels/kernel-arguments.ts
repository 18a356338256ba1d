/** Byte offset into the backend's linear memory. */
export type Address = number;

/** Rows of panels: where they begin, and bytes from a panel to the next. */
interface PanelRows {
  readonly address: Address;
  readonly stride: number;
}

/** Heads that lie side by side, each in whole panels. */
interface HeadShape {
  readonly steps: number;
  readonly streams: number;
  readonly heads: number;
  /** Panels of one head. */
  readonly headPanels: number;
}

/** A window of causal attention. */
export interface AttentionWindow extends HeadShape {
  /** Time steps that keys and values have in front of the window. */
  readonly past: number;
  /** Time steps that a query sees, itself included. */
  readonly span: number;
  /** What scores are multiplied by, 1 / √e. */
  readonly factor: number;
  readonly queries: PanelRows;
  readonly keys: PanelRows;
  readonly values: PanelRows;
}

/** It as the kernels take it: the first arguments of both directions. */
export type AttentionArguments = [
  ...[T: number, past: number, span: number, B: number, heads: number, E8: number, factor: number],
  ...[Q: Address, sq: number, K: Address, sk: number, V: Address, sv: number],
];

export function attentionWindow(window: AttentionWindow): AttentionArguments {
  const { steps, past, span, streams, heads, headPanels, factor, queries: q, keys: k, values: v } = window;
  return [steps, past, span, streams, heads, headPanels, factor, q.address, q.stride, k.address, k.stride, v.address, v.stride];
}

/** A window of a selective scan: s_t = exp(Δ_t A) s_{t-1} + Δ_t u_t B_t, y_t = C_t · s_t + D u_t. */
export interface SelectiveWindow {
  readonly steps: number;
  readonly streams: number;
  /** Panels of channels. */
  readonly panels: number;
  /** State numbers of every channel. */
  readonly states: number;
  /** Δ and u, of one stride. */
  readonly stepSizes: PanelRows;
  readonly inputs: PanelRows;
  /** Rows that hold B and C from these columns on. */
  readonly projected: PanelRows;
  readonly columnB: number;
  readonly columnC: number;
  /** [states][channels]. */
  readonly A: PanelRows;
  readonly D: Address;
  /** States of every time step, the carried one first. */
  readonly kept: PanelRows;
}

/** It as the kernels take it: the first arguments of both directions. */
export type SelectiveArguments = [
  ...[T: number, B: number, N8: number, N: number, dt: Address, u: Address, s: number, P: Address, sp: number, cb: number, cc: number],
  ...[A: Address, sa: number, D: Address, H: Address, sh: number],
];

export function selectiveWindow(window: SelectiveWindow): SelectiveArguments {
  const { steps, streams, panels, states, stepSizes: dt, inputs: u, projected: p, columnB, columnC, A, D, kept } = window;
  return [
    ...([steps, streams, panels, states, dt.address, u.address, dt.stride, p.address, p.stride, columnB, columnC] as const),
    ...([A.address, A.stride, D, kept.address, kept.stride] as const),
  ];
}

/** A window of the delta rule: S_t = S_{t-1} + β_t (v_t - S_{t-1} k_t) k_tᵀ, o_t = S_t q_t. */
export interface DeltaWindow extends HeadShape {
  /** Columns of one head. */
  readonly headWidth: number;
  /** Queries and keys, of one stride. */
  readonly queries: PanelRows;
  readonly keys: PanelRows;
}

/** It as the kernels take it: the first arguments of both directions. */
export type DeltaArguments = [T: number, B: number, heads: number, E8: number, e: number, Q: Address, K: Address, s: number];

export function deltaWindow({ steps, streams, heads, headPanels, headWidth, queries, keys }: DeltaWindow): DeltaArguments {
  return [steps, streams, heads, headPanels, headWidth, queries.address, keys.address, queries.stride];
}

/** A window of additive attention: e_tj = v · tanh(q_t + k_j), a_t = softmax over the real j of e_t, c_t = Σ_j a_tj m_j. */
export interface AdditiveWindow {
  /** Steps of the queries, and of keys and memory. */
  readonly steps: number;
  readonly sources: number;
  readonly streams: number;
  readonly panels: number;
  readonly queries: PanelRows;
  readonly keys: PanelRows;
  /** v, one row of panels. */
  readonly score: Address;
  readonly memory: PanelRows;
  /** Real steps of every stream's memory, int32. */
  readonly lengths: Address;
  /** a, row by row: `stride` bytes each, whole panels. */
  readonly shares: PanelRows;
}

/** It as the kernels take it: the first arguments of both directions. */
export type AdditiveArguments = [
  ...[T: number, S: number, B: number, H8: number, Q: Address, sq: number, K: Address, sk: number, v: Address, M: Address, sm: number],
  ...[lengths: Address, A: Address, sa: number],
];

export function additiveWindow(window: AdditiveWindow): AdditiveArguments {
  const { steps, sources, streams, panels, queries: q, keys: k, score, memory: m, lengths, shares } = window;
  return [
    steps,
    sources,
    streams,
    panels,
    q.address,
    q.stride,
    k.address,
    k.stride,
    score,
    m.address,
    m.stride,
    lengths,
    shares.address,
    shares.stride,
  ];
}
