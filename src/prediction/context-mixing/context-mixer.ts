import { classOf } from './character-classes';
import type { CodeTree } from './code-tree';
import { History } from './history';
import { NodePrediction } from './node-prediction';
import { expanded, Layout, portable, ROW } from './parameters';
import { Place } from './place';
import { Pointers } from './pointers';
import { Slots } from './slots';
import { startWeights } from './start-weights';
import { FIELDS, TextState } from './text-state';
import { UndoLog } from './undo-log';

/** Slots: 2 to the power of this, of 8 bytes. */
const SLOT_BITS = 21;
/** Learning rate of the weights. */
const RATE = 0.002;
/** Characters that may be taken back. */
export const UNDO_LENGTH = 192;

/** Code points before a place over which pointers are followed to it. */
const NEAR = 64;

export interface MixerOptions {
  /** Weights and maps to begin with, as `portable` gives them; by default those that were trained on other files. */
  readonly start?: Float32Array;
  readonly rate?: number;
  readonly slotBits?: number;
}

/**
 * Context mixing over a text: every character is a path of yes-or-no decisions in a code tree, and each decision is predicted by many small models at once,
 * whose logits are mixed by weights that learn online (PAQ: Mahoney 2005; Mattern 2012). The same text, alphabet and options give the same bits.
 */
export class ContextMixer {
  readonly history = new History();
  readonly pointers: Pointers;
  private readonly slots: Slots;
  private readonly log = new UndoLog(UNDO_LENGTH);
  private readonly node: NodePrediction;
  /** The place behind everything that was learnt. */
  place: Place;

  constructor(
    readonly tree: CodeTree,
    { start = startWeights(), rate = RATE, slotBits = SLOT_BITS }: MixerOptions = {},
  ) {
    const layout = new Layout(tree.nodes);
    this.slots = new Slots(slotBits);
    this.pointers = new Pointers(this.history);
    this.node = new NodePrediction(tree, this.slots, layout, expanded(start, layout), rate);
    // A newline stands before the text.
    this.history.push(10);
    this.place = new Place(new TextState());
    this.place.state.read(10);
    this.place.look(tree, this.pointers, undefined, 0);
  }

  /** Bytes of all tables. */
  get bytes(): number {
    return this.slots.values.byteLength + this.node.parameters.byteLength + this.pointers.bytes + this.history.bytes + this.log.bytes;
  }

  /** Characters that may be taken back. */
  get undoable(): number {
    return this.log.length;
  }

  /** What another file's predictor may begin with: weights and maps, nothing of the text. */
  get portable(): Float32Array {
    return portable(this.node.parameters, new Layout(this.tree.nodes), this.node.visits);
  }

  /** Learns the next character at `place`, whose external distributions are those of this place. Returns its cost in bits. */
  learn(code: number): number {
    const { tree, place, node } = this;
    const { state } = place;
    const leaf = tree.leafOf(code);
    const record = this.log.add();
    record.character.set(state.fields);
    record.character[FIELDS] = state.recent[state.nextPlace]!;
    let bits = 0;
    let hit = true;
    node.enter(place, this.classBefore(place));
    for (let i = tree.pathStart[leaf]!; i < tree.pathStart[leaf + 1]!; i++) {
      const bit = tree.pathBits[i]!;
      const noted = record.addNode();
      const p = node.predict(tree.pathNodes[i]!, noted);
      if (bit === 1 ? node.alone < 0.5 : node.alone > 0.5) hit = false;
      bits -= Math.log2(bit === 1 ? p : 1 - p);
      node.update(bit, noted);
    }
    state.noteHit(hit);
    this.history.push(code);
    state.read(code);
    this.pointers.read(state, code, record.character, FIELDS + 1);
    place.look(tree, this.pointers, record.character, FIELDS + 1);
    return bits;
  }

  /** Takes back the newest character that was learnt, exactly. False where the log does not reach so far. */
  undo(): boolean {
    const record = this.log.take();
    if (!record) return false;
    const { state } = this.place;
    this.node.undo(record);
    this.pointers.undo(record.character, FIELDS + 1);
    this.history.pop();
    state.fields.set(record.character.subarray(0, FIELDS));
    state.recent[state.nextPlace] = record.character[FIELDS]!;
    this.place.look(this.tree, this.pointers, undefined, 0);
    return true;
  }

  /** From here on nothing that was learnt can be taken back; the log's memory is given back. */
  forgetUndo(): void {
    this.log.release();
  }

  /** A place behind a text that was learnt or not; only its end counts. */
  placeAfter(codes: ArrayLike<number>): Place {
    const place = new Place(new TextState());
    const { state } = place;
    state.read(10);
    const near = Math.max(0, codes.length - NEAR);
    for (let i = 0; i < near; i++) state.read(codes[i]!);
    for (let i = near; i < codes.length; i++) {
      state.read(codes[i]!);
      this.pointers.read(state, codes[i]!, undefined, 0);
      place.look(this.tree, this.pointers, undefined, 0);
    }
    if (codes.length === 0) place.look(this.tree, this.pointers, undefined, 0);
    return place;
  }

  /** Goes on learning behind another text, whose end the history repeats so that matches are found there. */
  jump(codes: ArrayLike<number>): void {
    this.log.clear();
    for (let i = Math.max(0, codes.length - NEAR); i < codes.length; i++) this.history.push(codes[i]!);
    this.place = this.placeAfter(codes);
  }

  /** Moves a place over a character that is only supposed; nothing is learnt. */
  advance(place: Place, code: number): void {
    place.state.noteHit(true);
    place.state.read(code);
    this.pointers.read(place.state, code, undefined, 0);
    place.look(this.tree, this.pointers, undefined, 0);
  }

  /** p of a leaf at a place. */
  probability(place: Place, leaf: number): number {
    const { tree, node } = this;
    node.enter(place, this.classBefore(place));
    let product = 1;
    for (let i = tree.pathStart[leaf]!; i < tree.pathStart[leaf + 1]!; i++) {
      const p = node.predict(tree.pathNodes[i]!, undefined);
      product *= tree.pathBits[i] === 1 ? p : 1 - p;
    }
    return product;
  }

  /** p of a leaf at a place where the escape never comes: as a share of all others. */
  probabilityOfKnown(place: Place, leaf: number): number {
    const { tree, node } = this;
    const ends = [tree.pathStart[leaf + 1]!, tree.pathStart[tree.escape + 1]!] as const;
    node.enter(place, this.classBefore(place));
    let [product, others] = [1, 1];
    let [i, j] = [tree.pathStart[leaf]!, tree.pathStart[tree.escape]!];
    // Both paths begin with the same decisions.
    for (; i < ends[0] && j < ends[1] && tree.pathNodes[i] === tree.pathNodes[j]; i++, j++) {
      const p = node.predict(tree.pathNodes[i]!, undefined);
      product *= tree.pathBits[i] === 1 ? p : 1 - p;
      others *= tree.pathBits[j] === 1 ? p : 1 - p;
    }
    for (; i < ends[0]; i++) {
      const p = node.predict(tree.pathNodes[i]!, undefined);
      product *= tree.pathBits[i] === 1 ? p : 1 - p;
    }
    for (; j < ends[1]; j++) {
      const p = node.predict(tree.pathNodes[j]!, undefined);
      others *= tree.pathBits[j] === 1 ? p : 1 - p;
    }
    return product / (1 - others);
  }

  /** p of every leaf at a place into `out`. */
  distribution(place: Place, out: Float64Array): void {
    const { tree, node } = this;
    node.enter(place, this.classBefore(place));
    const walk = (reference: number, p: number): void => {
      if (reference < 0) {
        out[~reference] = p;
        return;
      }
      const one = node.predict(reference, undefined);
      walk(tree.children[2 * reference]!, p * (1 - one));
      walk(tree.children[2 * reference + 1]!, p * one);
    };
    walk(tree.root, 1);
  }

  /** The most probable leaves at a place, at most `count` and no less probable than `least`: best-first search in the tree. */
  likeliest(place: Place, count: number, least = 0): { leaf: number; probability: number }[] {
    const { tree, node } = this;
    node.enter(place, this.classBefore(place));
    const found: { leaf: number; probability: number }[] = [];
    const open = [{ reference: tree.root, p: 1 }];
    while (open.length > 0 && found.length < count) {
      let best = 0;
      for (let i = 1; i < open.length; i++) if (open[i]!.p > open[best]!.p) best = i;
      const { reference, p } = open[best]!;
      if (p < least) break;
      open[best] = open[open.length - 1]!;
      open.pop();
      if (reference < 0) found.push({ leaf: ~reference, probability: p });
      else {
        const one = node.predict(reference, undefined);
        open.push({ reference: tree.children[2 * reference + 1]!, p: p * one }, { reference: tree.children[2 * reference]!, p: p * (1 - one) });
      }
    }
    return found;
  }

  /** What each input contributes to a leaf at a place, in bits, summed over its decisions: together as many as there are decisions, and log2 p of the leaf. */
  partsOf(place: Place, leaf: number): Float64Array {
    const { tree, node } = this;
    const sums = new Float64Array(ROW);
    node.enter(place, this.classBefore(place));
    for (let i = tree.pathStart[leaf]!; i < tree.pathStart[leaf + 1]!; i++) {
      node.predict(tree.pathNodes[i]!, undefined);
      node.addParts(tree.pathBits[i]!, sums);
    }
    return sums;
  }

  private classBefore({ state }: Place): number {
    return classOf(state.at(1));
  }
}
