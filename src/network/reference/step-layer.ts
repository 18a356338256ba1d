import type { ReferenceLayer, ReferencePass, TensorLookup } from './layer';
import type { Input, Parameter, Vector } from './matrix';
import type { StepJacobian } from './step-jacobian';

/** What a layer carries from one time step to the next, part by part as its description says: [h], or [h, c] for the LSTM. */
export type State = readonly Vector[];

/** One time step of a layer, with all that its derivatives need. */
export interface LayerStep {
  readonly input: Input;
  readonly previous: State;
  readonly state: State;
  /** What the next layer (or the residual sum) receives. */
  readonly output: Vector;
  /** In the order of the description's gates. */
  readonly gates: readonly Vector[];
}

/** Derivatives of the loss with respect to one time step's insides. */
export interface LayerGradient {
  /** ∂E/∂x_t; of symbols: as if they were one-hot vectors. Made when it is asked for: it is a product that not everybody needs. */
  readonly input: () => Vector;
  /** ∂E/∂s_{t-1}, as far as it goes through this time step. */
  readonly previous: State;
  /** ∂E/∂(U x_t + b), where the layer has such a product. */
  readonly inputNet?: Vector;
  /** ∂E/∂(W h_{t-1} + b), where one recurs. */
  readonly recurrentNet?: Vector;
}

/** Gradients by tensor name within the layer; undefined for a tensor that the net does not have. */
export type GradientLookup = (name: string) => Parameter | undefined;

/** The equations of a layer that goes through time step by step, in float64, one stream at a time: what diagnosis and step-through look into. */
export interface StepLayer {
  zeroState(): State;
  forward(input: Input, previous: State): LayerStep;
  /**
   * @param dOutput ∂E/∂(output of this time step)
   * @param dState ∂E/∂s_t through the time steps after this one
   * @param gradients what ∂E/∂(tensors) is added to, if wanted
   */
  backward(step: LayerStep, dOutput: Vector, dState: State, gradients?: GradientLookup): LayerGradient;
  /** Absent where nothing recurs. */
  jacobian?(step: LayerStep): StepJacobian;
  /** W [G·H, H] of a layer whose recurrence is a matrix. */
  readonly recurrentWeight?: Parameter;
  /** Eigenvalues [re, im] of a recurrence that does not depend on the input. */
  eigenvalues?(): readonly (readonly [number, number])[];
}

/** The same layer over windows. */
export function overWindows(layer: StepLayer): ReferenceLayer {
  return {
    start: () => [...layer.zeroState()],
    forward(inputs, state): ReferencePass {
      let carried: State = state;
      const steps = inputs.map((input) => {
        const step = layer.forward(input, carried);
        carried = step.state;
        return step;
      });
      return {
        outputs: steps.map(({ output }) => output),
        state: carried,
        backward(dOutputs, dState, gradients?: TensorLookup) {
          const dInputs: Vector[] = [];
          let later: State = dState ?? layer.zeroState();
          for (let t = steps.length - 1; t >= 0; t--) {
            const gradient = layer.backward(steps[t]!, dOutputs[t]!, later, gradients);
            dInputs[t] = gradient.input();
            later = gradient.previous;
          }
          return { dInputs, dState: later };
        },
      };
    },
  };
}

/** A layer over windows a time step at a time: windows of one step. */
export function stepwise(layer: ReferenceLayer): StepLayer {
  const passOf = (step: LayerStep) => (step as LayerStep & { pass: ReferencePass }).pass;
  return {
    ...(layer.jacobian ? { jacobian: (step: LayerStep) => layer.jacobian!(passOf(step)) } : {}),
    ...(layer.eigenvalues ? { eigenvalues: () => layer.eigenvalues!() } : {}),
    zeroState: () => layer.start(),
    forward(input, previous) {
      const pass = layer.forward([input as Vector], previous);
      return { input, previous, state: pass.state, output: pass.outputs[0]!, gates: pass.gates?.[0] ?? [], pass } as LayerStep;
    },
    backward(step, dOutput, dState, gradients) {
      const { dInputs, dState: previous } = passOf(step).backward([dOutput], dState, gradients as TensorLookup | undefined);
      return { input: () => dInputs[0]!, previous };
    },
  };
}
