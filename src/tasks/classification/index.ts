import { fnv1a } from '../../network/fnv';
import type { Learner } from '../../network/learner';
import { poolingOf } from '../../network/model-ports';
import type { NetworkPorts } from '../../network/ports';
import type { Configuration } from '../../protocol/configuration';
import type { PoolingOption } from '../../protocol/data-task';
import { UnrollError } from '../../protocol/error';
import type { Scaling } from '../../protocol/model';
import { DEFAULT_KIND } from '../../protocol/presets/kinds';
import type { ClassificationReport } from '../../protocol/task-report';
import type { TaskResult, TaskScores } from '../../protocol/training-events';
import { countCodePoints } from '../../text/offsets';
import { Vocabulary } from '../../text/vocabulary';
import { fitScaling } from '../data/scaling';
import { type Split, stratifiedSplit } from '../data/split';
import { classScores } from '../metrics/classification';
import type { PreparedTask, PrepareRequest, Task } from '../task';
import { seriesBaselines, textBaselines } from './baselines';
import { BalancedBatches, Batches, batchWindow, type EncodedExample } from './batches';
import { classNames, type Example, type LabelledData, withoutRepetitions } from './data';
import { longestText, rowsOf } from './passage';
import { type Judged, reportClasses } from './report';

/** Sequences are cut at this length unless a longer sequence length is asked for. */
const MAX_STEPS = 1000;
/** Streams of an evaluation at most. */
const STREAMS = 32;
/** A training part up to this size is one batch when it is numbers. */
const FULL_BATCH = 256;
/** Below this many examples for training there is no validation part. */
const MIN_VALIDATED = 200;
const PASSES = 6;

export interface ClassificationOptions {
  /** Which fifth of the data is the test part when no test data are given. */
  readonly fold: number;
  /** Whether every class is drawn equally often, instead of every example. */
  readonly isBalanced: boolean;
  readonly pooling: PoolingOption;
}

/** Which class a sequence belongs to: read to its end, answered from the last state. */
export function classification(data: LabelledData, test: LabelledData | undefined, options: ClassificationOptions): Task {
  if (test && test.dimensions !== data.dimensions) throw new UnrollError('data.testKind');
  return { id: 'classification', prepare: (request) => new PreparedClassification(data, test, options, request) };
}

/** Defaults of the study of names by language (batches of 32, Adam 2e-3, six passes), and for series of numbers of that of power demand (full batch, Adam 5e-3). */
export function classificationDefaults(data: LabelledData, hasTest: boolean, explicit: Partial<Configuration>): Partial<Configuration> {
  const count = withoutRepetitions(data.examples).length * (hasTest ? 1 : 0.8);
  const validation = explicit.validation ?? (count < MIN_VALIDATED ? 0 : 0.05);
  const trained = Math.max(1, Math.round(count * (1 - validation)));
  const isFullBatch = data.dimensions > 0 && trained <= FULL_BATCH;
  const batchSize = explicit.batchSize ?? (isFullBatch ? trained : 32);
  const steps = isFullBatch ? 100 : PASSES * Math.ceil(trained / batchSize);
  return {
    ...{
      cell: DEFAULT_KIND,
      layers: 1,
      hidden: isFullBatch ? 32 : 64,
      embedding: 0,
      batchSize,
      validation,
      optimizer: 'adam',
      learningRate: isFullBatch ? 5e-3 : 2e-3,
    },
    ...{ schedule: 'constant', warmup: 0, clip: 1, dropout: 0, patience: 0, seconds: 0 },
    ...(explicit.seconds !== undefined && explicit.steps === undefined ? { steps: 0 } : { steps }),
  };
}

class PreparedClassification implements PreparedTask {
  readonly configuration: Configuration;
  readonly vocabulary: Vocabulary;
  readonly fingerprint: { characters: number; hash: number };
  readonly trainingCharacters: number;
  readonly validationCharacters: number;
  readonly passage: string | readonly Float64Array[] | undefined;
  readonly measure = { score: 'accuracy', better: 'higher' } as const;
  evaluate?: (learner: Learner) => TaskScores | undefined;
  private readonly examples: readonly Example[];
  private readonly tests: readonly Example[];
  private readonly encoded: readonly EncodedExample[];
  private readonly encodedTests: readonly EncodedExample[];
  private readonly classes: readonly string[];
  private readonly split: Split;
  private readonly scaling: readonly Scaling[];
  private readonly batches: { at(step: number): ArrayLike<number> };
  private readonly dimensions: number;

  constructor(
    private readonly data: LabelledData,
    test: LabelledData | undefined,
    private readonly options: ClassificationOptions,
    { configuration, strict, resume, note }: PrepareRequest,
  ) {
    this.dimensions = data.dimensions;
    this.examples = withoutRepetitions(data.examples);
    const repeated = data.examples.length - this.examples.length;
    if (repeated > 0) note({ type: 'note', id: 'note.repeated', args: [repeated] });
    this.classes = resume?.task?.classes ?? classNames(this.examples);
    const index = new Map(this.classes.map((name, i) => [name, i]));
    const labels = this.examples.map(({ label }) => index.get(label) ?? -1);
    this.split = stratifiedSplit(labels, test ? undefined : options.fold, configuration.validation);
    const { training } = this.split;
    const single = this.classes.filter((_, c) => labels.filter((label) => label === c).length === 1);
    if (single.length > 0) note({ type: 'note', id: 'note.singleExample', args: [single.length, single.slice(0, 5).join(', ')] });
    this.tests = test ? test.examples : this.split.test.map((i) => this.examples[i]!);
    for (const { label, line = 0 } of this.tests) if (!index.has(label)) throw new UnrollError('data.unknownClass', [label, line]);
    const trained = training.map((i) => this.examples[i]!);
    this.vocabulary = resume
      ? new Vocabulary(resume.vocabulary)
      : Vocabulary.of(
          this.dimensions ? [] : [...training, ...this.split.validation].flatMap((i) => [...(this.examples[i]!.input as string)]),
          configuration.minCount,
        );
    this.scaling = this.dimensions
      ? (resume?.task?.scaling ??
        fitScaling(
          trained.map(({ input }) => input as Float32Array),
          this.dimensions,
        ))
      : [];
    // A run that goes on keeps the sizes that it was started with.
    const fixed = resume ? configuration : strict;
    const limit = fixed?.sequenceLength ?? MAX_STEPS;
    const encode = (example: Example) => this.encode(example, index.get(example.label)!, limit);
    this.encoded = this.examples.map(encode);
    this.encodedTests = this.tests.map(encode);
    const all = [...this.encoded, ...this.encodedTests];
    const longest = all.reduce((most, { steps }) => Math.max(most, steps), 1);
    if (longest === limit) {
      const cut = [...this.examples, ...this.tests].filter(({ input }) => this.lengthOf(input) > limit).length;
      if (cut > 0) note({ type: 'note', id: 'note.cut', args: [cut, limit] });
    }
    const batchSize = fixed?.batchSize ?? Math.min(configuration.batchSize, training.length);
    this.configuration = { ...configuration, batchSize, sequenceLength: fixed?.sequenceLength ?? longest };
    const own = training.map((i) => labels[i]!);
    this.batches = options.isBalanced
      ? new BalancedBatches(own, batchSize, configuration.seed)
      : new Batches(training.length, batchSize, configuration.seed);
    const places = (indices: readonly number[]) => indices.reduce((sum, i) => sum + this.encoded[i]!.steps, 0);
    this.trainingCharacters = places(training);
    this.validationCharacters = places(this.split.validation);
    const content = (examples: readonly Example[]) => examples.map(({ input, label }) => [typeof input === 'string' ? input : [...input], label]);
    this.fingerprint = { characters: all.length, hash: fnv1a(JSON.stringify([content(this.examples), content(this.tests), options])) };
    const counters = resume?.resume?.counters;
    if (counters && (counters.characters !== this.fingerprint.characters || counters.text !== this.fingerprint.hash))
      throw new UnrollError('resume.data');
    this.passage = this.dimensions ? rowsOf(this.encoded[training[0]!], this.dimensions) : longestText(trained);
    const { validation } = this.split;
    if (validation.length > 0)
      this.evaluate = (learner) =>
        this.judge(
          learner,
          validation.map((i) => this.encoded[i]!),
        );
  }

  /** Symbols or numbers in, classes out. */
  get network(): NetworkPorts {
    const input = this.dimensions ? ({ type: 'reals', size: this.dimensions } as const) : ({ type: 'symbols', size: this.vocabulary.size } as const);
    return {
      input,
      heads: [{ name: 'head', width: this.classes.length, loss: 'softmax' }],
      pooling: poolingOf(this.options.pooling),
    };
  }

  get model() {
    const { input, label } = this.data.columns ?? {};
    return {
      id: 'classification' as const,
      realInputs: this.dimensions,
      outputs: this.classes.length,
      classes: this.classes,
      ...(this.dimensions ? { scaling: this.scaling } : {}),
      options: {
        ...(input ? { input: input.join(',') } : {}),
        ...(label ? { label } : {}),
        classWeights: this.options.isBalanced ? 'balanced' : 'none',
        fold: this.options.fold,
        pooling: this.options.pooling,
      },
    };
  }

  window(step: number) {
    const { training } = this.split;
    const drawn = Array.from(this.batches.at(step), (i) => this.encoded[training[i]!]!);
    return batchWindow(drawn, this.configuration.batchSize, this.dimensions);
  }

  finish(learner: Learner, _create: unknown, alive: () => void): TaskResult {
    const validation = this.split.validation.map((i) => this.encoded[i]!);
    const held = validation.length > 0 ? this.judge(learner, validation) : undefined;
    const test = this.encodedTests.length > 0 ? this.judge(learner, this.encodedTests) : undefined;
    return {
      ...(held ? { accuracy: held.accuracy, macroRecall: held.macroRecall! } : {}),
      ...(test ? { test: { accuracy: test.accuracy, macroRecall: test.macroRecall!, loss: test.loss }, baselines: this.baselines(alive) } : {}),
    };
  }

  report(learner: Learner, final: boolean): ClassificationReport | undefined {
    const isTest = final && this.tests.length > 0;
    const { validation } = this.split;
    if (!isTest && validation.length === 0) return undefined;
    const judged: Judged = isTest
      ? { part: 'test', classes: this.classes, examples: this.tests, encoded: this.encodedTests }
      : {
          ...{ part: 'validation', classes: this.classes },
          ...{ examples: validation.map((i) => this.examples[i]!), encoded: validation.map((i) => this.encoded[i]!) },
        };
    return reportClasses({ learner, classCount: this.classes.length, dimensions: this.dimensions, streams: this.streams }, judged);
  }

  /** A window wider than a batch is read in pieces, over which pooling would not reach. */
  private get streams(): number {
    return this.options.pooling !== 'last' ? Math.min(STREAMS, this.configuration.batchSize) : STREAMS;
  }

  private lengthOf(input: string | Float32Array): number {
    return typeof input === 'string' ? countCodePoints(input) : input.length / this.dimensions;
  }

  private encode({ input }: Example, label: number, limit: number): EncodedExample {
    if (typeof input === 'string') {
      const inputs = this.vocabulary.encode(Array.from(input).slice(0, limit));
      return { inputs, steps: inputs.length, label };
    }
    const steps = Math.min(limit, input.length / this.dimensions);
    const inputs = input.slice(0, steps * this.dimensions).map((value, i) => {
      const { mean, deviation } = this.scaling[i % this.dimensions]!;
      return (value - mean) / deviation;
    });
    return { inputs, steps, label };
  }

  /** Class by class, so that the sums of an evaluation tell the recall of each. */
  private judge(learner: Learner, examples: readonly EncodedExample[]): TaskScores | undefined {
    let [nats, surprisal, correct, recalls] = [0, 0, 0, 0];
    const { streams } = this;
    for (let c = 0; c < this.classes.length; c++) {
      // Examples of like length share a window, so that little is padded.
      const own = examples.filter(({ label }) => label === c).sort((a, b) => a.steps - b.steps);
      let hits = 0;
      for (let from = 0; from < own.length; from += streams) {
        const part = own.slice(from, from + streams);
        const sum = learner.evaluate([batchWindow(part, part.length, this.dimensions)], part.length);
        if (!sum) return undefined;
        nats += sum.nats;
        surprisal += sum.surprisal;
        hits += sum.correct;
      }
      correct += hits;
      recalls += hits / Math.max(1, own.length);
    }
    const loss = nats / examples.length;
    return {
      loss,
      bitsPerCharacter: surprisal / examples.length / Math.LN2,
      accuracy: correct / examples.length,
      macroRecall: recalls / this.classes.length,
    };
  }

  /** What needs no network reaches on the test part, learnt from the training and validation parts. */
  private baselines(alive: () => void): Record<string, Record<string, number>> {
    const known = [...this.split.training, ...this.split.validation].sort((a, b) => a - b);
    const labels = known.map((i) => this.encoded[i]!.label);
    const inputs = known.map((i) => this.examples[i]!.input);
    const C = this.classes.length;
    const classifiers: Record<string, (input: never) => number> = this.dimensions
      ? seriesBaselines(inputs as Float32Array[], labels, C, this.tests.length, alive)
      : textBaselines(inputs as string[], labels, C, alive);
    const truth = this.encodedTests.map(({ label }) => label);
    return Object.fromEntries(
      Object.entries(classifiers).map(([name, classify]) => {
        const predicted = this.tests.map(({ input }) => {
          alive();
          return classify(input as never);
        });
        const { accuracy, macroRecall } = classScores(predicted, truth, C);
        return [name, { accuracy, macroRecall }];
      }),
    );
  }
}
