import type { Architecture } from '../protocol/configuration';
import { POOLING_OPTIONS } from '../protocol/data-task';
import type { ModelTask } from '../protocol/model';
import { languagePorts, type NetworkPorts, type Pooling, realPorts } from './ports';

/** The pooling that an option of a task stands for: the last state is that of the only row with a target. */
export function poolingOf(option: unknown): Pooling {
  return Object.hasOwn(POOLING_OPTIONS, String(option)) ? POOLING_OPTIONS[option as keyof typeof POOLING_OPTIONS] : 'none';
}

/** What a model's network reads and answers; an encoder-decoder, which is no stack of layers, is not meant. */
export function portsOfModel(
  { configuration, task }: { readonly configuration: Architecture; readonly task?: ModelTask | undefined },
  vocabularySize: number,
): NetworkPorts {
  const ports = task?.realInputs ? realPorts(task.realInputs, task.outputs) : languagePorts(configuration, vocabularySize);
  if (!task) return ports;
  const head = { ...ports.heads[0]!, width: task.outputs, ...(task.classes ? ({ loss: 'softmax' } as const) : {}) };
  return { ...ports, heads: [head], pooling: poolingOf(task.options.pooling) };
}
