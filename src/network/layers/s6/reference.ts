import { sigmoid } from '../../reference/activation';
import { rowsOf, silu, siluSlope, softplus, zeros } from '../../reference/functions';
import type { ReferenceLayer, TensorLookup } from '../../reference/layer';
import { add, addOuter, type Parameter, sum, times, transposeTimes, type Vector, vector } from '../../reference/matrix';

interface Step {
  readonly x: Vector;
  readonly gate: Vector;
  /** Inputs of the convolution, oldest first, and its result before SiLU. */
  readonly taps: readonly Vector[];
  readonly convolved: Vector;
  readonly u: Vector;
  /** R numbers for the step size, N for B, N for C. */
  readonly projected: Vector;
  readonly stepNet: Vector;
  readonly previous: Vector;
  readonly h: Vector;
  readonly y: Vector;
}

/**
 * Selective state-space layer (Gu and Dao 2023, expansion 1): N decaying states a channel, whose step size Δ, input B and output C depend on the input.
 *
 *     [u, g] = W_in x      u ← silu(depthwise causal convolution of u)      [q, B_t, C_t] = W_x u      Δ_t = softplus(W_Δ q + b_Δ)
 *     h_t = exp(Δ_t A) h_{t-1} + (Δ_t u_t) B_t      y_t = h_t C_t + D u_t      output = W_out (y_t silu(g_t))      A = -exp(A_log)
 *
 * State: h [d, N] and the last taps - 1 inputs of the convolution, zeros at the start.
 */
export function s6Reference(weights: TensorLookup): ReferenceLayer {
  const [inWeight, convWeight, convBias, xWeight, dtWeight, dtBias, outWeight] = [
    ...['in_proj.weight', 'conv_weight', 'conv_bias', 'x_proj.weight', 'dt_proj.weight', 'dt_proj.bias', 'out_proj.weight'],
  ].map(weights) as [Parameter, Parameter, Parameter, Parameter, Parameter, Parameter, Parameter];
  const [d, taps] = convWeight.shape as [number, number];
  const N = weights('A_log').shape[1]!;
  const R = dtWeight.shape[1]!;
  const D = weights('D').data;
  return {
    start: () => [new Float64Array(d * N), ...zeros(taps - 1, d)],
    forward(inputs, [initial, ...history]) {
      const A = weights('A_log').data.map((log) => -Math.exp(log));
      const steps: Step[] = [];
      let h = initial!;
      let past = history;
      const outputs = inputs.map((x) => {
        const both = times(inWeight, x);
        const [into, gate] = [both.slice(0, d), both.slice(d)];
        const window = [...past, into];
        past = window.slice(1);
        const convolved = vector(d, (i) => window.reduce((total, tap, j) => total + tap[i]! * convWeight.data[i * taps + j]!, convBias.data[i]!));
        const u = convolved.map(silu);
        const projected = times(xWeight, u);
        const stepNet = sum(times(dtWeight, projected.subarray(0, R)), dtBias.data);
        const previous = h;
        h = vector(d * N, (index) => {
          const [i, s] = [Math.floor(index / N), index % N];
          const dt = softplus(stepNet[i]!);
          return Math.exp(dt * A[index]!) * previous[index]! + dt * u[i]! * projected[R + s]!;
        });
        const now = h;
        const y = vector(d, (i) => {
          let total = D[i]! * u[i]!;
          for (let s = 0; s < N; s++) total += now[i * N + s]! * projected[R + N + s]!;
          return total;
        });
        steps.push({ x, gate, taps: window, convolved, u, projected, stepNet, previous, h, y });
        return times(
          outWeight,
          vector(d, (i) => y[i]! * silu(gate[i]!)),
        );
      });
      return {
        outputs,
        state: [h, ...past],
        backward(dOutputs, dState, gradients) {
          const dInputs: Vector[] = [];
          let laterH = dState?.[0] ?? new Float64Array(d * N);
          // ∂E/∂(input of the convolution) of the steps from taps - 1 before the window on.
          const dInto = zeros(inputs.length + taps - 1, d);
          dState?.slice(1).forEach((part, i) => {
            add(dInto[inputs.length + i]!, part);
          });
          for (let t = inputs.length - 1; t >= 0; t--) {
            const step = steps[t]!;
            const { gate, u, projected, stepNet, previous, y } = step;
            const dGated = transposeTimes(outWeight, dOutputs[t]!);
            const dY = vector(d, (i) => dGated[i]! * silu(gate[i]!));
            const dGate = vector(d, (i) => dGated[i]! * y[i]! * siluSlope(gate[i]!));
            const dU = vector(d, (i) => dY[i]! * D[i]!);
            const dProjected = new Float64Array(R + 2 * N);
            const dStep = new Float64Array(d);
            const dH = laterH.slice();
            for (let i = 0; i < d; i++) {
              const dt = softplus(stepNet[i]!);
              for (let s = 0, at = i * N; s < N; s++, at++) {
                dH[at]! += dY[i]! * projected[R + N + s]!;
                dProjected[R + N + s]! += dY[i]! * step.h[at]!;
                const decay = Math.exp(dt * A[at]!);
                const dDecay = dH[at]! * previous[at]! * decay;
                dStep[i]! += dDecay * A[at]! + dH[at]! * u[i]! * projected[R + s]!;
                dU[i]! += dH[at]! * dt * projected[R + s]!;
                dProjected[R + s]! += dH[at]! * dt * u[i]!;
                if (gradients) gradients('A_log').data[at]! += dDecay * dt * A[at]!;
                dH[at]! *= decay;
              }
              dStep[i]! *= sigmoid(stepNet[i]!);
            }
            laterH = dH;
            dProjected.set(transposeTimes(dtWeight, dStep), 0);
            add(dU, transposeTimes(xWeight, dProjected));
            const dConvolved = vector(d, (i) => dU[i]! * siluSlope(step.convolved[i]!));
            for (let j = 0; j < taps; j++) for (let i = 0; i < d; i++) dInto[t + j]![i]! += dConvolved[i]! * convWeight.data[i * taps + j]!;
            const dBoth = new Float64Array(2 * d);
            dBoth.set(dInto[t + taps - 1]!, 0);
            dBoth.set(dGate, d);
            dInputs[t] = transposeTimes(inWeight, dBoth);
            if (!gradients) continue;
            addOuter(
              gradients('out_proj.weight'),
              dOutputs[t]!,
              vector(d, (i) => y[i]! * silu(gate[i]!)),
            );
            addOuter(gradients('dt_proj.weight'), dStep, projected.slice(0, R));
            add(gradients('dt_proj.bias').data, dStep);
            addOuter(gradients('x_proj.weight'), dProjected, u);
            add(gradients('conv_bias').data, dConvolved);
            for (let i = 0; i < d; i++) {
              gradients('D').data[i]! += dY[i]! * u[i]!;
              for (let j = 0; j < taps; j++) gradients('conv_weight').data[i * taps + j]! += dConvolved[i]! * step.taps[j]![i]!;
            }
            addOuter(rowsOf(gradients('in_proj.weight'), 0, d), dBoth.slice(0, d), step.x);
            addOuter(rowsOf(gradients('in_proj.weight'), d, 2 * d), dGate, step.x);
          }
          return { dInputs, dState: [laterH, ...dInto.slice(0, taps - 1)] };
        },
      };
    },
  };
}
