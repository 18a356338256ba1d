import { MAP_LIMIT, moveMap, POINTER_LIMIT } from './adaptive-map';
import type { CodeTree } from './code-tree';
import { CONTEXTS, ORDERS, WORD_BITS } from './contexts';
import { externalShare } from './external-share';
import { limited, logistic, STRETCH, stretch } from './logistic';
import { lengthClass, matchClass } from './match-classes';
import { NetworkGate } from './network-gate';
import {
  BIAS,
  CONTEXT_INPUTS,
  DEPTHS,
  EXTERNAL_INPUTS,
  FINAL_ROW,
  type Layout,
  MATCH_CONTEXTS,
  NETWORK,
  NGRAM,
  NODE_SET,
  RECENCY_CONTEXTS,
  ROW,
  SETS,
} from './parameters';
import type { Place } from './place';
import { MATCHES, POINTER_COUNT, Pointers } from './pointers';
import { addShares } from './shares';
import { HISTORIES, type Slots } from './slots';
import { NODE_NUMBERS, type NodeRecord, type UndoRecord } from './undo-log';

const N = CONTEXTS.length;
const BIAS_VALUE = 0.4;
const SMALLEST = 1 / 65536;
/** Learning rate of the final mixer. */
const FINAL_RATE = 0.001;

/** The probability of a one at a node of the code tree, and what is learnt from the bit that came. */
export class NodePrediction {
  readonly visits: Float64Array;
  private readonly x = new Float64Array(ROW);
  private readonly located = new Int32Array(N);
  private readonly states = new Int32Array(N);
  private readonly rows = new Int32Array(SETS);
  private readonly logits = new Float64Array(SETS);
  private readonly probabilities = new Float64Array(SETS);
  /** Place of each pointer's map, -1 where it says nothing here, and the bit that it expects. */
  private readonly pointerMaps = new Int32Array(POINTER_COUNT);
  private readonly pointerBits = new Int32Array(POINTER_COUNT);
  private finalRow = 0;
  /** p(1) by the mixer alone and as it was returned, and whether a network was asked as well. */
  private p = 0.5;
  private said = 0.5;
  private asksNetwork = false;
  private readonly gate = new NetworkGate();
  private place!: Place;
  private before = 0;

  constructor(
    private readonly tree: CodeTree,
    private readonly slots: Slots,
    private readonly layout: Layout,
    readonly parameters: Float32Array,
    /** Learning rate of the weights. */
    private readonly rate: number,
  ) {
    this.visits = new Float64Array(tree.nodes);
    this.x[BIAS] = BIAS_VALUE;
  }

  /** The place that is asked about next. */
  enter(place: Place, classBefore: number): void {
    this.place = place;
    this.before = classBefore;
  }

  /** p(1) at a node; with a record its slots are taken, and noted there, so that `update` may follow. */
  predict(node: number, record: NodeRecord | undefined): number {
    const order = this.readContexts(node, record);
    this.readPointers(node);
    const ngram = externalShare(this.tree, this.place.external[NGRAM], node);
    this.x[EXTERNAL_INPUTS] = ngram < 0 ? 0 : stretch(ngram);
    this.select(node, order);
    const z = this.mixInputs();
    this.p = logistic(z);
    const network = externalShare(this.tree, this.place.external[NETWORK], node);
    this.asksNetwork = network >= 0;
    const p = this.asksNetwork ? this.gate.predict(z, network) : this.p;
    this.said = Math.min(1 - SMALLEST, Math.max(SMALLEST, p));
    return this.said;
  }

  /** p(1) by the mixer alone at the node last predicted. */
  get alone(): number {
    return this.p;
  }

  /** Inputs of the contexts: logit of their probability here, and of their history's usual outcome, the latter linear as well. Returns order and words. */
  private readContexts(node: number, record: NodeRecord | undefined): number {
    const { slots, x, located, states, parameters } = this;
    const { hashes } = this.place;
    const { values, pairs } = slots;
    const { maps } = this.layout;
    let [order, words] = [0, 0];
    const numbers = record?.numbers;
    const at = SETS + 1;
    for (let i = 0; i < N; i++) {
      let place = slots.locate(hashes[i]!, node);
      if (numbers) {
        const own = place < 0 ? ~place : place;
        numbers[at + 4 * i] = own;
        numbers[at + 4 * i + 1] = pairs[own >> 1]!;
        numbers[at + 4 * i + 2] = pairs[(own >> 1) + 1]!;
        if (place < 0) slots.claim(own, hashes[i]!, node);
        place = own;
      }
      located[i] = place;
      const input = CONTEXT_INPUTS * i;
      if (place < 0 || values[place + 3] === 0) {
        states[i] = -1;
        x[input] = 0;
        x[input + 1] = 0;
        x[input + 2] = 0;
        continue;
      }
      const map = maps + 2 * (i * HISTORIES + values[place + 2]!);
      states[i] = map;
      const usual = parameters[map]!;
      x[input] = STRETCH[values[place + 1]! >> 4]!;
      x[input + 1] = STRETCH[usual >= 1 ? 4095 : (usual * 4096) | 0]!;
      x[input + 2] = (usual - 0.5) * 4;
      if (i < ORDERS) order = i + 1;
      else if (i < ORDERS + WORD_BITS) words |= 1 << (i - ORDERS);
    }
    return order | (words << 4);
  }

  private readPointers(node: number): void {
    const { tree, x, parameters, pointerMaps, pointerBits, layout } = this;
    const { expected, state } = this.place;
    const [first, middle, end] = [tree.first[node]!, tree.middle[node]!, tree.end[node]!];
    const isRoot = node === tree.root;
    for (let i = 0; i < POINTER_COUNT; i++) {
      const input = CONTEXT_INPUTS * N + 2 * i;
      const position = expected[i]!;
      if (position < first || position >= end) {
        pointerMaps[i] = -1;
        x[input] = 0;
        x[input + 1] = 0;
        continue;
      }
      const length = Pointers.length(state, i);
      let map: number;
      if (i < MATCHES) {
        const context = lengthClass(length) | (Math.min(Pointers.misses(state, i), 7) << 5) | (isRoot ? 256 : 0);
        map = layout.matchMaps + 2 * (i * MATCH_CONTEXTS + context);
      } else {
        const context = Math.min(length, 31) | (isRoot ? 32 : 0) | (state.inWord ? 64 : 0);
        map = layout.recencyMaps + 2 * ((i - MATCHES) * RECENCY_CONTEXTS + context);
      }
      const bit = position >= middle ? 1 : 0;
      const p = parameters[map]!;
      const sign = bit === 1 ? 1 : -1;
      pointerMaps[i] = map;
      pointerBits[i] = bit;
      x[input] = sign * stretch(p);
      x[input + 1] = sign * (p - 0.5) * 4;
    }
  }

  /** Chooses the row of each weight set. */
  private select(node: number, orderAndWords: number): void {
    const { rows, layout, tree, pointerMaps, pointerBits } = this;
    const { state } = this.place;
    let longest = 0;
    let agreeing = 0;
    let ones = 0;
    for (let m = 0; m < MATCHES; m++) {
      if (pointerMaps[m]! < 0) continue;
      const length = Pointers.length(state, m);
      if (length > longest) longest = length;
      if (length > 0 || m === MATCHES - 1) {
        agreeing |= 1 << m;
        ones |= pointerBits[m]! << m;
      }
    }
    const lexical = state.inWord ? Math.min(7, state.wordLength) : 8 + Math.min(7, state.quote + (state.inComment ? 4 : 0));
    const agreement = agreeing === 0 ? 0 : 1 + (ones !== 0 && ones !== agreeing ? 1 : 0) + (longest > 15 ? 2 : 0);
    const classAndDepth = this.before * DEPTHS + Math.min(DEPTHS - 1, tree.depth[node]!);
    rows[0] = layout.sets[0]! + ROW * classAndDepth;
    rows[1] = layout.sets[1]! + ROW * ((orderAndWords & 15) * 8 + matchClass(longest));
    rows[2] = layout.sets[2]! + ROW * ((orderAndWords >> 4) * 16 + (state.hits & 15));
    rows[3] = layout.sets[3]! + ROW * (lexical * 8 + agreement);
    rows[NODE_SET] = layout.sets[NODE_SET]! + ROW * node;
    this.finalRow = layout.final + FINAL_ROW * classAndDepth;
  }

  /** The logit of a one by the mixer. */
  private mixInputs(): number {
    const { x, rows, parameters: w, logits, probabilities } = this;
    let sum = 0;
    for (let k = 0; k < SETS; k++) {
      const row = rows[k]!;
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let i = 0; i < ROW; i += 4) {
        a += w[row + i]! * x[i]!;
        b += w[row + i + 1]! * x[i + 1]!;
        c += w[row + i + 2]! * x[i + 2]!;
        d += w[row + i + 3]! * x[i + 3]!;
      }
      const z = limited(a + b + (c + d));
      logits[k] = z;
      probabilities[k] = logistic(z);
      sum += w[this.finalRow + k]! * z;
    }
    return limited(sum);
  }

  /** Adds what each input contributes to a bit at the node last predicted to `sums`, by input, in bits. */
  addParts(bit: number, sums: Float64Array): void {
    const { x, rows, parameters: w, finalRow, said } = this;
    const sign = bit === 1 ? 1 : -1;
    const parts = new Float64Array(ROW);
    for (let k = 0; k < SETS; k++) for (let i = 0; i < ROW; i++) parts[i]! += sign * w[finalRow + k]! * w[rows[k]! + i]! * x[i]!;
    if (this.asksNetwork) parts[EXTERNAL_INPUTS + NETWORK]! += sign * this.gate.part;
    addShares(parts, bit === 1 ? said : 1 - said, sums);
  }

  /** Learns the bit that came at the node last predicted, and notes in the record all that it changes. */
  update(bit: number, record: NodeRecord): void {
    const { x, rows, parameters: w, probabilities, logits, finalRow } = this;
    const { numbers, values } = record;
    let kept = 0;
    this.visits[(rows[NODE_SET]! - this.layout.sets[NODE_SET]!) / ROW]!++;
    for (let k = 0; k < SETS; k++) {
      const row = rows[k]!;
      const step = (bit - probabilities[k]!) * this.rate;
      numbers[k] = row;
      for (let i = 0; i < ROW; i++) {
        values[kept + i] = w[row + i]!;
        w[row + i]! += step * x[i]!;
      }
      kept += ROW;
    }
    numbers[SETS] = finalRow;
    const step = (bit - this.p) * FINAL_RATE;
    for (let k = 0; k < SETS; k++) {
      values[kept + k] = w[finalRow + k]!;
      w[finalRow + k]! += step * logits[k]!;
    }
    numbers[NODE_NUMBERS - 1] = this.asksNetwork ? this.gate.update(bit, values, kept + SETS) : -1;
    this.updateMaps(bit, record, kept + FINAL_ROW);
  }

  private updateMaps(bit: number, record: NodeRecord, kept: number): void {
    const { parameters: w, states, located, pointerMaps, pointerBits, slots } = this;
    const { numbers, values } = record;
    const at = SETS + 1;
    for (let i = 0; i < N; i++) {
      const map = states[i]!;
      numbers[at + 4 * i + 3] = map;
      if (map >= 0) {
        values[kept + 2 * i] = w[map]!;
        values[kept + 2 * i + 1] = w[map + 1]!;
        moveMap(w, map, bit, MAP_LIMIT);
      }
      slots.update(located[i]!, bit);
    }
    for (let i = 0; i < POINTER_COUNT; i++) {
      const map = pointerMaps[i]!;
      numbers[at + 4 * N + i] = map;
      if (map < 0) continue;
      values[kept + 2 * (N + i)] = w[map]!;
      values[kept + 2 * (N + i) + 1] = w[map + 1]!;
      moveMap(w, map, bit === pointerBits[i] ? 1 : 0, POINTER_LIMIT);
    }
  }

  /** Takes back all nodes of a record, the newest first. */
  undo(record: UndoRecord): void {
    const { parameters: w, slots } = this;
    const maps = SETS * ROW + FINAL_ROW;
    for (let n = record.nodes.length - 1; n >= 0; n--) {
      const { numbers, values } = record.nodes[n]!;
      for (let i = N + POINTER_COUNT - 1; i >= 0; i--) {
        const map = i < N ? numbers[SETS + 1 + 4 * i + 3]! : numbers[SETS + 1 + 4 * N + i - N]!;
        if (map < 0) continue;
        w[map] = values[maps + 2 * i]!;
        w[map + 1] = values[maps + 2 * i + 1]!;
      }
      for (let i = N - 1; i >= 0; i--) {
        const place = numbers[SETS + 1 + 4 * i]! >> 1;
        slots.pairs[place] = numbers[SETS + 1 + 4 * i + 1]!;
        slots.pairs[place + 1] = numbers[SETS + 1 + 4 * i + 2]!;
      }
      const gate = numbers[NODE_NUMBERS - 1]!;
      if (gate >= 0) this.gate.undo(gate, values, SETS * ROW + SETS);
      for (let k = 0; k < SETS; k++) w[numbers[SETS]! + k] = values[SETS * ROW + k]!;
      for (let k = 0; k < SETS; k++) w.set(values.subarray(k * ROW, (k + 1) * ROW), numbers[k]!);
      this.visits[(numbers[NODE_SET]! - this.layout.sets[NODE_SET]!) / ROW]!--;
    }
  }
}
