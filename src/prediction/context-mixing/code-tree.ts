import { BEYOND_ASCII, treeClassOf } from './character-classes';
import { type Halves, isPair, similarityHalves } from './similar-characters';

/** Count that every character has before it was ever seen. */
const UNSEEN = 0.3;
/** The class of the escape: alone. */
const ESCAPE_CLASS = -1;

/** A subtree under construction: a node, or the complement of a leaf. */
interface Part {
  readonly weight: number;
  readonly reference: number;
}

/**
 * A binary code over an alphabet: Huffman's tree within each class of characters, and Huffman's tree over the classes, so that the first decisions are between
 * kinds of characters. The characters beyond ASCII may be arranged by similarity instead. The last leaf is the escape, which stands for every character that
 * the alphabet does not have.
 */
export class CodeTree {
  /** By node: its two children, nodes or complements of leaves. */
  readonly children: Int32Array;
  readonly root: number;
  /** By node: decisions above it. */
  readonly depth: Int32Array;
  /** By node: the leaves below it are those at positions [first, end) of `order`, those of its one-branch at [middle, end). */
  readonly first: Int32Array;
  readonly middle: Int32Array;
  readonly end: Int32Array;
  readonly order: Int32Array;
  /** By leaf: its place in `order`. */
  readonly position: Int32Array;
  /** Decisions of leaf l: [pathStart[l], pathStart[l + 1]) of `pathNodes` and `pathBits`. */
  readonly pathStart: Int32Array;
  readonly pathNodes: Int32Array;
  readonly pathBits: Uint8Array;
  readonly escape: number;
  private readonly leaves = new Map<number, number>();

  /**
   * @param codes code points of the alphabet, each once; the leaf of one is its index here
   * @param counts of occurrences, by leaf
   * @param similar how the leaves beyond ASCII are arranged, by `similarCharacters`
   */
  constructor(
    readonly codes: readonly number[],
    counts: readonly number[],
    similar?: Halves,
  ) {
    for (const [leaf, code] of codes.entries()) this.leaves.set(code, leaf);
    this.escape = codes.length;
    const children: number[] = [];
    const classes = new Map<number, Part[]>();
    for (let leaf = 0; leaf <= this.escape; leaf++) {
      const own = leaf === this.escape ? ESCAPE_CLASS : treeClassOf(codes[leaf]!);
      const weight = (leaf === this.escape ? 0 : counts[leaf]!) + UNSEEN;
      const members = classes.get(own);
      if (members) members.push({ weight, reference: ~leaf });
      else classes.set(own, [{ weight, reference: ~leaf }]);
    }
    const parts = [...classes]
      .sort(([a], [b]) => a - b)
      .map(([own, members]) => (similar && own === BEYOND_ASCII ? joinHalves(similar, members, children) : huffman(members, children)));
    this.root = huffman(parts, children).reference;
    this.children = Int32Array.from(children);
    const nodes = children.length / 2;
    this.depth = new Int32Array(nodes);
    this.first = new Int32Array(nodes);
    this.middle = new Int32Array(nodes);
    this.end = new Int32Array(nodes);
    this.order = new Int32Array(this.escape + 1);
    this.position = new Int32Array(this.escape + 1);
    const paths: { nodes: number[]; bits: number[] }[] = [];
    let placed = 0;
    const walk = (reference: number, path: { nodes: number[]; bits: number[] }): void => {
      if (reference < 0) {
        paths[~reference] = path;
        this.position[~reference] = placed;
        this.order[placed++] = ~reference;
        return;
      }
      this.depth[reference] = path.nodes.length;
      this.first[reference] = placed;
      for (const bit of [0, 1]) {
        if (bit === 1) this.middle[reference] = placed;
        walk(children[2 * reference + bit]!, { nodes: [...path.nodes, reference], bits: [...path.bits, bit] });
      }
      this.end[reference] = placed;
    };
    walk(this.root, { nodes: [], bits: [] });
    this.pathStart = new Int32Array(this.escape + 2);
    for (let leaf = 0; leaf <= this.escape; leaf++) this.pathStart[leaf + 1] = this.pathStart[leaf]! + paths[leaf]!.nodes.length;
    this.pathNodes = Int32Array.from(paths.flatMap(({ nodes: own }) => own));
    this.pathBits = Uint8Array.from(paths.flatMap(({ bits }) => bits));
  }

  /** Decisions that the tree has. */
  get nodes(): number {
    return this.depth.length;
  }

  /** The leaf of a code point, the escape for one that the alphabet does not have. */
  leafOf(code: number): number {
    return this.leaves.get(code) ?? this.escape;
  }
}

/** How the characters of an alphabet that lie beyond ASCII are arranged by what stands before them in a text of its symbols; undefined where they are few. */
export function* similarCharacters(codes: readonly number[], text: ArrayLike<number>): Generator<void, Halves | undefined> {
  const members = codes.flatMap((code, leaf) => (treeClassOf(code) === BEYOND_ASCII ? [leaf] : []));
  return yield* similarityHalves(members, text);
}

/** The subtree of halves: Huffman's within the innermost sets. */
function joinHalves(halves: Halves, members: readonly Part[], children: number[]): Part {
  const byLeaf = new Map(members.map((part) => [~part.reference, part]));
  const join = (of: Halves): Part => {
    if (!isPair(of))
      return huffman(
        of.map((leaf) => byLeaf.get(leaf)!),
        children,
      );
    const [a, b] = [join(of[0]), join(of[1])];
    children.push(b.reference, a.reference);
    return { weight: a.weight + b.weight, reference: children.length / 2 - 1 };
  };
  return join(halves);
}

/** Huffman's tree over parts: the two lightest are joined until one is left. Equal weights go by reference, so the tree is the same on every machine. */
function huffman(parts: readonly Part[], children: number[]): Part {
  const sorted = [...parts].sort((a, b) => a.weight - b.weight || a.reference - b.reference);
  const joined: Part[] = [];
  let [i, j] = [0, 0];
  const lightest = (): Part => (j >= joined.length || (i < sorted.length && sorted[i]!.weight <= joined[j]!.weight) ? sorted[i++]! : joined[j++]!);
  for (let left = parts.length; left > 1; left--) {
    const [a, b] = [lightest(), lightest()];
    children.push(b.reference, a.reference);
    joined.push({ weight: a.weight + b.weight, reference: children.length / 2 - 1 });
  }
  return joined.at(-1) ?? sorted[0]!;
}
