import { CONTEXTS, RECENCY } from './contexts';
import { FINAL_ROW, ROW, SETS } from './parameters';
import { MATCHES, POINTER_RECORD } from './pointers';
import { FIELDS } from './text-state';

/** Whole numbers kept for a node: rows of the sets and of the final mixer; places and contents of the slots; places of the maps, of the gate's weights. */
export const NODE_NUMBERS = SETS + 1 + 4 * CONTEXTS.length + MATCHES + RECENCY + 1;
/** Weights and maps kept for a node. */
const NODE_VALUES = SETS * ROW + FINAL_ROW + 2 * (CONTEXTS.length + MATCHES + RECENCY);
/** Kept once for a character: the state, the code point that its memory loses, and the tables of the pointers. */
const CHARACTER_NUMBERS = FIELDS + 1 + POINTER_RECORD;

/** All that learning one bit has overwritten. */
export class NodeRecord {
  readonly numbers = new Int32Array(NODE_NUMBERS);
  readonly values = new Float32Array(NODE_VALUES);
}

/** All that learning one character has overwritten. */
export class UndoRecord {
  readonly character = new Int32Array(CHARACTER_NUMBERS);
  /** By decision, the first of the path first. */
  readonly nodes: NodeRecord[] = [];

  /** @param unused records of nodes that were written over, from which new ones are taken */
  constructor(private readonly unused: NodeRecord[]) {}

  /** A record of one node more. */
  addNode(): NodeRecord {
    const node = this.unused.pop() ?? new NodeRecord();
    this.nodes.push(node);
    return node;
  }

  empty(): void {
    this.unused.push(...this.nodes);
    this.nodes.length = 0;
  }
}

/** The newest records, up to a number; older ones are written over. */
export class UndoLog {
  private readonly records: UndoRecord[] = [];
  private readonly unused: NodeRecord[] = [];
  private next = 0;
  private count = 0;

  constructor(private readonly most: number) {}

  /** Characters that may be taken back. */
  get length(): number {
    return this.count;
  }

  /** An empty record, which becomes the newest. */
  add(): UndoRecord {
    if (this.records.length <= this.next) this.records.push(new UndoRecord(this.unused));
    const record = this.records[this.next]!;
    record.empty();
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
    this.unused.length = 0;
    this.next = 0;
    this.count = 0;
  }

  get bytes(): number {
    const nodes = this.records.reduce((sum, record) => sum + record.nodes.length, this.unused.length);
    return 4 * (this.records.length * CHARACTER_NUMBERS + nodes * (NODE_NUMBERS + NODE_VALUES));
  }
}
