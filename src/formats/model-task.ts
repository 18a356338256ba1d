import * as v from 'valibot';
import { UnrollError } from '../protocol/error';
import type { ModelTask } from '../protocol/model';
import { TASKS } from '../protocol/tasks';

const width = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0x110000));
const scaling = v.array(v.object({ mean: v.pipe(v.number(), v.finite()), deviation: v.pipe(v.number(), v.finite()) }));
const options = v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]));

/** A task as metadata of a model file: its name, `classes` and `scaling` where it has them, and what else it needs to be used as JSON. */
export function writeModelTask({ id, realInputs, outputs, classes, scaling: columns, options: own }: ModelTask): Record<string, string> {
  return {
    task: id,
    taskOptions: JSON.stringify({ realInputs, outputs, options: own }),
    ...(classes ? { classes: JSON.stringify(classes) } : {}),
    ...(columns ? { scaling: JSON.stringify(columns) } : {}),
  };
}

/** @throws UnrollError when the metadata names a task that this version does not know, or its description is damaged */
export function readModelTask(metadata: ReadonlyMap<string, string>): ModelTask | undefined {
  const id = metadata.get('task');
  if (id === undefined || id === 'language-model') return undefined;
  const known = TASKS.find((task) => task === id);
  if (!known) throw new UnrollError('model.task', [id]);
  const read = <S extends v.GenericSchema>(schema: S, key: string): v.InferOutput<S> => {
    try {
      return v.parse(schema, JSON.parse(metadata.get(key)!));
    } catch (cause) {
      throw new UnrollError('model.task.damaged', [key], { cause });
    }
  };
  return {
    id: known,
    ...read(v.object({ realInputs: width, outputs: width, options }), 'taskOptions'),
    ...(metadata.has('classes') ? { classes: read(v.array(v.string()), 'classes') } : {}),
    ...(metadata.has('scaling') ? { scaling: read(scaling, 'scaling') } : {}),
  };
}
