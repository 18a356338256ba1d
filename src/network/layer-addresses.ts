import type { Address } from '../kernels/backend';
import type { MemoryPlan } from './memory-plan';

/** Where the tensors of one hidden layer lie: weights, their transposes and this thread's gradients. Without biases the weights are zeros and the gradients 0. */
export interface LayerAddresses {
  readonly input: Address;
  readonly recurrent: Address;
  readonly inputBias: Address;
  readonly recurrentBias: Address;
  /** 0 where the input is a look-up. */
  readonly inputTransposed: Address;
  readonly recurrentTransposed: Address;
  readonly dInput: Address;
  readonly dRecurrent: Address;
  readonly dInputBias: Address;
  readonly dRecurrentBias: Address;
}

export interface NetworkAddresses {
  readonly layers: readonly LayerAddresses[];
  readonly embedding: Address;
  readonly dEmbedding: Address;
  readonly head: Address;
  readonly headBias: Address;
  readonly headTransposed: Address;
  readonly dHead: Address;
  readonly dHeadBias: Address;
}

/** Looks all tensors up once: names cost more than a time step of a small network. `gradient`: this thread's block. */
export function findAddresses(plan: MemoryPlan, gradient: Address): NetworkAddresses {
  const weight = (name: string): Address => {
    const layout = plan.tensors.get(name);
    return layout ? plan.weights + layout.offset * 4 : plan.zeros;
  };
  const slope = (name: string): Address => {
    const layout = plan.tensors.get(name);
    return layout ? gradient + layout.offset * 4 : 0;
  };
  const transposed = (name: string): Address => plan.transposed.get(name) ?? 0;
  const input =
    plan.options.architecture.cell === 'feedforward'
      ? { weight: 'hidden.weight', bias: 'hidden.bias' }
      : { weight: 'rnn.weight_ih', bias: 'rnn.bias_ih' };
  return {
    layers: Array.from({ length: plan.options.architecture.layers }, (_, l) => ({
      input: weight(`${input.weight}_l${l}`),
      recurrent: weight(`rnn.weight_hh_l${l}`),
      inputBias: weight(`${input.bias}_l${l}`),
      recurrentBias: weight(`rnn.bias_hh_l${l}`),
      inputTransposed: transposed(`${input.weight}_l${l}`),
      recurrentTransposed: transposed(`rnn.weight_hh_l${l}`),
      dInput: slope(`${input.weight}_l${l}`),
      dRecurrent: slope(`rnn.weight_hh_l${l}`),
      dInputBias: slope(`${input.bias}_l${l}`),
      dRecurrentBias: slope(`rnn.bias_hh_l${l}`),
    })),
    embedding: weight('embedding.weight'),
    dEmbedding: slope('embedding.weight'),
    head: weight('head.weight'),
    headBias: weight('head.bias'),
    headTransposed: transposed('head.weight'),
    dHead: slope('head.weight'),
    dHeadBias: slope('head.bias'),
  };
}
