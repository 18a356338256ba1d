import type { Architecture } from './configuration';
import type { Overrides } from './defaults';
import type { BackpropagationTerms } from './diagnostics';
import type { MessageArgument, MessageId } from './error';
import type { PlaygroundReply, PlaygroundRequest } from './playground';
import type { WalkThrough } from './walk-through';

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
}

export type TutorialRequest = LessonTraining | LessonWalk | LessonJacobians | LessonAdding;

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
      readonly weights: PlainWeights;
      readonly walk: WalkThrough | null;
      readonly sample: string;
    }
  | { readonly type: 'end'; readonly step: number; readonly diverged: boolean; readonly seconds: number; readonly bestLoss: number | null }
  | { readonly type: 'walk'; readonly walk: WalkThrough; readonly terms: readonly BackpropagationTerms[] }
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
  | { readonly type: 'adding'; readonly event: PlaygroundReply }
  | { readonly type: 'failed'; readonly id: MessageId; readonly args: readonly MessageArgument[] };
