import type { CodeTree } from './code-tree';
import { CONTEXTS, hashContexts, RECENCY } from './contexts';
import { EXTERNALS } from './parameters';
import { POINTER_COUNT, type Pointers } from './pointers';
import type { TextState } from './text-state';

/** A place in a text, with all that the predictor looks at there. */
export class Place {
  readonly hashes = new Int32Array(CONTEXTS.length);
  readonly keys = new Int32Array(RECENCY);
  /** Position in the tree's order of the leaf that each pointer expects, -1 where it points nowhere. */
  readonly expected = new Int32Array(POINTER_COUNT);
  /** Sums of each external distribution over the leaves in the tree's order, from none to all; undefined where there is no such predictor. */
  readonly external: (Float64Array | undefined)[] = new Array<undefined>(EXTERNALS).fill(undefined);

  constructor(readonly state: TextState) {}

  /** Hashes the contexts and follows the pointers; `record`: the place is noted, as it is being learnt. */
  look(tree: CodeTree, pointers: Pointers, record: Int32Array | undefined, at: number): void {
    hashContexts(this.state, this.hashes, this.keys);
    pointers.recall(this.state, this.keys, record, at);
    for (let i = 0; i < POINTER_COUNT; i++) {
      const code = pointers.expected(this.state, i);
      this.expected[i] = code < 0 ? -1 : tree.position[tree.leafOf(code)]!;
    }
  }

  copy(): Place {
    const copy = new Place(this.state.copy());
    copy.hashes.set(this.hashes);
    copy.keys.set(this.keys);
    copy.expected.set(this.expected);
    return copy;
  }
}
