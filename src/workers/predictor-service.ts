import { createInference } from '../network/inference';
import type { InferenceNetwork } from '../network/learner';
import { Random } from '../network/random';
import { greedyContinuation, withoutRepeats } from '../prediction/decoding';
import { NetworkPredictor } from '../prediction/network-predictor';
import { sampleText } from '../prediction/sampling';
import type { Architecture } from '../protocol/configuration';
import type { InsightReply, InsightRequest } from '../protocol/insight-messages';
import type { Model } from '../protocol/model';
import type { PredictorReply, PredictorRequest, SuggestionSettings } from '../protocol/predictor-messages';
import { Vocabulary } from '../text/vocabulary';
import { answerInsight } from './text-insight';

interface LoadedModel {
  readonly network: InferenceNetwork;
  readonly vocabulary: Vocabulary;
  readonly architecture: Architecture;
}

interface OpenDocument {
  text: string;
  model: string | null;
  settings: SuggestionSettings;
}

/** Answers the host's questions about its documents: what comes next, and what a model would write. Knows no threads. */
export class PredictorService {
  private readonly documents = new Map<number, OpenDocument>();
  private readonly models = new Map<string, LoadedModel>();
  private readonly cancelled = new Set<number>();

  constructor(
    private readonly readModelFile: (path: string) => Model,
    private readonly reply: (reply: PredictorReply) => void,
    private readonly now: () => number,
    /** Lets other messages in between two pieces of long work. */
    private readonly breathe: () => Promise<void>,
  ) {}

  async handle(request: PredictorRequest): Promise<void> {
    switch (request.type) {
      case 'open':
        this.documents.set(request.document, { text: request.text, model: request.model, settings: request.settings });
        if (request.model) this.model(request.model);
        return this.reply({ type: 'ready', document: request.document });
      case 'model': {
        const document = this.documents.get(request.document);
        // The file behind the path is new: read it again.
        if (request.model) this.models.delete(request.model);
        if (document) document.model = request.model;
        return;
      }
      case 'settings': {
        const document = this.documents.get(request.document);
        if (document) document.settings = request.settings;
        return;
      }
      case 'edit': {
        const document = this.documents.get(request.document);
        if (document)
          for (const { offset, removed, inserted } of request.changes)
            document.text = document.text.slice(0, offset) + inserted + document.text.slice(offset + removed);
        return;
      }
      case 'close':
        this.documents.delete(request.document);
        return;
      case 'suggest':
        return this.suggest(request.id, request.document, request.offset);
      case 'sample':
        return this.sample(request);
      case 'surprisal':
      case 'activation':
      case 'influence':
      case 'character':
      case 'units':
        return this.insight(request);
      case 'cancel':
        this.cancelled.add(request.id);
        return;
      default:
        return;
    }
  }

  private model(path: string): LoadedModel {
    const known = this.models.get(path);
    if (known) return known;
    const model = this.readModelFile(path);
    const loaded = {
      network: createInference(model.configuration, model.vocabulary.length, model.weights),
      vocabulary: new Vocabulary(model.vocabulary),
      architecture: model.configuration,
    };
    this.models.set(path, loaded);
    return loaded;
  }

  private suggest(id: number, number: number, offset: number): void {
    const started = this.now();
    const document = this.documents.get(number);
    const texts: string[] = [];
    if (document?.model && !this.cancelled.delete(id)) {
      const { network, vocabulary } = this.model(document.model);
      const prefix = document.text.slice(Math.max(0, offset - 1024), offset);
      const end = document.text.indexOf('\n', offset);
      const following = document.text.slice(offset, end < 0 ? undefined : end);
      const text = withoutRepeats(
        greedyContinuation(
          NetworkPredictor.after(network, vocabulary.encode(Array.from(prefix).slice(-256)), vocabulary.hasUnknown),
          { vocabularySize: vocabulary.size, character: (symbol) => vocabulary.character(symbol) ?? '' },
          document.settings,
        ),
        following,
      );
      if (text) texts.push(text);
    }
    this.reply({ type: 'suggestions', id, texts, milliseconds: this.now() - started });
  }

  private async insight(request: InsightRequest): Promise<void> {
    const { id } = request;
    const document = this.documents.get(request.document);
    let reply: InsightReply | undefined;
    if (document?.model && !this.cancelled.delete(id)) {
      const path = document.model;
      // Few questions need the weights themselves: they are read again rather than kept twice.
      const model = { ...this.model(path), weights: () => this.readModelFile(path).weights };
      reply = await answerInsight(request, document.text, model, async () => {
        await this.breathe();
        return this.cancelled.delete(id);
      });
    }
    this.reply(reply ?? { type: 'nothing', id });
  }

  private async sample(request: Extract<PredictorRequest, { type: 'sample' }>): Promise<void> {
    const { network, vocabulary } = this.model(request.model);
    const random = new Random(request.seed, 'sample');
    let text = '';
    let count = 0;
    for (const character of sampleText(network, vocabulary, request.prime, request, random)) {
      text += character;
      count++;
      if (count % 64 === 0) {
        this.reply({ type: 'sampled', id: request.id, text, done: false });
        text = '';
        await this.breathe();
      }
      if (count >= request.length || this.cancelled.delete(request.id)) break;
    }
    this.reply({ type: 'sampled', id: request.id, text, done: true });
  }
}
