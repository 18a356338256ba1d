/** The characters a network knows: sorted code points; index 0 is the unknown class when rare characters share one. */
export class Vocabulary {
  private readonly indices = new Map<string, number>();

  /** @param characters code points in index order; null = the unknown class, at index 0 alone */
  constructor(readonly characters: readonly (string | null)[]) {
    characters.forEach((character, index) => {
      if (character !== null) this.indices.set(character, index);
    });
  }

  /** Of a whole text, its validation part included. `minCount` > 1: characters seen fewer times share the unknown class. */
  static of(characters: Iterable<string>, minCount = 1): Vocabulary {
    const counts = new Map<string, number>();
    for (const character of characters) counts.set(character, (counts.get(character) ?? 0) + 1);
    const kept = [...counts.keys()].filter((character) => counts.get(character)! >= minCount).sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
    if (minCount > 1) return new Vocabulary([null, ...kept]);
    return new Vocabulary(kept);
  }

  get size(): number {
    return this.characters.length;
  }

  get hasUnknown(): boolean {
    return this.characters[0] === null;
  }

  /** Index of a character; an unseen one is the unknown class, or -1 where there is none. */
  indexOf(character: string): number {
    return this.indices.get(character) ?? (this.hasUnknown ? 0 : -1);
  }

  encode(characters: readonly string[]): Int32Array {
    return Int32Array.from(characters, (character) => this.indexOf(character));
  }

  /** The character of an index, `undefined` for the unknown class. */
  character(index: number): string | undefined {
    return this.characters[index] ?? undefined;
  }
}
