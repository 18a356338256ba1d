import type { Configuration } from '../../../protocol/configuration';
import { COMPARABLE, type DataTask } from '../../../protocol/data-task';
import { BASE_CONFIGURATION, defaultConfiguration, type Overrides } from '../../../protocol/defaults';
import { UnrollError } from '../../../protocol/error';
import type { Configure } from '../../../protocol/experiments';
import { measureText } from '../../../text/text';
import type { TrainingSource } from '../../documents';
import { trainingOverrides } from '../../settings';
import { taskSettings, without } from '../chosen';
import type { AskedOptions, NewTraining } from '../new-training';
import type { GivenExperiment } from '../questions/experiment-questions';
import type { ChosenTask } from '../task-picker';

/** What the runs of an experiment have in common, and how one of its plan becomes a training. */
export interface ExperimentSubject {
  readonly source: TrainingSource;
  /** Symbols of a language model; undefined where a task alone knows what its networks are connected to. */
  readonly symbols: number | undefined;
  /** What the settings say. */
  readonly settings: Overrides;
  /** Of a text its configuration; of a task what it is asked for, which is completed where the data are read. */
  readonly configure: Configure;
  training(planned: Configuration): Pick<NewTraining, 'configuration' | 'task' | 'asked' | 'testText'>;
}

/** @param testText content of the data that the task is tested on, where it names some */
export function subjectOf(source: TrainingSource, chosen: ChosenTask, testText: string | undefined): ExperimentSubject {
  return chosen === 'characters' ? textSubject(source) : taskSubject(source, chosen, testText);
}

function textSubject(source: TrainingSource): ExperimentSubject {
  const { characters, vocabularySize } = measureText(source.text);
  return {
    ...{ source, symbols: vocabularySize, settings: { beta2: 0.99, ...trainingOverrides(source) } },
    configure: (overrides) => defaultConfiguration(characters, vocabularySize, overrides),
    training: (configuration) => ({ configuration }),
  };
}

function taskSubject(source: TrainingSource, task: DataTask, testText: string | undefined): ExperimentSubject {
  const settings = taskSettings(task.id, trainingOverrides(source));
  return {
    ...{ source, symbols: undefined, settings },
    configure: (overrides) => ({ seed: BASE_CONFIGURATION.seed, ...overrides }) as Configuration,
    training: (planned) => ({
      ...{ task, configuration: { ...BASE_CONFIGURATION, ...planned } },
      asked: askedFor(planned, settings),
      ...(testText === undefined ? {} : { testText }),
    }),
  };
}

/** A value of the plan that is another one than that of the settings was asked for this run. */
function askedFor(planned: Overrides, settings: Overrides): AskedOptions {
  const isOfSettings = (key: string) => Object.hasOwn(settings, key) && settings[key as keyof Overrides] === planned[key as keyof Overrides];
  const forThisRun = Object.fromEntries(Object.entries(planned).filter(([key]) => !isOfSettings(key)));
  return { forThisRun, inSettings: without(settings, forThisRun) };
}

/** The task with which any network can be compared. */
export function comparable(chosen: ChosenTask): ChosenTask {
  return chosen === 'characters' ? chosen : { ...chosen, options: { ...chosen.options, ...COMPARABLE[chosen.id] } };
}

/** The settings, and the budget that replaces theirs: steps or seconds, not both. @throws UnrollError for what the subject cannot honour */
export function experimentOverrides({ settings, symbols }: ExperimentSubject, { seconds, steps, overrides, equal }: GivenExperiment): Overrides {
  if (equal && symbols === undefined) throw new UnrollError('experiment.equal');
  return { ...settings, ...overrides, ...(steps ? { steps, seconds: 0 } : { seconds, steps: 0 }) };
}
