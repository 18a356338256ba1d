import type { Range } from '../../src/view-model/chart/chart-model';

/** The part of the x axis that the charts of a tab show, by the axis: what one is zoomed to, all with the same axis show. */
export class ZoomGroup {
  private readonly zooms = new Map<string, Range>();
  private readonly listeners = new Set<(axis: string) => void>();

  of(axis: string): Range | undefined {
    return this.zooms.get(axis);
  }

  set(axis: string, zoom: Range | undefined): void {
    if (zoom) this.zooms.set(axis, zoom);
    else this.zooms.delete(axis);
    for (const listener of this.listeners) listener(axis);
  }

  /** @param listener called with the axis whose zoom has changed */
  listen(listener: (axis: string) => void): void {
    this.listeners.add(listener);
  }
}
