/** Milliseconds of a window; a speed is that of the last one or two. */
const WINDOW = 100;

/** Characters a second over the last tenths of a second, also where every step is reported: a single step is too short to be timed. */
export class SpeedMeter {
  private before = { at: 0, characters: 0 };
  private current = { at: 0, characters: 0 };

  /** @param now milliseconds */
  start(now: number): void {
    this.before = { at: now, characters: 0 };
    this.current = { at: now, characters: 0 };
  }

  add(characters: number): void {
    this.current.characters += characters;
  }

  /** Time that nothing was done in, such as a pause, milliseconds. */
  skip(time: number): void {
    this.before.at += time;
    this.current.at += time;
  }

  read(now: number): number {
    const characters = this.before.characters + this.current.characters;
    const elapsed = now - this.before.at;
    // A clock that stands still measures nothing.
    const speed = elapsed > 0 ? (1000 * characters) / elapsed : 0;
    if (now - this.current.at >= WINDOW) {
      this.before = this.current;
      this.current = { at: now, characters: 0 };
    }
    return speed;
  }
}
