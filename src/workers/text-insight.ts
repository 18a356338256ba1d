import { connectivity } from '../diagnostics/backpropagation-terms';
import { lookingBack } from '../diagnostics/looking-back';
import { textFeatures } from '../diagnostics/text-features';
import { traceText } from '../diagnostics/trace';
import { rankUnits } from '../diagnostics/unit-tracking';
import type { InferenceNetwork } from '../network/learner';
import { bitsOf, explainCharacter, type ReadCharacter, readCharacters } from '../prediction/surprisal';
import type { Architecture } from '../protocol/configuration';
import type { InsightReply, InsightRequest, RankedUnit } from '../protocol/insight-messages';
import { LOOKED_CHARACTERS } from '../protocol/looking-back';
import type { Tensors } from '../protocol/model';
import type { Vocabulary } from '../text/vocabulary';

/** A document's network as the predictor thread holds it. */
export interface InsightModel {
  readonly network: InferenceNetwork;
  readonly vocabulary: Vocabulary;
  readonly architecture: Architecture;
  weights(): Tensors;
}

/** Characters read between two breaths. */
const PIECE = 256;
/** Characters that units are ranked on, and numbers kept for it. */
const RANKED_CHARACTERS = 8000;
const RANKED_NUMBERS = 4_000_000;
/** Characters before the cursor whose influence is computed, after as many of warm-up. */
const INFLUENCE = 160;
/** Units shown for each feature. */
const UNITS_A_FEATURE = 4;

/**
 * Answers a question about a text's characters; undefined when it was cancelled meanwhile.
 * @param yieldToEventLoop lets other messages in; true when the question has been withdrawn
 */
export async function answerInsight(
  request: InsightRequest,
  text: string,
  model: InsightModel,
  yieldToEventLoop: () => Promise<boolean>,
): Promise<InsightReply | undefined> {
  const { id } = request;
  switch (request.type) {
    case 'surprisal':
      return along(request, text, model, yieldToEventLoop, bitsOf);
    case 'activation': {
      const { layer, unit } = request;
      const known = layer < model.architecture.layers && unit < model.architecture.hidden;
      return along(request, text, model, yieldToEventLoop, (read) => (known ? read.activation(layer, unit) : Number.NaN));
    }
    case 'character': {
      const [read] = readCharacters(model.network, model.vocabulary, text, request.offset, request.offset + 1);
      return { type: 'character', id, character: read ? explainCharacter(read, model.vocabulary) : null };
    }
    case 'influence':
      return { type: 'values', id, ...influence(text, request.offset, model) };
    case 'attended': {
      const found = attention(text, request, model);
      return found ? { type: 'values', id, ...found } : { type: 'nothing', id };
    }
    case 'units':
      return rankedUnits(text, model, yieldToEventLoop).then((ranked) => ranked && { type: 'units', id, ...ranked });
  }
}

async function along(
  { id, from, to }: Extract<InsightRequest, { from: number }>,
  text: string,
  { network, vocabulary }: InsightModel,
  yieldToEventLoop: () => Promise<boolean>,
  value: (read: ReadCharacter) => number,
): Promise<InsightReply | undefined> {
  const values = new Float32Array(Math.max(0, Math.min(to, text.length) - from)).fill(Number.NaN);
  let count = 0;
  for (const read of readCharacters(network, vocabulary, text, from, to)) {
    values.fill(value(read), Math.max(0, read.offset - from), Math.max(0, read.offset + read.text.length - from));
    if (++count % PIECE === 0 && (await yieldToEventLoop())) return undefined;
  }
  return { type: 'values', id, from, values };
}

/** ‖∂ logit / ∂x_k‖ of the character at `offset` (the likeliest one at the text's end), as a share of the largest. */
function influence(text: string, offset: number, { architecture, vocabulary, weights }: InsightModel): { from: number; values: Float32Array } {
  const characters = Array.from(text.slice(Math.max(0, offset - 4 * INFLUENCE), offset)).slice(-2 * INFLUENCE);
  if (characters.length === 0) return { from: offset, values: new Float32Array(0) };
  const trace = traceText(architecture, vocabulary.size, weights(), vocabulary.encode(characters));
  const position = characters.length - 1;
  const { logits } = trace.steps[position]!;
  const next = text.codePointAt(offset);
  const known = next === undefined ? -1 : vocabulary.indexOf(String.fromCodePoint(next));
  const { norms } = connectivity(trace, position, known >= 0 ? known : logits.indexOf(Math.max(...logits)));
  const near = norms.slice(0, INFLUENCE);
  const top = Math.max(...near, Number.MIN_VALUE);
  const shown = characters.slice(-near.length);
  const values = shown.flatMap((character, i) => new Array<number>(character.length).fill(near[near.length - 1 - i]! / top));
  return { from: offset - values.length, values: Float32Array.from(values) };
}

/** What a head looks at after the last character before the offset; undefined where the network has no such head. */
function attention(
  text: string,
  { offset, layer, head }: { offset: number; layer: number; head: number },
  { architecture, vocabulary, weights }: InsightModel,
): { from: number; values: Float32Array } | undefined {
  const characters = Array.from(text.slice(Math.max(0, offset - 2 * LOOKED_CHARACTERS), offset)).slice(-LOOKED_CHARACTERS);
  const looking = lookingBack(architecture, vocabulary.size, weights(), vocabulary.encode(characters), characters);
  const shares = looking?.attention.find((one) => one.layer === layer)?.heads[head]?.at(-1);
  if (!looking || !shares) return undefined;
  const values = looking.characters.flatMap((character, s) => new Array<number>(character.length).fill(shares[s]!));
  return { from: offset - values.length, values: Float32Array.from(values) };
}

/** The units that follow each feature of a text most closely; undefined when the question has been withdrawn. */
export async function rankedUnits(
  text: string,
  model: InsightModel,
  yieldToEventLoop: () => Promise<boolean>,
): Promise<{ units: RankedUnit[]; layers: number; hidden: number } | undefined> {
  const { network, vocabulary, architecture } = model;
  const { layers, hidden } = architecture;
  const units = layers * hidden;
  const most = Math.min(RANKED_CHARACTERS, Math.floor(RANKED_NUMBERS / units));
  const characters = Array.from(text.slice(0, 2 * most)).slice(0, most);
  const activations = new Float32Array(characters.length * units);
  let t = 0;
  for (const { activation } of readCharacters(network, vocabulary, characters.join(''), 0, Number.MAX_SAFE_INTEGER)) {
    for (let i = 0; i < units; i++) activations[t * units + i] = activation(Math.floor(i / hidden), i % hidden);
    if (++t % PIECE === 0 && (await yieldToEventLoop())) return undefined;
  }
  const ranked: RankedUnit[] = [];
  for (const { feature, units: found, chance } of rankUnits(activations, units, textFeatures(characters), UNITS_A_FEATURE)) {
    for (const { unit, correlation } of found) ranked.push({ layer: Math.floor(unit / hidden), unit: unit % hidden, feature, correlation, chance });
    if (await yieldToEventLoop()) return undefined;
  }
  return { units: ranked, layers, hidden };
}
