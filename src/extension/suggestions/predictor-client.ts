import * as vscode from 'vscode';
import type { BpttTrace } from '../../protocol/bptt-trace';
import type { InsightQuestion, InsightReply } from '../../protocol/insight-messages';
import type { Explanation, PredictorReply, PredictorRequest } from '../../protocol/predictor-messages';
import type { PredictedClass, TaskAnswer } from '../../protocol/task-report';
import type { ReadingRequest, TextReading } from '../../protocol/text-reading';
import { withLineFeeds } from '../../text/offsets';
import { measured } from '../host-time';
import { log, sentenceOf, showError } from '../log';
import type { DocumentModels } from '../runs/document-models';
import { completionSettings } from '../settings';
import { type PredictorLimits, PredictorThread } from './predictor-thread';
import { otherDocuments } from './related-documents';

/** Milliseconds that a document is in front before other documents are counted anew. */
const OTHERS_DELAY = 1500;

/** The predictor thread as the host sees it: documents are opened lazily and kept in step by their edits. */
export class PredictorClient implements vscode.Disposable {
  private readonly thread: PredictorThread;
  private readonly open = new Map<string, { id: number; crlf: boolean }>();
  /** The document whose n-gram counts others as well, and which texts those were. */
  private counted = '';
  private timer: NodeJS.Timeout | undefined;
  private readonly waiting = new Map<number, (reply: PredictorReply) => void>();
  /** Questions whose failure is shown by whoever asked. */
  private readonly samples = new Set<number>();
  private next = 1;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    script: string,
    private readonly models: DocumentModels,
    limits?: PredictorLimits,
  ) {
    this.thread = new PredictorThread(
      script,
      {
        receive: (reply) => this.settle(reply),
        isAsked: () => this.waiting.size > 0,
        lost: (error, isNews) => {
          // A command that wrote a sample tells of it itself.
          if (isNews && this.samples.size === 0) showError(error);
          this.letGo(sentenceOf(error));
        },
      },
      limits,
    );
    this.subscriptions = [
      vscode.workspace.onDidChangeTextDocument(measured('edit', (event: vscode.TextDocumentChangeEvent) => this.edit(event))),
      vscode.workspace.onDidCloseTextDocument((document) => this.close(document)),
      vscode.window.onDidChangeActiveTextEditor(() => this.countOthersSoon()),
      models.onDidChange((uri) => {
        const known = this.open.get(uri.toString());
        if (known) this.post({ type: 'model', document: known.id, model: models.of(uri)?.path ?? null });
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration('unroll.completions')) return;
        for (const document of vscode.workspace.textDocuments) {
          const known = this.open.get(document.uri.toString());
          if (!known) continue;
          const settings = completionSettings(document);
          // Off costs nothing: who asks something else about the document sends it anew.
          if (settings.enabled) this.post({ type: 'settings', document: known.id, settings });
          else this.close(document);
        }
      }),
    ];
  }

  /** Whether the thread knows a document. */
  isOpen(document: vscode.TextDocument): boolean {
    return this.open.has(document.uri.toString());
  }

  /** Continuations at an offset of the document; none when the token is cancelled or the thread fails. */
  async suggest(document: vscode.TextDocument, position: vscode.Position, alternatives: number, token: vscode.CancellationToken): Promise<string[]> {
    const number = this.ensureOpen(document);
    const id = this.next++;
    // Offsets count LF as one unit whatever the document's line ending.
    const offset = document.offsetAt(position) - (document.eol === vscode.EndOfLine.CRLF ? position.line : 0);
    const cancel = token.onCancellationRequested(() => {
      this.post({ type: 'cancel', id });
      this.settle({ type: 'suggestions', id, texts: [], milliseconds: 0 });
    });
    const reply = await this.ask(id, { type: 'suggest', id, document: number, offset, alternatives });
    cancel.dispose();
    if (reply.type !== 'suggestions') return [];
    log.trace(`suggestion in ${reply.milliseconds.toFixed(2)} ms: ${JSON.stringify(reply.texts)}`);
    return reply.texts;
  }

  /** Why the suggestion at a place is what it is; null when there is none. */
  async explain(document: vscode.TextDocument, position: vscode.Position): Promise<Explanation | null> {
    const known = this.open.get(document.uri.toString());
    if (!known) return null;
    const id = this.next++;
    const offset = document.offsetAt(position) - (known.crlf ? position.line : 0);
    const reply = await this.ask(id, { type: 'explain', id, document: known.id, offset });
    return reply.type === 'explained' ? reply.explanation : null;
  }

  /** How well the document is predicted, and by whom; undefined while it is not open in the thread. */
  async quality(document: vscode.TextDocument): Promise<Extract<PredictorReply, { type: 'quality' }> | undefined> {
    const known = this.open.get(document.uri.toString());
    if (!known) return undefined;
    const id = this.next++;
    const reply = await this.ask(id, { type: 'quality', id, document: known.id });
    return reply.type === 'quality' ? reply : undefined;
  }

  /** Streams a sample of text; `write` gets each piece. */
  async sample(
    request: Omit<Extract<PredictorRequest, { type: 'sample' }>, 'type' | 'id'>,
    write: (text: string) => Promise<boolean>,
  ): Promise<void> {
    const id = this.next++;
    this.samples.add(id);
    const sampled = new Promise<void>((resolve, reject) => {
      let chain = Promise.resolve(true);
      this.waiting.set(id, (reply) => {
        if (reply.type === 'failed') {
          this.waiting.delete(id);
          reject(new Error(reply.message));
        } else if (reply.type === 'sampled') {
          chain = chain.then(async (go) => {
            const more = go && (await write(reply.text));
            if (!more) this.post({ type: 'cancel', id });
            if (reply.done) {
              this.waiting.delete(id);
              resolve();
            }
            return more;
          });
          // The document may not take any more text.
          chain.catch((error: unknown) => {
            this.waiting.delete(id);
            this.post({ type: 'cancel', id });
            reject(error);
          });
        }
      });
      this.post({ type: 'sample', id, ...request });
    });
    await sampled.finally(() => this.samples.delete(id));
  }

  /** A question about a document's characters; undefined when there is no answer (no model, cancelled, the thread failed). */
  async insight(document: vscode.TextDocument, question: InsightQuestion, token?: vscode.CancellationToken): Promise<InsightReply | undefined> {
    if (!this.models.of(document.uri)) return undefined;
    const number = this.ensureOpen(document);
    const id = this.next++;
    const cancel = token?.onCancellationRequested(() => {
      this.post({ type: 'cancel', id });
      this.settle({ type: 'nothing', id });
    });
    const reply = await this.ask(id, { ...question, id, document: number });
    cancel?.dispose();
    return reply.type === 'values' || reply.type === 'character' || reply.type === 'units' ? reply : undefined;
  }

  /** A text walked through with the weights of a model file; null when the file cannot be read. */
  async walk(model: string, text: string): Promise<BpttTrace | null> {
    const id = this.next++;
    const reply = await this.ask(id, { type: 'walk', id, model, text });
    return reply.type === 'walk' ? reply.walk : null;
  }

  /** A passage as a model file reads it; null when the file cannot be read. */
  async read(question: Omit<ReadingRequest, 'type' | 'id'>): Promise<TextReading | null> {
    const id = this.next++;
    const reply = await this.ask(id, { type: 'reading', id, ...question });
    return reply.type === 'reading' ? reply.reading : null;
  }

  /** What the model of a task answers to a typed text; null when it reads none. */
  async askTask(model: string, text: string): Promise<TaskAnswer | null> {
    const id = this.next++;
    const reply = await this.ask(id, { type: 'ask', id, model, text });
    return reply.type === 'answer' ? reply.answer : null;
  }

  /** The likeliest classes of rows of a table; null where a row, or the whole table, lacks what the model reads. */
  async classify(
    model: string,
    columns: readonly string[],
    rows: readonly (readonly string[])[],
  ): Promise<readonly (PredictedClass | null)[] | null> {
    const id = this.next++;
    const reply = await this.ask(id, { type: 'classify', id, model, columns, rows });
    return reply.type === 'classes' ? reply.classes : null;
  }

  private ask(id: number, request: PredictorRequest): Promise<PredictorReply> {
    return new Promise((resolve) => {
      this.waiting.set(id, (reply) => {
        this.waiting.delete(id);
        resolve(reply);
      });
      this.post(request);
    });
  }

  private settle(reply: PredictorReply): void {
    if ('id' in reply && reply.id !== null) this.waiting.get(reply.id)?.(reply);
  }

  private ensureOpen(document: vscode.TextDocument): number {
    const key = document.uri.toString();
    const known = this.open.get(key);
    if (known) return known.id;
    const id = this.next++;
    const crlf = document.eol === vscode.EndOfLine.CRLF;
    this.open.set(key, { id, crlf });
    const settings = completionSettings(document);
    const others = settings.enabled ? otherDocuments(document) : [];
    if (others.length > 0) this.counted = countedKey(document, others);
    this.post({
      type: 'open',
      document: id,
      text: withLineFeeds(document.getText()),
      model: this.models.of(document.uri)?.path ?? null,
      settings,
      others: others.map((other) => withLineFeeds(other.getText())),
      file: settings.folderFiles && document.uri.scheme === 'file' ? document.uri.fsPath : null,
    });
    return id;
  }

  /** Once an editor has come to the front: other documents may have been opened, closed or changed since it was there last. */
  private countOthersSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const document = vscode.window.activeTextEditor?.document;
      const known = document && this.open.get(document.uri.toString());
      if (!known || !completionSettings(document).enabled) return;
      const others = otherDocuments(document);
      const key = countedKey(document, others);
      if (key === this.counted || (others.length === 0 && this.counted === '')) return;
      this.counted = key;
      this.post({ type: 'others', document: known.id, texts: others.map((other) => withLineFeeds(other.getText())) });
    }, OTHERS_DELAY);
  }

  private edit(event: vscode.TextDocumentChangeEvent): void {
    const key = event.document.uri.toString();
    const known = this.open.get(key);
    if (!known || event.contentChanges.length === 0) return;
    if (known.crlf !== (event.document.eol === vscode.EndOfLine.CRLF)) {
      // Another line ending: offsets of this event belong to neither text. It is sent anew when it is asked about.
      this.close(event.document);
      return;
    }
    // CRLF counts as two units in the host and as one in the thread.
    const before = (line: number) => (known.crlf ? line : 0);
    const changes = event.contentChanges.map(({ range, rangeOffset, rangeLength, text }) => ({
      offset: rangeOffset - before(range.start.line),
      removed: rangeLength - before(range.end.line - range.start.line),
      inserted: withLineFeeds(text),
    }));
    // Ranges of one event refer to the document before it: the last first.
    this.post({ type: 'edit', document: known.id, changes: changes.sort((a, b) => b.offset - a.offset) });
  }

  private close(document: vscode.TextDocument): void {
    const known = this.open.get(document.uri.toString());
    if (!known) return;
    this.post({ type: 'close', document: known.id });
    this.open.delete(document.uri.toString());
  }

  private post(request: PredictorRequest): void {
    this.thread.post(request);
  }

  /** Lets go of every text that was counted and every model that was loaded. */
  reset(): void {
    this.thread.end();
    this.letGo('forgotten');
  }

  /** The next question starts another thread. */
  private letGo(sentence: string): void {
    this.open.clear();
    this.counted = '';
    for (const [id, settle] of [...this.waiting]) settle({ type: 'failed', id, message: sentence, detail: sentence });
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.thread.end();
  }
}

function countedKey({ uri }: vscode.TextDocument, others: readonly vscode.TextDocument[]): string {
  return [uri, ...others.map((other) => `${other.uri}@${other.version}`)].join('\n');
}
