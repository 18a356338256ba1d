import { gelu, geluSlope, glu, gluBackward, zeros } from '../../reference/functions';
import type { ReferenceLayer, TensorLookup } from '../../reference/layer';
import { add, addOuter, sum, times, transposeTimes, type Vector, vector } from '../../reference/matrix';
import { eigenvalues, logGradient } from './eigenvalues';

/**
 * Linear recurrent unit (Orvieto et al. 2023): a complex diagonal recurrence that does not depend on the input, then a gated linear unit.
 *
 *     s_t = λ s_{t-1} + γ (B u_t)      y_t = Re(C s_t) + D u_t      output = GLU(G gelu(y_t) + b)
 *
 * λ lies within the unit circle by construction; `glu.weight` has the rows value, gate.
 */
export function lruReference(weights: TensorLookup): ReferenceLayer {
  const tensor = (name: string) => weights(`lru.${name}`);
  const [nuLog, thetaLog, gammaLog] = [tensor('nu_log').data, tensor('theta_log').data, tensor('gamma_log').data];
  const [Bre, Bim, Cre, Cim, D] = [tensor('B_re'), tensor('B_im'), tensor('C_re'), tensor('C_im'), tensor('D').data];
  const [G, b] = [weights('glu.weight'), weights('glu.bias')];
  const n = nuLog.length;
  const lambdas = () => eigenvalues({ nu: nuLog, theta: thetaLog, gamma: gammaLog });
  /** λ v, or λ̄ v with `direction` -1, of complex numbers whose real parts come first. */
  const turned = (v: Vector, direction: 1 | -1) => {
    const { re, im } = lambdas();
    return vector(2 * n, (i) => (i < n ? re[i]! * v[i]! - direction * im[i]! * v[n + i]! : re[i - n]! * v[i]! + direction * im[i - n]! * v[i - n]!));
  };
  return {
    /** ∂s_t/∂s_{t-1} = diag(λ), whatever the input. */
    jacobian: () => ({ size: 2 * n, times: (v) => turned(v, 1), transposeTimes: (u) => turned(u, -1) }),
    eigenvalues() {
      const { re, im } = lambdas();
      return Array.from(re, (value, i) => [value, im[i]!] as const);
    },
    start: () => zeros(2, n),
    forward(inputs, [re0, im0]) {
      const lambda = lambdas();
      const steps: { bRe: Vector; bIm: Vector; re: Vector; im: Vector; y: Vector; nets: Vector }[] = [];
      let [re, im] = [re0!, im0!];
      for (const u of inputs) {
        const [bRe, bIm] = [times(Bre, u), times(Bim, u)];
        const [pRe, pIm] = [re, im];
        re = vector(n, (i) => lambda.re[i]! * pRe[i]! - lambda.im[i]! * pIm[i]! + lambda.gamma[i]! * bRe[i]!);
        im = vector(n, (i) => lambda.re[i]! * pIm[i]! + lambda.im[i]! * pRe[i]! + lambda.gamma[i]! * bIm[i]!);
        const [fromRe, fromIm] = [times(Cre, re), times(Cim, im)];
        const y = vector(u.length, (i) => fromRe[i]! - fromIm[i]! + D[i]! * u[i]!);
        steps.push({ bRe, bIm, re, im, y, nets: sum(times(G, y.map(gelu)), b.data) });
      }
      return {
        outputs: steps.map(({ nets }) => glu(nets)),
        state: [re, im],
        backward(dOutputs, dState, gradients) {
          const dInputs: Vector[] = [];
          // ∂E/∂s_t through the later steps.
          let [laterRe, laterIm] = [dState?.[0] ?? new Float64Array(n), dState?.[1] ?? new Float64Array(n)];
          const [dRe, dIm, dGamma] = zeros(3, n);
          for (let t = inputs.length - 1; t >= 0; t--) {
            const { bRe, bIm, re: sRe, im: sIm, y, nets } = steps[t]!;
            const u = inputs[t]!;
            const dNets = gluBackward(nets, dOutputs[t]!);
            const dY = transposeTimes(G, dNets).map((d, i) => d * geluSlope(y[i]!));
            const dSre = sum(transposeTimes(Cre, dY), laterRe);
            const dSim = transposeTimes(Cim, dY).map((d, i) => laterIm[i]! - d);
            const [pRe, pIm] = t > 0 ? [steps[t - 1]!.re, steps[t - 1]!.im] : [re0!, im0!];
            for (let i = 0; i < n; i++) {
              dRe![i]! += dSre[i]! * pRe[i]! + dSim[i]! * pIm[i]!;
              dIm![i]! += dSim[i]! * pRe[i]! - dSre[i]! * pIm[i]!;
              dGamma![i]! += dSre[i]! * bRe[i]! + dSim[i]! * bIm[i]!;
            }
            const [dBre, dBim] = [dSre.map((d, i) => d * lambda.gamma[i]!), dSim.map((d, i) => d * lambda.gamma[i]!)];
            if (gradients) {
              addOuter(gradients('glu.weight'), dNets, y.map(gelu));
              add(gradients('glu.bias').data, dNets);
              addOuter(gradients('lru.C_re'), dY, sRe);
              addOuter(
                gradients('lru.C_im'),
                dY,
                sIm.map((value) => -value),
              );
              add(
                gradients('lru.D').data,
                dY.map((d, i) => d * u[i]!),
              );
              addOuter(gradients('lru.B_re'), dBre, u);
              addOuter(gradients('lru.B_im'), dBim, u);
            }
            dInputs[t] = sum(
              transposeTimes(Bre, dBre),
              transposeTimes(Bim, dBim),
              dY.map((d, i) => d * D[i]!),
            );
            laterRe = vector(n, (i) => lambda.re[i]! * dSre[i]! + lambda.im[i]! * dSim[i]!);
            laterIm = vector(n, (i) => lambda.re[i]! * dSim[i]! - lambda.im[i]! * dSre[i]!);
          }
          if (gradients)
            for (let i = 0; i < n; i++) {
              const d = logGradient(nuLog[i]!, thetaLog[i]!, gammaLog[i]!, dRe![i]!, dIm![i]!, dGamma![i]!);
              gradients('lru.nu_log').data[i]! += d.nu;
              gradients('lru.theta_log').data[i]! += d.theta;
              gradients('lru.gamma_log').data[i]! += d.gamma;
            }
          return { dInputs, dState: [laterRe, laterIm] };
        },
      };
    },
  };
}
