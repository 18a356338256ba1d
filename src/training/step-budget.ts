/** Evaluations of a run whose configuration does not say when. */
export const EVALUATIONS = 20;

/**
 * How many steps fit into a time budget, from those timed so far. Evaluations take a fifth of the budget at most, and are part of it.
 * @param seconds the budget
 * @param timed `step` updates took `spent` seconds, of which the evaluation before them took `evaluation`
 */
export function stepsOfTime(
  seconds: number,
  { step, spent, evaluation }: { step: number; spent: number; evaluation: number },
): { steps: number; evaluateEvery: number } {
  const count = Math.max(3, Math.min(EVALUATIONS, Math.floor((0.2 * seconds) / Math.max(1e-6, evaluation))));
  const left = Math.floor((seconds - spent - count * evaluation) / Math.max(1e-6, (spent - evaluation) / step));
  const steps = step + Math.max(0, left);
  return { steps, evaluateEvery: Math.max(1, Math.ceil(steps / count)) };
}
