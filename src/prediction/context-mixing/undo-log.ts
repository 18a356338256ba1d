import { CONTEXTS, RECENCY } from './contexts';
import { FINAL_ROW, ROW, SETS } from './parameters';
import { MATCHES, POINTER_RECORD } from './pointers';
import { FIELDS } from './text-state';

/** Whole numbers kept for a node: rows of the sets and of the final mixer; places and contents of the slots; places of the maps, of the gate's weights. */
export const NODE_NUMBERS = SETS + 1 + 4 * CONTEXTS.length + MATCHES + RECENCY + 1;
/** Weights and maps kept for a node. */
export const NODE_VALUES = SETS * ROW + FINAL_ROW + 2 * (CONTEXTS.length + MATCHES + RECENCY);
/** Kept once for a character: the state, the code point that its memory loses, and the tables of the pointers. */
const CHARACTER_NUMBERS = FIELDS + 1 + POINTER_RECORD;

/** Nodes that a record has room for, and by which it grows. */
const ROOM = 5;
const MORE = 2;

/** All that learning one character has overwritten. */
export class UndoRecord {
  readonly character = new Int32Array(CHARACTER_NUMBERS);
  numbers = new Int32Array(ROOM * NODE_NUMBERS);
  values = new Float32Array(ROOM * NODE_VALUES);
  nodes = 0;

  /** Room for one node more. */
  addNode(): void {
    this.nodes++;
    if (this.nodes * NODE_NUMBERS <= this.numbers.length) return;
    const [numbers, values] = [this.numbers, this.values];
    this.numbers = new Int32Array(numbers.length + MORE * NODE_NUMBERS);
    this.numbers.set(numbers);
    this.values = new Float32Array(values.length + MORE * NODE_VALUES);
    this.values.set(values);
  }
}

/** The newest records, up to a number; older ones are written over. */
export class UndoLog {
  private readonly records: UndoRecord[] = [];
  private next = 0;
  private count = 0;

  constructor(private readonly most: number) {}

  /** Characters that may be taken back. */
  get length(): number {
    return this.count;
  }

  /** An empty record, which becomes the newest. */
  add(): UndoRecord {
    if (this.records.length <= this.next) this.records.push(new UndoRecord());
    const record = this.records[this.next]!;
    record.nodes = 0;
    this.next = (this.next + 1) % this.most;
    this.count = Math.min(this.count + 1, this.most);
    return record;
  }

  /** The newest record, which is none any more; undefined where there is none. */
  take(): UndoRecord | undefined {
    if (this.count === 0) return undefined;
    this.count--;
    this.next = (this.next + this.most - 1) % this.most;
    return this.records[this.next];
  }

  clear(): void {
    this.count = 0;
  }

  /** Empty, and its memory given back. */
  release(): void {
    this.records.length = 0;
    this.next = 0;
    this.count = 0;
  }

  get bytes(): number {
    return this.records.reduce((sum, { character, numbers, values }) => sum + 4 * (character.length + numbers.length + values.length), 0);
  }
}
