import type { Rows, TensorPlace } from './layers/kind';
import { POOLING_TENSOR } from './ports';
import { placeOf, type ThreadContext } from './thread-context';

/** What stands between the stack and the heads of one thread, over the rows t · B + b of a window. */
export interface RowPooling {
  /** Writes the pooled rows. */
  forward(x: Rows, pooled: Rows, steps: number, streams: number): void;
  /** `d` holds ∂E/∂pooled and becomes ∂E/∂x. */
  backward(x: Rows, pooled: Rows, d: Rows, steps: number, streams: number): void;
}

/** Undefined where the heads read every row as it is. */
export function createPooling(context: ThreadContext): RowPooling | undefined {
  const { pooling } = context.plan.stack.ports;
  if (pooling === 'none') return undefined;
  return pooling === 'mean' ? meanPooling(context) : new AttentionPooling(context);
}

function meanPooling({ kernels: k }: ThreadContext): RowPooling {
  return {
    forward: (x, pooled, steps, streams) => k.meanOverTime(steps, streams, x.panels, x.address, x.stride, pooled.address, pooled.stride),
    backward: (_x, _pooled, d, steps, streams) => k.meanOverTimeBackward(steps, streams, d.panels, d.address, d.stride),
  };
}

/**
 * After each step t the mean of the rows up to t, weighted by how well each answers one learnt question q:
 *
 *     e_k = q · s_k,   L_t = log Σ_{k≤t} exp(e_k),   P_t = Σ_{k≤t} exp(e_k - L_t) s_k
 *
 * Later rows, and so padding, change nothing. Both passes run along the sequence once:
 *
 *     P_t = exp(L_{t-1} - L_t) P_{t-1} + exp(e_t - L_t) s_t
 *     G_k = dP_k + exp(L_k - L_{k+1}) G_{k+1},   C_k = dP_k · P_k + exp(L_k - L_{k+1}) C_{k+1}
 *     de_k = exp(e_k - L_k) (s_k · G_k - C_k),   ds_k = exp(e_k - L_k) G_k + de_k q,   dq = Σ de_k s_k
 *
 * No exponent is above zero, so nothing overflows. It is a few operations a number, little beside the layers: no kernel of its own.
 */
class AttentionPooling implements RowPooling {
  private readonly question: TensorPlace;
  private readonly values: Float32Array;
  private readonly columns: Float64Array;
  /** exp(e_t - L_t) and exp(L_{t-1} - L_t) of every row. */
  private share = new Float64Array(0);
  private decay = new Float64Array(0);

  constructor(private readonly context: ThreadContext) {
    const { backend, plan } = context;
    this.question = placeOf(context, POOLING_TENSOR);
    this.values = new Float32Array(backend.memory.buffer);
    this.columns = new Float64Array(plan.panels.round(plan.stack.hidden));
  }

  forward(x: Rows, pooled: Rows, steps: number, streams: number): void {
    const { values } = this;
    const { width } = this.context.plan.panels;
    const rows = steps * streams;
    if (this.share.length < rows) {
      this.share = new Float64Array(rows);
      this.decay = new Float64Array(rows);
    }
    for (let b = 0; b < streams; b++) {
      let total = Number.NEGATIVE_INFINITY;
      for (let row = b; row < rows; row += streams) {
        const score = this.score(x, row);
        const top = Math.max(total, score);
        const sum = top + Math.log(Math.exp(total - top) + Math.exp(score - top));
        const [decay, share] = [Math.exp(total - sum), Math.exp(score - sum)];
        this.decay[row] = decay;
        this.share[row] = share;
        total = sum;
        for (let n = 0; n < x.panels; n++) {
          const source = place(x, n, row, width);
          const target = place(pooled, n, row, width);
          const before = target - streams * width;
          for (let i = 0; i < width; i++) values[target + i] = (row < streams ? 0 : decay * values[before + i]!) + share * values[source + i]!;
        }
      }
    }
  }

  backward(x: Rows, pooled: Rows, d: Rows, steps: number, streams: number): void {
    const { values, columns: G, question } = this;
    const { width } = this.context.plan.panels;
    const q = question.weight / 4;
    const dq = question.gradient / 4;
    const rows = steps * streams;
    for (let b = 0; b < streams; b++) {
      G.fill(0);
      let C = 0;
      for (let row = rows - streams + b; row >= 0; row -= streams) {
        const decay = row + streams < rows ? this.decay[row + streams]! : 0;
        C *= decay;
        let dot = 0;
        for (let n = 0; n < x.panels; n++) {
          const [own, above, source] = [place(x, n, row, width), place(d, n, row, width), place(pooled, n, row, width)];
          for (let i = 0; i < width; i++) {
            const g = values[above + i]! + decay * G[n * width + i]!;
            G[n * width + i] = g;
            C += values[above + i]! * values[source + i]!;
            dot += values[own + i]! * g;
          }
        }
        const share = this.share[row]!;
        const dScore = share * (dot - C);
        for (let n = 0; n < x.panels; n++) {
          const [own, above] = [place(x, n, row, width), place(d, n, row, width)];
          for (let i = 0; i < width; i++) {
            const column = n * width + i;
            values[above + i] = share * G[column]! + dScore * values[q + column * width]!;
            values[dq + column * width]! += dScore * values[own + i]!;
          }
        }
      }
    }
  }

  /** e = q · s of a row. The question is one column of panels: its elements lie a panel's row apart. */
  private score(x: Rows, row: number): number {
    const { values } = this;
    const { width } = this.context.plan.panels;
    const q = this.question.weight / 4;
    let sum = 0;
    for (let n = 0; n < x.panels; n++) {
      const own = place(x, n, row, width);
      for (let i = 0; i < width; i++) sum += values[own + i]! * values[q + (n * width + i) * width]!;
    }
    return sum;
  }
}

/** Index of a row of a panel among the floats of the memory. */
function place({ address, stride }: Rows, panel: number, row: number, width: number): number {
  return (address + panel * stride) / 4 + row * width;
}
