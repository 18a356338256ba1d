/** Mean ‖s‖ of a layer in a report. */
interface Length {
  readonly step: number;
  readonly norm: number;
}

/** By layer the shortest and the longest mean ‖s‖ that a run has reported: a curve between its first and its newest value may have turned. */
export class StateLengths {
  private readonly layers: { readonly shortest: Length; readonly longest: Length }[] = [];

  /** What a layer has reported; undefined where nothing finite was. */
  of(layer: number): { readonly shortest: Length; readonly longest: Length } | undefined {
    return this.layers[layer];
  }

  add(layer: number, at: Length): void {
    const known = this.layers[layer];
    if (!Number.isFinite(at.norm)) return;
    this.layers[layer] = {
      shortest: known && known.shortest.norm <= at.norm ? known.shortest : at,
      longest: known && known.longest.norm >= at.norm ? known.longest : at,
    };
  }
}
