/** What is known of a tensor's values. */
export interface TensorStatistics {
  /** Values in all, those that are not finite included. */
  readonly values: number;
  readonly nonFinite: number;
  readonly zeros: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  /** Standard deviation of the population. */
  readonly deviation: number;
}

export interface Histogram {
  readonly minimum: number;
  readonly maximum: number;
  /** Of equal bins. */
  readonly counts: readonly number[];
}

export interface HeatMap {
  readonly rows: number;
  readonly columns: number;
  /** Row by row; null where a block has no finite value. */
  readonly means: readonly (number | null)[];
}

export interface TensorRow {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly bytes: number;
}

/** What the inspector shows of a file at once. */
export interface FileSummary {
  readonly name: string;
  readonly bytes: number;
  /** Tensors in all; `tensors` may hold fewer. */
  readonly tensorCount: number;
  readonly tensors: readonly TensorRow[];
  /** Elements of all tensors. */
  readonly parameters: number;
  /** Rows of the head of the page: options of a model of ours, else the metadata as it is. */
  readonly properties: readonly (readonly [name: string, value: string])[];
  readonly kind: 'unroll' | 'foreign';
}

/** host -> inspector page. */
export type InspectorMessage =
  | { type: 'file'; file: FileSummary; locale: string }
  | { type: 'problem'; text: string; locale: string }
  /** null: the type has no readable values, or `problem` tells why not. */
  | { type: 'statistics'; tensor: number; statistics: TensorStatistics | null; problem?: string }
  | { type: 'details'; tensor: number; statistics: TensorStatistics; histogram: Histogram; heatMap: HeatMap };

/** inspector page -> host. */
export type InspectorRequest = { type: 'ready' } | { type: 'details'; tensor: number };
