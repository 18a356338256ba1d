import type { BpttTrace, Numbers } from './bptt-trace';
import type { Architecture } from './configuration';
import type { Overrides } from './defaults';
import type { BackpropagationTerms } from './diagnostics';
import type { MessageArgument, MessageId } from './error';
import type { Scaling } from './model';
import type { PlaygroundCell, PlaygroundReply, PlaygroundRequest } from './playground';
import type { ForecastReport, WrittenPair } from './task-report';

/** Weights as a page holds them: row-major numbers with their shape, by PyTorch's names. */
export type PlainWeights = Readonly<Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>>;

/** Trains a network on a text. */
export interface LessonTraining {
  readonly kind: 'train';
  readonly text: string;
  readonly options: Overrides;
  /** Prompts whose next character is predicted at every look. */
  readonly prompts?: readonly string[];
  /** A short text that is walked through at every look. */
  readonly walk?: string;
  /** Characters that the network writes at every look. */
  readonly sample?: number;
  /** What is measured of every prompt's last prediction at a look: how much it listens to each character, or where each head attends. */
  readonly probe?: 'influence' | 'shares';
  /** Updates between two looks; looks at time 0 and at the end come as well. 0 = by time, four a second. */
  readonly lookEvery: number;
}

/** Reads a text with given weights: every number of the forward pass and of backpropagation through time. */
export interface LessonWalk {
  readonly kind: 'walk';
  readonly architecture: Architecture;
  readonly vocabulary: readonly (string | null)[];
  readonly weights: PlainWeights;
  readonly text: string;
}

/** The product of Jacobians of a random recurrent network whose W has a given spectral radius. */
export interface LessonJacobians {
  readonly kind: 'jacobians';
  readonly spectralRadius: number;
  readonly activation: Architecture['activation'];
  readonly seed: number;
}

/** Small networks side by side on the adding problem. */
export interface LessonAdding {
  readonly kind: 'adding';
  readonly request: PlaygroundRequest;
  /** Only the networks as they start, without an update. */
  readonly untrained?: boolean;
}

/** Numbers of a recurrent layer at the last time step of a sequence, by the symbols of the formulas: gates by their names, a, s and c. */
export interface AddingReading {
  readonly now: Readonly<Record<string, Numbers>>;
  /** s and c one time step before. */
  readonly before: Readonly<Record<string, Numbers>>;
  /** Of W: its size, the range of its diagonal, and the largest of its other entries. */
  readonly recurrent: { readonly units: number; readonly diagonal: readonly [number, number]; readonly others: number };
}

/** Trains a network to tell digits apart that it reads row by row. */
export interface LessonDigits {
  readonly kind: 'digits';
  readonly cell: Architecture['cell'];
  readonly steps: number;
  readonly seed: number;
}

/** Reads a picture with a network of `LessonDigits`. */
export interface LessonReadDigit {
  readonly kind: 'read digit';
  readonly network: DigitNetwork;
  /** Ink from 0 to 1, row by row. */
  readonly picture: readonly number[];
}

/** A network that reads digits, as a page keeps it. */
export interface DigitNetwork {
  readonly architecture: Architecture;
  readonly weights: PlainWeights;
  readonly scaling: readonly Scaling[];
}

/** Trains a network to go on with a generated series: a trend, a season and noise. */
export interface LessonSeries {
  readonly kind: 'series';
  readonly season: number;
  readonly noise: number;
  readonly steps: number;
  readonly seed: number;
}

/** Trains an encoder and a decoder to rewrite dates. */
export interface LessonPairs {
  readonly kind: 'pairs';
  readonly attention: 'additive' | 'none';
  readonly steps: number;
  readonly seed: number;
}

export type TutorialRequest =
  | LessonTraining
  | LessonWalk
  | LessonJacobians
  | LessonAdding
  | LessonDigits
  | LessonReadDigit
  | LessonSeries
  | LessonPairs;

/** What one prompt's last prediction looks at. */
export interface Probe {
  /** ‖∂(outputs)/∂x_k‖₂ by character; null where exactly 0. */
  readonly influence?: readonly (number | null)[];
  /** [layer][head][t][s]: share of character s in what head reads at character t. */
  readonly shares?: readonly (readonly (readonly (readonly number[])[])[])[];
}

export interface Prediction {
  readonly character: string;
  readonly probability: number;
}

export type TutorialReply =
  | { readonly type: 'start'; readonly parameters: number; readonly vocabulary: readonly (string | null)[]; readonly architecture: Architecture }
  /** [step, nats a character, gradient norm before clipping, whether it was clipped] */
  | { readonly type: 'steps'; readonly points: readonly (readonly [step: number, loss: number, norm: number, clipped: 0 | 1])[] }
  | {
      readonly type: 'look';
      readonly step: number;
      readonly predictions: readonly (readonly Prediction[])[];
      /** Of networks that are not too large for a page; else empty, as is `states`. */
      readonly weights: PlainWeights;
      /** Hidden units of the last layer after each prompt. */
      readonly states: readonly (readonly number[])[];
      readonly walk: BpttTrace | null;
      readonly sample: string;
      /** One of each prompt, where the lesson asks for it. */
      readonly probes: readonly Probe[];
    }
  | { readonly type: 'end'; readonly step: number; readonly diverged: boolean; readonly seconds: number; readonly bestLoss: number | null }
  | { readonly type: 'walk'; readonly walk: BpttTrace; readonly terms: readonly BackpropagationTerms[] }
  | {
      readonly type: 'jacobians';
      /** log10 ‖∂s_t/∂s_k‖₂ and of its bound by lag, from lag 1; null where exactly 0. */
      readonly norms: readonly (number | null)[];
      readonly bounds: readonly (number | null)[];
      readonly eigenvalues: readonly (readonly [number, number])[];
      /** Mean of φ'(a_t) over units and time, and the largest slope that φ has. */
      readonly meanSlope: number;
      readonly largestSlope: number;
      /** Pre-activations of the last time steps, for the picture of φ. */
      readonly preActivations: readonly number[];
    }
  | {
      readonly type: 'digits';
      readonly step: number;
      readonly loss: number;
      /** Share of test pictures that are recognised. */
      readonly accuracy: number;
      /** The same after the first 1, 2, … rows. */
      readonly byRow: readonly number[];
      readonly network: DigitNetwork;
    }
  /** Test pictures with their digits. */
  | { readonly type: 'pictures'; readonly side: number; readonly pictures: readonly { readonly digit: number; readonly ink: readonly number[] }[] }
  | {
      readonly type: 'digit read';
      /** Probability of every digit, and the state, after each row. */
      readonly beliefs: readonly (readonly number[])[];
      readonly states: readonly (readonly number[])[];
    }
  | {
      readonly type: 'series';
      readonly step: number;
      readonly report: ForecastReport;
      /** Root of the mean squared error on the test part, of the network and of what needs no network; only at the end. */
      readonly errors: Readonly<Record<string, number>> | null;
    }
  /** Some pairs that are never trained on, those that are wrong first, and the share that is written exactly. */
  | { readonly type: 'pairs'; readonly step: number; readonly exactMatch: number; readonly samples: readonly WrittenPair[] }
  | { readonly type: 'adding'; readonly event: PlaygroundReply }
  /** How a network has read the example after so many updates. */
  | { readonly type: 'reading'; readonly cell: PlaygroundCell; readonly step: number; readonly reading: AddingReading }
  | { readonly type: 'failed'; readonly id: MessageId; readonly args: readonly MessageArgument[] };
