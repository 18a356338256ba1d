import type { Scaling } from '../../protocol/model';

/**
 * Mean and standard deviation of every dimension over all time steps of the training part; a dimension that never changes keeps its values.
 * @param series [T, dimensions] each
 */
export function fitScaling(series: readonly ArrayLike<number>[], dimensions: number): Scaling[] {
  return Array.from({ length: dimensions }, (_, d) => {
    let [sum, count] = [0, 0];
    const each = (visit: (value: number) => void) => {
      for (const values of series) for (let i = d; i < values.length; i += dimensions) visit(values[i]!);
    };
    each((value) => {
      sum += value;
      count++;
    });
    const mean = sum / count;
    let squares = 0;
    each((value) => {
      squares += (value - mean) ** 2;
    });
    return { mean, deviation: Math.sqrt(squares / count) || 1 };
  });
}
