import { DocumentPredictor, MAX_OTHERS } from '../prediction/document-predictor';
import type { InsightReply, InsightRequest } from '../protocol/insight-messages';
import { LEARNING_ENGINES, type PredictorReply, type PredictorRequest, type SuggestionSettings } from '../protocol/predictor-messages';
import type { ReadingRequest } from '../protocol/text-reading';
import { answerTyped, classifyRows } from '../tasks/answer';
import { LoadedModels, type ModelFiles } from './loaded-models';
import { readPassage } from './read-passage';
import { answerInsight } from './text-insight';
import { walkModel } from './walk-model';
import { type SampleRequest, writeSample } from './write-sample';

interface OpenDocument {
  readonly predictor: DocumentPredictor;
  model: string | null;
  settings: SuggestionSettings;
  others: readonly string[];
  /** Path of the document where files of its folder may be learnt as well. */
  readonly file: string | null;
  /** Work on the document, one piece after the other: while it is counted, edits and questions wait. */
  queue: Promise<unknown>;
  /** What is being learnt in the background, between the questions; another object when that has become something else. */
  learning: object | undefined;
  /** Whether everything has been learnt, the others' texts as well. */
  complete: boolean;
  /** When it was last asked about. */
  used: number;
}

/** UTF-16 units of a text that is learnt, in a tenth of a second, before the first answer: the n-gram of so little knows next to nothing, and no network. */
const SHORT = 3000;

/** Documents that are counted and learnt at the same time, those asked about last; of the others the text alone is kept. */
const MAX_IN_MEMORY = 2;

/** Answers the host's questions about its documents: what comes next, and what a model would write. Knows no threads. */
export class PredictorService {
  private readonly documents = new Map<number, OpenDocument>();
  private readonly models: LoadedModels;
  private readonly cancelled = new Set<number>();
  private readonly background = new Set<Promise<void>>();
  private clock = 0;

  constructor(
    private readonly files: ModelFiles,
    private readonly reply: (reply: PredictorReply) => void,
    private readonly now: () => number,
    /** Lets other messages in between two pieces of long work. */
    private readonly yieldToEventLoop: () => Promise<void>,
    /** Texts of files beside one, those that matter most first, up to a number of characters. */
    private readonly readSiblings: (file: string, characters: number) => Iterable<string> = () => [],
  ) {
    this.models = new LoadedModels(files);
  }

  async handle(request: PredictorRequest): Promise<void> {
    switch (request.type) {
      case 'open': {
        const document: OpenDocument = {
          predictor: new DocumentPredictor(request.text),
          model: request.model,
          settings: request.settings,
          others: request.others,
          file: request.file,
          queue: Promise.resolve(),
          learning: undefined,
          complete: false,
          used: ++this.clock,
        };
        document.predictor.setDynamic(request.settings.dynamicEvaluation);
        this.documents.set(request.document, document);
        this.keepOthersOf(document);
        this.leaveOthers(document);
        return this.enqueue(document, async () => {
          await this.count(request.document, document);
          this.reply({ type: 'ready', document: request.document });
        });
      }
      case 'model': {
        // Each document that a file serves is notified of a new one: it is read once.
        if (request.model) this.models.dropOlder(request.model);
        const document = this.documents.get(request.document);
        if (!document) return;
        document.model = request.model;
        return this.enqueue(document, async () => {
          if (!document.settings.enabled) return;
          const trained = document.model ? this.models.get(document.model) : undefined;
          if (document.predictor.replaceNetwork(trained)) return;
          if (this.isInFront(document)) await this.count(request.document, document);
          else this.drop(document);
        });
      }
      case 'others': {
        const document = this.documents.get(request.document);
        if (!document) return;
        document.others = request.texts;
        this.keepOthersOf(document);
        document.complete = false;
        return this.enqueue(document, async () => this.learn(request.document, document));
      }
      case 'settings': {
        const document = this.documents.get(request.document);
        if (!document) return;
        const { enabled } = document.settings;
        document.settings = request.settings;
        return this.enqueue(document, async () => {
          document.predictor.setDynamic(request.settings.dynamicEvaluation);
          if (enabled && !request.settings.enabled) this.drop(document);
          else if (!enabled && request.settings.enabled && this.isInFront(document)) await this.count(request.document, document);
        });
      }
      case 'edit': {
        const document = this.documents.get(request.document);
        if (!document) return;
        return this.enqueue(document, async () => {
          for (const { offset, removed, inserted } of request.changes) document.predictor.edit(offset, removed, inserted);
        });
      }
      case 'close':
        this.documents.delete(request.document);
        this.models.keep([...this.documents.values()].map(({ model }) => model));
        return;
      case 'suggest':
        return this.suggest(request);
      case 'quality': {
        const document = this.documents.get(request.document);
        const predictor = document?.predictor;
        const state = !predictor?.isCounted ? 'off' : predictor.isLearned ? 'context' : 'ngram';
        const { contributions, bytes } = predictor ?? new DocumentPredictor('');
        return this.reply({ type: 'quality', id: request.id, state, contributions, bytes });
      }
      case 'explain': {
        const document = this.documents.get(request.document);
        await document?.queue;
        return this.reply({ type: 'explained', id: request.id, explanation: document?.predictor.explain(request.offset) ?? null });
      }
      case 'sample':
        return this.sample(request);
      case 'walk':
        return this.reply({ type: 'walk', id: request.id, walk: walkModel(this.files.read(request.model), request.text, this.now) });
      case 'ask':
        return this.reply({ type: 'answer', id: request.id, answer: answerTyped(this.files.read(request.model), request.text) });
      case 'classify':
        return this.reply({ type: 'classes', id: request.id, classes: classifyRows(this.files.read(request.model), request) });
      case 'reading':
        return this.read(request);
      case 'surprisal':
      case 'activation':
      case 'influence':
      case 'character':
      case 'units':
        return this.insight(request);
      case 'cancel':
        this.cancelled.add(request.id);
        return;
    }
  }

  /** Everything that is learnt in the background. */
  async settled(): Promise<void> {
    while (this.background.size > 0) await Promise.all(this.background);
  }

  /** One document at a time keeps the texts of others: the one that is being written. */
  private keepOthersOf(document: OpenDocument): void {
    for (const other of this.documents.values()) if (other !== document) other.others = [];
  }

  /** Another document comes to the front. */
  private leaveOthers(document: OpenDocument): void {
    for (const other of this.documents.values()) if (other !== document) other.predictor.leave();
  }

  private drop(document: OpenDocument): void {
    document.learning = undefined;
    document.predictor.drop();
  }

  /** Whether a document is the one that was asked about last: no other pushes it out of memory. */
  private isInFront(document: OpenDocument): boolean {
    return document.used === this.clock;
  }

  /** Keeps this document and those asked about last in memory. */
  private makeRoom(document: OpenDocument, most: number): void {
    const inMemory = [...this.documents.values()].filter(({ predictor }) => predictor.isCounted).sort((a, b) => b.used - a.used);
    for (const other of inMemory.filter((one) => one !== document).slice(most - 1)) this.drop(other);
  }

  /** Runs work on a document after all that was asked before. */
  private enqueue(document: OpenDocument, work: () => Promise<void>): Promise<void> {
    const done = document.queue.then(work);
    document.queue = done.catch(() => undefined);
    return done;
  }

  /** Counts the document, with a breath now and then, and begins to learn it; ends early when the document has been closed. */
  private async count(number: number, document: OpenDocument): Promise<void> {
    if (!document.settings.enabled) return;
    this.makeRoom(document, MAX_IN_MEMORY);
    document.learning = undefined;
    document.complete = false;
    const trained = document.model ? this.models.get(document.model) : undefined;
    for (const _ of document.predictor.count(trained)) {
      await this.yieldToEventLoop();
      if (this.documents.get(number) !== document || !document.settings.enabled) return;
    }
    const alone = document.predictor.content.length <= SHORT && this.mayLearn(document);
    if (alone) {
      for (const _ of document.predictor.learn()) {
        await this.yieldToEventLoop();
        if (this.documents.get(number) !== document || !document.settings.enabled) return;
      }
    }
    this.learn(number, document, alone);
  }

  /** Whether context mixing is asked for and may take its memory. */
  private mayLearn(document: OpenDocument): boolean {
    const { predictor, settings } = document;
    return settings.enabled && LEARNING_ENGINES.includes(settings.engine) && predictor.isCounted && this.isInFront(document);
  }

  /** Learns the document in the background: alone first unless that is done, so that it serves soon, then after the others' texts. */
  private learn(number: number, document: OpenDocument, alone = false): void {
    if (!this.mayLearn(document)) return;
    const { predictor } = document;
    const learning = {};
    document.learning = learning;
    const run = async (): Promise<void> => {
      const found = new Set(document.others);
      for (const sibling of document.file === null ? [] : this.readSiblings(document.file, MAX_OTHERS)) {
        found.add(sibling);
        await this.yieldToEventLoop();
        if (document.learning !== learning) return;
      }
      const others = [...found];
      const rounds = [...(alone || (predictor.isLearned && others.length > 0) ? [] : [[]]), ...(others.length > 0 ? [others] : [])];
      for (const texts of rounds) {
        if (!this.isInFront(document)) break;
        // While it learns anew, what it has learnt before stays: two in one document.
        if (predictor.isLearned) this.makeRoom(document, MAX_IN_MEMORY - 1);
        for (const _ of predictor.learn(texts)) {
          await this.yieldToEventLoop();
          if (document.learning !== learning || this.documents.get(number) !== document) return;
        }
      }
      document.learning = undefined;
      document.complete = this.isInFront(document);
    };
    const running = run()
      .catch((error: Error) => this.reply({ type: 'failed', id: null, message: error.message, detail: error.stack ?? error.message }))
      .finally(() => this.background.delete(running));
    this.background.add(running);
  }

  private async suggest({ id, document: number, offset, alternatives }: Extract<PredictorRequest, { type: 'suggest' }>): Promise<void> {
    const document = this.documents.get(number);
    const nothing = () => this.reply({ type: 'suggestions', id, texts: [], milliseconds: 0 });
    if (!document?.settings.enabled) return nothing();
    return this.enqueue(document, async () => {
      const { predictor, settings } = document;
      if (!this.isInFront(document)) this.leaveOthers(document);
      document.used = ++this.clock;
      if (!predictor.isCounted) await this.count(number, document);
      if (this.cancelled.delete(id)) return nothing();
      const started = this.now();
      const texts = predictor.suggest(offset, settings, settings.engine, alternatives);
      this.reply({ type: 'suggestions', id, texts, milliseconds: this.now() - started });
      await this.yieldToEventLoop();
      predictor.rest();
      if (!document.learning && (predictor.isStale || !document.complete)) this.learn(number, document);
    });
  }

  private async insight(request: InsightRequest): Promise<void> {
    const document = this.documents.get(request.document);
    // Of the text with every edit that was reported before the question.
    await document?.queue;
    let reply: InsightReply | undefined;
    if (document?.model && !this.cancelled.delete(request.id)) {
      const path = document.model;
      reply = await answerInsight(request, document.predictor.content, this.models.get(path), async () => {
        await this.yieldToEventLoop();
        return this.cancelled.delete(request.id);
      });
    }
    this.reply(reply ?? { type: 'nothing', id: request.id });
  }

  private async read(request: ReadingRequest): Promise<void> {
    const reading = await readPassage(request, this.files.read(request.model), () => this.yieldToEventLoop(), this.now);
    this.reply({ type: 'reading', id: request.id, reading });
  }

  private sample(request: SampleRequest): Promise<void> {
    const cancelled = () => this.cancelled.delete(request.id);
    return writeSample(request, this.models.get(request.model), { reply: this.reply, yieldToEventLoop: this.yieldToEventLoop, cancelled });
  }
}
