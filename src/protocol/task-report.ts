/** What a panel shows of a task beside its scores. All of it is about data that were not trained on. */
export type TaskReport = ClassificationReport | ForecastReport | PairsReport;

interface Part {
  readonly part: 'validation' | 'test';
  /** Examples that were judged: all of the part, or as many as there is time for. */
  readonly examples: number;
}

/** Most classes that a confusion matrix shows; of more only the totals are reported. */
export const MAX_CONFUSION = 64;

export interface ClassificationReport extends Part {
  readonly task: 'classification';
  readonly classes: readonly string[];
  readonly accuracy: number;
  readonly macroRecall: number;
  readonly macroF1: number;
  /** Nats an example. */
  readonly loss: number;
  /** Counts by true class (row) and predicted class (column); null for more than MAX_CONFUSION classes. */
  readonly confusion: readonly (readonly number[])[] | null;
  readonly calibrationError: number;
  /** Examples by the probability of their likeliest class. */
  readonly calibration: readonly { readonly count: number; readonly confidence: number; readonly accuracy: number }[];
  /** What the network answers after the first `read` time steps of every example. */
  readonly reading: readonly ReadingPoint[];
  /** How many examples `reading` is about. */
  readonly readExamples: number;
  /** The examples that it is most wrong about, the worst first. */
  readonly worst: readonly WrongExample[];
}

export interface ReadingPoint {
  readonly read: number;
  /** Share of right answers. */
  readonly accuracy: number;
  /** Mean probability of the true class. */
  readonly belief: number;
}

export interface WrongExample {
  /** Line of the file on which it stands, from 1. */
  readonly line?: number;
  readonly text: string;
  readonly truth: string;
  readonly predicted: string;
  /** Probabilities of both. */
  readonly truthProbability: number;
  readonly predictedProbability: number;
}

export interface ForecastReport extends Part {
  readonly task: 'forecast';
  readonly column: string;
  readonly season: number;
  /** Values that are forecast before the truth becomes known. */
  readonly horizon: number;
  /** The end of the training part; its first value is number `from` of the series, from 1. */
  readonly history: readonly number[];
  readonly from: number;
  readonly truth: readonly number[];
  readonly forecast: readonly number[];
  /** Interval of the forecasts: from errors on the training part, or from the network's own quantiles. */
  readonly interval: {
    readonly level: number;
    readonly low: readonly number[];
    readonly high: readonly number[];
    /** Share of the true values that lie in it, and in what the training part alone would have it. */
    readonly coverage: number;
    readonly rawCoverage?: number | undefined;
    readonly from: 'training errors' | 'quantiles';
  } | null;
  /** What follows the end of the series. */
  readonly ahead: readonly number[];
  /** Errors of forecasts so many values ahead, from every origin of the test part: of the network and of each baseline. */
  readonly horizons: readonly number[];
  readonly errors: Readonly<Record<string, readonly HorizonError[]>>;
}

export interface HorizonError {
  readonly rmse: number;
  readonly mae: number;
  readonly mase: number;
  readonly smape: number;
}

export interface PairsReport extends Part {
  readonly task: 'pairs';
  readonly exactMatch: number;
  readonly characterErrorRate: number;
  readonly chrF: number;
  /** Some of the examples, those that are wrong first. */
  readonly samples: readonly WrittenPair[];
}

export interface WrittenPair {
  readonly line?: number;
  readonly source: string;
  /** What should have been written, where it is known. */
  readonly target?: string;
  readonly written: string;
  /** Share of every source character in every written character, the end included [T][S]; missing without attention. */
  readonly attention?: readonly (readonly number[])[];
}

/** The likeliest class of a row. */
export interface PredictedClass {
  readonly label: string;
  readonly probability: number;
}

/** How a model answers something that a person has typed. */
export type TaskAnswer =
  | {
      readonly task: 'classification';
      readonly characters: readonly string[];
      readonly classes: readonly string[];
      /** Probability of every class after each character [T][C]. */
      readonly beliefs: readonly (readonly number[])[];
    }
  | ({ readonly task: 'pairs' } & WrittenPair);
