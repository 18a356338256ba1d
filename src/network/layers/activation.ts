/** Numbers of the activations in the kernels. */
export const ACTIVATION = { tanh: 0, sigmoid: 1, relu: 2 } as const;
