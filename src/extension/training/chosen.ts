import type { Configuration } from '../../protocol/configuration';
import type { DataTask, DataTaskId } from '../../protocol/data-task';
import type { Overrides } from '../../protocol/defaults';
import type { StoredRun } from '../../runs/stored-run';
import type { AskedOptions, NewTraining } from './new-training';

/** A configuration as a whole, and which of its options a person asked for. */
export interface Chosen {
  readonly configuration: Configuration;
  readonly task?: DataTask;
  readonly asked?: AskedOptions;
  readonly testText?: string;
  readonly lesson?: NewTraining['lesson'];
}

/** A configuration for more training: as long again, and no longer than half a minute where only steps were given. */
export function continued(configuration: Configuration): Configuration {
  return { ...configuration, steps: 0, seconds: configuration.seconds || 30, evaluateEvery: 0 };
}

/** More training of a run of an earlier time; a task keeps its network and what is learnt. */
export function continuedRun({ configuration, task }: StoredRun['record']): Chosen {
  const longer = continued(configuration);
  return task ? { configuration: longer, task, asked: { forThisRun: {}, inSettings: longer } } : { configuration: longer };
}

/** Settings that a task on data reads: those about texts would cut its sequences. */
export function taskSettings(id: DataTaskId, settings: Overrides): Overrides {
  const { sequenceLength, minCount, output, validation, ...rest } = settings;
  return id === 'forecast' || validation === undefined ? rest : { ...rest, validation };
}

export function without(settings: Overrides, replaced: Overrides): Overrides {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !Object.hasOwn(replaced, key)));
}
