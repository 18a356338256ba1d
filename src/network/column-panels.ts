/** Sizes of the blocked layout [column / width][row][width] of a backend: a panel holds `width` columns of all rows. */
export class ColumnPanels {
  /** Bytes of a row of a panel, and of a square block of `width` rows. */
  readonly rowBytes: number;
  readonly tileBytes: number;

  /** @param width columns of a panel: as many as the backend's vectors like */
  constructor(readonly width: number) {
    this.rowBytes = 4 * width;
    this.tileBytes = 4 * width * width;
  }

  /** Panels that so many columns take. */
  count(columns: number): number {
    return Math.ceil(columns / this.width);
  }

  /** Columns with those of the last panel that stay empty. */
  round(columns: number): number {
    return this.count(columns) * this.width;
  }
}
